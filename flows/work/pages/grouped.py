"""The official figures by task, region, unit or period; whole-year tasks and answers stand apart."""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from flows.work.world import World
from models.rules.statistics import Counted, Tally, quarter, tallies
from models.store.counted import counted_rows
from models.store.matrix import in_official_order
from models.store.overview import PlanRow, TaskRow, plans_in_force, tasks_of
from models.store.units import told_apart
from models.words import Region
from templates.dashboards.facts import Figures
from templates.dashboards.figures_table import GroupedPlan, period_name

from .figures import figures
from .progress import knowledge_of


class Grouping(StrEnum):
    """What a row of figures stands for."""

    TASK = "task"
    REGION = "region"
    UNIT = "unit"
    PERIOD = "period"  # quarter of the last valid day


Key = Callable[[Counted], Hashable]
KEYS: Mapping[Grouping, Key] = {
    Grouping.TASK: lambda one: (one.task_id, one.occurrence),
    Grouping.REGION: lambda one: one.region,
    Grouping.UNIT: lambda one: one.unit,
    Grouping.PERIOD: lambda one: quarter(one) or (),  # without a day: before all quarters
}


def grouped_figures(
    session: Session,
    *,
    by: Grouping,
    world: World,
    known_until: datetime | None = None,
    of: Collection[int] | None = None,
) -> tuple[GroupedPlan, ...]:
    """Of every plan (or those named, closed or not) on the world's day, as `known_until` if that is given."""
    knowledge = knowledge_of(world, known_until)
    plans = {plan.id: plan for plan in plans_in_force(session, known=knowledge, among=of)}
    tasks = tasks_of(session, plans=plans)
    rows = counted_rows(session, plans=plans, known=knowledge, by_unit=by is Grouping.UNIT)
    counted = [row.counted for row in rows]
    names = _names(session, by, tasks, world)
    return tuple(_plan(plan, counted, tasks, names, by, world) for plan in plans.values())


def _plan(
    plan: PlanRow,
    counted: Sequence[Counted],
    tasks: Mapping[int, TaskRow],
    names: Callable[[Hashable], tuple[object, str]],
    by: Grouping,
    world: World,
) -> GroupedPlan:
    mine = [one for one in counted if tasks[one.task_id].plan_id == plan.id]

    def rows(wanted: Callable[[TaskRow], bool]) -> tuple[tuple[str, Figures], ...]:
        some = [one for one in mine if wanted(tasks[one.task_id])]
        found = _tallies(some, by, world)
        return tuple((names(key)[1], figures(found[key])) for key in sorted(found, key=names))

    return GroupedPlan(
        title=plan.title,
        number=plan.number,
        dated=rows(lambda task: task.is_dated and not task.is_answer),
        whole_year=rows(lambda task: not task.is_dated),
        answers=rows(lambda task: task.is_answer),
    )


def _tallies(counted: Sequence[Counted], by: Grouping, world: World) -> Mapping[Hashable, Tally]:
    return tallies(
        counted,
        key=KEYS[by],
        as_of=world.today,
        calendar=world.calendar,
        arrival_allowance_days=world.policy.arrival_allowance_days,
    )


def _names(
    session: Session, by: Grouping, tasks: Mapping[int, TaskRow], world: World
) -> Callable[[Hashable], tuple[object, str]]:
    """For a key its place among the rows, and what the row is called."""
    if by is Grouping.UNIT:
        names, order = told_apart(session, world.today), in_official_order(session)
        return lambda unit: (_place(*order[str(unit)]), names.get(str(unit), str(unit)))
    if by is Grouping.REGION:
        return lambda region: (list(Region).index(Region(str(region))), str(region))
    if by is Grouping.PERIOD:
        return lambda period: ((not period, period), period_name(period))  # type: ignore[arg-type]  # KEYS made it
    return lambda key: _task(tasks, *key)  # type: ignore[misc]  # KEYS made it


def _place(region: str, place: int) -> tuple[int, int]:
    return list(Region).index(Region(region)), place


def _task(tasks: Mapping[int, TaskRow], task: int, occurrence: str) -> tuple[object, str]:
    one = tasks[task]
    code = f"{one.code} ({occurrence})" if occurrence else one.code
    return (one.position, occurrence), f"{code} – {one.document}"
