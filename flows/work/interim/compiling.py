"""Tổng hợp sơ kết: what units reported over the years, and who is missing; closing the review."""

from collections.abc import Mapping

from sqlmodel import Session

from flows.clock import day_of
from flows.work.audit import audit
from flows.work.difficulties.listing import difficulties
from flows.work.difficulties.page import line_of
from flows.work.pages.overview import heading
from flows.work.plans.closed import refuse_closed
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.rules.compiled import Cell, Reported, compiled
from models.store.figures import all_indicators
from models.store.interim import HANDED_IN, Owing, owing, reported_figures
from models.store.locking import the_locked_row
from models.store.trained import training_figures
from models.store.units import told_apart
from models.tables import Indicator, InterimReview, PlanTask
from models.words import ObligationStatus
from templates.dashboards.interim_facts import CompiledFacts, IndicatorLine, YearFigure
from templates.words_vi import plain_day

MISSING = (ObligationStatus.OPEN, ObligationStatus.WAITING)


def compiled_facts(
    session: Session, *, review_id: int, closed: bool, links: Mapping[str, str], world: World
) -> CompiledFacts:
    """The review's figures and lists of units, as they stand now; `closed`: this is the last word."""
    review = session.get_one(InterimReview, review_id)
    task = session.get_one(PlanTask, review.task_id)
    years = tuple(range(review.first_year, review.last_year + 1))
    units = owing(session, task=review.task_id)
    indicators = all_indicators(session, plan_id=review.plan_id)
    reported = reported_figures(session, task=review.task_id, years=years)
    names = told_apart(session, world.today)
    have = {one.unit for one in reported}

    def named(*states: ObligationStatus, figures: bool | None = None) -> tuple[str, ...]:
        wanted = [one for one in units if one.status in states]
        return tuple(
            _name(one, names) for one in wanted if figures is None or (one.carried_by in have) is figures
        )

    return CompiledFacts(
        heading=heading(world),
        document=str(task.facts["document"]),
        years=years,
        closed=closed,
        expected=len(units) - len(named(ObligationStatus.EXEMPT)),
        received=len(named(*HANDED_IN, ObligationStatus.RETURNED, ObligationStatus.NIL)),
        with_figures=len(have),
        lines=_lines(indicators, [*reported, *training_figures(session, plan_id=review.plan_id)], years),
        missing=named(*MISSING),
        returned=named(ObligationStatus.RETURNED),
        without_figures=named(*HANDED_IN, figures=False),
        nil=named(ObligationStatus.NIL),
        exempt=named(ObligationStatus.EXEMPT),
        difficulties=tuple(line_of(one) for one in difficulties(session, world=world, plan=review.plan_id)),
        links=links,
    )


def close_review(session: Session, *, review_id: int, by: str, world: World) -> str:
    """Close the review; who is missing stays owing. Raises RefusedError if it is closed already."""
    review = the_locked_row(session, InterimReview, review_id)
    if review.closed_at is not None:
        raise RefusedError(f"Sơ kết này đã kết thúc ngày {plain_day(day_of(review.closed_at))}.")
    refuse_closed(session, plans={review.plan_id})
    review.closed_at = world.now
    session.add(review)
    session.flush()
    facts = compiled_facts(session, review_id=review_id, closed=True, links={}, world=world)
    sentence = f"Đã kết thúc sơ kết: {told(facts)}"
    audit(
        session,
        world=world,
        by=by,
        action="form:interim_review:close",
        subject="interim_review",
        subject_id=review_id,
        text=sentence,
    )
    return sentence


def told(facts: CompiledFacts) -> str:
    """How the review stands, in one sentence."""
    return (
        f"{facts.document}, {facts.received}/{facts.expected} đơn vị đã gửi báo cáo, "
        f"{facts.with_figures} đơn vị có biểu số liệu."
    )


def _name(one: Owing, names: Mapping[str, str]) -> str:
    return names.get(one.carried_by, one.carried_by)


def _lines(
    indicators: list[Indicator], reported: list[Reported], years: tuple[int, ...]
) -> tuple[IndicatorLine, ...]:
    rows = compiled(reported, indicators=[one.id for one in indicators if one.id], years=years)
    return tuple(
        IndicatorLine(name=one.name, unit=one.unit, years=tuple(_figure(cell) for cell in row.cells))
        for one, row in zip(indicators, rows, strict=True)
    )


def _figure(cell: Cell) -> YearFigure:
    return YearFigure(
        total=cell.total, units=cell.units, estimate=cell.estimate, change=cell.change, partly=cell.partly
    )
