"""The facts that stand about obligations, today or as they stood on a day of the past."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from models.tables import (
    DueChange,
    Exemption,
    Extension,
    Obligation,
    ObligationTransfer,
    Review,
    Submission,
    SubmissionLink,
)
from models.words import ObligationStatus

JUDGED_FROM = ("issued_on", "sent_on", "arrived_on", "arrived_time")  # of a document


@dataclass(frozen=True, kw_only=True, slots=True)
class Knowledge:
    """What figures of the past may rest on: records made by `until`, what had happened by `on`.

    A document happens on the day it arrives, a review when it is made; `ended` is the last moment of `on`.
    Days, extensions and exemptions hold from when they were recorded, for every day asked about.
    """

    until: datetime
    on: date
    ended: datetime


def links_stand(known: Knowledge | None) -> tuple[Any, ...]:
    """Conditions on SubmissionLink and Submission: the document counts for the obligation."""
    voided, unlinked = col(Submission.voided_at), col(SubmissionLink.unlinked_at)
    if known is None:
        return voided.is_(None), unlinked.is_(None)
    linked = col(SubmissionLink.linked_at)
    return (
        col(Submission.recorded_at) <= known.until,
        col(Submission.arrived_on) <= known.on,
        _undone_after(voided, known.until),
        sa.or_(linked.is_(None), linked <= min(known.until, known.ended)),
        _undone_after(unlinked, known.until),
    )


def review_stands(known: Knowledge | None) -> tuple[Any, ...]:
    """Conditions on Review; of a document at most one stands."""
    voided = col(Review.voided_at)
    if known is None:
        return (voided.is_(None),)
    made = col(Review.reviewed_at) <= min(known.until, known.ended)
    return made, _undone_after(voided, known.until)


def _undone_after(undone: Any, until: datetime) -> Any:
    return sa.or_(undone.is_(None), undone > until)


def documents(known: Knowledge | None) -> sa.Subquery:
    """Per obligation with documents: how its first version was judged, what was said of its newest one.

    `on_time` is 1, 0 or NULL. As known then the days of the first version stand there too, to be judged by
    the due day of then.
    """
    versions = (col(SubmissionLink.version), col(Submission.id))
    whose = col(SubmissionLink.obligation_id)
    ranked = (
        sa.select(
            whose,
            sa.cast(col(SubmissionLink.on_time), sa.Integer).label("on_time"),
            *(col(getattr(Submission, name)) for name in JUDGED_FROM),
            col(Submission.nil).label("nil"),
            col(Review.result).label("review"),
            col(Review.resubmit_by).label("resubmit_by"),
            sa.func.row_number().over(partition_by=whose, order_by=versions).label("first"),
            sa.func.row_number()
            .over(partition_by=whose, order_by=tuple(one.desc() for one in versions))
            .label("newest"),
        )
        .join(Submission, col(Submission.id) == col(SubmissionLink.submission_id))
        .outerjoin(Review, sa.and_(col(Review.submission_id) == col(Submission.id), *review_stands(known)))
        .where(*links_stand(known))
        .subquery()
    )
    judged = JUDGED_FROM if known else ()
    return (
        sa.select(
            ranked.c.obligation_id,
            *(_of(ranked, name, "first") for name in ("on_time", *judged)),
            *(_of(ranked, name, "newest") for name in ("review", "resubmit_by")),
            sa.func.max(sa.case((ranked.c.newest == 1, sa.cast(ranked.c.nil, sa.Integer)))).label("nil"),
        )
        .group_by(ranked.c.obligation_id)
        .subquery()
    )


def _of(ranked: sa.Subquery, name: str, place: str) -> Any:
    """The value of the one version in that place."""
    return sa.func.max(sa.case((ranked.c[place] == 1, ranked.c[name]))).label(name)


def extended(known: Knowledge | None) -> sa.Subquery:
    """Obligations whose extension stands."""
    return sa.select(col(Extension.obligation_id)).where(*_conceded(Extension, known)).distinct().subquery()


def exempted(known: Knowledge | None) -> sa.Subquery:
    """Per obligation whose exemption stands whether it is `exempt`, and whether an amendment `dropped` it."""
    by_amendment = col(Exemption.amendment_id).is_not(None)
    return (
        sa.select(
            col(Exemption.obligation_id),
            sa.func.max(sa.case((by_amendment, 0), else_=1)).label("exempt"),
            sa.func.max(sa.case((by_amendment, 1), else_=0)).label("dropped"),
        )
        .where(*_conceded(Exemption, known))
        .group_by(col(Exemption.obligation_id))
        .subquery()
    )


def _conceded(table: type[Extension] | type[Exemption], known: Knowledge | None) -> tuple[Any, ...]:
    undone = col(table.undone_at)
    if known is None:
        return (undone.is_(None),)
    return col(table.recorded_at) <= known.until, _undone_after(undone, known.until)


def due_then(until: datetime) -> sa.Subquery:
    """Per obligation whose due day was changed after `until` the day it had: what that change replaced."""
    place = sa.func.row_number().over(partition_by=col(DueChange.obligation_id), order_by=col(DueChange.id))
    later = (
        sa.select(col(DueChange.obligation_id), col(DueChange.old_due), place.label("place"))
        .where(col(DueChange.recorded_at) > until)
        .subquery()
    )
    return sa.select(later.c.obligation_id, later.c.old_due).where(later.c.place == 1).subquery()


def not_yet_passed(known: Knowledge) -> sa.Subquery:
    """Per obligation that passed to another unit later than was known: the unit that carried it then."""
    place = sa.func.row_number().over(
        partition_by=col(ObligationTransfer.obligation_id), order_by=col(ObligationTransfer.id)
    )
    later = (
        sa.select(
            col(ObligationTransfer.obligation_id), col(ObligationTransfer.from_unit), place.label("place")
        )
        .where(_later(known))
        .subquery()
    )
    return sa.select(later.c.obligation_id, later.c.from_unit).where(later.c.place == 1).subquery()


def existed(known: Knowledge | None) -> tuple[Any, ...]:
    """Conditions on Obligation: owed already, and not yet folded into another one."""
    if known is None:
        return (col(Obligation.status) != ObligationStatus.FOLDED,)
    of_this = col(ObligationTransfer.obligation_id) == col(Obligation.id)
    born = sa.and_(of_this, col(ObligationTransfer.to_unit) == col(Obligation.owed_by))  # of a split
    added = col(Obligation.added_at)
    return (
        sa.or_(
            col(Obligation.folded_into).is_(None),
            sa.exists().where(of_this, col(ObligationTransfer.folded_into).is_not(None), _later(known)),
        ),
        sa.or_(
            added.is_(None),
            sa.exists().where(born, ~_later(known)),
            sa.and_(~sa.exists().where(born), added <= min(known.until, known.ended)),
        ),
    )


def _later(known: Knowledge) -> sa.ColumnElement[bool]:
    return sa.or_(col(ObligationTransfer.day) > known.on, col(ObligationTransfer.recorded_at) > known.until)
