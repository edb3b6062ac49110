"""Waiting mail follows to whoever stands in, and back: only what nobody has begun to send."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.tables import Message, MessageItem, MessageRecipient
from models.words import MessageKind, MessageStatus, RecipientKind

from .readdress import Move, Readdressed, addressed_to, follow, has_mail

FOLDED = "nội dung được gộp vào thư của người nhận thay"


def hand_over(
    session: Session,
    *,
    old: str,
    new: str,
    now: datetime,
    later: datetime,
    about: Collection[str] | None = None,
) -> Readdressed:
    """Mail to `old` goes to `new`; with `about` only what concerns these units alone.

    A chasing mail whose new reader has one of that day is folded into it; if that has left, it waits until
    `later`, when the daily run merges it.
    """
    moved = left = 0
    move = Move(unit_id="", old=old, new=new)
    for message, recipient, units in addressed_to(session, address=old):
        if about is not None and not (units and units <= set(about)):
            continue
        if twin := _twin(session, message, new):
            _merge(session, recipient, twin)
            moved += 1
        elif message.kind is MessageKind.CHASE and (other := _own_chase(session, message, new)):
            _fold(session, message, recipient, other, now)
            moved += 1
        elif has_mail(session, move=move, message=message):
            message.not_before = max(message.not_before, later) if _waits(message) else message.not_before
            left += 1
        else:
            follow(move=move, message=message, recipient=recipient)
            moved += 1
        session.flush()
    return Readdressed(moved=moved, left=left)


def _waits(message: Message) -> bool:
    return message.kind is MessageKind.CHASE


def _twin(session: Session, message: Message, address: str) -> MessageRecipient | None:
    """The new reader's own row in the same mail."""
    return session.exec(
        select(MessageRecipient).where(
            col(MessageRecipient.message_id) == message.id, col(MessageRecipient.address) == address
        )
    ).first()


def _own_chase(session: Session, message: Message, address: str) -> Message | None:
    """The new reader's own chasing mail of that day, while nobody has begun to send it."""
    statement = (
        select(Message)
        .join(MessageRecipient, col(MessageRecipient.message_id) == col(Message.id))
        .where(
            col(MessageRecipient.address) == address,
            col(MessageRecipient.kind) == RecipientKind.TO,
            col(Message.kind) == MessageKind.CHASE,
            col(Message.day) == message.day,
            col(Message.status) == MessageStatus.QUEUED,
            col(Message.data_begun_at).is_(None),
        )
        .with_for_update(of=Message, skip_locked=True)
    )
    return session.exec(statement).first()


def _fold(
    session: Session, message: Message, recipient: MessageRecipient, other: Message, now: datetime
) -> None:
    """A copy is not needed; what was for the absent one stands in the mail of who stands in."""
    if recipient.kind is RecipientKind.CC:
        session.delete(recipient)
        return
    items = sa.update(MessageItem).where(col(MessageItem.message_id) == message.id)
    session.connection().execute(items.values(message_id=other.id))
    message.status, message.replaced_by, message.reason = MessageStatus.REPLACED, other.id, FOLDED
    message.settled_at = now
    other.subject, other.content = "", None


def _merge(session: Session, recipient: MessageRecipient, twin: MessageRecipient) -> None:
    """One row is enough: the better place is kept."""
    if recipient.kind is RecipientKind.TO:
        twin.kind = RecipientKind.TO
    session.delete(recipient)
