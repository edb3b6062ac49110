"""Which unit each mail is for, where a mail is for one."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from models.tables import Message, MessageItem

from .still_owed import key_of


def units_of(session: Session, *, messages: Sequence[Message]) -> dict[int, str]:
    """Unit by message, in one question."""
    statement = select(MessageItem.message_id, MessageItem.unit_id).where(
        col(MessageItem.message_id).in_([key_of(message) for message in messages])
    )
    return {message: unit for message, unit in session.exec(statement) if unit}
