"""Bản tin sáng: one mail per coordinator and working day, when there is something to do."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from flows.work.chase.daily import run_day
from flows.work.mails.briefing import write_briefs
from flows.work.mails.todays_work import estimated_breaks
from flows.work.stop import set_stop
from flows.work.world import World
from models.database import reading, transaction
from models.rules.workdays import DayOff
from models.tables import Address, Contact, Message, MessageRecipient, Obligation, PlanEvent, PlanTask, Unit
from models.words import (
    AddressStatus,
    DayKind,
    DeadlineKind,
    MessageKind,
    MessageStatus,
    ObligationStatus,
    PlanStatus,
    RecipientKind,
    RecipientStatus,
    Region,
    Role,
    UnitKind,
)
from tests.factories import FOCAL, add_plan, add_task, add_units, moment, world_on

DUE = date(2024, 2, 28)
FIRST_STAGE = date(2024, 2, 21)  # five working days before 28/02
QUIET_DAY = date(2024, 4, 10)  # a Wednesday without anything to do
LINKS = {"Đơn vị chưa gửi": "http://v03.example/unsent", "Cập nhật đầu mối": "http://v03.example/contacts"}

Lines = Sequence[Mapping[str, str | None]]


def setting(session: Session, *, units: Sequence[str] = ("A", "B"), due: date = DUE) -> None:
    add_units(session, *units)
    add_task(session, plan=add_plan(session), units=units, due=due, world=world_on(date(2024, 2, 6)))


def brief(session: Session, world: World) -> dict[str, Lines]:
    """The sections of the one brief that was written, by title; empty if none was."""
    ids = write_briefs(session, world=world, links=LINKS)
    if not ids:
        return {}
    facts = session.get_one(Message, ids[0]).facts
    return {section["title"]: section["lines"] for section in facts["sections"]}


def texts(lines: Lines) -> list[str | None]:
    return [line["text"] for line in lines]


def test_on_the_day_of_a_stage_the_coordinator_reads_what_goes_out_and_what_is_near(
    engine: sa.Engine,
) -> None:
    with transaction(engine) as session:
        setting(session)
        run_day(session, world=world_on(FIRST_STAGE))
        sections = brief(session, world_on(FIRST_STAGE))
    assert {title: texts(lines) for title, lines in sections.items()} == {
        "Hôm nay gửi": ["II.1.1.b – văn bản II.1.1.b: nhắc trước thời hạn 02 đơn vị"],
        "Sắp đến hạn": [
            "II.1.1.b – văn bản II.1.1.b: hết ngày 28/02/2024, còn 05 ngày làm việc; 2/2 đơn vị chưa gửi"
        ],
    }
    assert sections["Sắp đến hạn"][0]["link"] == "http://v03.example/unsent"


def test_each_coordinator_gets_one_mail_a_day_however_often_it_is_asked_for(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        setting(session)
        session.add(
            Contact(
                unit_id=FOCAL, role=Role.CONTACT, position=1, name="Cán bộ 2", address="canbo2@v03.example"
            )
        )
        session.add(Contact(unit_id=FOCAL, role=Role.UNIT_HEAD, address="lanhdao@v03.example"))
    with transaction(engine) as session:
        assert len(write_briefs(session, world=world_on(FIRST_STAGE), links=LINKS)) == 2
        assert write_briefs(session, world=world_on(FIRST_STAGE), links=LINKS) == ()
        assert len(write_briefs(session, world=world_on(FIRST_STAGE + timedelta(days=1)), links=LINKS)) == 2
    with reading(engine) as session:
        people = session.exec(select(MessageRecipient)).all()
        kinds = set(session.exec(select(Message.kind)))
    assert sorted(one.address for one in people) == ["canbo1@v03.example"] * 2 + ["canbo2@v03.example"] * 2
    assert {one.kind for one in people} == {RecipientKind.TO}
    assert kinds == {MessageKind.BRIEF}


@pytest.mark.parametrize("day", [date(2024, 2, 12), date(2024, 2, 24)])  # in Tết; a Saturday
def test_nothing_on_days_off(engine: sa.Engine, day: date) -> None:
    with transaction(engine) as session:
        setting(session)
        assert brief(session, world_on(day)) == {}


def test_no_mail_when_there_is_nothing_to_do(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        setting(session, due=date(2024, 12, 14))
        assert brief(session, world_on(QUIET_DAY)) == {}


def test_a_closed_plan_is_silent(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        add_units(session, "A")
        plan = add_plan(session)
        add_task(session, plan=plan, units=["A"], due=DUE, world=world_on(date(2024, 2, 6)))
        plan.status = PlanStatus.CLOSED
        session.flush()
        assert brief(session, world_on(FIRST_STAGE)) == {}


def test_a_coordinator_who_cannot_be_written_to_gets_none(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        setting(session)
        session.add(
            Address(
                address="canbo1@v03.example",
                status=AddressStatus.REFUSED,
                reason="550",
                changed_at=moment(),
            )
        )
        session.flush()
        assert brief(session, world_on(FIRST_STAGE)) == {}


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2024, 2, 29), "chưa nhận được văn bản của 02 đơn vị"),
        (date(2024, 3, 7), "02 đơn vị quá hạn"),
    ],
)
def test_after_the_last_day_it_says_not_received_and_later_overdue(
    engine: sa.Engine, day: date, words: str
) -> None:
    with transaction(engine) as session:
        setting(session)
        sections = brief(session, world_on(day))
    assert texts(sections["Chưa nhận được, quá hạn"]) == [
        f"II.1.1.b – văn bản II.1.1.b (thời hạn hết ngày 28/02/2024): {words}"
    ]


def test_missing_and_refused_addresses(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        add_units(session, "A", "B", contacts={"A": [], "B": ["b@units.example"]})
        plan = add_plan(session)
        world = world_on(date(2024, 2, 6))
        add_task(session, plan=plan, units=["A", "B"], due=date(2024, 12, 14), world=world)
        session.add(
            Address(
                address="b@units.example",
                status=AddressStatus.REFUSED,
                reason="550 5.1.1 unknown",
                changed_at=moment(),
            )
        )
        session.flush()
        sections = brief(session, world_on(QUIET_DAY))
    assert {title: texts(lines) for title, lines in sections.items()} == {
        "Thiếu địa chỉ": ["Công an tỉnh A"],
        "Địa chỉ bị từ chối": ["b@units.example (Công an tỉnh B): 550 5.1.1 unknown"],
    }
    assert sections["Thiếu địa chỉ"][0]["link"] == "http://v03.example/contacts"


def test_mails_that_were_given_up_since_the_last_working_day_with_their_reason(engine: sa.Engine) -> None:
    """On Wednesday 10/04: what failed on Tuesday and since; not what failed on Monday, nor what left."""
    reason = "đã thử gửi 35 lần trong 5 ngày; trả lời cuối: 450 4.2.0 greylisted"
    with transaction(engine) as session:
        plan = add_plan(session)
        world = world_on(date(2024, 2, 6))
        add_units(session, "A", "B")
        add_task(session, plan=plan, units=["A", "B"], due=date(2024, 12, 14), world=world)
        for address, day, status in (
            ("a@units.example", 9, MessageStatus.FAILED),
            ("b@units.example", 9, MessageStatus.FAILED),
            ("c@units.example", 8, MessageStatus.FAILED),
            ("d@units.example", 9, MessageStatus.SENT),
        ):
            add_settled_mail(session, address=address, day=day, status=status, reply=reason)
        sections = brief(session, world_on(QUIET_DAY))
    assert {title: texts(lines) for title, lines in sections.items()} == {
        "Thư không gửi được": [
            f"Nhắc việc, đôn đốc ngày 04/04/2024 tới a@units.example; b@units.example: {reason}"
        ],
    }


def add_settled_mail(session: Session, *, address: str, day: int, status: MessageStatus, reply: str) -> None:
    """A chasing mail of 04/04/2024 that was settled on this day of April."""
    message = Message(
        kind=MessageKind.CHASE,
        day=date(2024, 4, 4),
        dedup_key=address,
        message_id=address,
        status=status,
        created_at=moment("2024-04-04T00:30:00"),
        not_before=moment("2024-04-04T00:30:00"),
        settled_at=moment(f"2024-04-{day:02}T03:00:00"),
    )
    session.add(message)
    session.flush()
    assert message.id is not None
    sent = status is MessageStatus.SENT
    session.add(
        MessageRecipient(
            message_id=message.id,
            kind=RecipientKind.TO,
            address=address,
            status=RecipientStatus.SENT if sent else RecipientStatus.REFUSED,
            reply="" if sent else reply,
        )
    )
    session.flush()


def test_many_missing_addresses_are_cut_and_counted(engine: sa.Engine) -> None:
    units = [f"U{number:02}" for number in range(30)]
    with transaction(engine) as session:
        add_units(session, *units, contacts={unit: [] for unit in units})
        world = world_on(date(2024, 2, 6))
        add_task(session, plan=add_plan(session), units=units, due=date(2024, 12, 14), world=world)
        lines = brief(session, world_on(QUIET_DAY))["Thiếu địa chỉ"]
    assert len(lines) == 13
    assert lines[-1]["text"] == "và 18 dòng khác"


def test_while_sending_is_stopped_that_comes_first(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        setting(session, due=date(2024, 12, 14))
        set_stop(session, stopped=True, by="Cán bộ 2", reason="Chờ ý kiến", world=world_on(QUIET_DAY))
        sections = brief(session, world_on(QUIET_DAY))
    assert {title: texts(lines) for title, lines in sections.items()} == {
        "Đang dừng gửi thư": [
            "Việc gửi thư đang dừng từ 07 giờ 30 ngày 10/04/2024; người thực hiện: Cán bộ 2; "
            "lý do: Chờ ý kiến."
        ]
    }


def test_check_points_of_whole_year_tasks_are_the_last_working_days_of_three_months(
    engine: sa.Engine,
) -> None:
    days = (date(2024, month, day) for month, day in ((3, 28), (3, 29), (6, 28), (9, 30), (12, 31)))
    with transaction(engine) as session:
        add_units(session, "A", "B")
        plan, world = add_plan(session), world_on(date(2024, 2, 6))
        kind = DeadlineKind.PERIOD
        add_task(
            session, plan=plan, units=["A", "B"], due=date(2024, 12, 31), world=world, ladder="", kind=kind
        )
        told = {day: brief(session, world_on(day)) for day in days}
    assert [day.strftime("%d/%m") for day, sections in told.items() if sections] == [
        "29/03",
        "28/06",
        "30/09",
    ]
    assert texts(told[date(2024, 3, 29)]["Mốc kiểm tra nhiệm vụ cả năm"]) == [
        "Kế hoạch 762/QĐ-BCA-V03: đề nghị kiểm tra tiến độ 01 nhiệm vụ theo năm, theo quý hoặc không nêu "
        "thời hạn (chưa nhận được văn bản nào)"
    ]


MONDAY, TUESDAY = date(2024, 4, 8), date(2024, 4, 9)


def waiting(session: Session) -> None:
    """One unit waits for an event, and nothing else is to be done."""
    add_units(session, "A")
    world = world_on(date(2024, 2, 6))
    plan = add_plan(session)
    kind = DeadlineKind.RELATIVE
    (obligation,) = add_task(session, plan=plan, units=["A"], world=world, code="II.9", kind=kind)
    session.get_one(Obligation, obligation).status = ObligationStatus.WAITING
    task = session.exec(select(PlanTask)).one()
    task.event, task.deadline_phrase = "kết thúc hội nghị", "20 ngày sau khi kết thúc hội nghị"
    session.flush()


def test_an_event_nobody_recorded_is_recalled_once_a_week(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        waiting(session)
        assert texts(brief(session, world_on(MONDAY))["Sự kiện chưa ghi nhận"]) == [
            "II.9 – văn bản II.9 (thời hạn “20 ngày sau khi kết thúc hội nghị”): "
            "chờ ghi nhận sự kiện “kết thúc hội nghị”; 01 đơn vị thực hiện"
        ]
        assert brief(session, world_on(TUESDAY)) == {}


def test_a_week_that_opens_on_tuesday_recalls_it_on_tuesday(engine: sa.Engine) -> None:
    off = DayOff(day=MONDAY, name="nghỉ", kind=DayKind.OFF, estimate=False, source="")
    with transaction(engine) as session:
        waiting(session)
        assert brief(session, world_on(TUESDAY, extra=[off]))


def test_a_recorded_event_is_not_recalled(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        waiting(session)
        plan_id = session.exec(select(PlanTask.plan_id)).one()
        session.add(
            PlanEvent(
                plan_id=plan_id,
                event="kết thúc hội nghị",
                day=date(2024, 4, 1),
                recorded_by="Cán bộ 1",
                recorded_at=moment(),
            )
        )
        session.flush()
        assert brief(session, world_on(MONDAY)) == {}


def estimate(day: date) -> DayOff:
    return DayOff(day=day, name="Tết Nguyên đán", kind=DayKind.OFF, estimate=True, source="")


def test_estimated_days_off_of_the_next_weeks(engine: sa.Engine) -> None:
    days = [estimate(date(2024, 5, day)) for day in (6, 7, 8)] + [estimate(date(2024, 9, 4))]
    with transaction(engine) as session:
        setting(session, due=date(2024, 12, 14))
        sections = brief(session, world_on(MONDAY, extra=days))
    assert texts(sections["Ngày nghỉ dự kiến"]) == [
        "06/05/2024 – 08/05/2024: Tết Nguyên đán (dự kiến); đề nghị cập nhật khi có thông báo chính thức"
    ]


def test_neighbouring_estimates_are_one_break() -> None:
    calendar = world_on(MONDAY, extra=[estimate(date(2024, 5, day)) for day in (6, 7, 9)]).calendar
    found = estimated_breaks(calendar=calendar, after=MONDAY, until=date(2024, 5, 31))
    assert [(first.day, last.day) for _, first, last in found] == [(6, 7), (9, 9)]


def test_a_coordinator_hears_of_the_plans_of_his_own_unit_only(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        setting(session)
        session.add(Unit(id="V99", kind=UnitKind.DEPARTMENT, region=Region.MINISTRY))
        session.flush()
        session.add(Contact(unit_id="V99", role=Role.CONTACT, address="canbo@v99.example"))
        other = add_plan(session, code="khac")
        other.focal_unit = "V99"
        session.flush()
        world = world_on(date(2024, 2, 6))
        add_task(session, plan=other, units=["A"], due=date(2024, 12, 14), world=world, code="X.1")
        ids = write_briefs(session, world=world_on(FIRST_STAGE), links=LINKS)
        assert len(ids) == 1  # the other plan's coordinator has nothing to do
        keys = {session.get_one(Message, one).dedup_key for one in ids}
    assert keys == {"brief:2024-02-21:canbo1@v03.example"}
