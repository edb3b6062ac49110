"""Amendment as a legal act: a changed file with its document's number and date, applied once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select
from typer.testing import CliRunner, Result

from flows.cli import main as cli
from flows.work.added_task import add_task, owe
from flows.work.amending.act import Act
from flows.work.amending.applying import apply
from flows.work.amending.noticing import tell_all
from flows.work.amending.refusing import File
from flows.work.chase.auditing import audit_ledger
from flows.work.chase.daily import run_day
from flows.work.documents.correct import void
from flows.work.duties.exempting import undo_exemption
from flows.work.duties.extending import Request, extend, undo_extension
from flows.work.duties.finding import Duty
from flows.work.plans.closing import Closing, close_plan
from flows.work.refusals import RefusedError
from flows.work.story.why import why
from models.database import transaction
from models.tables import (
    Audit,
    Contact,
    DueChange,
    Exemption,
    Extension,
    Folder,
    Message,
    Notice,
    Obligation,
    Plan,
    PlanAmendment,
    PlanRevision,
    PlanTask,
    SubmissionLink,
)
from models.words import (
    DueChangeKind,
    FolderKind,
    JudgedBy,
    MessageKind,
    NoticeKind,
    NoticeStatus,
    ObligationStatus,
    Role,
    TaskOrigin,
)
from templates.amendment_words import NOTHING
from tests.factories import world_on
from tests.flows.amended_plans import BY, TASKS, PlanText, amend, came, issued, known
from tests.flows.at_once import at_once
from tests.flows.mailing import left, send_everything
from tests.flows.reviewing import words

DAY = date(2024, 3, 4)


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    """A session whose work is kept at the end."""
    with transaction(engine) as session:
        yield session


def duties(session: Session, code: str) -> dict[str, Obligation]:
    """Who owes the task."""
    statement = select(Obligation).join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
    return {one.owed_by: one for one in session.exec(statement.where(col(PlanTask.code) == code))}


def told(session: Session) -> list[Message]:
    """Notices of amendments."""
    return list(session.exec(select(Message).where(col(Message.kind) == MessageKind.AMENDMENT)))


def moved(phrase: str = "trước ngày 01/4/2024", code: str = "I.1") -> PlanText:
    """The plan with another date."""
    return PlanText(tasks=TASKS | {code: phrase})


def test_a_moved_date_moves_what_is_owed_and_starts_a_fresh_ladder(session: Session) -> None:
    plan = issued(session, PlanText())
    sentence = amend(session, plan, moved(), world=world_on(DAY))
    assert "đổi 01 nhiệm vụ; 03 nghĩa vụ dời hạn" in sentence
    assert "Quyết định số 20/QĐ-BCA ngày 04/03/2024" in sentence
    for one in duties(session, "I.1").values():
        assert (one.effective_due, one.original_due) == (date(2024, 3, 31), date(2024, 3, 14))
        assert (one.round, one.round_from, one.target_day) == (2, DAY, date(2024, 3, 29))
        assert one.next_notice_on is not None
        assert one.next_notice_on >= DAY
    rows = session.exec(select(DueChange).where(col(DueChange.kind) == DueChangeKind.AMENDMENT)).all()
    assert {(one.old_due, one.new_due) for one in rows} == {(date(2024, 3, 14), date(2024, 3, 31))}
    assert len(rows) == 3
    assert {one.round for one in duties(session, "I.2").values()} == {1}


def test_the_same_file_again_changes_nothing(session: Session) -> None:
    plan = issued(session, PlanText())
    amend(session, plan, moved(), world=world_on(DAY))
    before = _everything(session)
    again = amend(session, plan, moved(), world=world_on(DAY), number="21/QĐ-BCA")
    assert again == NOTHING
    commented = replace(moved(), head="  # chỉ thêm ghi chú\n  title: Kế hoạch thử\n")
    assert amend(session, plan, commented, world=world_on(DAY)) == again
    assert _everything(session) == before


def _everything(session: Session) -> tuple[object, ...]:
    session.flush()
    session.expire_all()
    tables = (Obligation, PlanTask, PlanRevision, PlanAmendment, DueChange, Exemption, Message, Audit)
    return tuple(tuple(str(row) for row in session.exec(select(table)).all()) for table in tables)


def test_what_has_come_in_keeps_the_day_it_was_judged_by(session: Session) -> None:
    """The deadline in force when the document came counts; nobody becomes late, or in time, afterwards."""
    plan = issued(session, PlanText())
    submission = came(session, plan, "A", "I.1", on=date(2024, 3, 1))
    sentence = amend(session, plan, moved("trước ngày 20/2/2024"), world=world_on(DAY))
    assert "02 nghĩa vụ dời hạn" in sentence
    owed = duties(session, "I.1")
    assert owed["A"].effective_due == date(2024, 3, 14)
    assert owed["B"].effective_due == date(2024, 2, 19)
    assert session.exec(select(SubmissionLink.on_time)).all() == [True]
    void(session, submission_id=submission, reason="nhầm đơn vị", by=BY, world=world_on(DAY))
    session.expire_all()
    assert (owed["A"].status, owed["A"].effective_due) == (ObligationStatus.OPEN, date(2024, 2, 19))


def test_an_extension_that_ends_later_is_kept_and_one_that_is_overtaken_is_not(session: Session) -> None:
    plan = issued(session, PlanText())
    owed = duties(session, "I.1")
    for unit, until in (("A", date(2024, 4, 8)), ("B", date(2024, 3, 20))):
        _extend(session, plan, unit, until)
    sentence = amend(session, plan, moved(), world=world_on(DAY))
    assert "02 nghĩa vụ dời hạn" in sentence
    session.expire_all()
    assert [owed[unit].effective_due for unit in "ABC"] == [
        date(2024, 4, 8),
        date(2024, 3, 31),
        date(2024, 3, 31),
    ]
    standing = session.exec(select(Extension).where(col(Extension.undone_at).is_(None))).all()
    assert [one.obligation_id for one in standing] == [owed["A"].id]
    undo_extension(session, duty=_duty(plan, "A"), reason="nhầm", by=BY, world=world_on(DAY))
    session.expire_all()
    assert owed["A"].effective_due == date(2024, 3, 31)  # not the day before the amendment


def test_an_extension_is_measured_from_the_amended_day(session: Session) -> None:
    plan = issued(session, PlanText())
    amend(session, plan, moved("trước ngày 01/9/2024"), world=world_on(DAY))
    _extend(session, plan, "A", date(2024, 9, 9))
    assert duties(session, "I.1")["A"].effective_due == date(2024, 9, 9)


def _duty(plan: int, unit: str) -> Duty:
    return Duty(unit=unit, unit_name=f"Công an tỉnh {unit}", task=(plan, "I.1", ""))


def _extend(session: Session, plan: int, unit: str, until: date) -> None:
    request = Request(
        number="9/CV", requested_on=date(2024, 2, 20), agreed_by="Cục trưởng", reason="bận", new_due=until
    )
    extend(session, duty=_duty(plan, unit), request=request, by=BY, world=world_on(DAY))


def test_a_dropped_task_is_owed_no_more_with_the_document_as_basis(session: Session) -> None:
    plan = issued(session, PlanText())
    submission = came(session, plan, "A", "I.1", on=date(2024, 3, 1))
    rest = PlanText(tasks={code: phrase for code, phrase in TASKS.items() if code != "I.1"})
    sentence = amend(session, plan, rest, world=world_on(DAY))
    assert "bãi bỏ 01 nhiệm vụ; 02 nghĩa vụ bãi bỏ" in sentence
    owed = duties(session, "I.1")
    states = [owed[unit].status for unit in "ABC"]
    assert states == [ObligationStatus.ARRIVED, ObligationStatus.EXEMPT, ObligationStatus.EXEMPT]
    basis = {one.basis for one in session.exec(select(Exemption))}
    assert basis == {"bãi bỏ theo Quyết định số 20/QĐ-BCA ngày 04/03/2024"}
    [task] = session.exec(select(PlanTask).where(col(PlanTask.code) == "I.1")).all()
    assert task.dropped_at == world_on(DAY).now
    void(session, submission_id=submission, reason="nhầm", by=BY, world=world_on(DAY))
    session.expire_all()
    assert owed["A"].status is ObligationStatus.EXEMPT
    [story] = why(session, unit="B", task="I.1", on=DAY, links={}, world=world_on(DAY)).stories
    assert story.state == "Bãi bỏ theo Quyết định số 20/QĐ-BCA ngày 04/03/2024."
    with pytest.raises(RefusedError, match="bãi bỏ theo Quyết định số 20/QĐ-BCA"):
        undo_exemption(session, duty=_duty(plan, "B"), reason="nhầm", by=BY, world=world_on(DAY))


def test_what_waits_for_an_approval_is_withdrawn_with_its_task(session: Session) -> None:
    plan = issued(session, PlanText())
    owed = duties(session, "I.1")["A"]
    assert owed.id is not None
    session.add(held_notice(owed.id))
    session.flush()
    rest = PlanText(tasks={code: phrase for code, phrase in TASKS.items() if code != "I.1"})
    amend(session, plan, rest, world=world_on(DAY))
    session.expire_all()
    assert [one.status for one in session.exec(select(Notice))] == [NoticeStatus.WITHDRAWN]


def held_notice(obligation: int) -> Notice:
    """A stage that waits for an officer."""
    return Notice(
        obligation_id=obligation,
        round=1,
        kind=NoticeKind.ESCALATION,
        stage="cap-tren",
        role=Role.UNIT_HEAD,
        due_on=DAY,
        status=NoticeStatus.HELD,
        decided_on=DAY,
        decided_at=world_on(DAY).now,
    )


def test_a_new_task_is_owed_since_the_amendment(session: Session) -> None:
    plan = issued(session, PlanText())
    more = PlanText(tasks=TASKS | {"I.3": "trước ngày 01/7/2024"})
    sentence = amend(session, plan, more, world=world_on(DAY))
    assert "thêm 01 nhiệm vụ; 03 nghĩa vụ mới" in sentence
    owed = duties(session, "I.3")
    assert {one.added_at for one in owed.values()} == {world_on(DAY).now}
    assert {one.effective_due for one in owed.values()} == {date(2024, 6, 30)}
    assert {one.status for one in owed.values()} == {ObligationStatus.OPEN}


def test_a_changed_group_adds_who_enters_and_spares_who_leaves(session: Session) -> None:
    plan = issued(session, PlanText())
    amend(session, plan, PlanText(members=("A", "B", "D")), world=world_on(DAY))
    for code in TASKS:
        owed = duties(session, code)
        assert owed["C"].status is ObligationStatus.EXEMPT
        assert owed["D"].status is ObligationStatus.OPEN
        assert owed["D"].added_at == world_on(DAY).now
    assert len(told(session)) == 2  # A and B are not concerned


def test_who_comes_back_owes_again_without_a_second_obligation(session: Session) -> None:
    plan = issued(session, PlanText())
    amend(session, plan, PlanText(members=("A", "B")), world=world_on(DAY))
    back = PlanText(tasks=moved().tasks)
    amend(session, plan, back, world=world_on(date(2024, 3, 8)), number="21/QĐ-BCA")
    owed = duties(session, "I.1")
    assert set(owed) == {"A", "B", "C"}
    assert owed["C"].status is ObligationStatus.OPEN
    assert owed["C"].effective_due == date(2024, 3, 31)
    assert owed["C"].next_notice_on is not None


def test_of_a_task_that_is_owed_more_often_only_what_lies_ahead_begins(session: Session) -> None:
    plan = issued(session, PlanText())
    often = moved("định kỳ 6 tháng: trước ngày 15/6 và trước ngày 01/12", code="I.2")
    amend(session, plan, often, world=world_on(date(2024, 8, 1)))
    statement = select(Obligation).join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
    rows = session.exec(statement.where(col(PlanTask.code) == "I.2", col(Obligation.owed_by) == "A")).all()
    assert {(one.effective_due, one.status) for one in rows} == {
        (date(2024, 12, 14), ObligationStatus.EXEMPT),
        (date(2024, 11, 30), ObligationStatus.OPEN),
    }


def test_a_deadline_that_waits_for_an_event_gets_a_day_and_loses_it(session: Session) -> None:
    waits = moved("20 ngày sau khi kết thúc hội nghị")
    plan = issued(session, waits)
    amend(session, plan, PlanText(), world=world_on(DAY))
    owed = duties(session, "I.1")["A"]
    assert (owed.status, owed.effective_due, owed.original_due) == (
        ObligationStatus.OPEN,
        date(2024, 3, 14),
        date(2024, 3, 14),
    )
    amend(session, plan, waits, world=world_on(date(2024, 3, 5)), number="21/QĐ-BCA")
    session.expire_all()
    assert (owed.status, owed.effective_due) == (ObligationStatus.WAITING, None)


def test_the_plan_follows_the_file_and_every_file_is_kept(session: Session) -> None:
    plan = issued(session, PlanText())
    new = PlanText(
        head='  title: Kế hoạch đã điều chỉnh\n  legal_basis: ["Luật mới"]\n', titles={"I.2": "Báo cáo năm"}
    )
    amend(session, plan, new, world=world_on(DAY), reason="theo Luật mới")
    row = session.get_one(Plan, plan)
    assert (row.title, row.legal_basis) == ("Kế hoạch đã điều chỉnh", "Luật mới")
    revisions = session.exec(select(PlanRevision).order_by(col(PlanRevision.number))).all()
    assert [one.content for one in revisions] == [PlanText().content, new.content]
    [amendment] = session.exec(select(PlanAmendment)).all()
    assert (amendment.revision, amendment.document_number, amendment.issued_on, amendment.reason) == (
        2,
        "20/QĐ-BCA",
        DAY,
        "theo Luật mới",
    )
    trail = session.exec(select(Audit).where(col(Audit.action) == "form:plan:amend")).all()
    assert [one.by for one in trail] == [BY]


def test_what_no_amendment_may_change_is_refused(session: Session) -> None:
    """What identifies the plan, how the past is judged, units that do not exist."""
    plan = issued(session, PlanText())
    came(session, plan, "A", "I.1", on=date(2024, 3, 1))
    judged = PlanText().content.replace(b"judged_by: received", b"judged_by: issued", 1)
    for content, says in (
        (PlanText(year=2025).content, "Không điều chỉnh được năm của kế hoạch"),
        (PlanText(members=("A", "B", "Z")).content, "Công an tỉnh Z"),
        (judged, r"Mục I\.1: không điều chỉnh được ngày dùng để tính đúng hạn"),
        (PlanText().content.replace(b"thu-2024", b"khac"), "là của kế hoạch «khac»"),
    ):
        with pytest.raises(RefusedError, match=says):
            _apply(session, plan, content=content)


def test_the_document_has_a_number_and_a_day_that_can_be(session: Session) -> None:
    plan = issued(session, PlanText())
    for number, day, says in (
        ("", DAY, "Số văn bản điều chỉnh: chưa ghi"),
        ("20/QĐ", date(2024, 3, 5), "sau hôm nay"),
        ("20/QĐ", date(2024, 2, 5), "trước ngày ban hành kế hoạch"),
    ):
        with pytest.raises(RefusedError, match=says):
            _apply(session, plan, content=moved().content, number=number, day=day)


def _apply(session: Session, plan: int, *, content: bytes, number: str = "20/QĐ", day: date = DAY) -> str:
    act = Act(number=number, issued_on=day, by=BY)
    file = File(name="thu.yaml", content=content)
    return apply(session, plan_id=plan, file=file, act=act, world=world_on(DAY))


def test_a_task_that_is_chased_no_more_loses_its_reminders(session: Session) -> None:
    plan = issued(session, PlanText())
    quiet = PlanText(extra={"I.1": "    ladder: none\n"})
    assert "lượt nhắc hủy" in amend(session, plan, quiet, world=world_on(DAY))
    assert {one.next_notice_on for one in duties(session, "I.1").values()} == {None}


def test_a_closed_plan_stays_as_it_is(session: Session) -> None:
    plan = issued(session, PlanText())
    closing = Closing(plan_id=plan, reason="đã báo cáo")
    close_plan(session, closing=closing, run="", by=BY, world=world_on(DAY))
    with pytest.raises(RefusedError, match="đã kết thúc theo dõi"):
        amend(session, plan, moved(), world=world_on(DAY))


def test_each_unit_concerned_gets_one_notice_that_speaks_of_it_alone(session: Session) -> None:
    plan = issued(session, PlanText())
    world = world_on(DAY)
    more = PlanText(
        tasks={"I.1": "trước ngày 01/4/2024", "I.2": TASKS["I.2"], "I.3": "trước ngày 01/7/2024"},
        leads={"I.3": ["A"]},
        titles={"I.2": "Báo cáo tổng kết năm"},
    )
    amend(session, plan, more, world=world)
    assert len(told(session)) == 3
    assert tell_all(session, world=world) == 0
    send_everything(session, world=world)
    mails = {
        text.partition("Công an tỉnh ")[2][:1]: text
        for text in map(words, left(session, MessageKind.AMENDMENT))
    }
    for said in (
        "Quyết định số 20/QĐ-BCA ngày 04/03/2024 điều chỉnh Kế hoạch thử",
        "trước ngày 01/4/2024 (hết ngày 31/03; đề nghị gửi trong ngày làm việc 29/03)",
        "Thời hạn trước đây: trước ngày 15/3/2024 (hết ngày 14/03)",
        "NHIỆM VỤ MỚI",
        "ngày 06/02/2024, bổ sung theo Quyết định số 20/QĐ-BCA ngày 04/03/2024",
        "KHÔNG CÒN PHẢI THỰC HIỆN - Nhiệm vụ II (mục II; cả năm 2024)",
        "Tên: Nhiệm vụ I.2 → Báo cáo tổng kết năm",
    ):
        assert said in " ".join(mails["A"].split()), said
    assert "NHIỆM VỤ MỚI" not in mails["B"]
    assert not any(f"Công an tỉnh {unit}" in mails["A"] for unit in "BC")


def test_a_unit_without_address_is_told_later(session: Session) -> None:
    plan = issued(session, PlanText())
    session.exec(sa.delete(Contact).where(col(Contact.unit_id) == "B"))
    sentence = amend(session, plan, moved(), world=world_on(DAY))
    assert "02 thư thông báo" in sentence
    assert "01 đơn vị chưa có địa chỉ" in sentence
    session.add(Contact(unit_id="B", role=Role.CONTACT, address="b@units.example"))
    session.flush()
    run_day(session, world=world_on(date(2024, 3, 5)))
    assert len(told(session)) == 3


def test_figures_of_past_days_stay_as_they_were_known(session: Session) -> None:
    plan = issued(session, PlanText())
    came(session, plan, "A", "I.1", on=date(2024, 2, 20))
    days = [date(2024, 2, 20), date(2024, 3, 1), date(2024, 3, 20)]
    before = {day: known(session, plan, day) for day in days[:2]}
    everything = PlanText(
        tasks={"I.1": "trước 9h00 ngày 01/3/2024", "I.3": "trước ngày 01/7/2024", "II": TASKS["II"]},
        members=("A", "B", "D"),
    )
    amend(session, plan, everything, world=world_on(DAY))
    assert {day: known(session, plan, day) for day in days[:2]} == before
    assert known(session, plan, days[2]) != before[days[1]]
    first = known(session, plan, days[2])
    amend(session, plan, PlanText(), world=world_on(date(2024, 4, 1)), number="21/QĐ-BCA")
    assert {day: known(session, plan, day) for day in days[:2]} == before
    assert known(session, plan, days[2]) == first


def test_two_at_once_amend_once(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        plan = issued(session, PlanText())

    second = at_once(engine, lambda session: amend(session, plan, moved(), world=world_on(DAY)))
    assert second == NOTHING
    with transaction(engine) as session:
        assert len(session.exec(select(PlanAmendment)).all()) == 1
        assert len(told(session)) == 3


def test_a_run_that_is_repeated_says_what_it_did(session: Session) -> None:
    plan = issued(session, PlanText())
    first = amend(session, plan, moved(), world=world_on(DAY), run="r1")
    assert amend(session, plan, moved(), world=world_on(DAY), run="r1") == first


def test_the_ledger_holds_on_the_days_after(session: Session) -> None:
    """Every stage that fell due has its one row, of what moved, began, ended and came back."""
    plan = issued(session, PlanText())
    everything = PlanText(
        tasks={"I.1": "trước ngày 20/3/2024", "I.3": "trước ngày 25/3/2024", "II": TASKS["II"]},
        members=("A", "B", "D"),
    )
    days = [date(2024, 3, 1), DAY, *(date(2024, 3, day) for day in (5, 6, 12, 13, 18, 19, 20, 22, 25))]
    for day in days:
        run_day(session, world=world_on(day))
        if day == DAY:
            amend(session, plan, everything, world=world_on(day))
        if day == date(2024, 3, 13):
            amend(session, plan, PlanText(), world=world_on(day), number="21/QĐ-BCA")
        assert audit_ledger(session, world=world_on(day)).findings == ()


def test_from_the_command_line(engine: sa.Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`dondoc plan diff` writes nothing, `apply` amends once; a refusal is one sentence."""
    url = engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DONDOC_DATABASE_URL", url)
    with transaction(engine) as session:
        now = world_on(DAY).now
        session.add(Folder(kind=FolderKind.EXAMPLE, example_day=DAY, created_at=now))
        issued(session, PlanText())
    file = tmp_path / "moi.yaml"
    file.write_bytes(moved().content)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(cli, ["plan", *arguments, "--data", str(tmp_path)])

    shown = run("diff", str(file))
    assert shown.exit_code == 0, shown.output
    assert "03 nghĩa vụ dời hạn" in shown.output
    assert "thời hạn: trước ngày 15/3/2024 → trước ngày 01/4/2024" in shown.output
    how = ("apply", str(file), "--number", "20/QĐ-BCA", "--by", BY, "--date")
    late = run(*how, "05/03/2024")
    assert (late.exit_code, "sau hôm nay" in late.output) == (1, True)
    assert "Đã điều chỉnh Kế hoạch thu-2024" in run(*how, "04/03/2024").output
    assert run(*how, "04/03/2024").output.strip() == run("diff", str(file)).output.strip() == NOTHING


def test_what_shares_a_document_moves_with_it(session: Session) -> None:
    """A review that is combined with the annual report has one day with it."""
    plan = issued(session, PlanText())
    world = world_on(DAY)
    task = add_task(
        session,
        plan_id=plan,
        code="SK-01",
        title="Báo cáo sơ kết",
        origin=TaskOrigin.REVIEW,
        phrase=TASKS["I.2"],
        judged_by=JudgedBy.RECEIVED,
        ladder="",
        submission="",
        facts={},
        met_with="I.2",
    )
    due = date(2024, 12, 14)
    owe(session, task=task, owed=[("A", "A", due)], told_today=False, by=BY, why="sơ kết", world=world)
    amend(session, plan, moved("trước ngày 21/12/2024", code="I.2"), world=world_on(date(2024, 3, 5)))
    session.expire_all()
    assert duties(session, "SK-01")["A"].effective_due == date(2024, 12, 20)
    assert task.deadline_phrase == "trước ngày 21/12/2024"
    assert task.position == 4
    with pytest.raises(RefusedError, match="Số mục SK-01 đã dùng"):
        amend(session, plan, PlanText(tasks=TASKS | {"SK-01": ""}), world=world_on(date(2024, 3, 6)))
