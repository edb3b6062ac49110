"""Questions about interim reviews: who owes the report, what was reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.rules.compiled import Reported
from models.tables import (
    Figure,
    InterimReview,
    Obligation,
    Plan,
    PlanTask,
    Review,
    Submission,
    SubmissionFile,
    SubmissionLink,
    Unit,
    WorkbookImport,
)
from models.words import ObligationStatus, PlanStatus, ReviewResult, TaskOrigin

HANDED_IN = (ObligationStatus.ARRIVED, ObligationStatus.DONE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Owing:
    """One unit's obligation of a task."""

    owed_by: str
    carried_by: str
    status: ObligationStatus
    effective_due: date | None
    occurrence: str


def owing(session: Session, *, task: int) -> list[Owing]:
    """Who owes the task, in the order of official lists."""
    statement: sa.Select[Any] = (
        sa.select(
            col(Obligation.owed_by).label("owed_by"),
            col(Obligation.carried_by).label("carried_by"),
            col(Obligation.status).label("status"),
            col(Obligation.effective_due).label("effective_due"),
            col(Obligation.occurrence).label("occurrence"),
        )
        .join(Unit, col(Unit.id) == col(Obligation.carried_by))
        .where(col(Obligation.task_id) == task, col(Obligation.status) != ObligationStatus.FOLDED)
        .order_by(col(Unit.position), col(Unit.id), col(Obligation.occurrence))
    )
    return [Owing(**row) for row in session.execute(statement).mappings()]


def annual_report(session: Session, *, plan: int) -> PlanTask | None:
    """The task of the plan's annual report."""
    statement = select(PlanTask).where(
        col(PlanTask.plan_id) == plan,
        col(PlanTask.annual_report).is_(True),
        col(PlanTask.dropped_at).is_(None),
    )
    return session.exec(statement.order_by(col(PlanTask.position))).first()


def tasks_of_file(session: Session, *, plan: int) -> list[PlanTask]:
    """What the plan's own document says, in its order."""
    statement = select(PlanTask).where(
        col(PlanTask.plan_id) == plan,
        col(PlanTask.origin) == TaskOrigin.FILE,
        col(PlanTask.same_as) == "",
        col(PlanTask.dropped_at).is_(None),
    )
    return list(session.exec(statement.order_by(col(PlanTask.position))))


def codes_of(session: Session, *, plan: int) -> set[str]:
    """Every task code of the plan."""
    return set(session.exec(select(PlanTask.code).where(col(PlanTask.plan_id) == plan)))


def next_position(session: Session, *, plan: int) -> int:
    """The place behind every task of the plan."""
    last = session.exec(
        select(sa.func.max(col(PlanTask.position))).where(col(PlanTask.plan_id) == plan)
    ).one()
    return (last or 0) + 1


def review_of_run(session: Session, *, run: str) -> InterimReview | None:
    """The review that a flow run set up."""
    return session.exec(select(InterimReview).where(col(InterimReview.flow_run_id) == run)).first()


def open_reviews(session: Session, *, plan: int | None = None) -> list[InterimReview]:
    """Reviews that nobody has closed, of plans in force."""
    statement = (
        select(InterimReview)
        .join(Plan, col(Plan.id) == col(InterimReview.plan_id))
        .where(col(InterimReview.closed_at).is_(None), col(Plan.status) == PlanStatus.ISSUED)
        .order_by(col(InterimReview.id))
    )
    if plan is not None:
        statement = statement.where(col(InterimReview.plan_id) == plan)
    return list(session.exec(statement))


def reported_figures(session: Session, *, task: int, years: Sequence[int]) -> list[Reported]:
    """The numbers in each unit's newest workbook; one that was returned does not count."""
    imports = _newest_imports(session, task)
    statement: sa.Select[Any] = sa.select(
        col(Figure.import_id),
        col(Figure.indicator_id).label("indicator"),
        col(Figure.year).label("year"),
        col(Figure.value).label("value"),
        col(Figure.estimate).label("estimate"),
    ).where(col(Figure.import_id).in_(imports), col(Figure.year).in_(years))
    return [
        Reported(unit=imports[key], **rest)
        for row in session.execute(statement.order_by(col(Figure.id))).mappings()
        for key, rest in ((row["import_id"], {name: row[name] for name in row if name != "import_id"}),)
    ]


def _newest_imports(session: Session, task: int) -> dict[int, str]:
    """Import -> unit that carries the duty."""
    returned = sa.exists().where(
        col(Review.submission_id) == col(Submission.id),
        col(Review.result) == ReviewResult.RETURNED,
        col(Review.voided_at).is_(None),
    )
    statement: sa.Select[Any] = (
        sa.select(col(Obligation.id), col(Obligation.carried_by), col(WorkbookImport.id))
        .join(SubmissionLink, col(SubmissionLink.obligation_id) == col(Obligation.id))
        .join(Submission, col(Submission.id) == col(SubmissionLink.submission_id))
        .join(WorkbookImport, col(WorkbookImport.submission_id) == col(Submission.id))
        .join(SubmissionFile, col(SubmissionFile.id) == col(WorkbookImport.file_id))
        .where(
            col(Obligation.task_id) == task,
            col(Obligation.status).in_(HANDED_IN),
            col(SubmissionLink.unlinked_at).is_(None),
            col(Submission.voided_at).is_(None),
            col(WorkbookImport.replaced_at).is_(None),
            col(SubmissionFile.removed_at).is_(None),
            ~returned,
        )
        .order_by(col(SubmissionLink.version), col(WorkbookImport.id))
    )
    newest = {row[0]: (row[1], row[2]) for row in session.execute(statement)}
    return {key: unit for unit, key in newest.values()}
