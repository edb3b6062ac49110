"""Each unit's line of a compiled report, as it was known."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from models.rules.compilation import COUNTED, Number, Source, UnitReport
from models.rules.lifecycle import Latest, status_of
from models.rules.punctuality import on_time
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
from models.store.standing import Knowledge
from models.store.units import told_apart
from models.tables import Plan, PlanTask
from models.words import TaskResult


@dataclass(frozen=True, kw_only=True, slots=True)
class Units:
    """Everybody who owes the report."""

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
    several: Counter[tuple[str, str]]  # unit, occurrence: lines, since units passed into it


def read_units(session: Session, *, plan: Plan, task: PlanTask, known: Knowledge) -> Units:
    """Each unit's report as it stood, with a handful of queries for all."""
    assert task.id is not None
    owed = lines(session, task=task.id, known=known)
    came = documents(session, task=task.id, known=known)
    read = _Read(
        task=task,
        names=told_apart(session, known.on),
        came=came,
        more_time=extensions(session, task=task.id, known=known),
        readings=readings(session, task=task.id, until=known.until),
        figures=figures(session, task=task.id, year=plan.year, until=known.until),
        results=results(session, task=task.id, until=known.until),
        bearers=_bearers(owed, came),
        several=Counter((one.carried_by, one.occurrence) for one in owed),
    )
    days = [one.last_day for one in owed if one.last_day and one.obligation not in read.more_time]
    return Units(
        reports=tuple(_report(one, read) for one in owed),
        last_day=max(set(days), key=days.count) if days else None,
    )


def _bearers(owed: Sequence[Line], came: Mapping[int, Sequence[Came]]) -> dict[int, Line]:
    """Of a document that several units' duties share its sender's line has the figures: they count once."""
    found: dict[int, Line] = {}
    for line in owed:
        for one in came.get(line.obligation, ())[-1:]:
            if one.submission not in found or one.unit_id in (line.owed_by, line.carried_by):
                found[one.submission] = line
    return found


def _report(line: Line, read: _Read) -> UnitReport:
    versions = read.came.get(line.obligation, ())
    newest = versions[-1] if versions else None
    state = status_of(
        latest=Latest(nil=newest.nil, review=newest.review) if newest else None,
        exempt=line.exempt,
        dropped=line.dropped,
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
    name = read.names.get(line.carried_by, line.carried_by)
    if line.owed_by != line.carried_by and read.several[line.carried_by, line.occurrence] > 1:
        name = f"{name} (nhiệm vụ của {read.names.get(line.owed_by, line.owed_by)})"
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
