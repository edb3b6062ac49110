"""The audit trail and the figures of the past: who changed what, and how it stood as known on a day."""

import csv
from collections.abc import Iterator
from datetime import date, datetime
from io import StringIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from pydantic import BaseModel
from sqlmodel import Session, col, select
from typer.testing import CliRunner

from flows.catalogue import SERVED, Served
from flows.cli import main
from flows.clock import ZONE, end_of
from flows.deployments import CHOICES_KEY
from flows.work.chase.daily import run_day
from flows.work.documents.correct import void
from flows.work.documents.record import Entry, record
from flows.work.escalation.approving import approve
from flows.work.escalation.held import held_groups
from flows.work.escalation.pausing import lift, pause
from flows.work.files.store import Files
from flows.work.pages.overview import figures_known
from flows.work.people.contacts import update_contact
from flows.work.stop import set_stop
from flows.work.story.history import History, as_csv, as_text, history
from models.database import transaction
from models.tables import DueChange, Folder, Obligation, Plan, Submission
from models.words import DueChangeKind, FolderKind, Role
from templates.dashboards.facts import Figures
from tests.factories import add_plan, add_task, add_units, world_on

ISSUE = date(2024, 2, 6)
DUE = date(2024, 2, 28)
BY = "Cán bộ 1"


def day(number: int, month: int = 2) -> date:
    return date(2024, month, number)


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    with transaction(engine) as session:
        plan_of_two(session)
        yield session


def plan_of_two(session: Session) -> None:
    add_units(session, "CA02", "CA04")
    plan = add_plan(session)
    add_task(session, plan=plan, units=["CA02", "CA04"], due=DUE, world=world_on(ISSUE))


def hand_in(
    session: Session, unit: str, on: date, *, number: str = "05/KH", recorded: date | None = None
) -> None:
    plan = session.exec(select(Plan.id)).one() or 0
    entry = Entry(unit=unit, tasks=((plan, "II.1.1.b", ""),), number=number, issued_on=on, arrived_on=on)
    record(session, entry=entry, by=BY, world=world_on(recorded or on))


def void_last(session: Session, on: date) -> None:
    found = session.exec(select(Submission.id).order_by(col(Submission.id).desc())).first() or 0
    void(session, submission_id=found, reason="nhập nhầm", by=BY, world=world_on(on))


def of(session: Session, text: str) -> list[str]:
    return [f"{one.at:%d/%m} {one.who}: {one.text}" for one in history(session, text=text, day=DUE).changes]


def test_every_change_of_a_unit_is_found_in_order_with_who_says_to_have_done_it(session: Session) -> None:
    hand_in(session, "CA04", day(19))
    update_contact(
        session,
        unit="CA02",
        role=Role.CONTACT,
        address="moi@units.example",
        as_of=day(19),
        now=world_on(day(19)).now,
        by=BY,
    )
    pause(
        session,
        unit="CA02",
        unit_name="CA02",
        task=None,
        days=2,
        reason="họp",
        by=BY,
        world=world_on(day(20)),
    )
    lift(session, unit="CA02", unit_name="CA02", task=None, by=BY, world=world_on(day(21)))
    set_stop(session, stopped=True, by=BY, reason="kiểm tra máy chủ", world=world_on(day(22)))
    hand_in(session, "CA02", day(23))
    void_last(session, day(26))
    assert of(session, "cong an tinh CA02") == [
        "19/02 Cán bộ 1 (tự khai): Công an tỉnh CA02, cán bộ đầu mối: moi@units.example "
        "(trước đây: ca02@units.example).",
        "20/02 Cán bộ 1 (tự khai): Đã tạm dừng đôn đốc mọi nhiệm vụ của CA02 đến hết ngày 21/02/2024. "
        "Lý do: họp",
        "21/02 Cán bộ 1 (tự khai): Đã bỏ tạm dừng đôn đốc CA02; "
        "mốc tới hạn từ hôm nay được gửi như thường lệ.",
        "22/02 Cán bộ 1 (tự khai): Đã dừng gửi thư; thư đến hạn được giữ lại và gộp khi cho gửi lại. "
        "Lý do: kiểm tra máy chủ",
        "23/02 Cán bộ 1 (tự khai): Đã ghi nhận văn bản số 05/KH của Công an tỉnh CA02 (II.1.1.b: đúng hạn).",
        "23/02 Cán bộ 1 (tự khai): Nhiệm vụ II.1.1.b: ghi nhận văn bản; từ «chưa gửi văn bản» "
        "thành «đã nhận văn bản, chờ rà soát».",
        "26/02 Cán bộ 1 (tự khai): Nhiệm vụ II.1.1.b: hủy ghi nhận; từ «đã nhận văn bản, chờ rà soát» "
        "thành «chưa gửi văn bản».",
        "26/02 Cán bộ 1 (tự khai): Đã hủy ghi nhận văn bản số 05/KH; 1 nhiệm vụ trở lại trạng thái chưa gửi. "
        "Lý do: nhập nhầm",
    ]


def test_an_approval_stands_in_the_history_of_each_obligation_it_concerns_and_no_other(
    session: Session, tmp_path: Path
) -> None:
    for one in (day(7, 3), day(12, 3), day(14, 3)):
        run_day(session, world=world_on(one))
    world = world_on(day(15, 3))
    labels = [group.label for group in held_groups(session, world=world)]
    approve(session, labels=labels, except_units={"CA04"}, by=BY, files=Files(data=tmp_path), world=world)
    public_ids = dict(session.exec(select(Obligation.owed_by, Obligation.public_id)).all())
    frozen = (
        "07/03 Hệ thống: Hết hạn mà chưa ghi nhận văn bản: "
        "lịch đôn đốc được giữ nguyên dù chính sách thay đổi về sau."
    )
    assert of(session, public_ids["CA02"]) == [
        frozen,
        "15/03 Cán bộ 1 (tự khai): Duyệt gửi: dự thảo công văn đôn đốc lần 1, nhiệm vụ II.1.1.b, "
        "Công an tỉnh CA02.",
    ]
    assert of(session, public_ids["CA04"]) == [frozen]


def test_the_csv_opens_in_a_spreadsheet(session: Session) -> None:
    hand_in(session, "CA02", day(20), number="=HYPERLINK(1)/KH")
    found: History = history(session, text="CA02", day=DUE)
    content = as_csv(found.changes)
    assert content.startswith(b"\xef\xbb\xbf")
    [head, row, _step] = list(csv.reader(StringIO(content.decode("utf-8-sig"))))
    assert head[:3] == ["Thời điểm", "Người thực hiện", "Tự khai"]
    assert row[:3] == ["2024-02-20 07:30:00", BY, "tự khai"]
    assert "văn bản số =HYPERLINK(1)/KH" in row[6]
    assert "(tự khai)" in as_text(found)


def figures(session: Session, *, on: date, known_on: date) -> Figures:
    [plan] = figures_known(session, world=world_on(on), known_until=end_of(known_on))
    [line] = plan.dated
    return line.figures


def brief(session: Session, *, on: date, known_on: date) -> tuple[int, int, int, int]:
    """(expected, on time, late, outstanding)."""
    found = figures(session, on=on, known_on=known_on)
    return found.expected, found.on_time, found.late, found.outstanding


def test_what_is_recorded_voided_or_moved_later_changes_no_figures_as_known_before(session: Session) -> None:
    hand_in(session, "CA02", day(27))
    before = figures(session, on=day(29), known_on=day(29))
    assert brief(session, on=day(29), known_on=day(29)) == (2, 1, 0, 1)
    void_last(session, day(1, 3))
    hand_in(session, "CA02", day(1, 3), number="06/KH")
    hand_in(session, "CA04", day(28), recorded=day(4, 3), number="07/KH")
    for one in session.exec(select(Obligation)):
        move(session, one, day(15, 3), recorded=day(5, 3))
    session.flush()
    assert figures(session, on=day(29), known_on=day(29)) == before
    assert brief(session, on=day(4, 3), known_on=day(4, 3)) == (2, 1, 1, 0)
    assert brief(session, on=day(5, 3), known_on=day(5, 3)) == (2, 2, 0, 0)


def move(session: Session, one: Obligation, new: date, *, recorded: date) -> None:
    change = DueChange(
        obligation_id=one.id or 0,
        kind=DueChangeKind.EXTENSION,
        old_due=one.effective_due,
        new_due=new,
        by=BY,
        recorded_at=world_on(recorded).now,
    )
    session.add(change)
    one.effective_due = new


def test_what_came_by_a_day_but_was_recorded_later_counts_once_it_is_known(session: Session) -> None:
    hand_in(session, "CA02", day(27), recorded=day(4, 3))
    assert brief(session, on=day(29), known_on=day(29)) == (2, 0, 0, 2)
    assert brief(session, on=day(29), known_on=day(4, 3)) == (2, 1, 0, 1)


def test_known_today_the_figures_are_those_of_the_overview(session: Session) -> None:
    hand_in(session, "CA02", day(27))
    [plan] = figures_known(session, world=world_on(day(29)), known_until=end_of(day(29)))
    from flows.work.pages.overview import overview_facts

    [today] = overview_facts(session, world=world_on(day(29)), links={}).plans
    assert plan == today


def test_the_end_of_a_day_is_midnight_in_vietnam() -> None:
    assert end_of(day(28)) < datetime(2024, 2, 29, tzinfo=ZONE)
    assert end_of(day(28)) > datetime(2024, 2, 28, 23, 59, 59, tzinfo=ZONE)


def test_the_commands_answer_in_words_or_one_sentence(migrated_sqlite: Path, tmp_path: Path) -> None:
    import shutil

    from models.database import connect

    shutil.copy(migrated_sqlite, tmp_path / "dondoc.sqlite3")
    engine = connect(url=f"sqlite:///{tmp_path / 'dondoc.sqlite3'}")
    with transaction(engine) as session:
        session.add(Folder(kind=FolderKind.EXAMPLE, example_day=day(21), created_at=world_on(ISSUE).now))
        plan_of_two(session)
        hand_in(session, "CA02", day(20))
    engine.dispose()

    def ask(*words: str) -> str:
        return CliRunner().invoke(main, [*words, "--data", str(tmp_path)]).output

    assert "không gửi vì đơn vị đã gửi văn bản số 05/KH" in " ".join(ask("why", "CA02").split())
    assert ask("why", "Công an tỉnh CA03").startswith("Không có đơn vị nào tên là «Công an tỉnh CA03».")
    assert "Cán bộ 1 (tự khai): Đã ghi nhận văn bản" in ask("history", "CA02")
    assert "2 changes" in ask("history", "CA02", "--csv", str(tmp_path / "a.csv"))
    assert "Tổng quan tiến độ ngày 20/02/2024" in ask("overview", "--on", "20/02/2024")
    assert "là ngày trong tương lai" in ask("overview", "--on", "2024-03-01")


def form_of(served: Served) -> type[BaseModel]:
    """The form a flow shows."""
    import importlib
    import inspect

    module, _, name = served.flow.partition(":")
    found = inspect.signature(getattr(importlib.import_module(module), name).fn, eval_str=True)
    form: type[BaseModel] = next(iter(found.parameters.values())).annotation
    assert issubclass(form, BaseModel)
    return form


@pytest.mark.parametrize("served", [one for one in SERVED if one.changes], ids=lambda one: one.name)
def test_every_form_that_changes_something_asks_who_does_it(served: Served) -> None:
    """Required, without default, from the officers' list, and said to be self-declared."""
    field = form_of(served).model_fields["by"]
    assert field.is_required()
    assert field.json_schema_extra == {CHOICES_KEY: "officers"}
    assert field.title == "Người thực hiện"
    assert "tự khai" in (field.description or "")


def test_only_what_reads_or_runs_by_the_clock_asks_nobody() -> None:
    asking_nobody = {one.name for one in SERVED if not one.changes}
    assert {"Bắt đầu từ đây", "Tra cứu quá trình nhắc việc", "Nhắc việc hằng ngày"} <= asking_nobody
