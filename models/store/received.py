"""What came in under plans in force, document by document, and what waits for somebody."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models.store.standing import Knowledge, extended, links_stand, review_stands
from models.tables import Obligation, Review, Submission, SubmissionFile, SubmissionLink
from models.words import Channel, Form, ObligationStatus, ReturnReason, ReviewResult

IN_REVIEW = (ObligationStatus.ARRIVED, ObligationStatus.NIL)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceivedRow:
    """One document that stands for one obligation."""

    submission_id: int
    unit_id: str
    plan_id: int
    task_id: int
    occurrence: str
    effective_due: date | None
    number: str
    issued_on: date | None
    sent_on: date | None
    arrived_on: date
    arrived_time: time | None
    channel: Channel
    form: Form
    nil: bool
    version: int
    newest: bool
    on_time: bool | None
    extended: bool
    result: ReviewResult | None
    reason: ReturnReason | None
    comment: str | None
    resubmit_by: date | None
    files: int
    review_run: str  # of the review that it lies in; empty: none


def received_rows(
    session: Session, *, plans: Collection[int], most: int | None, known: Knowledge | None = None
) -> list[ReceivedRow]:
    """The documents that were recorded for obligations of these plans, the newest first, at most so many.

    What the acceptance of a report added to it (whole-year tasks) is not a document of its own. `known`:
    what had come and been recorded by then, with what had been said of it; days are those of today.
    """
    newest = (
        sa.func.max(col(SubmissionLink.version)).over(partition_by=col(SubmissionLink.obligation_id))
        == col(SubmissionLink.version)
    ).label("newest")
    files, longer = _files(), extended(known)
    statement: sa.Select[Any] = (
        sa.select(
            *_OF_DOCUMENT,
            newest,
            longer.c.obligation_id.is_not(None).label("extended"),
            sa.func.coalesce(files.c.files, 0).label("files"),
        )
        .select_from(_came())
        .outerjoin(Review, sa.and_(col(Review.submission_id) == col(Submission.id), *review_stands(known)))
        .outerjoin(files, files.c.submission_id == col(Submission.id))
        .outerjoin(longer, longer.c.obligation_id == col(Obligation.id))
        .where(*_counts(plans, known))
        .order_by(col(Submission.arrived_on).desc(), col(Submission.id).desc(), col(Obligation.id))
        .limit(most)
    )
    return [ReceivedRow(**row) for row in session.execute(statement).mappings()]


def received_count(session: Session, *, plans: Collection[int]) -> int:
    """How many there are in all."""
    counted = sa.select(sa.func.count()).select_from(_came()).where(*_counts(plans))
    return int(session.execute(counted).scalar_one())


_OF_DOCUMENT: tuple[Any, ...] = (
    col(Submission.id).label("submission_id"),
    col(Submission.unit_id).label("unit_id"),
    col(Obligation.plan_id).label("plan_id"),
    col(Obligation.task_id).label("task_id"),
    col(Obligation.occurrence).label("occurrence"),
    col(Obligation.effective_due).label("effective_due"),
    col(Submission.document_number).label("number"),
    *(
        col(getattr(Submission, name)).label(name)
        for name in (
            "issued_on",
            "sent_on",
            "arrived_on",
            "arrived_time",
            "channel",
            "form",
            "nil",
            "review_run",
        )
    ),
    col(SubmissionLink.version).label("version"),
    col(SubmissionLink.on_time).label("on_time"),
    *(col(getattr(Review, name)).label(name) for name in ("result", "reason", "comment", "resubmit_by")),
)


def _came() -> Any:
    return sa.join(Submission, SubmissionLink, col(SubmissionLink.submission_id) == col(Submission.id)).join(
        Obligation, col(Obligation.id) == col(SubmissionLink.obligation_id)
    )


def _counts(plans: Collection[int], known: Knowledge | None = None) -> tuple[Any, ...]:
    own = col(SubmissionLink.linked_at).is_(None)
    return (*links_stand(known), own, col(Obligation.plan_id).in_(plans))


def _files() -> sa.Subquery:
    return (
        sa.select(col(SubmissionFile.submission_id), sa.func.count().label("files"))
        .where(col(SubmissionFile.removed_at).is_(None))
        .group_by(col(SubmissionFile.submission_id))
        .subquery()
    )


def waiting_for_review(
    session: Session, *, plans: Collection[int], recorded_by: datetime
) -> dict[tuple[int, str], int]:
    """By task and occurrence the newest documents, recorded up to that moment, that nobody reviewed."""
    versions = (col(SubmissionLink.version).desc(), col(Submission.id).desc())
    place = sa.func.row_number().over(partition_by=col(Obligation.id), order_by=versions)
    newest = (
        sa.select(
            col(Obligation.task_id),
            col(Obligation.occurrence),
            col(Submission.id).label("submission_id"),
            col(Submission.recorded_at),
            place.label("place"),
        )
        .select_from(_came())
        .where(
            *links_stand(None),
            col(Obligation.plan_id).in_(plans),
            col(Obligation.status).in_(IN_REVIEW),
        )
        .subquery()
    )
    said = sa.exists().where(col(Review.submission_id) == newest.c.submission_id, *review_stands(None))
    return _by_task(
        session,
        sa.select(newest.c.task_id, newest.c.occurrence, sa.func.count())
        .where(newest.c.place == 1, newest.c.recorded_at <= recorded_by, ~said)
        .group_by(newest.c.task_id, newest.c.occurrence),
    )


def waiting_for_completion(
    session: Session, *, plans: Collection[int], before: date
) -> dict[tuple[int, str], int]:
    """By task and occurrence the returned documents whose next version was to come before that day."""
    return _by_task(
        session,
        sa.select(col(Obligation.task_id), col(Obligation.occurrence), sa.func.count())
        .where(
            col(Obligation.plan_id).in_(plans),
            col(Obligation.status) == ObligationStatus.RETURNED,
            col(Obligation.resubmit_by) < before,
        )
        .group_by(col(Obligation.task_id), col(Obligation.occurrence)),
    )


def _by_task(session: Session, statement: sa.Select[Any]) -> dict[tuple[int, str], int]:
    return {(task, occurrence): number for task, occurrence, number in session.execute(statement)}
