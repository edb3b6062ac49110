"""How every task stands on the world's day: what the pages and the morning mail start from."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlmodel import Session

from flows.clock import end_of
from flows.work.world import World
from models.rules.ladders import stage_days
from models.rules.punctuality import due_soon
from models.rules.statistics import RECEIVED, Counted, Tally, by_region, tallies
from models.store.counted import CountedRow, counted_rows
from models.store.overview import PlanRow, TaskRow, plans_in_force, tasks_of
from models.store.standing import Knowledge
from models.words import NoticeKind, ObligationStatus, Region
from templates.dashboards.facts import DeadlineLine

from .prefilled import Owed

APART = (ObligationStatus.WAITING, ObligationStatus.EXEMPT)


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """A last valid day of a task, with how many units still owe by it."""

    last_day: date
    due_time: time | None
    target_day: date | None
    outstanding: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """One task and occurrence."""

    plan: PlanRow
    task: TaskRow
    occurrence: str
    days: tuple[Day, ...]  # earliest first; several if some units were given another day
    opens_on: date | None  # the first day of those that open on a day
    total: Tally
    regions: Sequence[tuple[Region, Tally]]

    @property
    def code(self) -> str:
        """`II.1.1.b`; of a task that recurs with its occurrence: `II.5 (2024-06)`."""
        return f"{self.task.code} ({self.occurrence})" if self.occurrence else self.task.code

    @property
    def name(self) -> str:
        """`II.1.1.b – Kế hoạch thực hiện Đề án`."""
        return f"{self.code} – {self.task.document}"

    @property
    def owed(self) -> Owed:
        """What a form about it has to name, whichever unit it is for."""
        return Owed(unit_id="", plan_id=self.plan.id, task_code=self.task.code, occurrence=self.occurrence)

    @property
    def last_days(self) -> tuple[date, ...]:
        """Its last valid days, earliest first."""
        return tuple(dict.fromkeys(day.last_day for day in self.days))


def read_progress(
    session: Session,
    *,
    world: World,
    plans: Collection[int] | None = None,
    known_until: datetime | None = None,
) -> tuple[Progress, ...]:
    """All tasks that somebody owes under the plans in force (or those named, also closed), nearest day first.

    With `known_until` as it was known then, of the world's day.
    """
    knowledge = knowledge_of(world, known_until)
    known = {plan.id: plan for plan in plans_in_force(session, known=knowledge, among=plans)}
    tasks = tasks_of(session, plans=known)
    groups: defaultdict[tuple[int, str], list[CountedRow]] = defaultdict(list)
    for row in counted_rows(session, plans=known, known=knowledge):
        groups[row.counted.task_id, row.counted.occurrence].append(row)
    found = [
        _progress(known[tasks[task].plan_id], tasks[task], occurrence, rows, world)
        for (task, occurrence), rows in groups.items()
    ]
    return tuple(sorted(found, key=nearest_first))


def knowledge_of(world: World, known_until: datetime | None) -> Knowledge | None:
    """Of the world's day, from what had been recorded by then; None: as everything stands."""
    if known_until is None:
        return None
    return Knowledge(until=known_until, on=world.today, ended=end_of(world.today))


def nearest_first(one: Progress) -> tuple[date, int, str]:
    """The order in which coordinators read tasks."""
    return next(iter(one.last_days), date.max), one.task.position, one.occurrence


def _progress(
    plan: PlanRow, task: TaskRow, occurrence: str, rows: Sequence[CountedRow], world: World
) -> Progress:
    counted = [row.counted for row in rows]
    allowance = world.policy.arrival_allowance_days
    regions = tallies(
        counted,
        key=_region,
        as_of=world.today,
        calendar=world.calendar,
        arrival_allowance_days=allowance,
    )
    return Progress(
        plan=plan,
        task=task,
        occurrence=occurrence,
        days=_days(rows),
        opens_on=min((row.opens_on for row in rows if row.opens_on), default=None),
        total=sum(regions.values(), Tally()),
        regions=by_region(regions),
    )


def _region(counted: Counted) -> Region:
    return counted.region


def _days(rows: Sequence[CountedRow]) -> tuple[Day, ...]:
    found: defaultdict[tuple[date, time | None, date | None], int] = defaultdict(int)
    for row in rows:
        one = row.counted
        if one.last_day is not None and one.status not in APART:
            owed = 0 if one.status in RECEIVED else one.count
            found[one.last_day, row.due_time, row.target_day] += owed
    return tuple(
        Day(last_day=last, due_time=hour, target_day=target, outstanding=owed)
        for (last, hour, target), owed in sorted(found.items(), key=lambda item: item[0][0])
    )


def next_deadlines(found: Sequence[Progress], *, world: World) -> tuple[DeadlineLine, ...]:
    """The days of dated tasks that are still ahead and by which somebody owes, nearest first."""
    ahead = [
        (one, day)
        for one in found
        if one.task.is_dated
        for day in one.days
        if day.outstanding and day.last_day >= world.today
    ]
    ahead.sort(key=lambda pair: pair[1].last_day)
    named = several_plans(found)
    return tuple(_deadline(one, day, world, one.plan.code if named else "") for one, day in ahead)


def several_plans(found: Sequence[Progress]) -> bool:
    """Whether a task has to be named with its plan."""
    return len({one.plan.id for one in found}) > 1


def _deadline(one: Progress, day: Day, world: World, plan: str) -> DeadlineLine:
    return DeadlineLine(
        plan=plan,
        code=one.code,
        title=one.task.document,
        deadline_words=one.task.phrase,
        last_day=day.last_day,
        due_time=day.due_time,
        target_day=day.target_day,
        workdays_left=workdays_left(target_day=day.target_day, world=world),
        outstanding=day.outstanding,
        next_stages=next_stages(one, day=day, world=world),
    )


def workdays_left(*, target_day: date | None, world: World) -> int | None:
    """Working days from today to the target day; None once it has passed."""
    if target_day is None or world.today > target_day:
        return None
    return world.calendar.between(after=world.today, until=target_day)


def next_stages(one: Progress, *, day: Day, world: World) -> tuple[date, ...]:
    """The days still ahead on which those who have not sent are reminded."""
    if not one.task.ladder or day.target_day is None:
        return ()
    stages = stage_days(
        ladder=world.policy.stages(one.task.ladder),
        last_day=day.last_day,
        target_day=day.target_day,
        calendar=world.calendar,
        quiet=world.policy.quiet_rule,
    )
    ahead = (
        stage.due_on
        for stage in stages
        if stage.kind is NoticeKind.REMINDER and stage.due_on >= one.plan.remind_from
    )
    return tuple(dict.fromkeys(on for on in ahead if on > world.today))


def is_due_soon(last_day: date, *, world: World) -> bool:
    """The flag “sắp đến hạn”."""
    return due_soon(
        as_of=world.today,
        last_day=last_day,
        calendar=world.calendar,
        due_soon_days=world.policy.due_soon_days,
    )
