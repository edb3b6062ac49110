"""Who a plan's words mean: groups and names of units resolved on a day, and the obligations that follow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from models.plan_names import Finder, UnitFacts
from models.plan_values import PlanFile, Product, Task
from models.plan_yaml import PlanFileError
from models.rules.deadlines import Occurrence
from models.words import DeadlineKind, ObligationStatus

__all__ = [
    "Assigned",
    "Owed",
    "Resolved",
    "UnitFacts",
    "expand",
    "live_occurrences",
    "obligations_of",
    "resolve",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Assigned:
    """Who owes a task, who only cooperates and is informed, which groups lack members yet."""

    owing: tuple[str, ...]
    informed: tuple[str, ...]
    pending: tuple[str, ...]  # names of groups


@dataclass(frozen=True, kw_only=True, slots=True)
class Resolved:
    """A plan whose names have become units."""

    focal_unit: str
    groups: Mapping[str, tuple[str, ...]]  # group key -> unit ids
    tasks: Mapping[str, Assigned]  # task code -> units


@dataclass(frozen=True, kw_only=True, slots=True)
class Owed:
    """One obligation to come: task x unit x occurrence; `waits_for` is the event of a relative deadline."""

    task: str
    unit_id: str
    occurrence: str
    opens_on: date | None
    last_day: date | None
    due_time: time | None
    waits_for: str
    status: ObligationStatus


def resolve(plan: PlanFile, units: Sequence[UnitFacts], *, day: date) -> Resolved:
    """Whom the plan's words mean on `day`; raises PlanFileError with every name that means nobody."""
    finder = Finder(plan=plan, units=units, day=day)
    finder.refuse_shared_names()
    if finder.problems:
        raise PlanFileError(name=plan.name, problems=finder.problems)
    focal = finder.unit(plan.focal_unit, place="plan › focal_unit")
    groups = {group.key: tuple(finder.members(group)) for group in plan.groups}
    tasks = {task.code: _assigned(task, plan, finder, focal) for task in plan.tasks}
    if finder.problems:
        raise PlanFileError(name=plan.name, problems=dict.fromkeys(finder.problems))
    return Resolved(focal_unit=focal, groups=groups, tasks=tasks)


def expand(plan: PlanFile, units: Sequence[UnitFacts], *, day: date) -> tuple[Owed, ...]:
    """Every obligation, in the order of tasks and units; (task, unit, occurrence) is unique."""
    return obligations_of(plan, resolve(plan, units, day=day))


def obligations_of(plan: PlanFile, resolved: Resolved) -> tuple[Owed, ...]:
    """The same of a plan whose names have become units."""
    return tuple(
        _owed(task, unit, occurrence)
        for task in plan.tasks
        if task.makes_obligations
        for unit in resolved.tasks[task.code].owing
        for occurrence in live_occurrences(task, issued_on=plan.issued_on) or (None,)
    )


def live_occurrences(task: Task, *, issued_on: date) -> tuple[Occurrence, ...]:
    """What can still be owed: of several occurrences those that ended before the issue are left out.

    If all of them had ended, the last one stays: the document demands it nevertheless.
    """
    every = task.deadline.occurrences
    if len(every) < 2:
        return every
    return tuple(one for one in every if one.last_day >= issued_on) or every[-1:]


def _owed(task: Task, unit: str, occurrence: Occurrence | None) -> Owed:
    relative = task.deadline.relative
    return Owed(
        task=task.code,
        unit_id=unit,
        occurrence=occurrence.key if occurrence else "",
        opens_on=occurrence.opens_on if occurrence else None,
        last_day=occurrence.last_day if occurrence else None,
        due_time=occurrence.due_time if occurrence else None,
        waits_for=relative.event if relative else "",
        status=_first_status(task),
    )


def _first_status(task: Task) -> ObligationStatus:
    if task.done_on_issue:
        return ObligationStatus.DONE
    return ObligationStatus.WAITING if task.deadline.kind is DeadlineKind.RELATIVE else ObligationStatus.OPEN


def _assigned(task: Task, plan: PlanFile, finder: Finder, focal: str) -> Assigned:
    """A unit named twice, or once by itself and once through a group, owes one."""
    lead = task.lead if task.makes_obligations else ()
    owing = dict.fromkeys(finder.all(lead, place=f"{task.code} › lead"))
    if task.product is Product.UNIT_PLAN and not plan.focal_unit_owes_plan:
        owing.pop(focal, None)
    informed = finder.all(task.coordinate, place=f"{task.code} › coordinate")
    return Assigned(
        owing=tuple(owing),
        informed=tuple(unit for unit in informed if unit not in owing),
        pending=finder.pending(lead),
    )
