"""A compiled report as its documents, its workbook and its page read it."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlmodel import Session

from flows.clock import ZONE
from flows.work.world import World
from models.rules.compilation import Compiled, TaskCount, Total, UnitReport, totals
from models.rules.compilation_changes import Changed, changes
from models.rules.compilation_gaps import Gaps, gaps
from models.store.units import name_on
from models.tables import Plan, Unit
from models.words import Authority, Region, TaskResult
from templates.report_facts import (
    ChangeFacts,
    ChangeLine,
    GapFacts,
    HeldLine,
    IndicatorLine,
    RegionLine,
    ReportFacts,
    TaskLine,
    TroubleLine,
    UnitLine,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """For whom, and how serious."""

    authority: Authority
    final: bool
    by: str
    made_at: datetime  # UTC


def report_facts(
    session: Session,
    *,
    plan: Plan,
    compiled: Compiled,
    before: Compiled | None,
    order: Order,
    world: World,
) -> ReportFacts:
    """Facts of one compiling; `before`: the value of the one it is compared with."""
    focal = session.get_one(Unit, plan.focal_unit)
    name = name_on(session, unit=focal.id, day=compiled.known_on)
    sums = totals(compiled)
    lines = tuple(_indicator(one) for one in sums)
    return ReportFacts(
        authority=order.authority,
        final=order.final,
        plan_code=plan.code,
        plan_title=plan.title,
        plan_number=plan.document_number,
        plan_issued_on=plan.issued_on,
        basis=tuple(plan.legal_basis.splitlines()),
        year=plan.year,
        period=_period(plan),
        sender_name=name,
        sender_short=focal.code or name,
        superior=plan.superior_unit,
        report=compiled.report,
        last_day=compiled.last_day,
        known_on=compiled.known_on,
        made_at=order.made_at.astimezone(ZONE),
        compiled_by=order.by,
        expected=len(compiled.expected),
        received=len(compiled.received),
        counted=len(compiled.counted),
        indicators=lines,
        units=tuple(_unit(one) for one in compiled.units),
        regions=tuple(_regions(compiled.expected)),
        tasks=tuple(_task(one, compiled, lines) for one in compiled.tasks),
        troubles=tuple(TroubleLine(**asdict(one)) for one in compiled.troubles),
        trainings=tuple(HeldLine(**asdict(one)) for one in compiled.trainings),
        gaps=_gaps(gaps(compiled)),
        changes=change_facts(before, compiled),
        example=world.example,
    )


def change_facts(before: Compiled | None, now: Compiled) -> ChangeFacts:
    """What changed, as the templates read it."""
    if before is None:
        return ChangeFacts(since=None)
    found = changes(before, now)
    return ChangeFacts(
        since=before.known_on,
        units=tuple(_change(one) for one in found.units),
        sums=tuple(_change(one) for one in found.sums),
    )


def _change(one: Changed) -> ChangeLine:
    return ChangeLine(what=one.what.value, unit=one.unit, about=one.about, old=one.old, new=one.new)


def _gaps(found: Gaps) -> GapFacts:
    return GapFacts(
        missing=found.missing,
        extended=found.extended,
        returned=found.returned,
        without_figures=found.without_figures,
        unreviewed=found.unreviewed,
        incomplete=found.incomplete,
    )


def _period(plan: Plan) -> tuple[date, date] | None:
    starts, ends = plan.reporting_from, plan.reporting_to
    return (starts, ends) if starts and ends else None


def _indicator(one: Total) -> IndicatorLine:
    asked = one.asked
    return IndicatorLine(
        code=asked.code,
        name=asked.name,
        unit=asked.unit,
        task=asked.task,
        value=one.value,
        stated=one.units,
        estimates=one.estimates,
        regions=one.regions,
        own=asked.own,
        minimum=asked.minimum,
        meeting=one.meeting,
        below=one.below,
    )


def _unit(one: UnitReport) -> UnitLine:
    source = one.source
    return UnitLine(
        name=one.name,
        region=one.region,
        state=one.state,
        on_time=one.on_time,
        extended_to=one.extended_to,
        within=one.within,
        number=source.number if source else "",
        version=source.version if source else 0,
        issued_on=source.issued_on if source else None,
        sent_on=source.sent_on if source else None,
        arrived_on=source.arrived_on if source else None,
        workbook=source.workbook if source else "",
        figures=one.figures,
        tasks=one.tasks,
    )


def _regions(units: Sequence[UnitReport]) -> Iterable[RegionLine]:
    """Regions in which nobody owes anything are left out."""
    for region in Region:
        of_region = [one for one in units if one.region is region]
        if of_region:
            yield _region(region, of_region)


def _region(region: Region, units: Sequence[UnitReport]) -> RegionLine:
    usual = [one for one in units if one.extended_to is None]
    judged = Counter(one.on_time for one in usual if one.received)
    return RegionLine(
        region=region,
        expected=len(units),
        on_time=judged[True],
        late=judged[False],
        unclear=judged[None],
        extended=len(units) - len(usual),
        missing=sum(not one.received for one in usual),
    )


def _task(one: TaskCount, compiled: Compiled, lines: Sequence[IndicatorLine]) -> TaskLine:
    said = Counter(unit.tasks[one.code] for unit in compiled.units if one.code in unit.tasks)
    return TaskLine(
        code=one.code,
        title=one.title,
        document=one.document,
        phrase=one.phrase,
        dated=one.dated,
        expected=one.expected,
        received=one.received,
        on_time=one.on_time,
        late=one.late,
        extended=one.extended,
        exempt=one.exempt,
        stated={result: said[result] for result in TaskResult} if said else {},
        indicators=tuple(line for line in lines if line.task == one.code),
    )
