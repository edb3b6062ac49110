"""Đề nghị bổ sung, hoàn thiện: one mail for each returned document, in the sending window."""

from sqlmodel import Session, col, insert, select

from flows.work.chase.address_book import read_address_book
from flows.work.chase.chasing import new_message
from flows.work.world import World
from models.tables import Message, MessageItem, MessageRecipient, Review, Submission
from models.words import MessageKind, MessageStatus, Role

from .receipts import contacts


def queue_return(session: Session, *, review_id: int, world: World) -> None:
    """Write the mail of a return; a unit without an address learns of it by its short ladder, later."""
    review = session.get_one(Review, review_id)
    unit = session.get_one(Submission, review.submission_id).unit_id
    book = read_address_book(session, day=world.today, units=(unit,))
    if not book.main(unit, Role.CONTACT):
        return
    row = new_message(kind=MessageKind.RETURN, key=_key(review_id), world=world)
    row["facts"] = {"review": review_id}
    made = int(session.execute(insert(Message).returning(col(Message.id)), [row]).scalar_one())
    session.execute(insert(MessageRecipient), contacts(message_id=made, unit=unit, book=book))
    item = {"message_id": made, "unit_id": unit, "submission_id": review.submission_id}
    session.execute(insert(MessageItem), [item])


def is_waiting(session: Session, *, review_id: int) -> bool:
    """Whether the mail of a return waits to be made."""
    statement = select(Message.id).where(
        col(Message.dedup_key) == _key(review_id), col(Message.status) == MessageStatus.QUEUED
    )
    return session.exec(statement).first() is not None


def _key(review_id: int) -> str:
    return f"return:{review_id}"
