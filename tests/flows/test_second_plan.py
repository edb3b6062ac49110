"""Another plan, with other groups, periods and deadlines, runs from its file alone: no code knows it."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from sqlmodel import col, select

import config
from config.settings import read_settings
from flows import wiring
from flows.work.chase.day import on_day
from flows.work.choices import event_labels
from flows.work.documents.events import record_event
from flows.work.people.imports import import_contacts, import_units
from flows.work.people.spreadsheets import read_table
from flows.work.plans.issue import issue_plan
from models.database import reading, transaction
from models.plan_file import read_plan
from models.store.plan_units import plan_units
from models.tables import Folder as FolderRow
from models.tables import Obligation, PlanTask
from models.words import FolderKind, ObligationStatus
from tests.fakes.smtp_server import smtp_server
from tests.flows.test_example_year import Folder, text_of

FILE = Path(__file__).parents[1] / "models" / "plans" / "so-hoa-2025.yaml"
UNITS = Path(config.__file__).parent / "units"
ISSUED = date(2025, 2, 10)
OFFICER = "Cán bộ 1"
PILOTS = {"hau-can", "trang-bi-kho-van", "CA01"}


@pytest.fixture
def folder(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Folder]:
    """A folder of the day the plan was issued, its file where an administrator puts it."""
    monkeypatch.setenv("DONDOC_DATABASE_URL", database_url)
    (tmp_path / "run").mkdir()
    (tmp_path / "config" / "plans").mkdir(parents=True)
    shutil.copy(FILE, tmp_path / "config" / "plans")
    settings = read_settings(data=tmp_path)
    with smtp_server() as server, wiring.engine_of(settings=settings) as engine:
        (tmp_path / "run" / "mailbox.port").write_text(str(server.port))
        yield Folder(engine=engine, settings=settings, server=server)


def issue(folder: Folder) -> int:
    """Units and contacts imported, the plan issued from the list of files; how many obligations it made."""
    path = wiring.plan_files(settings=folder.settings)[FILE.name]
    with transaction(folder.engine) as session:
        first = wiring.world_of(session, settings=folder.settings)
        session.add(FolderRow(kind=FolderKind.EXAMPLE, example_day=ISSUED, created_at=first.machine_now))
        world = replace(on_day(world=first, day=ISSUED), example=True, chase_from=first.machine_now)
        import_units(session, table=read_table(UNITS / "units.csv"), now=world.now, by=OFFICER, apply=True)
        import_contacts(
            session,
            table=read_table(UNITS / "sample-contacts.csv"),
            as_of=date(2025, 1, 1),
            now=world.now,
            by=OFFICER,
            apply=True,
        )
        content = path.read_bytes()
        return issue_plan(
            session,
            plan=read_plan(content.decode(), name=path.name, ladders=world.policy.ladders),
            content=content,
            units=plan_units(session, day=ISSUED),
            remind_from=ISSUED,
            announce=True,
            by=OFFICER,
            world=world,
        ).obligations


def end_of_trial(folder: Folder, day: date) -> str:
    """The event of the plan recorded as the form does it."""
    with transaction(folder.engine) as session:
        [(plan, event)] = event_labels(session).values()
        world = wiring.world_of(session, settings=folder.settings)
        return record_event(session, plan_id=plan, event=event, day=day, by=OFFICER, world=world).sentence


def owing(folder: Folder, task: str) -> dict[str, tuple[ObligationStatus, date | None]]:
    with reading(folder.engine) as session:
        found = session.exec(
            select(Obligation).join(PlanTask).where(col(PlanTask.code) == task).order_by(col(Obligation.id))
        )
        return {one.owed_by: (one.status, one.effective_due) for one in found}


def subjects(folder: Folder, *, since: int) -> set[str]:
    mails = folder.server.accepted[since:]
    found = (str(message_from_bytes(mail.content, policy=policy.default)["subject"]) for mail in mails)
    return {subject for subject in found if "[Bản tin sáng]" not in subject}


def test_another_plan_is_issued_reminds_waits_for_its_event_and_chases_by_it(folder: Folder) -> None:
    assert issue(folder)
    announced = folder.deliver().sent
    assert announced
    assert all("[Triển khai kế hoạch]" in subject for subject in subjects(folder, since=0))
    assert set(owing(folder, "3").values()) == {(ObligationStatus.WAITING, None)}

    folder.run(date(2025, 5, 9))
    folder.deliver()
    before = len(folder.server.accepted)
    folder.run(date(2025, 6, 2))
    folder.deliver()
    assert not any("Đánh giá thí điểm" in subject for subject in subjects(folder, since=before))

    assert end_of_trial(folder, date(2025, 5, 30)) == (
        "Đã ghi nhận sự kiện «kết thúc thí điểm» ngày 30/05/2025; 3 nhiệm vụ có thời hạn: 19/06/2025."
    )
    assert owing(folder, "3") == dict.fromkeys(PILOTS, (ObligationStatus.OPEN, date(2025, 6, 19)))

    before = len(folder.server.accepted)
    folder.run(date(2025, 6, 6))  # the report, trước ngày 15/6: 5 working days before Friday 13/06
    folder.deliver()
    late = "quá hạn, chưa nhận được: Số hóa thí điểm (hạn từ ngày 01/3/2025 đến ngày 31/5/2025)"
    report = "Báo cáo số hóa (hạn định kỳ 6 tháng: trước ngày 15/6 và trước ngày 01/12)"
    assert {one.removeprefix("[Dữ liệu mẫu] [Nhắc việc] ") for one in subjects(folder, since=before)} == {
        f"Còn 05 ngày làm việc: gửi {report}",
        f"02 nội dung; {late}",
        late.replace("quá", "Quá", 1),  # a pilot that owes no report
    }
    before = len(folder.server.accepted)
    folder.run(date(2025, 6, 18))  # the trial's evaluation, 1 working day before 19/06
    folder.deliver()
    told = [text_of(mail.content) for mail in folder.server.accepted[before:]]
    assert sum("Đánh giá thí điểm (mục 3)" in " ".join(text.split()) for text in told) == len(PILOTS)
