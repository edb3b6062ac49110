"""Everything a compiled report says, read in bulk as it was known at the end of a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session

from flows.clock import end_of
from flows.work.difficulties.listing import difficulties
from flows.work.pages.progress import Progress, read_progress
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.rules.compilation import (
    COUNTED,
    Asked,
    Compiled,
    Held,
    Number,
    Source,
    TaskCount,
    Trouble,
    UnitReport,
)
from models.rules.lifecycle import Latest, status_of
from models.rules.punctuality import on_time
from models.store.compilations import difficulties_by, trainings_held
from models.store.compiling import (
    Came,
    Line,
    documents,
    extensions,
    figures,
    lines,
    readings,
    results,
)
from models.store.figures import all_indicators
from models.store.interim import annual_report
from models.store.standing import Knowledge
from models.store.units import names_on
from models.tables import Indicator, Plan, PlanTask
from models.words import TaskOrigin, TaskResult, TrainingFigure


def gather(session: Session, *, plan_id: int, known_on: date, world: World) -> Compiled:
    """The plan's report as known at the end of `known_on`; raises RefusedError if the plan asks for none."""
    plan = session.get_one(Plan, plan_id)
    task = annual_report(session, plan=plan_id)
    if task is None:
        raise RefusedError(f"Kế hoạch {plan.code} không có nhiệm vụ báo cáo năm nên không có gì để tổng hợp.")
    known = Knowledge(until=end_of(known_on), on=known_on, ended=end_of(known_on))
    units = _units(session, plan, task, known)
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


@dataclass(frozen=True, kw_only=True, slots=True)
class _Units:
    reports: tuple[UnitReport, ...]
    last_day: date | None  # of most


@dataclass(frozen=True, kw_only=True, slots=True)
class _Read:
    """What was read for all units at once."""

    task: PlanTask
    names: Mapping[str, str]
    came: Mapping[int, Sequence[Came]]
    more_time: Mapping[int, date]
    readings: Mapping[int, tuple[int, str]]
    figures: Mapping[int, Mapping[str, Number]]
    results: Mapping[int, Mapping[str, TaskResult]]
    bearers: Mapping[int, Line]  # submission -> the line that its figures stand in


def _units(session: Session, plan: Plan, task: PlanTask, known: Knowledge) -> _Units:
    assert task.id is not None
    owed = lines(session, task=task.id, known=known)
    came = documents(session, task=task.id, known=known)
    read = _Read(
        task=task,
        names=names_on(session, known.on),
        came=came,
        more_time=extensions(session, task=task.id, known=known),
        readings=readings(session, task=task.id, until=known.until),
        figures=figures(session, task=task.id, year=plan.year, until=known.until),
        results=results(session, task=task.id, until=known.until),
        bearers=_bearers(owed, came),
    )
    days = [one.last_day for one in owed if one.last_day and one.obligation not in read.more_time]
    return _Units(
        reports=tuple(_report(one, read) for one in owed),
        last_day=max(set(days), key=days.count) if days else None,
    )


def _bearers(owed: Sequence[Line], came: Mapping[int, Sequence[Came]]) -> dict[int, Line]:
    """Of a document that several units' duties share its sender's line has the figures: they count once."""
    found: dict[int, Line] = {}
    for line in owed:
        for one in came.get(line.obligation, ())[-1:]:
            if one.submission not in found or line.owed_by == one.unit_id:
                found[one.submission] = line
    return found


def _report(line: Line, read: _Read) -> UnitReport:
    versions = read.came.get(line.obligation, ())
    newest = versions[-1] if versions else None
    state = status_of(
        latest=Latest(nil=newest.nil, review=newest.review) if newest else None,
        exempt=line.exempt,
        awaits_event=False,
        done_on_issue=False,
    )
    bearer = read.bearers[newest.submission] if newest else line
    mine = newest is not None and state in COUNTED and bearer is line
    reading = read.readings.get(newest.submission, (0, ""))[0] if newest and mine else 0
    return UnitReport(
        key=f"{line.owed_by}:{line.occurrence}".rstrip(":"),
        name=_name(line, read),
        region=line.region,
        state=state,
        on_time=_on_time(line, versions, read.task),
        extended_to=read.more_time.get(line.obligation),
        within="" if bearer is line else _name(bearer, read),
        source=_source(newest, len(versions), read) if newest else None,
        figures=read.figures.get(reading, {}),
        tasks=read.results.get(reading, {}),
    )


def _name(line: Line, read: _Read) -> str:
    name = read.names.get(line.owed_by, line.owed_by)
    return f"{name} ({line.occurrence})" if line.occurrence else name


def _source(newest: Came, version: int, read: _Read) -> Source:
    reading, workbook = read.readings.get(newest.submission, (0, ""))
    return Source(
        submission=newest.submission,
        number=newest.number,
        issued_on=newest.issued_on,
        sent_on=newest.sent_on,
        arrived_on=newest.arrived_on,
        version=version,
        workbook=workbook,
        reading=reading,
    )


def _on_time(line: Line, versions: Sequence[Came], task: PlanTask) -> bool | None:
    if not versions:
        return None
    first = versions[0]
    return on_time(
        judged_by=task.judged_by,
        issued_on=first.issued_on,
        sent_on=first.sent_on,
        received_on=first.arrived_on,
        received_time=first.arrived_time,
        last_day=line.last_day,
        due_time=line.due_time,
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
    of_file = [one for one in found if one.task.origin is TaskOrigin.FILE]
    return tuple(_count(one) for one in sorted(of_file, key=lambda one: (one.task.position, one.occurrence)))


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
