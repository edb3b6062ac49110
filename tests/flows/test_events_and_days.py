"""Events set the days that wait for them; new days off move what is still ahead."""

from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.work.chase.daily import run_day
from flows.work.documents.correct import void
from flows.work.documents.days_off import keep_days, moved_stages, overrides
from flows.work.documents.events import record_event
from flows.work.documents.record import Entry, record
from flows.work.mails.mail_facts import duty_line
from flows.work.refusals import RefusedError
from models.database import transaction
from models.rules.pasted_days import read_days
from models.rules.workdays import target_day
from models.store.duties import duties_of_units
from models.tables import Audit, DueChange, Obligation, PlanTask, SubmissionLink
from models.words import DeadlineKind, DueChangeKind, ObligationStatus
from templates.mail import phrases
from templates.mail.facts import Sender
from tests.factories import CALENDAR, POLICY, add_plan, add_task, add_units, world_on

EVENT = "kết thúc hội nghị sơ kết"


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    with transaction(engine) as session:
        add_units(session, "CA02")
        yield session


@pytest.fixture
def plan_id(session: Session) -> int:
    """A plan with one task due 20 days after an event that has not happened."""
    plan = add_plan(session)
    add_task(session, plan=plan, units=["CA02"], world=world_on(date(2024, 2, 6)), kind=DeadlineKind.RELATIVE)
    task = session.exec(select(PlanTask)).one()
    task.deadline_phrase, task.event = f"20 ngày sau khi {EVENT}", EVENT
    obligation = session.exec(select(Obligation)).one()
    obligation.status = ObligationStatus.WAITING
    session.flush()
    assert plan.id is not None
    return plan.id


def test_an_event_gives_the_waiting_duty_its_day_and_its_reminders(session: Session, plan_id: int) -> None:
    """20 days after 04/03/2024 is Sunday 24/03; target Friday 22/03; 5 working days before: 15/03."""
    world = world_on(date(2024, 3, 5))
    told = record_event(
        session, plan_id=plan_id, event=EVENT, day=date(2024, 3, 4), by="Cán bộ 1", world=world
    )
    assert told.sentence == (
        f"Đã ghi nhận sự kiện «{EVENT}» ngày 04/03/2024; 1 nhiệm vụ có thời hạn: 24/03/2024."
    )
    [told_to_all] = session.exec(select(Audit).where(col(Audit.action) == "duty:obligation:event")).all()
    assert told_to_all.facts["to"] == "open", "like any other change of an obligation"
    assert run_day(session, world=world_on(date(2024, 3, 14))).messages == ()
    assert len(run_day(session, world=world_on(date(2024, 3, 15))).messages) == 1


def test_a_changed_event_moves_the_day_and_starts_a_fresh_ladder(session: Session, plan_id: int) -> None:
    for recorded_on, day in ((date(2024, 3, 5), date(2024, 3, 4)), (date(2024, 3, 18), date(2024, 3, 18))):
        record_event(
            session, plan_id=plan_id, event=EVENT, day=day, by="Cán bộ 1", world=world_on(recorded_on)
        )
        run_day(session, world=world_on(recorded_on))
    obligation = session.exec(select(Obligation)).one()
    assert (obligation.round, obligation.effective_due) == (2, date(2024, 4, 7))
    changes = session.exec(select(DueChange)).all()
    assert [(one.kind, one.new_due) for one in changes] == [
        (DueChangeKind.EVENT, date(2024, 3, 24)),
        (DueChangeKind.EVENT, date(2024, 4, 7)),
    ]


def hand_in(session: Session, plan_id: int, day: date, *, code: str = "II.1.1.b") -> int:
    """A document issued and recorded on `day`."""
    entry = Entry(unit="CA02", tasks=((plan_id, code, ""),), number="05/KH", issued_on=day, arrived_on=day)
    return record(session, entry=entry, by="Cán bộ 1", world=world_on(day)).submission_id


def happened(session: Session, plan_id: int, day: date, *, on: date) -> str:
    """The event of `day` is recorded on `on`."""
    done = record_event(session, plan_id=plan_id, event=EVENT, day=day, by="Cán bộ 1", world=world_on(on))
    return done.sentence


def take_back(session: Session, submission: int, day: date) -> None:
    """The record is voided on `day`."""
    void(session, submission_id=submission, reason="nhầm", by="Cán bộ 2", world=world_on(day))


def test_a_document_before_the_event_is_judged_once_the_event_is_known(
    session: Session, plan_id: int
) -> None:
    hand_in(session, plan_id, date(2024, 3, 1))
    happened(session, plan_id, date(2024, 3, 4), on=date(2024, 3, 5))
    obligation = session.exec(select(Obligation)).one()
    assert (obligation.status, obligation.effective_due) == (ObligationStatus.ARRIVED, date(2024, 3, 24))
    assert session.exec(select(SubmissionLink.on_time)).one() is True


def test_a_document_before_the_event_that_is_voided_after_it_leaves_a_duty_that_is_chased(
    session: Session, plan_id: int
) -> None:
    submission = hand_in(session, plan_id, date(2024, 3, 1))
    happened(session, plan_id, date(2024, 3, 4), on=date(2024, 3, 5))
    take_back(session, submission, date(2024, 3, 6))
    assert session.exec(select(Obligation.status)).one() is ObligationStatus.OPEN
    assert len(run_day(session, world=world_on(date(2024, 3, 15))).messages) == 1


def test_a_document_voided_before_the_event_leaves_a_duty_that_waits_for_it(
    session: Session, plan_id: int
) -> None:
    take_back(session, hand_in(session, plan_id, date(2024, 3, 1)), date(2024, 3, 1))
    assert session.exec(select(Obligation.status)).one() is ObligationStatus.WAITING


def test_a_corrected_event_judges_documents_that_arrived_by_the_new_day(
    session: Session, plan_id: int
) -> None:
    """20 days after 01/03 is 21/03; after 20/03 it is 09/04: the document of 28/03 turns out on time."""
    happened(session, plan_id, date(2024, 3, 1), on=date(2024, 3, 1))
    hand_in(session, plan_id, date(2024, 3, 28))
    assert session.exec(select(SubmissionLink.on_time)).one() is False
    happened(session, plan_id, date(2024, 3, 20), on=date(2024, 3, 28))
    assert session.exec(select(SubmissionLink.on_time)).one() is True
    obligation = session.exec(select(Obligation)).one()
    assert (obligation.original_due, obligation.effective_due) == (date(2024, 4, 9), date(2024, 4, 9))
    assert obligation.status is ObligationStatus.ARRIVED


def test_an_event_of_another_century_is_refused(session: Session, plan_id: int) -> None:
    with pytest.raises(RefusedError) as refusal:
        happened(session, plan_id, date(1924, 3, 1), on=date(2024, 3, 5))
    assert str(refusal.value) == (
        "Ngày diễn ra 01/03/1924 quá xa trước ngày ban hành Kế hoạch (06/02/2024); đề nghị kiểm tra lại năm."
    )


def test_a_document_recorded_and_voided_around_a_new_day_off_is_owed_by_the_new_target_day(
    session: Session,
) -> None:
    world = world_on(date(2024, 2, 7))
    plan = add_plan(session)
    add_task(session, plan=plan, units=["CA02"], due=date(2024, 2, 28), world=world)
    assert plan.id is not None
    submission = hand_in(session, plan.id, date(2024, 2, 7))
    keep_days(session, days=read_days("28/02/2024: nghỉ", source="x"), by="Cán bộ 1", world=world)
    with_day_off = world_on(date(2024, 2, 8), extra=overrides(session))
    void(session, submission_id=submission, reason="nhầm", by="Cán bộ 2", world=with_day_off)
    assert session.exec(select(Obligation)).one().target_day == date(2024, 2, 27)


ROLLED = POLICY.model_copy(update={"roll_forward": True})
SATURDAY, MONDAY = date(2024, 12, 14), date(2024, 12, 16)


@pytest.fixture
def rolled(session: Session) -> int:
    """A plan in an installation that rolls Saturday 14/12/2024 forward to Monday 16/12."""
    plan = add_plan(session)
    add_task(session, plan=plan, units=["CA02"], due=SATURDAY, world=world_on(date(2024, 2, 6)))
    obligation = session.exec(select(Obligation)).one()
    obligation.effective_due, obligation.target_day = MONDAY, target_day(last_day=MONDAY, calendar=CALENDAR)
    session.flush()
    assert plan.id is not None
    return plan.id


@pytest.mark.parametrize(
    ("day", "status", "deadline"),
    [
        (
            date(2024, 12, 12),
            "Còn 01 ngày làm việc",
            "trước ngày 14/12/2024 (hết ngày 14/12; đề nghị gửi trong ngày làm việc 13/12)",
        ),
        (MONDAY, "Trong hạn", "trước ngày 14/12/2024 (hết ngày 14/12)"),
    ],
)
def test_a_roll_is_never_quoted_nor_aimed_at(
    session: Session, rolled: int, day: date, status: str, deadline: str
) -> None:
    duty = duties_of_units(session, plans=[rolled], units=["CA02"])[0]
    sender = Sender(unit_name="Cục", short_name="V03", reply_to="v03@v03.example")
    line = duty_line(duty=duty, sender=sender, world=world_on(day, policy=ROLLED))
    assert (phrases.status(line), phrases.deadline(line, day=day)) == (status, deadline)
    assert phrases.last_day(line) == "thứ Bảy, 14/12/2024"


def test_a_saturday_that_becomes_a_working_day_is_rolled_no_further(session: Session, rolled: int) -> None:
    """What arrived on Monday was on time while the Saturday was off, and is late once it is worked."""
    submission = hand_in(session, rolled, MONDAY)
    assert session.exec(select(SubmissionLink.on_time)).one() is True
    world = world_on(MONDAY, policy=ROLLED)
    keep_days(session, days=read_days("14/12/2024: làm bù", source="x"), by="Cán bộ 1", world=world)
    obligation = session.exec(select(Obligation)).one()
    assert (obligation.effective_due, obligation.target_day) == (SATURDAY, SATURDAY)
    assert session.exec(select(SubmissionLink.on_time)).one() is False
    changes = [(one.kind, one.old_due, one.new_due) for one in session.exec(select(DueChange))]
    assert changes == [(DueChangeKind.CORRECTION, MONDAY, SATURDAY)]
    take_back(session, submission, MONDAY)
    assert session.exec(select(Obligation.status)).one() is ObligationStatus.OPEN


@pytest.mark.usefixtures("rolled")
def test_what_is_shown_beforehand_rolls_the_day_anew(session: Session) -> None:
    """With Monday 16/12 off it ends on Tuesday 17/12: the reminders stay on 09 and 13/12.

    6 working days after 16/12 are 24/12, after 17/12 25/12; 9 are 27 and 30/12; 11 are 31/12 and 02/01.
    """
    world = world_on(date(2024, 12, 2), policy=ROLLED)
    moved = moved_stages(session, days=read_days("16/12/2024: nghỉ", source="x"), world=world)
    found = {one.stage: (f"{one.old_day:%d/%m}", f"{one.new_day:%d/%m}") for one in moved}
    assert found == {
        "sau-6-ngay": ("24/12", "25/12"),
        "sau-9-ngay": ("27/12", "30/12"),
        "cong-van-lan-1": ("31/12", "02/01"),
    }


@pytest.mark.usefixtures("rolled")
def test_a_day_that_somebody_extended_is_not_rolled_again(session: Session) -> None:
    obligation = session.exec(select(Obligation)).one()
    obligation.effective_due = obligation.target_day = date(2024, 12, 20)
    session.flush()
    world = world_on(date(2024, 12, 9), policy=ROLLED)
    keep_days(session, days=read_days("14/12/2024: làm bù", source="x"), by="Cán bộ 1", world=world)
    assert session.exec(select(Obligation)).one().effective_due == date(2024, 12, 20)


def test_an_event_of_tomorrow_is_refused(session: Session, plan_id: int) -> None:
    with pytest.raises(RefusedError, match="là ngày trong tương lai"):
        record_event(
            session,
            plan_id=plan_id,
            event=EVENT,
            day=date(2024, 3, 6),
            by="Cán bộ 1",
            world=world_on(date(2024, 3, 5)),
        )


def test_a_new_day_off_moves_the_stages_before_it_and_says_which(session: Session) -> None:
    """With Monday 26/02/2024 off, 5 working days before 28/02 is Tuesday 20/02 instead of 21/02."""
    world = world_on(date(2024, 2, 7))
    add_task(session, plan=add_plan(session), units=["CA02"], due=date(2024, 2, 28), world=world)
    days = read_days("26/02/2024: nghỉ theo thông báo", source="01/TB-BLĐTBXH")
    moved = keep_days(session, days=days, by="Cán bộ 1", world=world)
    assert [(one.old_day, one.new_day, one.obligations) for one in moved] == [
        (date(2024, 2, 21), date(2024, 2, 20), 1)
    ]
    with_day_off = world_on(date(2024, 2, 20), extra=overrides(session))
    assert len(run_day(session, world=with_day_off).messages) == 1


def test_looking_at_what_would_move_writes_nothing(session: Session) -> None:
    world = world_on(date(2024, 2, 7))
    add_task(session, plan=add_plan(session), units=["CA02"], due=date(2024, 2, 28), world=world)
    assert moved_stages(session, days=read_days("26/02/2024: nghỉ", source="x"), world=world)
    assert overrides(session) == []
