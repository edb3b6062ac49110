"""What calendars are made from: how often an obligation changed, and trainings that units know of."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.store.owed import chunks
from models.tables import (
    DueChange,
    Exemption,
    Obligation,
    ObligationTransfer,
    Plan,
    Review,
    Submission,
    SubmissionLink,
    Training,
    TrainingInvitation,
)
from models.words import DueChangeKind, TrainingStatus


@dataclass(frozen=True, kw_only=True, slots=True)
class AnnouncedTraining:
    """A training that was announced, with the plan it belongs to."""

    training: Training
    plan: Plan

    @property
    def cancelled(self) -> bool:
        """Whether calendars are to forget it."""
        return self.training.status is TrainingStatus.CANCELLED


def sequences(session: Session, *, public_ids: Collection[str]) -> dict[str, int]:
    """How often the day or the state of each of these obligations changed; grows with every change."""
    found: dict[str, int] = {}
    for some in chunks(sorted(public_ids)):
        changes = _changes(some)
        statement = (
            sa.select(
                col(Obligation.public_id),
                col(Obligation.round) - 1 + sa.func.count(changes.c.obligation_id),
            )
            .outerjoin(changes, changes.c.obligation_id == col(Obligation.id))
            .where(col(Obligation.public_id).in_(some))
            .group_by(col(Obligation.id), col(Obligation.public_id), col(Obligation.round))
        )
        found |= {row[0]: row[1] for row in session.execute(statement)}
    return found


def _changes(public_ids: Collection[str]) -> sa.Subquery:
    """A row for each thing that was written down, and one more when it was taken back."""
    link = col(SubmissionLink.obligation_id)
    of_link: sa.Select[Any] = sa.select(link).join(
        Submission, col(Submission.id) == col(SubmissionLink.submission_id)
    )
    of_review = of_link.join(Review, col(Review.submission_id) == col(Submission.id))
    rows = [
        sa.select(col(DueChange.obligation_id)).where(col(DueChange.kind) != DueChangeKind.ISSUE),
        *_and_taken_back(sa.select(link), SubmissionLink.unlinked_at),
        of_link.where(col(Submission.voided_at).is_not(None)),
        *_and_taken_back(of_review, Review.voided_at),
        *_and_taken_back(sa.select(col(Exemption.obligation_id)), Exemption.undone_at),
        sa.select(col(ObligationTransfer.obligation_id)),
    ]
    wanted = sa.select(col(Obligation.id)).where(col(Obligation.public_id).in_(public_ids))
    return sa.union_all(*(row.where(row.selected_columns[0].in_(wanted)) for row in rows)).subquery()


def _and_taken_back(rows: sa.Select[Any], moment: Any) -> tuple[sa.Select[Any], sa.Select[Any]]:
    return rows, rows.where(col(moment).is_not(None))


def announced_trainings(
    session: Session, *, plans: Collection[int], units: Collection[str]
) -> list[AnnouncedTraining]:
    """Trainings of these plans that one of these units was invited to, in the order of their days."""
    statement = (
        select(Training, Plan)
        .join(Plan, col(Plan.id) == col(Training.plan_id))
        .where(
            col(Training.plan_id).in_(plans),
            col(Training.announced_at).is_not(None),
            col(Training.id).in_(_invited(units)),
        )
        .order_by(col(Training.first_day), col(Training.id))
    )
    return [AnnouncedTraining(training=training, plan=plan) for training, plan in session.exec(statement)]


def _invited(units: Collection[str]) -> Any:
    return select(TrainingInvitation.training_id).where(col(TrainingInvitation.unit_id).in_(units))
