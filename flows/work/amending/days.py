"""The last valid days that a task's words give it, as far as they are known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time

from sqlmodel import Session, col, select

from flows.work.world import World
from models.plan_members import live_occurrences
from models.plan_values import Task
from models.rules.deadlines import Deadline, Occurrence, resolve_relative
from models.rules.workdays import roll_forward
from models.tables import PlanEvent

Events = Mapping[str, date]  # those that have been recorded


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """By when one occurrence of a task is owed; without a day: nobody knows it yet, or there is none."""

    last_day: date | None = None
    effective: date | None = None  # after any roll
    due_time: time | None = None
    opens_on: date | None = None


def events_of(session: Session, *, plan: int) -> Events:
    """The day of each event that was recorded and stands."""
    statement = select(PlanEvent).where(col(PlanEvent.plan_id) == plan, col(PlanEvent.voided_at).is_(None))
    return {one.event: one.day for one in session.exec(statement)}


def targets_of(task: Task, *, since: date, events: Events, world: World) -> dict[str, Target]:
    """Each occurrence of the task that could still be owed on `since`, with its day."""
    occurrences = live_occurrences(task, issued_on=since)
    return targets(task.deadline, occurrences, events=events, world=world)


def targets(
    deadline: Deadline, occurrences: Iterable[Occurrence], *, events: Events, world: World
) -> dict[str, Target]:
    """The days of these occurrences; of a deadline without any the one day that its event gives it."""
    found = {one.key: _target(one, world) for one in occurrences}
    return found or {"": _by_event(deadline, events, world)}


def _target(one: Occurrence, world: World) -> Target:
    return Target(
        last_day=one.last_day,
        effective=_rolled(one.last_day, world),
        due_time=one.due_time,
        opens_on=one.opens_on,
    )


def _by_event(deadline: Deadline, events: Events, world: World) -> Target:
    relative = deadline.relative
    if relative is None or relative.event not in events:
        return Target()
    day = resolve_relative(
        relative=relative, event_day=events[relative.event], add_workdays=world.calendar.add
    )
    return Target(last_day=day, effective=_rolled(day, world))


def _rolled(day: date, world: World) -> date:
    return roll_forward(last_day=day, calendar=world.calendar) if world.policy.roll_forward else day
