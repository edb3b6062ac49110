"""The facts of the page “Tiến độ theo đơn vị”: every unit with every dated task."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlmodel import Session

from flows.work.world import World
from models.rules.punctuality import Standing, standing
from models.rules.statistics import RECEIVED, Counted
from models.store.counted import counted_rows
from models.store.matrix import in_official_order, whole_year_counts
from models.store.overview import PlanRow
from models.store.units import told_apart
from models.words import ObligationStatus, Region
from templates.dashboards.matrix_facts import (
    Mark,
    MatrixFacts,
    MatrixLine,
    MatrixPlan,
    MatrixTable,
    MatrixTask,
)

from .overview import heading
from .prefilled import OwedLinks
from .progress import Progress, knowledge_of, read_progress

MOST_COLUMNS = 8  # beside one another; more make a second table
OUTSTANDING = {
    Standing.IN_TIME: Mark.IN_TIME,
    Standing.NOT_RECEIVED: Mark.NOT_RECEIVED,
    Standing.OVERDUE: Mark.OVERDUE,
    Standing.NO_DUE: Mark.NO_DUE,
}
PUNCTUAL = {True: Mark.ON_TIME, False: Mark.LATE, None: Mark.UNCLEAR}
APART = {ObligationStatus.WAITING: Mark.WAITING, ObligationStatus.EXEMPT: Mark.EXEMPT}
Key = tuple[int, str]  # task, occurrence


@dataclass(frozen=True, kw_only=True, slots=True)
class _Page:
    """What all tables are made of."""

    names: Mapping[str, str]
    units: Mapping[str, tuple[str, int]]  # region, place in official lists
    marks: Mapping[str, Mapping[Key, Mark]]  # by unit
    whole_year: Mapping[tuple[int, str], tuple[int, int]]
    owed_links: OwedLinks
    most_columns: int


def matrix_facts(
    session: Session,
    *,
    world: World,
    links: Mapping[str, str],
    owed_links: OwedLinks,
    found: Sequence[Progress] | None = None,
    known_until: datetime | None = None,
    most_columns: int = MOST_COLUMNS,
) -> MatrixFacts:
    """Unit by task, of every plan in force; `found`: how they stand, if that is known already."""
    found = read_progress(session, world=world) if found is None else found
    plans = {one.plan.id: one.plan for one in found}
    page = _Page(
        names=told_apart(session, world.today),
        units=in_official_order(session),
        marks=_marks(session, [one for one in found if _has_column(one)], world, known_until),
        whole_year=_whole_year(session, found, world, known_until),
        owed_links=owed_links,
        most_columns=most_columns,
    )
    by_day = sorted(plans.values(), key=lambda plan: (plan.issued_on, plan.id))
    return MatrixFacts(
        heading=heading(world),
        plans=tuple(_plan(plan, [one for one in found if one.plan is plan], page) for plan in by_day),
        links=links,
    )


def _marks(
    session: Session, dated: Sequence[Progress], world: World, known_until: datetime | None
) -> Mapping[str, Mapping[Key, Mark]]:
    marks: defaultdict[str, dict[Key, Mark]] = defaultdict(dict)
    plans, tasks = {one.plan.id for one in dated}, {one.task.id for one in dated}
    known = knowledge_of(world, known_until)
    for row in counted_rows(session, plans=plans, tasks=tasks, by_unit=True, known=known):
        one = row.counted
        key = one.task_id, one.occurrence
        if key not in marks[one.unit] or one.status not in RECEIVED:  # of several the one that is still open
            marks[one.unit][key] = mark_of(one, world=world)
    return marks


def _whole_year(
    session: Session, found: Sequence[Progress], world: World, known_until: datetime | None
) -> Mapping[tuple[int, str], tuple[int, int]]:
    plans = {one.plan.id for one in found}
    if known_until is None:
        return whole_year_counts(session, plans=plans)
    undated = {one.task.id: one.plan.id for one in found if not one.task.is_dated}
    counts: defaultdict[tuple[int, str], tuple[int, int]] = defaultdict(lambda: (0, 0))
    known = knowledge_of(world, known_until)
    for row in counted_rows(session, plans=plans, tasks=list(undated), by_unit=True, known=known):
        one = row.counted
        if one.status not in APART:
            came, expected = counts[undated[one.task_id], one.unit]
            came += one.count if one.status in RECEIVED else 0
            counts[undated[one.task_id], one.unit] = came, expected + one.count
    return counts


def mark_of(one: Counted, *, world: World) -> Mark:
    """How one unit stands with one task."""
    if one.status in APART:
        return APART[one.status]
    if one.status in RECEIVED:
        return _received(one, world)
    state = standing(
        as_of=world.today,
        last_day=one.last_day,
        judged_by=one.judged_by,
        calendar=world.calendar,
        arrival_allowance_days=world.policy.arrival_allowance_days,
    )
    if one.extended:
        return Mark.EXTENDED_OVERDUE if state is Standing.OVERDUE else Mark.EXTENDED
    return OUTSTANDING[state]


def _received(one: Counted, world: World) -> Mark:
    if one.status is ObligationStatus.RETURNED:
        passed = one.resubmit_by is not None and one.resubmit_by < world.today
        return Mark.RETURNED_OVERDUE if passed else Mark.RETURNED
    if one.extended:
        return Mark.EXTENDED_RECEIVED
    return Mark.NIL if one.status is ObligationStatus.NIL else PUNCTUAL[one.on_time]


def _has_column(one: Progress) -> bool:
    """Dated tasks; the answers to difficulties have a page of their own."""
    return one.task.is_dated and not one.task.is_answer


def _plan(plan: PlanRow, found: Sequence[Progress], page: _Page) -> MatrixPlan:
    dated = [one for one in found if _has_column(one)]
    return MatrixPlan(
        number=plan.number,
        issued_on=plan.issued_on,
        title=plan.title,
        tasks=tuple(
            MatrixTask(code=one.code, title=one.task.document, deadline_words=one.task.phrase)
            for one in dated
        ),
        tables=tuple(_tables(plan, dated, page)),
    )


def _tables(plan: PlanRow, dated: Sequence[Progress], page: _Page) -> Iterator[MatrixTable]:
    """By region; columns only of what somebody of the region owes."""
    keys = {(one.task.id, one.occurrence) for one in dated}
    owing = {unit for unit, marks in page.marks.items() if keys & marks.keys()}
    owing |= {unit for whose, unit in page.whole_year if whose == plan.id}
    in_order = sorted(owing, key=lambda unit: _place(page.units[unit]))
    for region, members in groupby(in_order, key=lambda unit: page.units[unit][0]):
        units = list(members)
        used = [one for one in dated if any(_key(one) in page.marks.get(unit, {}) for unit in units)]
        for start in range(0, max(len(used), 1), page.most_columns):
            columns = used[start : start + page.most_columns]
            yield MatrixTable(
                region=Region(region),
                codes=tuple(one.code for one in columns),
                lines=tuple(_line(unit, columns, plan, page) for unit in units),
            )


def _place(unit: tuple[str, int]) -> tuple[int, int]:
    region, place = unit
    return list(Region).index(Region(region)), place


def _key(one: Progress) -> Key:
    return one.task.id, one.occurrence


def _line(unit: str, columns: Sequence[Progress], plan: PlanRow, page: _Page) -> MatrixLine:
    received, expected = page.whole_year.get((plan.id, unit), (0, 0))
    marks = page.marks.get(unit, {})
    return MatrixLine(
        unit_name=page.names.get(unit, unit),
        marks=tuple(marks.get(_key(one), Mark.NONE) for one in columns),
        year_received=received,
        year_expected=expected,
        link=page.owed_links.story_of_unit(unit),
    )
