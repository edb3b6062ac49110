"""Waiting mail follows a unit to its new address.

Only mail nobody has begun to send and all of whose items belong to that unit. An address that serves
several units, or a new address that has its chasing mail of that day, is left to the next daily run,
which merges by address.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.tables import Contact, Message, MessageItem, MessageRecipient, Obligation
from models.words import MessageKind, MessageStatus, RecipientKind, RecipientStatus

WAITING = (MessageStatus.QUEUED, MessageStatus.RETRY)
GONE = (MessageStatus.REPLACED, MessageStatus.WITHDRAWN)


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """A unit's mail goes from one address to another."""

    unit_id: str
    old: str
    new: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Readdressed:
    """How many waiting messages follow, and how many were left to the daily run."""

    moved: int = 0
    left: int = 0


def readdress(session: Session, *, moves: Iterable[Move], as_of: date) -> Readdressed:
    """Give waiting mail of each unit its new address; call it when the contacts are written."""
    moved = left = 0
    for move in moves:
        serving = _still_serves(session, move, as_of)
        for message, recipient, units in _waiting(session, move):
            alone = units == {move.unit_id} and not serving
            if alone and not has_mail(session, move=move, message=message):
                follow(move=move, message=message, recipient=recipient)
                session.flush()
                moved += 1
            else:
                left += 1
    return Readdressed(moved=moved, left=left)


def _waiting(session: Session, move: Move) -> list[tuple[Message, MessageRecipient, set[str | None]]]:
    """Messages to the old address that concern the unit, with the units they are about."""
    found = addressed_to(session, address=move.old)
    return [(message, one, units) for message, one, units in found if move.unit_id in units]


def addressed_to(
    session: Session, *, address: str
) -> list[tuple[Message, MessageRecipient, set[str | None]]]:
    """Messages to an address that nobody has begun to send, with the units they are about."""
    statement = (
        select(Message, MessageRecipient)
        .join(MessageRecipient, col(MessageRecipient.message_id) == col(Message.id))
        .where(
            col(MessageRecipient.address) == address,
            col(Message.status).in_(WAITING),
            col(Message.data_begun_at).is_(None),
        )
        .order_by(col(Message.id))
        .with_for_update(of=Message, skip_locked=True)
    )
    found = list(session.exec(statement))
    units = _units_of(session, [message.id for message, _one in found])
    return [(message, one, units[message.id]) for message, one in found]


def _units_of(session: Session, messages: Sequence[int | None]) -> defaultdict[int | None, set[str | None]]:
    """The units each message is about; None stands for an item of no unit."""
    unit = sa.func.coalesce(col(Obligation.carried_by), col(MessageItem.unit_id))
    statement = (
        sa.select(col(MessageItem.message_id), unit)
        .join(Obligation, col(Obligation.id) == col(MessageItem.obligation_id), isouter=True)
        .where(col(MessageItem.message_id).in_(messages))
    )
    found: defaultdict[int | None, set[str | None]] = defaultdict(set)
    for message, name in session.execute(statement):
        found[message].add(name)
    return found


def _still_serves(session: Session, move: Move, as_of: date) -> bool:
    """Whether the old address is still a contact of the unit, in another role or place."""
    statement = select(Contact.id).where(
        col(Contact.unit_id) == move.unit_id,
        col(Contact.address) == move.old,
        sa.or_(col(Contact.valid_to).is_(None), col(Contact.valid_to) >= as_of),
    )
    return session.exec(statement).first() is not None


def has_mail(session: Session, *, move: Move, message: Message) -> bool:
    """Whether the new address stands in this mail already, or has its chasing mail of that day."""
    same_day = sa.and_(
        col(Message.kind) == MessageKind.CHASE,
        col(Message.day) == message.day,
        col(Message.status).not_in(GONE),
    )
    other = same_day if message.kind is MessageKind.CHASE else sa.false()
    addressed = sa.and_(
        col(MessageRecipient.address) == move.new, sa.or_(other, col(Message.id) == message.id)
    )
    key_taken = sa.and_(col(Message.dedup_key) == _key(move, message), col(Message.id) != message.id)
    statement = (
        select(Message.id)
        .join(MessageRecipient, col(MessageRecipient.message_id) == col(Message.id))
        .where(sa.or_(addressed, key_taken))
    )
    return session.exec(statement).first() is not None


def _key(move: Move, message: Message) -> str:
    """The message's key with the new address, where it ends in the old one."""
    stem = message.dedup_key.removesuffix(f":{move.old}")
    return message.dedup_key if stem == message.dedup_key else f"{stem}:{move.new}"


def follow(*, move: Move, message: Message, recipient: MessageRecipient) -> None:
    """As if written to the new address: text and bytes are made again at the next claim."""
    if recipient.kind is RecipientKind.TO:
        message.dedup_key = _key(move, message)
    recipient.address, recipient.status, recipient.reply = move.new, RecipientStatus.PENDING, ""
    message.status, message.attempts, message.reason = MessageStatus.QUEUED, 0, ""
    message.subject, message.content = "", None
