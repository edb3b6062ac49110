"""Mails that did not reach somebody, although nobody's address was refused."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.tables import Address, Message, MessageRecipient
from models.words import AddressStatus, MessageKind, MessageStatus, RecipientStatus

LEFT_OUT = (MessageStatus.WITHDRAWN, MessageStatus.REPLACED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Undelivered:
    """Mails of a kind and day that were given up for the same reason."""

    kind: MessageKind
    day: date
    reason: str
    addresses: tuple[str, ...]


def undelivered(session: Session, *, since: datetime, plans: Collection[int]) -> list[Undelivered]:
    """What was given up after `since`: put off for days, refused after its text, or never made."""
    lost = sa.and_(
        col(Message.status) == MessageStatus.FAILED,
        col(MessageRecipient.status) == RecipientStatus.PENDING,
    )
    reason = sa.case((lost, col(Message.reason)), else_=col(MessageRecipient.reply)).label("reason")
    question = (
        select(col(Message.kind), col(Message.day), reason, col(MessageRecipient.address))
        .join(Message, col(Message.id) == col(MessageRecipient.message_id))
        .outerjoin(Address, col(Address.address) == col(MessageRecipient.address))
        .where(
            col(Message.settled_at) > since,
            col(Message.status).not_in(LEFT_OUT),
            sa.or_(col(MessageRecipient.status) == RecipientStatus.REFUSED, lost),
            sa.func.coalesce(col(Address.status), "") != AddressStatus.REFUSED,  # told of elsewhere
            sa.or_(col(Message.plan_id).is_(None), col(Message.plan_id).in_(plans)),
        )
        .order_by(col(Message.day), col(Message.kind), sa.text("reason"), col(MessageRecipient.address))
    )
    groups: dict[tuple[MessageKind, date, str], list[str]] = {}
    for kind, day, why, address in session.execute(question):
        groups.setdefault((kind, day, why), []).append(address)
    return [
        Undelivered(kind=kind, day=day, reason=why, addresses=tuple(addresses))
        for (kind, day, why), addresses in groups.items()
    ]
