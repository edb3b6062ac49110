"""Questions about difficulties that units reported."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models.tables import Difficulty, Obligation, Plan, PlanTask, Submission, SubmissionLink
from models.words import ObligationStatus, PlanStatus


@dataclass(frozen=True, kw_only=True, slots=True)
class DifficultyRow:
    """One difficulty with how its answer stands."""

    id: int
    plan_id: int
    plan_code: str
    code: str
    unit_id: str
    text: str
    raised_on: date
    answered_by: str
    answer: str
    answered_on: date | None
    status: ObligationStatus  # of the answer
    answer_by: date  # as it stands now: an extension moves it


def difficulty_rows(session: Session, *, plan: int | None = None) -> list[DifficultyRow]:
    """Those of plans in force (or of one plan, whatever became of it), plan by plan in their order."""
    statement: sa.Select[Any] = (
        sa.select(
            col(Difficulty.id).label("id"),
            col(Difficulty.plan_id).label("plan_id"),
            col(Plan.code).label("plan_code"),
            col(PlanTask.code).label("code"),
            col(Difficulty.unit_id).label("unit_id"),
            col(Difficulty.text).label("text"),
            col(Difficulty.raised_on).label("raised_on"),
            col(Obligation.carried_by).label("answered_by"),
            col(Difficulty.answer).label("answer"),
            col(Difficulty.answered_on).label("answered_on"),
            col(Obligation.status).label("status"),
            sa.func.coalesce(col(Obligation.effective_due), col(Difficulty.answer_by)).label("answer_by"),
        )
        .join(Plan, col(Plan.id) == col(Difficulty.plan_id))
        .join(PlanTask, col(PlanTask.id) == col(Difficulty.task_id))
        .join(
            Obligation,
            sa.and_(
                col(Obligation.task_id) == col(PlanTask.id), col(Obligation.status) != ObligationStatus.FOLDED
            ),
        )
        .where(
            col(Plan.status) == PlanStatus.ISSUED if plan is None else col(Difficulty.plan_id) == plan,
        )
        .order_by(col(Difficulty.plan_id), col(Difficulty.id))
    )
    return [DifficultyRow(**row) for row in session.execute(statement).mappings()]


def answering_documents(session: Session) -> dict[int, str]:
    """Difficulty -> number of the newest document that stands as its answer."""
    statement: sa.Select[Any] = (
        sa.select(col(Difficulty.id), col(Submission.document_number))
        .join(Obligation, col(Obligation.task_id) == col(Difficulty.task_id))
        .join(SubmissionLink, col(SubmissionLink.obligation_id) == col(Obligation.id))
        .join(Submission, col(Submission.id) == col(SubmissionLink.submission_id))
        .where(col(Submission.voided_at).is_(None), col(SubmissionLink.unlinked_at).is_(None))
        .order_by(col(SubmissionLink.version))
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def count_of(session: Session, *, plan: int) -> int:
    """How many difficulties the plan has, so that the next one gets its number."""
    statement = sa.select(sa.func.count()).where(col(Difficulty.plan_id) == plan)
    return int(session.execute(statement).scalar_one())
