"""What a plan file means, as facts for people: nothing is stored."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from models.plan_file import PlanFileError, read_plan
from models.plan_members import Owed, Resolved, UnitFacts, expand, live_occurrences, resolve
from models.plan_values import PlanFile, Product, Task
from models.policy import Policy
from models.rules.deadlines import Occurrence
from models.rules.ladders import stage_days
from models.rules.workdays import WorkCalendar
from models.words import JudgedBy, NoticeKind
from templates.dashboards.plan_check_facts import (
    DeadlineLine,
    DueDay,
    FigureLine,
    GroupLine,
    OwesLine,
    PlanSheet,
    StageLine,
    TaskLine,
)

UnitsOn = Callable[[date], Sequence[UnitFacts]]  # the units with the names they bear on a day


@dataclass(frozen=True, kw_only=True, slots=True)
class _Reading:
    """A plan and all that follows from it on its day."""

    plan: PlanFile
    resolved: Resolved
    owed: tuple[Owed, ...]
    shown: Callable[[str], str]  # unit id -> official name
    policy: Policy
    calendar: WorkCalendar


def read_checked(text: str, *, name: str, policy: Policy, units: UnitsOn) -> PlanFile:
    """The plan in `text`; raises PlanFileError with all its mistakes, unknown names of units among them."""
    try:
        plan = read_plan(text, name=name, ladders=policy.ladders)
    except PlanFileError as error:
        raise _with_names(error, units) from None
    resolve(plan, units(plan.issued_on), day=plan.issued_on)
    return plan


def _with_names(error: PlanFileError, units: UnitsOn) -> PlanFileError:
    """The same error with the names that mean no unit, as far as the plan could be read."""
    plan = error.plan
    if plan is None or plan.issued_on == date.min:
        return error
    try:
        resolve(plan, units(plan.issued_on), day=plan.issued_on)
    except PlanFileError as more:
        return PlanFileError(name=error.name, problems=(*error.problems, *more.problems), plan=plan)
    return error


def check_plan(
    *, plan: PlanFile, units: Sequence[UnitFacts], policy: Policy, calendar: WorkCalendar
) -> PlanSheet:
    """The sheet of a plan on the day it was issued; raises PlanFileError if a name means no unit."""
    names = {unit.id: unit.names[0] for unit in units}
    reading = _Reading(
        plan=plan,
        resolved=resolve(plan, units, day=plan.issued_on),
        owed=expand(plan, units, day=plan.issued_on),
        shown=names.__getitem__,
        policy=policy,
        calendar=calendar,
    )
    return _sheet(reading)


def _sheet(reading: _Reading) -> PlanSheet:
    plan, span = reading.plan, reading.plan.reporting
    return PlanSheet(
        file=plan.name,
        code=plan.code,
        title=plan.title,
        document=plan.document,
        issued_on=plan.issued_on,
        issued_by=plan.issued_by,
        year=plan.year,
        legal_basis=plan.legal_basis,
        focal_unit=reading.shown(reading.resolved.focal_unit),
        focal_unit_owes_plan=_focal_unit_owes_plan(plan),
        superior_unit=plan.superior_unit,
        previous_plan=plan.previous_plan,
        reporting=(span.starts_on, span.ends_on, span.cut_off) if span else None,
        groups=_groups(reading),
        tasks=tuple(_task(task, reading) for task in plan.tasks),
        deadlines=_deadlines(reading),
        owes=_owes(reading),
        figures=_figures(plan),
    )


def _figures(plan: PlanFile) -> tuple[FigureLine, ...]:
    return tuple(
        FigureLine(
            code=one.code,
            name=one.name,
            unit=one.unit,
            kind=one.kind,
            minimum=one.minimum,
            task=one.task,
        )
        for one in plan.indicators
    )


def _focal_unit_owes_plan(plan: PlanFile) -> bool | None:
    has_plans = any(task.product is Product.UNIT_PLAN for task in plan.tasks)
    return plan.focal_unit_owes_plan if has_plans else None


def _groups(reading: _Reading) -> tuple[GroupLine, ...]:
    return tuple(
        GroupLine(
            name=group.name.text,
            units=tuple(map(reading.shown, reading.resolved.groups[group.key])),
            chosen_later=group.chosen_later,
        )
        for group in reading.plan.groups
    )


def _task(task: Task, reading: _Reading) -> TaskLine:
    assigned = reading.resolved.tasks[task.code]
    return TaskLine(
        code=task.code,
        title=task.title,
        lead=tuple(written.text for written in task.lead),
        coordinate=tuple(written.text for written in task.coordinate),
        asked=task.asked,
        quantity=task.quantity.words if task.quantity else "",
        units=len(assigned.owing),
        obligations=sum(one.task == task.code for one in reading.owed),
        same_as=task.same_as,
        after=task.after,
        done_by=task.done_on_issue.document if task.done_on_issue else "",
        no_obligations=task.no_obligations,
        pending=tuple(assigned.pending),
        secret=task.secret,
    )


def _deadlines(reading: _Reading) -> tuple[DeadlineLine, ...]:
    """One line for all tasks whose deadline has the same words and is treated alike."""
    alike: dict[object, list[Task]] = defaultdict(list)
    for task in reading.plan.tasks:
        if task.makes_obligations:
            dated = task.deadline.occurrences or task.deadline.relative
            alike[task.deadline.phrase, _ladder(task, reading), dated and task.judged_by].append(task)
    return tuple(_deadline(tasks, reading) for tasks in alike.values())


def _ladder(task: Task, reading: _Reading) -> str:
    if task.done_on_issue:
        return ""
    return task.ladder if task.ladder is not None else reading.policy.default_for(task.deadline.kind)


def _deadline(tasks: Sequence[Task], reading: _Reading) -> DeadlineLine:
    first, deadline = tasks[0], tasks[0].deadline
    live = live_occurrences(first, issued_on=reading.plan.issued_on)
    return DeadlineLine(
        codes=tuple(task.code for task in tasks),
        phrase=deadline.phrase,
        kind=deadline.kind,
        judged_by=first.judged_by,
        waits_for=_waits_for(first),
        open_ended=deadline.open_ended,
        days=tuple(_due_day(one, reading) for one in live),
        past=len(deadline.occurrences) - len(live),
        ladder=_ladder(first, reading),
        stages=tuple(stage for one in live for stage in _stages(first, one, reading)),
    )


def _waits_for(task: Task) -> str:
    relative = task.deadline.relative
    if relative is None:
        return ""
    kind = "ngày làm việc" if relative.working_days else "ngày"
    return f"{relative.count} {kind} sau sự kiện “{relative.event}”"


def _due_day(one: Occurrence, reading: _Reading) -> DueDay:
    return DueDay(
        opens_on=one.opens_on,
        last_day=one.last_day,
        due_time=one.due_time,
        target_day=reading.calendar.on_or_before(one.last_day),
        off=reading.calendar.explain(one.last_day),
    )


def _stages(task: Task, one: Occurrence, reading: _Reading) -> list[StageLine]:
    """The days of the ladder as the daily run will compute them."""
    judged_by_issue = task.judged_by is JudgedBy.ISSUED
    allowance = reading.policy.arrival_allowance_days if judged_by_issue else 0
    days = stage_days(
        ladder=reading.policy.stages(_ladder(task, reading)),
        last_day=one.last_day,
        target_day=reading.calendar.on_or_before(one.last_day),
        calendar=reading.calendar,
        quiet=reading.policy.quiet_rule,
        arrival_allowance_days=allowance,
    )
    seen = {(day.stage, day.due_on): day for day in days}
    return [
        StageLine(
            name=day.stage,
            day=day.due_on,
            before_issue=day.due_on < reading.plan.issued_on,
            after=day.kind is not NoticeKind.REMINDER,
            needs_approval=day.needs_approval,
        )
        for day in seen.values()
    ]


def _owes(reading: _Reading) -> tuple[OwesLine, ...]:
    """Units by how many obligations they have, most first."""
    counts: dict[str, int] = defaultdict(int)
    for one in reading.owed:
        counts[one.unit_id] += 1
    alike: dict[int, list[str]] = defaultdict(list)
    for unit, count in counts.items():
        alike[count].append(reading.shown(unit))
    return tuple(
        OwesLine(obligations=count, units=tuple(alike[count])) for count in sorted(alike, reverse=True)
    )
