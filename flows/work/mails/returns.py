"""Đề nghị bổ sung, hoàn thiện: one mail for each returned document, in the sending window."""

import sqlalchemy as sa
from sqlmodel import Session, col, insert, select

from flows.work.chase.address_book import read_address_book
from flows.work.chase.chasing import new_message
from flows.work.plans.closed import in_force
from flows.work.world import World
from models.tables import (
    Message,
    MessageItem,
    MessageRecipient,
    Obligation,
    Review,
    Submission,
    SubmissionLink,
)
from models.words import MessageKind, MessageStatus, ReviewResult, Role

from .receipts import contacts

KEY = "return:"


def queue_return(session: Session, *, review_id: int, world: World) -> bool:
    """Write the mail of a return; False: the unit has no address yet, `queue_untold` writes it later."""
    review = session.get_one(Review, review_id)
    unit = session.get_one(Submission, review.submission_id).unit_id
    book = read_address_book(session, day=world.today, units=(unit,))
    if not book.main(unit, Role.CONTACT):
        return False
    row = new_message(kind=MessageKind.RETURN, key=_key(review_id), world=world)
    row["facts"] = {"review": review_id}
    made = int(session.execute(insert(Message).returning(col(Message.id)), [row]).scalar_one())
    session.execute(insert(MessageRecipient), contacts(message_id=made, unit=unit, book=book))
    item = {"message_id": made, "unit_id": unit, "submission_id": review.submission_id}
    session.execute(insert(MessageItem), [item])
    return True


def queue_untold(session: Session, *, world: World) -> int:
    """Write what could not be written while a unit had no address; how many mails."""
    told = select(Message.id).where(
        col(Message.dedup_key) == sa.literal(KEY) + sa.cast(col(Review.id), sa.String)
    )
    statement = (
        select(Review.id)
        .join(Submission, col(Submission.id) == col(Review.submission_id))
        .where(
            col(Review.result) == ReviewResult.RETURNED,
            col(Review.voided_at).is_(None),
            col(Submission.voided_at).is_(None),
            ~told.exists(),
            _of_plan_in_force(),
        )
        .order_by(col(Review.id))
    )
    return sum(
        queue_return(session, review_id=key or 0, world=world) for key in session.exec(statement).all()
    )


def _of_plan_in_force() -> sa.ColumnElement[bool]:
    """A document of closed plans alone is asked for nothing more."""
    return sa.exists().where(
        col(SubmissionLink.submission_id) == col(Submission.id),
        col(Obligation.id) == col(SubmissionLink.obligation_id),
        in_force(col(Obligation.plan_id)),
    )


def is_waiting(session: Session, *, review_id: int) -> bool:
    """Whether the mail of a return waits to be made."""
    statement = select(Message.id).where(
        col(Message.dedup_key) == _key(review_id), col(Message.status) == MessageStatus.QUEUED
    )
    return session.exec(statement).first() is not None


def _key(review_id: int) -> str:
    return f"{KEY}{review_id}"
