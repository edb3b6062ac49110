"""The auditor: silent over a sound year, and one sentence for each fault that was planted."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select
from typer.testing import CliRunner, Result

from config.settings import read_settings
from flows import wiring
from flows.cli import main
from flows.work.chase.auditing import AuditReport, Fault, Finding, audit_ledger
from flows.work.chase.day import DayWork, work_on
from flows.work.documents.correct import void
from flows.work.documents.record import Entry, record
from flows.work.escalation.pausing import pause
from models.database import transaction
from models.tables import Folder, Message, MessageItem, Notice, Obligation, Plan, Submission
from models.words import FolderKind, MessageKind, MessageStatus, NoticeKind
from tests.factories import CALENDAR, ROOT, add_plan, add_task, add_units, moment, world_on

ISSUE, DUE = date(2024, 2, 6), date(2024, 2, 28)  # stages on 21/02 and 27/02, escalations from 07/03 on
FIRST_STAGE, OVERDUE_SINCE = date(2024, 2, 21), date(2024, 3, 11)
YEAR_END = date(2024, 12, 31)


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    with transaction(engine) as session:
        session.add(Folder(kind=FolderKind.EXAMPLE, example_day=ISSUE, created_at=moment()))
        add_units(session, "CA02", "CA04")
        add_task(session, plan=add_plan(session), units=["CA02", "CA04"], due=DUE, world=world_on(ISSUE))
        yield session


def run(session: Session, day: date) -> DayWork:
    return work_on(
        session,
        day=day,
        dry_run=False,
        links={},
        world=world_on(session.get_one(Folder, 1).example_day or day),
    )


def played(session: Session, until: date, *, since: date = ISSUE, every: int = 1) -> None:
    """Every working day (or every n-th) is run, its mails count as sent, and nothing is found on any."""
    day = CALENDAR.on_or_after(since)
    while day <= until:
        work = run(session, day)
        assert [one.text for one in work.findings] == []
        if day.weekday() == 4 or day == until:  # once a week is enough
            assert found(session, day) == {}
        sent = sa.update(Message).where(col(Message.status) == MessageStatus.QUEUED)
        session.execute(sent.values(status=MessageStatus.SENT, settled_at=world_on(day).now))
        session.expire_all()
        day = CALENDAR.add(day, every)


def report(session: Session, day: date) -> AuditReport:
    return audit_ledger(session, world=world_on(day))


def found(session: Session, day: date) -> dict[Fault, int]:
    return {one.fault: one.number for one in report(session, day).findings}


def obligation(session: Session, unit: str = "CA02") -> Obligation:
    return session.exec(select(Obligation).where(col(Obligation.owed_by) == unit)).one()


def lose(session: Session, *conditions: sa.ColumnElement[bool]) -> None:
    """Ledger rows vanish, as no code of ours ever makes them."""
    session.execute(sa.update(MessageItem).values(notice_id=None))
    session.execute(sa.delete(Notice).where(*conditions))


def hand_in(session: Session, unit: str, day: date) -> None:
    plan = session.exec(select(Plan)).one()
    entry = Entry(
        unit=unit, tasks=((plan.id or 0, "II.1.1.b", ""),), number="05/KH", issued_on=day, arrived_on=day
    )
    record(session, entry=entry, by="Cán bộ", world=world_on(day))


@pytest.mark.long
def test_a_year_has_nothing_to_find(session: Session) -> None:
    """Over Tết, a pause, an arrival, a voided document and a ladder that is climbed to its end."""
    add_task(
        session, plan=session.exec(select(Plan)).one(), units=["CA02", "CA04"], due=date(2024, 12, 14),
        world=world_on(ISSUE), code="III.3.b", ladder="bao-cao", annual_report=True,
    )  # fmt: skip
    played(session, date(2024, 3, 8))
    pause(
        session,
        unit="CA04",
        unit_name="CA04",
        task=None,
        days=5,
        reason="bão",
        by="A",
        world=world_on(date(2024, 3, 8)),
    )
    hand_in(session, "CA02", date(2024, 3, 8))
    played(session, date(2024, 4, 1), since=date(2024, 3, 9))
    evening = world_on(date(2024, 4, 1))
    void(
        session,
        submission_id=session.exec(select(Submission.id)).one() or 0,
        reason="nhầm",
        by="A",
        world=replace(evening, now=evening.now + timedelta(hours=9)),
    )
    assert found(session, date(2024, 4, 1)) == {}, "what changed today waits for the next run"
    played(session, date(2024, 11, 14), since=date(2024, 4, 2), every=8)
    played(session, YEAR_END, since=date(2024, 11, 15))
    said = report(session, YEAR_END).sentence
    assert said.startswith("Đã kiểm tra 04 nhiệm vụ còn phải thực hiện")
    assert "không phát hiện sai lệch" in said


def test_days_without_a_run_are_no_fault_of_the_ledger(session: Session) -> None:
    """The runs stop before Tết; the catch-up after 30 days gives every stage its row."""
    played(session, date(2024, 2, 7))
    assert found(session, FIRST_STAGE) == {}
    assert run(session, date(2024, 3, 8)).findings == ()
    assert found(session, date(2024, 3, 8)) == {}


def test_a_stage_without_its_ledger_row_is_named_with_its_unit(session: Session) -> None:
    played(session, FIRST_STAGE)
    lose(session, col(Notice.obligation_id) == obligation(session).id)
    [finding] = planted(session, FIRST_STAGE)
    assert (finding.fault, finding.number) == (Fault.NO_ROW, 1)
    assert "sổ nhắc việc thiếu mốc đã đến hạn (muộn nhất ngày 21/02/2024)" in finding.text
    assert "Công an tỉnh CA02" in finding.text
    assert "CA04" not in finding.text


def test_a_missing_escalation_is_found_although_reminders_are_there(session: Session) -> None:
    played(session, OVERDUE_SINCE)
    lose(
        session,
        col(Notice.obligation_id) == obligation(session).id,
        col(Notice.kind) == NoticeKind.ESCALATION,
    )
    assert {each.fault: each.number for each in planted(session, OVERDUE_SINCE)} == {Fault.NO_ROW: 1}


def test_a_claim_past_its_lease_is_found_and_one_within_it_is_not(session: Session) -> None:
    played(session, date(2024, 2, 20))
    run(session, FIRST_STAGE)
    now = world_on(FIRST_STAGE).machine_now
    claimed = sa.update(Message).where(
        col(Message.day) == FIRST_STAGE, col(Message.kind) == MessageKind.CHASE
    )
    for lease, faults in ((now + timedelta(minutes=1), {}), (now - timedelta(hours=1), {Fault.OVERHELD: 2})):
        session.execute(claimed.values(status=MessageStatus.CLAIMED, lease_until=lease))
        assert found(session, FIRST_STAGE) == faults
    assert "02 thư đã lấy ra để gửi" in report(session, FIRST_STAGE).sentence


def test_an_overdue_obligation_that_no_run_will_look_at_is_found(session: Session) -> None:
    played(session, OVERDUE_SINCE)
    obligation(session).next_notice_on = None
    [finding] = planted(session, OVERDUE_SINCE)
    assert (finding.fault, finding.number) == (Fault.STANDS_STILL, 1)
    assert "đứng yên" in finding.text
    assert "28/02/2024" in finding.text


def test_one_that_has_waited_for_days_without_a_run_is_found(session: Session) -> None:
    """Stages of 27/02 are still undecided three working days later."""
    played(session, date(2024, 2, 23))
    assert found(session, date(2024, 2, 29)) == {}, "two working days are no reason to worry"
    assert found(session, date(2024, 3, 1)) == {Fault.PASSED_OVER: 2}


def test_a_second_stage_on_a_day_that_had_its_mail_waits_and_is_no_finding(session: Session) -> None:
    played(session, FIRST_STAGE)
    plan = session.exec(select(Plan)).one()
    add_task(session, plan=plan, units=["CA02"], due=DUE, world=world_on(FIRST_STAGE), code="II.2")
    work = run(session, FIRST_STAGE)
    assert work.report.postponed == 1
    assert work.findings == ()
    assert found(session, FIRST_STAGE) == {}


@pytest.mark.long
def test_escalations_that_wait_for_the_end_of_quiet_days_are_no_finding(session: Session) -> None:
    """The deadline passed on 15/01/2024: its escalations fall into Tết and wait until after it."""
    plan = add_plan(session, issued_on=date(2023, 12, 1), code="2023")
    start = world_on(date(2023, 12, 1))
    add_task(session, plan=plan, units=["CA02"], due=date(2024, 1, 25), world=start, code="I.1")
    session.get_one(Folder, 1).example_day = date(2023, 12, 1)
    played(session, date(2024, 3, 1), since=date(2023, 12, 1))


def test_what_is_found_stands_first_in_the_brief_of_that_day(session: Session) -> None:
    played(session, FIRST_STAGE)
    lose(session, col(Notice.obligation_id) == obligation(session).id)
    work = run(session, date(2024, 2, 22))
    [brief] = [session.get_one(Message, key) for key in work.briefs]
    first = brief.facts["sections"][0]
    assert first["title"] == "Hệ thống tự kiểm tra"
    assert [line["text"] for line in first["lines"]] == [one.text for one in work.findings] != []


def planted(session: Session, day: date) -> tuple[Finding, ...]:
    """What is found once the fault is in the database."""
    session.flush()
    session.expire_all()
    return report(session, day).findings


def test_the_number_of_questions_does_not_grow_with_the_units(engine: sa.Engine) -> None:
    """220,000 obligations are no more work for Python than two: same queries for 2 units and for 60."""
    counts = []
    for size in (2, 60):
        with transaction(engine) as session:
            units = [f"X{size}-{number:03}" for number in range(size)]
            add_units(session, *units)
            add_task(
                session, plan=add_plan(session, code=str(size)), units=units, due=DUE, world=world_on(ISSUE)
            )
            run_on = world_on(FIRST_STAGE)
            work_on(session, day=FIRST_STAGE, dry_run=False, links={}, world=run_on)
            with statements(engine) as asked:
                audit_ledger(session, world=run_on)
            counts.append(len(asked))
            session.rollback()
    assert counts[0] == counts[1]


@contextmanager
def statements(engine: sa.Engine) -> Iterator[list[str]]:
    """The statements that reach the database inside the block."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    yield asked
    sa.event.remove(engine, "before_cursor_execute", note)


def test_the_command_says_in_one_sentence_that_all_is_well_or_ends_with_1(
    migrated_sqlite: Path, tmp_path: Path
) -> None:
    shutil.copy(migrated_sqlite, tmp_path / "dondoc.sqlite3")
    settings = read_settings(data=tmp_path)
    with wiring.engine_of(settings=settings) as engine:
        with transaction(engine) as session:
            session.add(Folder(kind=FolderKind.EXAMPLE, example_day=ISSUE, created_at=moment()))
            add_units(session, "CA02")
            add_task(session, plan=add_plan(session), units=["CA02"], due=DUE, world=world_on(ISSUE))
            world = wiring.world_of(session, settings=settings)
            work_on(session, day=FIRST_STAGE, dry_run=False, links={}, world=world)
        said = audit_command(tmp_path)
        assert (said.exit_code, said.output.count("\n")) == (0, 1), said.output
        assert "không phát hiện sai lệch" in said.output
        with transaction(engine) as session:
            lose(session)
    said = audit_command(tmp_path)
    assert said.exit_code == 1
    assert "sổ nhắc việc thiếu mốc" in said.output
    assert "Traceback" not in said.output
    (tmp_path / "config").mkdir()
    policy = (
        (ROOT / "config" / "policy.yaml").read_text("utf-8").replace("catch_up_days: 10", "catch_up_days: 9")
    )
    (tmp_path / "config" / "policy.yaml").write_text(policy, "utf-8")
    assert "kiểm tra sau lần chạy tới" in audit_command(tmp_path).output


def audit_command(data: Path) -> Result:
    """`dondoc audit` on that folder."""
    return CliRunner().invoke(main, ["audit", "--data", str(data)])
