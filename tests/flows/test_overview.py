"""What the pages say about a small plan, counted by hand, on both databases.

Nine units: North A, B, C (C without address); Centre D, E (E's address refused); South F, G; Ministry H and
the focal unit, which owes nothing. All eight owe a plan by Wed 28/02/2024 (issuing day counts) and a report
by Sat 14/12/2024 (arrival counts); a whole-year task runs beside them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.work.chase.daily import run_day
from flows.work.documents.record import Entry, record
from flows.work.pages.overview import overview_facts
from flows.work.pages.prefilled import Owed, OwedLinks
from flows.work.pages.start_page import start_facts
from flows.work.pages.unsent import unsent_facts
from flows.work.stop import set_stop
from models.database import reading, transaction
from models.tables import Address, Contact, Message, Notice, Obligation, Plan, PlanTask, Unit, UnitName
from models.words import (
    AddressStatus,
    DeadlineKind,
    JudgedBy,
    MessageKind,
    MessageStatus,
    NoticeStatus,
    ObligationStatus,
    Region,
    Role,
    UnitKind,
)
from templates.dashboards.facts import Figures, OverviewFacts, TaskLine
from templates.dashboards.render import render
from templates.dashboards.unsent_facts import Standing, UnsentFacts, UnsentLine
from tests.factories import add_plan, add_task, moment, world_on

REGIONS = {"A": Region.NORTH, "B": Region.NORTH, "C": Region.NORTH, "D": Region.CENTRE, "E": Region.CENTRE}
REGIONS |= {"F": Region.SOUTH, "G": Region.SOUTH, "H": Region.MINISTRY}
ISSUED = date(2024, 2, 6)
PLAN_DUE, REPORT_DUE = date(2024, 2, 28), date(2024, 12, 14)
LINKS: Mapping[str, str] = {"Đơn vị chưa gửi": "../unsent", "Cập nhật đầu mối": "../contacts"}


@dataclass(frozen=True)
class Small:
    """The plan's id and the obligations of its unit plan by unit."""

    plan_id: int
    obligations: Mapping[str, int]


def add_units(session: Session) -> None:
    for position, (unit, region) in enumerate(REGIONS.items()):
        session.add(Unit(id=unit, kind=UnitKind.PROVINCE, region=region, position=position))
    session.flush()
    for unit in REGIONS:
        session.add(UnitName(unit_id=unit, name=f"Công an tỉnh {unit}"))
        if unit != "C":
            address = f"{unit.lower()}@units.example"
            session.add(
                Contact(
                    unit_id=unit, role=Role.CONTACT, name=f"Cán bộ {unit}", address=address, phone="069 1"
                )
            )
    session.add(
        Address(
            address="e@units.example",
            status=AddressStatus.REFUSED,
            reason="550 5.1.1 unknown",
            changed_at=moment(),
        )
    )
    session.flush()


@pytest.fixture
def small(engine: sa.Engine) -> Small:
    """The plan on the day it was issued."""
    world = world_on(ISSUED)
    with transaction(engine) as session:
        add_units(session)
        plan = add_plan(session)
        assert plan.id is not None
        units = list(REGIONS)
        ids = add_task(session, plan=plan, units=units, due=PLAN_DUE, world=world)
        add_task(
            session,
            plan=plan,
            units=units,
            due=REPORT_DUE,
            world=world,
            code="III.3.b",
            ladder="bao-cao",
            judged_by=JudgedBy.RECEIVED,
        )
        add_task(
            session,
            plan=plan,
            units=units,
            due=date(2024, 12, 31),
            world=world,
            code="II.5",
            ladder="",
            kind=DeadlineKind.PERIOD,
        )
        return Small(plan_id=plan.id, obligations=dict(zip(units, ids, strict=True)))


def hand_in(engine: sa.Engine, small: Small, unit: str, *, issued: date | None, arrived: date) -> None:
    entry = Entry(
        unit=unit,
        tasks=((small.plan_id, "II.1.1.b", ""),),
        number=f"05/{unit}",
        issued_on=issued,
        arrived_on=arrived,
    )
    with transaction(engine) as session:
        record(session, entry=entry, by="Cán bộ 1", world=world_on(arrived))


def overview(engine: sa.Engine, day: date, *, sender_fault: str = "") -> OverviewFacts:
    with reading(engine) as session:
        return overview_facts(session, world=world_on(day), links=LINKS, sender_fault=sender_fault)


def dated(facts: OverviewFacts, code: str) -> TaskLine:
    return next(line for line in facts.plans[0].dated if line.code == code)


def record_link(owed: Owed) -> str:
    return f"../run?{owed.unit_id}:{owed.plan_id}:{owed.task_code}:{owed.occurrence}"


OWED_LINKS = OwedLinks(record=record_link, story=lambda owed: f"../story?{owed.unit_id}:{owed.task_code}")


def unsent(engine: sa.Engine, day: date) -> UnsentFacts:
    with reading(engine) as session:
        return unsent_facts(session, world=world_on(day), links=LINKS, owed_links=OWED_LINKS)


def lines_of(facts: UnsentFacts, code: str) -> dict[str, UnsentLine]:
    task = next(task for task in facts.tasks if task.code == code)
    return {line.unit_name[-1]: line for _, lines in task.regions for line in lines}


def run_and_send(engine: sa.Engine, day: date) -> None:
    """The daily run, then as if the sender had sent all of it."""
    with transaction(engine) as session:
        run_day(session, world=world_on(day))
        session.execute(sa.update(Message).where(col(Message.day) == day).values(status=MessageStatus.SENT))
        session.execute(
            sa.update(Notice)
            .where(col(Notice.decided_on) == day, col(Notice.status) == NoticeStatus.PLANNED)
            .values(status=NoticeStatus.SENT)
        )


# Tổng quan tiến độ


def test_on_the_last_valid_day_four_of_eight_have_sent(engine: sa.Engine, small: Small) -> None:
    hand_in(engine, small, "A", issued=date(2024, 2, 20), arrived=date(2024, 2, 22))
    hand_in(engine, small, "B", issued=date(2024, 2, 28), arrived=date(2024, 2, 28))
    hand_in(engine, small, "D", issued=date(2024, 2, 26), arrived=date(2024, 2, 27))
    hand_in(engine, small, "F", issued=None, arrived=date(2024, 2, 27))
    line = dated(overview(engine, PLAN_DUE), "II.1.1.b")
    assert line.last_days == (PLAN_DUE,)
    assert line.figures == Figures(
        expected=8,
        received=4,
        on_time=4,
        outstanding=4,
        in_time=4,
        completeness=0.5,
        on_time_rate=0.5,
        finished_on_time=4,
        unfinished_in_time=4,
        awaiting_review=4,
    )
    regions = {region: (one.expected, one.received) for region, one in line.regions}
    assert regions == {
        Region.NORTH: (3, 2),
        Region.CENTRE: (2, 1),
        Region.SOUTH: (2, 1),
        Region.MINISTRY: (1, 0),
    }


def test_a_document_on_its_way_is_not_overdue_and_counts_as_on_time_when_it_comes(
    engine: sa.Engine, small: Small
) -> None:
    """Issued 28/02, received 05/03: on time. The allowance of 5 working days ends on 06/03."""
    before = dated(overview(engine, date(2024, 3, 5)), "II.1.1.b").figures
    assert (before.not_received, before.overdue) == (8, 0)
    hand_in(engine, small, "A", issued=PLAN_DUE, arrived=date(2024, 3, 5))
    hand_in(engine, small, "B", issued=date(2024, 3, 1), arrived=date(2024, 3, 5))
    hand_in(engine, small, "D", issued=None, arrived=date(2024, 3, 5))
    after = dated(overview(engine, date(2024, 3, 7)), "II.1.1.b").figures
    assert (after.on_time, after.late, after.unclear) == (1, 1, 1)
    assert (after.not_received, after.overdue) == (0, 5)


def test_a_second_version_does_not_change_what_the_first_one_was(engine: sa.Engine, small: Small) -> None:
    hand_in(engine, small, "A", issued=date(2024, 2, 20), arrived=date(2024, 2, 22))
    with transaction(engine) as session:
        entry = Entry(
            unit="A",
            tasks=((small.plan_id, "II.1.1.b", ""),),
            number="09/A",
            issued_on=date(2024, 3, 8),
            arrived_on=date(2024, 3, 8),
        )
        record(session, entry=entry, by="Cán bộ 1", world=world_on(date(2024, 3, 8)))
    figures = dated(overview(engine, date(2024, 3, 11)), "II.1.1.b").figures
    assert (figures.received, figures.on_time, figures.late) == (1, 1, 0)


def test_a_voided_document_no_longer_counts(engine: sa.Engine, small: Small) -> None:
    hand_in(engine, small, "A", issued=date(2024, 3, 1), arrived=date(2024, 3, 5))
    with transaction(engine) as session:
        session.execute(sa.text("UPDATE submission SET voided_at = recorded_at"))
    hand_in(engine, small, "A", issued=date(2024, 2, 28), arrived=date(2024, 3, 5))
    figures = dated(overview(engine, date(2024, 3, 5)), "II.1.1.b").figures
    assert (figures.on_time, figures.late) == (1, 0)


def test_the_exempt_leave_the_denominator(engine: sa.Engine, small: Small) -> None:
    set_status(engine, small.obligations["H"], ObligationStatus.EXEMPT)
    line = dated(overview(engine, ISSUED), "II.1.1.b")
    assert (line.figures.expected, line.figures.exempt) == (7, 1)
    assert dict(line.regions)[Region.MINISTRY].expected == 0


def set_status(engine: sa.Engine, obligation: int, status: ObligationStatus) -> None:
    with transaction(engine) as session:
        session.get_one(Obligation, obligation).status = status


def test_what_the_plans_own_document_did_counts_by_its_day(engine: sa.Engine, small: Small) -> None:
    set_status(engine, small.obligations["A"], ObligationStatus.DONE)
    figures = dated(overview(engine, ISSUED), "II.1.1.b").figures
    assert (figures.received, figures.on_time) == (1, 1)


def test_whole_year_tasks_are_counted_apart(engine: sa.Engine, small: Small) -> None:
    plan = overview(engine, ISSUED).plans[0]
    assert [line.code for line in plan.dated] == ["II.1.1.b", "III.3.b"]
    assert [(line.code, line.figures.expected) for line in plan.whole_year] == [("II.5", 8)]
    assert plan.mid_year_note == date(2024, 6, 28)
    assert plan.checkpoints == (date(2024, 3, 29), date(2024, 6, 28), date(2024, 9, 30))


def test_the_next_deadlines_with_target_day_and_the_reminders_to_come(
    engine: sa.Engine, small: Small
) -> None:
    """The plan: −5 and −1 are 21/02 and 27/02. The report: −20, −5, −1 of Fri 13/12."""
    first, second = overview(engine, date(2024, 2, 21)).deadlines
    assert (first.last_day, first.target_day, first.workdays_left) == (PLAN_DUE, PLAN_DUE, 5)
    assert first.next_stages == (date(2024, 2, 27),)
    assert (second.last_day, second.target_day) == (REPORT_DUE, date(2024, 12, 13))
    assert second.next_stages == (date(2024, 11, 15), date(2024, 12, 6), date(2024, 12, 12))
    assert [line.code for line in overview(engine, date(2024, 2, 29)).deadlines] == ["III.3.b"]


def test_todays_mails_by_kind_and_state(engine: sa.Engine, small: Small) -> None:
    """21/02: six mails; C has no address and E's is refused."""
    with transaction(engine) as session:
        run_day(session, world=world_on(date(2024, 2, 21)))
        first = session.exec(select(Message).order_by(col(Message.id))).first()
        assert first is not None
        first.status, first.reason = MessageStatus.RETRY, "451 4.3.2 try later"
    facts = overview(engine, date(2024, 2, 21), sender_fault="535 5.7.8")
    assert [(row.kind, row.earlier, row.states) for row in facts.mails] == [
        (MessageKind.CHASE, False, {MessageStatus.QUEUED: 5, MessageStatus.RETRY: 1})
    ]
    assert [(one.reason, one.count) for one in facts.troubles] == [("451 4.3.2 try later", 1)]
    assert facts.sender_fault == "535 5.7.8"
    assert [(row.earlier, row.states) for row in overview(engine, date(2024, 2, 22)).mails] == [
        (True, {MessageStatus.QUEUED: 5, MessageStatus.RETRY: 1})
    ]


def test_a_mail_given_up_today_stands_on_the_page_although_it_was_of_an_earlier_day(
    engine: sa.Engine, small: Small
) -> None:
    """Giving up takes days: on the day it happens the page says so, with the server's last words."""
    reason = "đã thử gửi 35 lần trong 5 ngày; trả lời cuối: 451 4.3.2 try later"
    with transaction(engine) as session:
        run_day(session, world=world_on(date(2024, 2, 21)))
        gone, again, *_ = session.exec(select(Message).order_by(col(Message.id)))
        gone.status, gone.reason = MessageStatus.FAILED, reason
        gone.settled_at = moment("2024-02-26T03:00:00")
        again.status, again.reason = MessageStatus.RETRY, "451 4.3.2 try later"
    facts = overview(engine, date(2024, 2, 26))
    [row] = facts.mails
    assert row.earlier
    assert row.states == {MessageStatus.QUEUED: 4, MessageStatus.RETRY: 1, MessageStatus.FAILED: 1}
    assert [(one.status, one.reason, one.count) for one in facts.troubles] == [
        (MessageStatus.RETRY, "451 4.3.2 try later", 1),
        (MessageStatus.FAILED, reason, 1),
    ]
    assert [one.status for one in overview(engine, date(2024, 2, 27)).troubles] == [MessageStatus.RETRY]


def test_units_without_address_and_refused_addresses_with_the_servers_words(
    engine: sa.Engine, small: Small
) -> None:
    facts = overview(engine, ISSUED)
    assert facts.unaddressed == ("Công an tỉnh C",)
    assert [(one.address, one.owners, one.reply) for one in facts.refused] == [
        ("e@units.example", ("Công an tỉnh E",), "550 5.1.1 unknown")
    ]


def test_the_stop_switch_stands_on_the_page_and_goes_when_sending_resumes(
    engine: sa.Engine, small: Small
) -> None:
    with transaction(engine) as session:
        set_stop(session, stopped=True, by="Cán bộ 2", reason="Chờ ý kiến", world=world_on(ISSUED))
    stop = overview(engine, ISSUED).stop
    assert stop is not None
    assert (stop.by, stop.reason, f"{stop.since:%H:%M %d/%m/%Y}") == (
        "Cán bộ 2",
        "Chờ ý kiến",
        "07:30 06/02/2024",
    )
    with transaction(engine) as session:
        set_stop(session, stopped=False, by="Cán bộ 2", reason="", world=world_on(ISSUED))
    assert overview(engine, ISSUED).stop is None


def test_an_occurrence_is_a_line_of_its_own(engine: sa.Engine, small: Small) -> None:
    with transaction(engine) as session:
        plan = session.get_one(Plan, small.plan_id)
        june, december = (
            add_task(session, plan=plan, units=["A", "B"], due=due, world=world_on(ISSUED), code=code)
            for code, due in (("II.9", date(2024, 6, 14)), ("II.10", date(2024, 11, 30)))
        )
        tasks = {task.code: task.id for task in session.exec(select(PlanTask))}
        for ids, key in ((june, "2024-H1"), (december, "2024-H2")):
            session.execute(
                sa.update(Obligation)
                .where(col(Obligation.id).in_(ids))
                .values(task_id=tasks["II.9"], occurrence=key)
            )
    plan_progress = overview(engine, ISSUED).plans[0]
    assert [(line.code, line.last_days) for line in plan_progress.dated if "II.9" in line.code] == [
        ("II.9 (2024-H1)", (date(2024, 6, 14),)),
        ("II.9 (2024-H2)", (date(2024, 11, 30),)),
    ]


def test_a_folder_without_a_plan_has_a_page(engine: sa.Engine) -> None:
    assert "Chưa có kế hoạch nào đang theo dõi." in render(overview(engine, ISSUED))


# Đơn vị chưa gửi


def test_who_has_not_sent_by_task_and_region(engine: sa.Engine, small: Small) -> None:
    hand_in(engine, small, "A", issued=date(2024, 2, 20), arrived=date(2024, 2, 21))
    facts = unsent(engine, date(2024, 2, 21))
    assert [task.code for task in facts.tasks] == ["II.1.1.b", "III.3.b"]  # nearest day first; no whole year
    plan = facts.tasks[0]
    assert [(region, [line.unit_name[-1] for line in lines]) for region, lines in plan.regions] == [
        (Region.NORTH, ["B", "C"]),
        (Region.CENTRE, ["D", "E"]),
        (Region.SOUTH, ["F", "G"]),
        (Region.MINISTRY, ["H"]),
    ]
    assert plan.expected == 8


def test_a_row_says_how_often_and_when_the_unit_was_reminded(engine: sa.Engine, small: Small) -> None:
    run_and_send(engine, date(2024, 2, 21))
    run_and_send(engine, date(2024, 2, 27))
    lines = lines_of(unsent(engine, PLAN_DUE), "II.1.1.b")
    assert (lines["A"].reminders, lines["A"].last_reminder) == (2, date(2024, 2, 27))
    assert (lines["C"].reminders, lines["C"].last_reminder) == (0, None)


def test_a_row_has_contact_phone_address_and_what_is_wrong_with_it(engine: sa.Engine, small: Small) -> None:
    lines = lines_of(unsent(engine, ISSUED), "II.1.1.b")
    a = lines["A"]
    assert (a.contact_name, a.phone, a.address, a.address_problem) == (
        "Cán bộ A",
        "069 1",
        "a@units.example",
        "",
    )
    assert lines["C"].address_problem == "thiếu địa chỉ"
    assert lines["E"].address_problem == "địa chỉ bị từ chối: 550 5.1.1 unknown"


def test_phones_stand_on_this_page_only(engine: sa.Engine, small: Small) -> None:
    with reading(engine) as session:
        start = start_facts(session, world=world_on(ISSUED), links=LINKS)
    assert "069 1" in render(unsent(engine, ISSUED))
    assert "069 1" not in render(overview(engine, ISSUED)) + render(start)


def test_each_row_links_to_its_prefilled_form(engine: sa.Engine, small: Small) -> None:
    lines = lines_of(unsent(engine, ISSUED), "II.1.1.b")
    assert lines["B"].record_link == f"../run?B:{small.plan_id}:II.1.1.b:"
    assert lines["B"].story_link == "../story?B:II.1.1.b"


STANDINGS = {
    date(2024, 2, 6): (Standing.IN_TIME, 11, 0),  # 07/02, then Tết to 14/02; 15, 16, 19-23, 26-28/02
    date(2024, 2, 7): (Standing.DUE_SOON, 10, 0),  # the policy calls 10 working days soon
    date(2024, 2, 28): (Standing.DUE_SOON, 0, 0),
    date(2024, 2, 29): (Standing.NOT_RECEIVED, None, 1),
    date(2024, 3, 6): (Standing.NOT_RECEIVED, None, 5),
    date(2024, 3, 7): (Standing.OVERDUE, None, 6),
}


def test_the_standing_of_a_unit_from_day_to_day(engine: sa.Engine, small: Small) -> None:
    found = {day: lines_of(unsent(engine, day), "II.1.1.b")["A"] for day in STANDINGS}
    assert {
        day: (line.standing, line.workdays_left, line.workdays_over) for day, line in found.items()
    } == STANDINGS


def test_a_duty_that_passed_on_stands_under_the_unit_that_goes_on_with_it(
    engine: sa.Engine, small: Small
) -> None:
    with transaction(engine) as session:
        session.get_one(Obligation, small.obligations["C"]).carried_by = "A"
        session.get_one(Obligation, small.obligations["A"]).carried_by = "C"
    line = lines_of(unsent(engine, ISSUED), "II.1.1.b")["A"]
    assert (line.unit_name, line.contact_name) == ("Công an tỉnh A", "Cán bộ A")
    assert line.record_link.startswith("../run?A:")


# No query per unit


def test_twice_the_units_ask_no_more_questions(engine: sa.Engine, small: Small) -> None:
    asked: list[str] = []
    sa.event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2]))

    def count(day: date) -> int:
        asked.clear()
        overview(engine, day)
        unsent(engine, day)
        with reading(engine) as session:
            start_facts(session, world=world_on(day), links=LINKS)
        return len(asked)

    before = count(date(2024, 2, 21))
    with transaction(engine) as session:
        more = [f"X{number}" for number in range(20)]
        for unit in more:
            session.add(Unit(id=unit, kind=UnitKind.PROVINCE, region=Region.NORTH))
        session.flush()
        plan = session.get_one(Plan, small.plan_id)
        add_task(session, plan=plan, units=more, due=PLAN_DUE, world=replace(world_on(ISSUED)), code="II.8")
    assert count(date(2024, 2, 21)) == before
