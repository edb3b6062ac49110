"""Events that relative deadlines wait for: once the day is known, the obligations get their due day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from flows.work.audit import audit
from flows.work.chase.rearm import rearm
from flows.work.duties.changing import open_round, settle
from flows.work.duties.extending import forget_extensions
from flows.work.plans.closed import closed_words
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.rules.deadlines import read_deadline, resolve_relative
from models.rules.workdays import roll_forward
from models.store.obligations import movable
from models.tables import DueChange, Obligation, Plan, PlanEvent, PlanTask
from models.words import Change, DueChangeKind, ObligationStatus, PlanStatus
from templates.words_vi import plain_day

from .judging import aim_at, judge_again, refuse_wrong_year


@dataclass(frozen=True, kw_only=True, slots=True)
class EventRecorded:
    """What an event set in motion."""

    event: str
    day: date
    due_days: tuple[date, ...]
    obligations: int

    @property
    def sentence(self) -> str:
        """What was recorded, for the coordinator."""
        days = ", ".join(plain_day(day) for day in self.due_days)
        return (
            f"Đã ghi nhận sự kiện «{self.event}» ngày {plain_day(self.day)}; "
            f"{self.obligations} nhiệm vụ có thời hạn: {days}."
        )


def record_event(
    session: Session, *, plan_id: int, event: str, day: date, by: str, world: World
) -> EventRecorded:
    """Set the due days that wait for `event`; a changed day voids the old one and starts a fresh ladder.

    What has arrived already is judged by the new day, and is owed by it should its record be voided.
    """
    plan = session.get_one(Plan, plan_id, with_for_update={"key_share": True})
    tasks = _tasks(session, plan_id, event)
    _refuse(plan, tasks, event, day, world)
    earlier = _standing_event(session, plan_id, event)
    if earlier and earlier.day == day:
        raise RefusedError(f"Sự kiện «{event}» ngày {plain_day(day)} đã được ghi nhận.")
    if earlier:
        earlier.voided_at = world.now
    session.add(PlanEvent(plan_id=plan_id, event=event, day=day, recorded_by=by, recorded_at=world.now))
    found = [one for task in tasks for one in _set_due_days(session, task, plan, day, by, world)]
    result = EventRecorded(
        event=event,
        day=day,
        due_days=tuple(sorted({one.effective_due for one in found if one.effective_due})),
        obligations=len(found),
    )
    ids = [one.id for one in found if one.id]
    judge_again(session, obligations=ids)
    waited = [one.id for one in found if one.status is ObligationStatus.WAITING and one.id]
    settle(session, obligations=waited, change=Change.EVENT, by=by, world=world, about={"event": event})
    rearm(session, ids=ids, world=world)
    audit(
        session,
        world=world,
        by=by,
        action="form:event:record",
        subject="plan",
        subject_id=plan_id,
        text=result.sentence,
        facts={"event": event},
    )
    return result


def _tasks(session: Session, plan_id: int, event: str) -> list[PlanTask]:
    return list(
        session.exec(select(PlanTask).where(col(PlanTask.plan_id) == plan_id, col(PlanTask.event) == event))
    )


def _refuse(plan: Plan, tasks: Sequence[PlanTask], event: str, day: date, world: World) -> None:
    if plan.status is PlanStatus.CLOSED:
        raise RefusedError(closed_words(number=plan.document_number, closed_at=plan.closed_at))
    if not tasks:
        raise RefusedError(f"Không có thời hạn nào của Kế hoạch {plan.code} chờ sự kiện «{event}».")
    if day > world.today:
        raise RefusedError(
            f"Ngày {plain_day(day)} là ngày trong tương lai; chỉ ghi nhận sự kiện đã diễn ra "
            f"(hôm nay là {plain_day(world.today)})."
        )
    refuse_wrong_year(name="Ngày diễn ra", day=day, plan_issued_on=plan.issued_on, plan_year=plan.year)


def _standing_event(session: Session, plan_id: int, event: str) -> PlanEvent | None:
    statement = select(PlanEvent).where(
        col(PlanEvent.plan_id) == plan_id, col(PlanEvent.event) == event, col(PlanEvent.voided_at).is_(None)
    )
    return session.exec(statement).first()


def _set_due_days(
    session: Session, task: PlanTask, plan: Plan, day: date, by: str, world: World
) -> list[Obligation]:
    relative = read_deadline(task.deadline_phrase, plan_year=plan.year).relative
    assert relative is not None
    assert task.id is not None
    last_day = resolve_relative(relative=relative, event_day=day, add_workdays=world.calendar.add)
    found = movable(session, task=task.id)
    for obligation in found:
        _set_due(session, obligation, last_day, by, world, why=f"{task.event}: {plain_day(day)}")
    return found


def _set_due(
    session: Session, obligation: Obligation, last_day: date, by: str, world: World, *, why: str
) -> None:
    effective = (
        roll_forward(last_day=last_day, calendar=world.calendar) if world.policy.roll_forward else last_day
    )
    obligation.original_due = last_day  # the plan's own day, as far as the event is known
    aim_at(obligation, last_day=effective, calendar=world.calendar)
    if effective == obligation.effective_due:
        return  # a correction that moves nothing starts no fresh ladder
    assert obligation.id is not None
    session.add(
        DueChange(
            obligation_id=obligation.id,
            kind=DueChangeKind.EVENT,
            old_due=obligation.effective_due,
            new_due=effective,
            by=by,
            why=why,
            recorded_at=world.now,
        )
    )
    forget_extensions(session, obligation=obligation.id, by=by, world=world, why=why)
    had_day, obligation.effective_due = obligation.effective_due, effective
    if obligation.status is ObligationStatus.RETURNED:
        return  # its round counts to the day of the completed version
    if had_day is None:
        obligation.round_from = world.today
    else:
        open_round(obligation, world=world)
