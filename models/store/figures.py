"""Questions about the figures plans ask for, and the documents that carry them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.tables import Indicator, InterimReview, Obligation, Plan, PlanTask, Submission, SubmissionLink
from models.words import DeadlineKind, ObligationStatus, Secrecy

DATED = (DeadlineKind.DAY, DeadlineKind.RELATIVE)


@dataclass(frozen=True, kw_only=True, slots=True)
class YearTask:
    """A task that runs the whole year: it stands or falls with the report."""

    task_id: int
    code: str
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """A plan that a document reports for: which years its workbook may be of."""

    plan_id: int
    plan_code: str
    annual: tuple[int, ...]  # empty: it is no annual report
    interim: tuple[int, ...]  # empty: it is no interim review


def indicators_of(session: Session, *, plan_id: int) -> list[Indicator]:
    """The figures that a plan asks units for, in the order of its workbook."""
    return [one for one in all_indicators(session, plan_id=plan_id) if not one.trainings]


def all_indicators(session: Session, *, plan_id: int) -> list[Indicator]:
    """The same, with those that are counted from trainings."""
    statement = select(Indicator).where(col(Indicator.plan_id) == plan_id).order_by(col(Indicator.position))
    return list(session.exec(statement))


def year_tasks(
    session: Session,
    *,
    plan_id: int,
    units: Collection[str],
    tasks: Collection[int] | None = None,
    exempt: bool = False,
) -> Mapping[str, Sequence[YearTask]]:
    """Per unit the undated tasks that it carries once, of `tasks` if given.

    `exempt`: also spared ones, and those of its own that passed to another unit since.
    """
    found = _year_tasks(session, col(Obligation.carried_by), plan_id, units, tasks, exempt)
    if exempt:
        own = _year_tasks(session, col(Obligation.owed_by), plan_id, units, tasks, exempt)
        found = {unit: found.get(unit) or own[unit] for unit in {**own, **found}}
    return found


def _year_tasks(
    session: Session,
    whose: Any,
    plan_id: int,
    units: Collection[str],
    tasks: Collection[int] | None,
    exempt: bool,
) -> Mapping[str, Sequence[YearTask]]:
    kept = () if exempt else (ObligationStatus.EXEMPT, ObligationStatus.FOLDED)
    statement = (
        select(whose, PlanTask.id, PlanTask.code, PlanTask.title)
        .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
        .where(
            col(Obligation.plan_id) == plan_id,
            whose.in_(units),
            col(PlanTask.deadline_kind).not_in(DATED),
            col(PlanTask.annual_report).is_(False),
            col(Obligation.status).not_in(kept),
            *([] if tasks is None else [col(PlanTask.id).in_(tasks)]),
        )
        .group_by(whose, col(PlanTask.id))
        .having(sa.func.count(sa.distinct(col(Obligation.occurrence))) == 1)
        .order_by(col(PlanTask.position))
    )
    found: defaultdict[str, list[YearTask]] = defaultdict(list)
    for unit, task_id, code, title in session.exec(statement):
        if task_id:
            found[unit].append(YearTask(task_id=task_id, code=code, title=title))
    return found


def reporting_tasks(session: Session, *, tasks: Collection[int]) -> dict[int, tuple[int, int]]:
    """Of these tasks the annual reports of plans that ask for figures: their plan and its year."""
    asks = sa.exists(sa.select(col(Indicator.id)).where(col(Indicator.plan_id) == col(Plan.id)))
    statement = (
        select(PlanTask.id, Plan.id, Plan.year)
        .join(Plan, col(Plan.id) == col(PlanTask.plan_id))
        .where(col(PlanTask.id).in_(tasks), col(PlanTask.annual_report).is_(True), asks)
    )
    return {task: (plan, year) for task, plan, year in session.exec(statement) if task and plan}


def reports_of(session: Session, *, submission_id: int) -> list[Report]:
    """The plans this document reports for."""
    found: dict[int, Report] = {}
    for plan_id, code, year, annual, first, last in session.execute(
        _reports(col(SubmissionLink.submission_id) == submission_id)
    ):
        known = found.get(plan_id)
        found[plan_id] = Report(
            plan_id=plan_id,
            plan_code=code,
            annual=(year,) if annual else known.annual if known else (),
            interim=tuple(range(first, last + 1)) if first else known.interim if known else (),
        )
    return list(found.values())


def _reports(*conditions: Any) -> sa.Select[Any]:
    """Standing links to annual reports and interim reviews."""
    return (
        sa.select(
            col(Plan.id),
            col(Plan.code),
            col(Plan.year),
            col(PlanTask.annual_report),
            col(InterimReview.first_year),
            col(InterimReview.last_year),
        )
        .select_from(SubmissionLink)
        .join(Obligation, col(Obligation.id) == col(SubmissionLink.obligation_id))
        .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .outerjoin(InterimReview, col(InterimReview.task_id) == col(PlanTask.id))
        .where(
            col(SubmissionLink.unlinked_at).is_(None),
            sa.or_(col(PlanTask.annual_report).is_(True), col(InterimReview.id).is_not(None)),
            *conditions,
        )
    )


def newest_report(session: Session, *, plan_code: str, unit: str, interim: bool) -> int | None:
    """The unit's newest standing document that reports for the plan; None if none is recorded."""
    wanted = col(InterimReview.id).is_not(None) if interim else col(PlanTask.annual_report).is_(True)
    statement = (
        _reports(col(Plan.code) == plan_code, wanted, col(Submission.unit_id) == unit)
        .join(Submission, col(Submission.id) == col(SubmissionLink.submission_id))
        .where(col(Submission.voided_at).is_(None), col(Submission.secrecy) == Secrecy.NORMAL)
        .with_only_columns(col(Submission.id))
        .order_by(col(SubmissionLink.version).desc(), col(Submission.id).desc())
        .limit(1)
    )
    return session.execute(statement).scalar()
