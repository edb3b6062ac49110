"""The daily run: what falls due is written once, whatever days the runs happen on."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from flows.work.chase.daily import DayReport, run_day
from flows.work.documents.correct import void
from flows.work.documents.record import Entry, record
from flows.work.escalation.pausing import pause
from models.database import connect, metadata, transaction
from models.policy_file import read_policy
from models.rules.workdays import DayOff
from models.tables import (
    Contact,
    Folder,
    Message,
    MessageItem,
    MessageRecipient,
    Notice,
    Obligation,
    Pause,
    Plan,
    Submission,
)
from models.words import (
    DayKind,
    DeadlineKind,
    FolderKind,
    JudgedBy,
    MessageKind,
    MessageStatus,
    NoticeKind,
    NoticeStatus,
    ObligationStatus,
    RecipientKind,
    Role,
)
from tests.factories import CALENDAR, add_plan, add_task, add_units, world_on

ISSUE = date(2024, 2, 6)
DUE = date(2024, 2, 28)  # stages on 21/02 and 27/02
YEAR_END = date(2024, 12, 31)


def run(session: Session, day: date) -> DayReport:
    return run_day(session, world=world_on(day))


def plan_of_one_task(
    session: Session, *units: str, contacts: dict[str, list[str]] | None = None
) -> list[int]:
    add_units(session, *units, contacts=contacts)
    return add_task(session, plan=add_plan(session), units=units, due=DUE, world=world_on(ISSUE))


def mails(session: Session) -> list[tuple[str, list[str]]]:
    """(address, units written about) of every chasing mail that waits."""
    found = []
    for message in session.exec(
        select(Message)
        .where(col(Message.status) == MessageStatus.QUEUED, col(Message.kind) == MessageKind.CHASE)
        .order_by(col(Message.id))
    ):
        to = session.exec(
            select(MessageRecipient.address).where(
                col(MessageRecipient.message_id) == message.id,
                col(MessageRecipient.kind) == RecipientKind.TO,
            )
        ).one()
        units = session.exec(select(MessageItem.unit_id).where(col(MessageItem.message_id) == message.id))
        found.append((to, sorted(unit for unit in units if unit)))
    return found


def ledger(session: Session) -> list[tuple[str, NoticeStatus]]:
    rows = session.exec(select(Notice).order_by(col(Notice.due_on), col(Notice.id)))
    return [(f"{row.due_on:%d/%m}", row.status) for row in rows]


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    with transaction(engine) as session:
        yield session


def test_on_the_day_of_a_stage_every_unit_gets_one_mail(session: Session) -> None:
    plan_of_one_task(session, "CA02", "CA04")
    run(session, date(2024, 2, 21))
    assert mails(session) == [("ca02@units.example", ["CA02"]), ("ca04@units.example", ["CA04"])]
    assert ledger(session) == [("21/02", NoticeStatus.PLANNED), ("21/02", NoticeStatus.PLANNED)]


def test_the_same_day_again_sends_nothing(session: Session) -> None:
    plan_of_one_task(session, "CA02")
    run(session, date(2024, 2, 21))
    again = run(session, date(2024, 2, 21))
    assert again.messages == ()
    assert len(mails(session)) == 1


def test_a_day_without_a_stage_sends_nothing(session: Session) -> None:
    plan_of_one_task(session, "CA02")
    assert run(session, date(2024, 2, 20)).messages == ()


def test_a_first_run_two_days_late_sends_the_stage_once(session: Session) -> None:
    plan_of_one_task(session, "CA02")
    run(session, date(2024, 2, 23))
    assert ledger(session) == [("21/02", NoticeStatus.PLANNED)]
    assert len(mails(session)) == 1


def test_after_a_silence_over_both_stages_only_the_latest_is_sent(session: Session) -> None:
    plan_of_one_task(session, "CA02")
    run(session, date(2024, 2, 28))
    assert ledger(session) == [("21/02", NoticeStatus.SUPERSEDED), ("27/02", NoticeStatus.PLANNED)]
    assert len(mails(session)) == 1


def test_no_reminder_leaves_after_the_deadline_and_the_ledger_says_why(session: Session) -> None:
    plan_of_one_task(session, "CA02")
    run(session, date(2024, 2, 29))
    assert ledger(session) == [("21/02", NoticeStatus.MISSED), ("27/02", NoticeStatus.MISSED)]
    assert mails(session) == []
    assert all(row.reason for row in session.exec(select(Notice)))


@pytest.mark.parametrize("day", [date(2024, 2, 24), date(2024, 2, 25), date(2024, 2, 12)])
def test_nothing_is_written_on_a_day_off(session: Session, day: date) -> None:
    plan_of_one_task(session, "CA02")
    report = run(session, day)
    assert not report.working_day
    assert ledger(session) == []


def test_a_unit_whose_plan_was_recorded_gets_no_mail(session: Session) -> None:
    plan_of_one_task(session, "CA02", "CA04")
    hand_in(session, "CA02", date(2024, 2, 20))
    run(session, date(2024, 2, 21))
    assert mails(session) == [("ca04@units.example", ["CA04"])]


def hand_in(session: Session, unit: str, day: date, task: str = "II.1.1.b") -> int:
    plan = session.exec(select(Obligation.plan_id)).first()
    assert plan is not None
    entry = Entry(unit=unit, tasks=((plan, task, ""),), number="05/KH", issued_on=day, arrived_on=day)
    return record(session, entry=entry, by="Cán bộ 1", world=world_on(day)).submission_id


def test_a_record_that_is_voided_resumes_the_ladder_without_repeating_stages(session: Session) -> None:
    plan_of_one_task(session, "CA02")
    run(session, date(2024, 2, 21))
    _deliver(session)
    submission = hand_in(session, "CA02", date(2024, 2, 22))
    run(session, date(2024, 2, 23))
    void(
        session,
        submission_id=submission,
        reason="nhầm đơn vị",
        by="Cán bộ 1",
        world=world_on(date(2024, 2, 26)),
    )
    assert run(session, date(2024, 2, 26)).messages == ()
    run(session, date(2024, 2, 27))
    assert ledger(session) == [("21/02", NoticeStatus.SENT), ("27/02", NoticeStatus.PLANNED)]
    assert session.get_one(Submission, submission).void_reason == "nhầm đơn vị"


def test_an_address_that_serves_two_units_gets_one_mail_about_both(session: Session) -> None:
    shared = ["chung@units.example"]
    plan_of_one_task(session, "CA02", "CA04", contacts={"CA02": shared, "CA04": shared})
    run(session, date(2024, 2, 21))
    assert mails(session) == [("chung@units.example", ["CA02", "CA04"])]


def test_a_unit_without_address_is_in_the_ledger_and_in_the_report_and_nobody_else_is_written_to(
    session: Session,
) -> None:
    plan_of_one_task(session, "CA02", contacts={"CA02": []})
    report = run(session, date(2024, 2, 21))
    assert report.without_address == ("CA02",)
    assert ledger(session) == [("21/02", NoticeStatus.NO_ADDRESS)]
    assert mails(session) == []


def test_once_the_address_is_known_the_stage_is_sent(session: Session) -> None:
    plan_of_one_task(session, "CA02", contacts={"CA02": []})
    run(session, date(2024, 2, 21))
    session.add(Contact(unit_id="CA02", role=Role.CONTACT, address="moi@units.example"))
    session.flush()
    run(session, date(2024, 2, 22))
    assert mails(session) == [("moi@units.example", ["CA02"])]
    assert ledger(session) == [("21/02", NoticeStatus.PLANNED)]


def test_what_waited_behind_the_stop_switch_is_collapsed_into_one_mail(session: Session) -> None:
    """The mail of 21/02 never left; on 27/02 the newer stage replaces it."""
    plan_of_one_task(session, "CA02")
    run(session, date(2024, 2, 21))
    run(session, date(2024, 2, 27))
    assert mails(session) == [("ca02@units.example", ["CA02"])]
    assert ledger(session) == [("21/02", NoticeStatus.SUPERSEDED), ("27/02", NoticeStatus.PLANNED)]
    states = Counter(session.exec(select(Message.status)))
    assert states == {MessageStatus.QUEUED: 1, MessageStatus.REPLACED: 1}


def test_a_reminder_that_waited_past_its_deadline_is_not_sent(session: Session) -> None:
    plan_of_one_task(session, "CA02")
    run(session, date(2024, 2, 27))
    run(session, date(2024, 2, 29))
    assert mails(session) == []
    assert ledger(session)[-1] == ("27/02", NoticeStatus.MISSED)


def test_two_duties_of_one_day_travel_in_one_mail_the_nearer_first(session: Session) -> None:
    add_units(session, "CA02")
    plan, world = add_plan(session), world_on(ISSUE)
    later = add_task(session, plan=plan, units=["CA02"], due=date(2024, 3, 6), world=world, code="B")
    nearer = add_task(session, plan=plan, units=["CA02"], due=DUE, world=world, code="A")
    run(session, date(2024, 2, 28))
    items = session.exec(select(MessageItem.obligation_id).order_by(col(MessageItem.id))).all()
    assert (len(mails(session)), items) == (1, [*nearer, *later])


def test_the_mid_year_note_lists_whole_year_tasks_once_on_the_last_working_day_of_june(
    session: Session,
) -> None:
    add_units(session, "CA02")
    plan, world = add_plan(session), world_on(ISSUE)
    for code in ("II.3.1", "II.5"):
        add_task(
            session,
            plan=plan,
            units=["CA02"],
            due=YEAR_END,
            world=world,
            code=code,
            ladder="",
            kind=DeadlineKind.PERIOD,
        )
    assert run(session, date(2024, 6, 27)).messages == ()
    assert len(run(session, date(2024, 6, 28)).messages) == 1
    _deliver(session)
    assert run(session, date(2024, 7, 1)).messages == ()
    assert Counter(session.exec(select(Notice.kind))) == {NoticeKind.NOTE: 2}


def test_a_unit_whose_report_has_arrived_gets_nothing_about_whole_year_tasks(session: Session) -> None:
    add_units(session, "CA02")
    plan, world = add_plan(session), world_on(ISSUE)
    add_task(
        session,
        plan=plan,
        units=["CA02"],
        due=YEAR_END,
        world=world,
        code="II.5",
        ladder="",
        kind=DeadlineKind.PERIOD,
    )
    add_task(
        session,
        plan=plan,
        units=["CA02"],
        due=date(2024, 12, 14),
        world=world,
        code="III.3.b",
        ladder="bao-cao",
        annual_report=True,
    )
    hand_in(session, "CA02", date(2024, 6, 20), task="III.3.b")
    assert run(session, date(2024, 6, 28)).messages == ()
    assert ledger(session) == [("28/06", NoticeStatus.WITHDRAWN)]


@dataclass(frozen=True, kw_only=True)
class Year:
    """A ladder on a deadline: the days of its stages, counted by hand, with how many roles each addresses."""

    ladder: str
    due: date
    first_chase: date
    judged_by: JudgedBy = JudgedBy.ISSUED
    stages: dict[date, int]

    @property
    def span(self) -> st.SearchStrategy[date]:
        """Days from shortly before the first stage to shortly after the last."""
        return st.dates(min(self.stages) - timedelta(days=6), max(self.stages) + timedelta(days=6))


FIRST_CHASE = date(2024, 3, 7)  # 6 working days after 28/02
UNIT_PLAN = Year(
    ladder="ke-hoach-don-vi",
    due=DUE,
    first_chase=FIRST_CHASE,
    stages={
        date(2024, 2, 21): 1,
        date(2024, 2, 27): 1,
        FIRST_CHASE: 1,
        date(2024, 3, 12): 2,
        date(2024, 3, 14): 1,
    },
)
REPORT = Year(
    ladder="bao-cao",
    due=date(2024, 12, 14),  # a Saturday: the target is Friday 13/12
    first_chase=date(2024, 12, 16),
    judged_by=JudgedBy.SENT,
    stages={
        date(2024, 11, 15): 1,
        date(2024, 12, 6): 1,
        date(2024, 12, 12): 1,
        date(2024, 12, 16): 1,
        date(2024, 12, 18): 2,
        date(2024, 12, 20): 2,  # the page to leaders, the first letter
        date(2024, 12, 25): 1,
        date(2024, 12, 27): 2,  # the second letter, the paper for the Ministry's leaders
        date(2025, 1, 2): 1,
    },
)
SWAPPED = Year(  # 29/04, 30/04, 01/05 are off; Saturday 04/05/2024 is worked for 29/04
    ladder="ke-hoach-don-vi",
    due=date(2024, 5, 6),
    first_chase=date(2024, 5, 14),
    stages={
        date(2024, 4, 25): 1,
        date(2024, 5, 4): 1,
        date(2024, 5, 14): 1,
        date(2024, 5, 17): 2,
        date(2024, 5, 21): 1,
    },
)
UNITS = ("CA02", "CA04", "CA06")


@pytest.mark.parametrize("year", [UNIT_PLAN, REPORT, SWAPPED], ids=["plan", "report", "swapped Saturday"])
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), unsent=st.booleans())
def test_every_stage_that_falls_due_while_still_owed_has_exactly_one_row(
    year: Year, data: st.DataObject, unsent: bool
) -> None:
    """Whatever days runs happen on, whoever sends or is paused meanwhile: one row a stage and role.

    No mail leaves on a day off, while the document may be on its way, or about a unit that is paused.
    """
    runs = data.draw(st.sets(year.span, max_size=15), label="runs")
    arrivals = {unit: data.draw(st.none() | year.span, label=f"arrival of {unit}") for unit in UNITS}
    paused_on = data.draw(st.none() | year.span, label="CA04 paused")
    remind_from = data.draw(year.span, label="remind from")
    with Session(scratch()) as session:
        add_units(session, *UNITS)
        plan = add_plan(session, remind_from=remind_from)
        add_task(
            session,
            plan=plan,
            units=UNITS,
            due=year.due,
            world=world_on(ISSUE),
            ladder=year.ladder,
            judged_by=year.judged_by,
        )
        until = date.min
        for day in sorted(runs | {day for day in (*arrivals.values(), paused_on) if day}):
            for unit in (unit for unit in UNITS if arrivals[unit] == day):
                hand_in(session, unit, day)
            if day == paused_on:
                until = _pause(session, "CA04", day)
            if day in runs:
                report = run(session, day)
                on_its_way = year.due < day < year.first_chase
                assert not report.messages or (CALENDAR.is_workday(day) and not on_its_way)
                assert not (paused_on and paused_on <= day <= until and "CA04" in _told(session, day))
                if not unsent:
                    _deliver(session)
        _check(session, year, runs, arrivals)


def _pause(session: Session, unit: str, day: date) -> date:
    world = world_on(day)
    pause(session, unit=unit, unit_name=unit, task=None, days=5, reason="lũ", by="Cán bộ 1", world=world)
    return session.exec(select(Pause)).one().last_day


def _told(session: Session, day: date) -> set[str | None]:
    """Units that mails of `day` still to be sent, or sent, are about."""
    statement = (
        select(MessageItem.unit_id)
        .join(Message, col(Message.id) == col(MessageItem.message_id))
        .join(Notice, col(Notice.id) == col(MessageItem.notice_id))
        .where(col(Message.day) == day, col(Notice.status).in_((NoticeStatus.PLANNED, NoticeStatus.SENT)))
    )
    return set(session.exec(statement))


@cache
def scratch() -> sa.Engine:
    """One database in memory; every example rolls back what it wrote."""
    engine = connect(url="sqlite://")
    metadata.create_all(engine)
    return engine


def _deliver(session: Session) -> None:
    session.flush()
    session.connection().execute(
        sa.update(Notice).where(col(Notice.status) == NoticeStatus.PLANNED).values(status=NoticeStatus.SENT)
    )
    session.connection().execute(
        sa.update(Message)
        .where(col(Message.status) == MessageStatus.QUEUED)
        .values(status=MessageStatus.SENT)
    )
    session.expire_all()


def _check(session: Session, year: Year, runs: set[date], arrivals: dict[str, date | None]) -> None:
    rows = [
        (row, unit)
        for row, unit in session.exec(
            select(Notice, Obligation.owed_by).join(
                Obligation, col(Obligation.id) == col(Notice.obligation_id)
            )
        )
    ]
    assert Counter((unit, row.due_on) for row, unit in rows) == {
        (unit, stage): roles
        for unit, arrival in arrivals.items()
        for stage, roles in year.stages.items()
        if any(stage <= day for day in _owed_on(runs, arrival))
    }
    assert len({(unit, row.kind, row.stage, row.role) for row, unit in rows}) == len(rows)
    assert all(row.status in (NoticeStatus.SENT, NoticeStatus.PLANNED) or row.reason for row, _ in rows)
    waiting = Counter((unit, row.role) for row, unit in rows if row.status is NoticeStatus.PLANNED)
    assert max(waiting.values(), default=0) <= 1


def _owed_on(runs: set[date], arrival: date | None) -> set[date]:
    """The working days on which a run found the document still owed."""
    return {day for day in runs if CALENDAR.is_workday(day) and (arrival is None or day < arrival)}


def test_a_working_day_is_a_working_day() -> None:
    """The hand-written days above: 21/02 and 27/02/2024 count back from Wednesday 28/02."""
    assert [DUE - timedelta(days=n) for n in range(8) if CALENDAR.is_workday(DUE - timedelta(days=n))][
        5
    ] == date(2024, 2, 21)


def test_a_mail_withdrawn_today_does_not_keep_a_second_duty_of_the_day_from_being_told(
    session: Session,
) -> None:
    """The plan is recorded before the mail leaves; later that day another plan is issued."""
    ids = plan_of_one_task(session, "CA02")
    run(session, date(2024, 2, 21))
    _withdraw(session)
    session.get_one(Obligation, ids[0]).status = ObligationStatus.ARRIVED
    other = add_plan(session, code="khác")
    add_task(session, plan=other, units=["CA02"], due=DUE, world=world_on(ISSUE), code="A")
    assert len(run(session, date(2024, 2, 21)).messages) == 1


def _withdraw(session: Session) -> None:
    session.flush()
    for message in session.exec(select(Message)):
        message.status = MessageStatus.WITHDRAWN
    session.flush()


def test_nobody_is_copied_who_has_had_his_chasing_mail_today(session: Session) -> None:
    """b has its own mail in the first run; in the second it would be copied on a's."""
    contacts = {"CA02": ["b@units.example"], "CA04": ["a@units.example", "b@units.example"]}
    add_units(session, "CA02", "CA04", contacts=contacts)
    plan = add_plan(session)
    add_task(session, plan=plan, units=["CA02"], due=DUE, world=world_on(ISSUE), code="A")
    run(session, date(2024, 2, 21))
    add_task(session, plan=plan, units=["CA04"], due=DUE, world=world_on(ISSUE), code="B")
    run(session, date(2024, 2, 21))
    addresses = Counter(session.exec(select(MessageRecipient.address)))
    assert addresses == {"a@units.example": 1, "b@units.example": 1}


def test_stages_that_waited_for_an_address_go_out_as_one_and_not_beyond_the_catch_up(
    session: Session,
) -> None:
    """Report due 14/12/2024: 15/11, 06/12, 12/12; the address becomes known on 09/12."""
    add_units(session, "CA02", contacts={"CA02": []})
    add_task(
        session,
        plan=add_plan(session),
        units=["CA02"],
        due=date(2024, 12, 14),
        world=world_on(ISSUE),
        ladder="bao-cao",
    )
    for day in (date(2024, 11, 15), date(2024, 12, 6)):
        run(session, day)
    session.add(Contact(unit_id="CA02", role=Role.CONTACT, address="moi@units.example"))
    session.flush()
    run(session, date(2024, 12, 9))
    assert ledger(session) == [("15/11", NoticeStatus.MISSED), ("06/12", NoticeStatus.PLANNED)]
    assert mails(session) == [("moi@units.example", ["CA02"])]


def test_a_mail_that_the_server_refused_is_not_written_anew_every_day(session: Session) -> None:
    plan_of_one_task(session, "CA02")
    run(session, date(2024, 2, 21))
    session.flush()
    for message in session.exec(select(Message)):
        message.status = MessageStatus.FAILED
    for notice in session.exec(select(Notice)):
        notice.status, notice.settled_at = NoticeStatus.REFUSED, world_on(date(2024, 2, 21)).now
    session.flush()
    assert run(session, date(2024, 2, 22)).messages == ()


def test_once_the_refused_address_is_replaced_the_stage_goes_to_the_new_one(session: Session) -> None:
    plan_of_one_task(session, "CA02")
    run(session, date(2024, 2, 21))
    session.flush()
    for notice in session.exec(select(Notice)):
        notice.status = NoticeStatus.REFUSED
    for message in session.exec(select(Message)):
        message.status = MessageStatus.FAILED
    session.exec(select(Contact).where(col(Contact.unit_id) == "CA02")).one().address = "moi@units.example"
    session.flush()
    run(session, date(2024, 2, 22))
    assert mails(session) == [("moi@units.example", ["CA02"])]


def test_a_waiting_reminder_is_withdrawn_when_the_deadline_has_moved_meanwhile(session: Session) -> None:
    ids = plan_of_one_task(session, "CA02")
    run(session, date(2024, 2, 21))
    obligation = session.get_one(Obligation, ids[0])
    obligation.round, obligation.effective_due = 2, date(2024, 4, 1)
    obligation.target_day, obligation.next_notice_on = date(2024, 4, 1), date(2024, 3, 25)
    session.flush()
    run(session, date(2024, 2, 22))
    assert mails(session) == []
    assert session.exec(select(Notice.reason)).one() == "thời hạn đã thay đổi khi thư còn chờ gửi"


def test_a_dated_task_without_ladder_is_not_told_as_a_task_of_the_whole_year(session: Session) -> None:
    add_units(session, "CA02")
    add_task(
        session,
        plan=add_plan(session),
        units=["CA02"],
        due=date(2024, 11, 1),
        world=world_on(ISSUE),
        ladder="",
    )
    assert run(session, date(2024, 6, 28)).messages == ()


def test_a_stage_addressed_to_a_head_of_unit_is_held_until_somebody_approves(session: Session) -> None:
    plan_of_one_task(session, "CA02")
    session.add(Contact(unit_id="CA02", role=Role.UNIT_HEAD, address="giamdoc@units.example"))
    session.flush()
    ladder = "ke-hoach-don-vi: [{name: truong, days: -5, roles: [unit_head]}]"
    policy = read_policy(f"ladders: {{{ladder}}}\ndefault_ladder: {{}}\n", name="policy.yaml")
    report = run_day(session, world=world_on(date(2024, 2, 21), policy=policy))
    assert report.messages == ()
    assert ledger(session) == [("21/02", NoticeStatus.HELD)]


def test_a_unit_that_had_no_address_gets_its_announcement_once_it_has_one(session: Session) -> None:
    plan_of_one_task(session, "CA02", contacts={"CA02": []})
    plan = session.exec(select(Plan)).one()
    plan.announce = True
    session.flush()
    assert run(session, date(2024, 2, 7)).announced == 0
    session.add(Contact(unit_id="CA02", role=Role.CONTACT, address="moi@units.example"))
    session.flush()
    assert run(session, date(2024, 2, 15)).announced == 1
    assert run(session, date(2024, 2, 16)).announced == 0


def test_an_announcement_that_failed_is_written_again_once_the_address_is_another(session: Session) -> None:
    """To the address that was refused it is not; and once it was sent, never more."""
    plan_of_one_task(session, "CA02")
    session.exec(select(Plan)).one().announce = True
    session.flush()
    assert run(session, date(2024, 2, 7)).announced == 1
    session.exec(select(Message)).one().status = MessageStatus.FAILED
    session.flush()
    assert run(session, date(2024, 2, 15)).announced == 0
    contact = select(Contact).where(Contact.unit_id == "CA02", Contact.role == Role.CONTACT)
    session.exec(contact).one().address = "moi@units.example"
    session.flush()
    assert run(session, date(2024, 2, 16)).announced == 1
    assert run(session, date(2024, 2, 19)).announced == 0


def test_a_stage_added_to_the_policy_and_a_day_added_to_the_holiday_file_reach_what_is_issued(
    session: Session,
) -> None:
    """With 26/02/2024 off and a stage 3 working days before 28/02, that stage falls on 22/02."""
    session.add(Folder(kind=FolderKind.EXAMPLE, example_day=ISSUE, created_at=world_on(ISSUE).now))
    plan_of_one_task(session, "CA02")
    run(session, date(2024, 2, 16))
    ladder = "ke-hoach-don-vi: [{name: truoc-3-ngay, days: -3, roles: [contact]}]"
    policy = read_policy(f"ladders: {{{ladder}}}\ndefault_ladder: {{}}\n", name="policy.yaml")
    extra = [DayOff(day=date(2024, 2, 26), name="nghỉ", kind=DayKind.OFF, estimate=False, source="tệp")]
    assert run_day(session, world=world_on(date(2024, 2, 21), policy=policy, extra=extra)).messages == ()
    assert len(run_day(session, world=world_on(date(2024, 2, 22), policy=policy, extra=extra)).messages) == 1
