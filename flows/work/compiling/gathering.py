"""Everything a compiled report says, read in bulk as it was known at the end of a day."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlmodel import Session

from flows.clock import end_of
from flows.work.difficulties.listing import difficulties
from flows.work.pages.progress import Progress, read_progress
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.rules.compilation import Asked, Compiled, Held, TaskCount, Trouble
from models.store.compilations import difficulties_by, trainings_held
from models.store.figures import all_indicators
from models.store.interim import annual_report
from models.store.standing import Knowledge
from models.tables import Indicator, Plan
from models.words import Phase, TaskOrigin, TrainingFigure

from .units import read_units


def gather(session: Session, *, plan_id: int, known_on: date, world: World) -> Compiled:
    """The plan's report as known at the end of `known_on`; raises RefusedError if the plan asks for none."""
    plan = session.get_one(Plan, plan_id)
    task = annual_report(session, plan=plan_id)
    if task is None:
        raise RefusedError(f"Kế hoạch {plan.code} không có nhiệm vụ báo cáo năm nên không có gì để tổng hợp.")
    known = Knowledge(until=end_of(known_on), on=known_on, ended=end_of(known_on))
    units = read_units(session, plan=plan, task=task, known=known)
    indicators = all_indicators(session, plan_id=plan_id)
    held = trainings_held(session, plan=plan_id, until=known.until)
    trainings = tuple(Held(title=one[0], first_day=one[1], people=one[2]) for one in held)
    return Compiled(
        known_on=known_on,
        year=plan.year,
        report=task.code,
        last_day=units.last_day,
        indicators=tuple(_asked(one) for one in indicators),
        units=units.reports,
        own=_own(indicators, [one for one in trainings if one.first_day.year == plan.year]),
        tasks=_tasks(session, plan_id, known_on, world),
        troubles=_troubles(session, plan_id, known, world),
        trainings=trainings,
    )


def _asked(row: Indicator) -> Asked:
    return Asked(
        code=row.code,
        name=row.name,
        unit=row.unit,
        minimum=row.minimum,
        task=row.task_code,
        own=bool(row.trainings),
    )


def _own(indicators: Sequence[Indicator], held: Sequence[Held]) -> dict[str, float]:
    """Nothing before any training was held."""
    counts = {
        TrainingFigure.CLASSES: float(len(held)),
        TrainingFigure.PEOPLE: float(sum(one.people for one in held)),
    }
    return {one.code: counts[TrainingFigure(one.trainings)] for one in indicators if one.trainings and held}


def _tasks(session: Session, plan: int, day: date, world: World) -> tuple[TaskCount, ...]:
    """The tasks of the plan's document that somebody owes, in its order."""
    then = replace(world, today=day)
    found = read_progress(session, world=then, plans=[plan], known_until=end_of(day))
    of_file = [one for one in found if one.task.origin is TaskOrigin.FILE and not _is_report(one)]
    return tuple(_count(one) for one in sorted(of_file, key=lambda one: (one.task.position, one.occurrence)))


def _is_report(one: Progress) -> bool:
    """Whether the task is the compiling itself: a report does not report on itself."""
    return bool(one.task.facts.get("phase") == Phase.COMPILE)


def _count(one: Progress) -> TaskCount:
    return TaskCount(
        code=one.code,
        title=one.task.title,
        document=one.task.document,
        phrase=one.task.phrase,
        dated=one.task.is_dated,
        expected=one.total.expected,
        received=one.total.received,
        on_time=one.total.on_time,
        late=one.total.late,
        extended=one.total.extended,
        exempt=one.total.exempt,
    )


def _troubles(session: Session, plan: int, known: Knowledge, world: World) -> tuple[Trouble, ...]:
    answered = difficulties_by(session, plan=plan, until=known.until)
    return tuple(
        Trouble(
            code=one.code,
            unit=one.unit,
            text=one.text,
            raised_on=one.raised_on,
            answering=one.answering,
            answer_by=one.answer_by,
            document=one.document if answered[one.id] else "",
            answer=one.answer if answered[one.id] else "",
        )
        for one in difficulties(session, world=world, plan=plan)
        if one.id in answered
    )
