"""Questions about the outbox for those who wait for it."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from models.store.owed import chunks
from models.tables import Message, StopSwitch
from models.words import MessageStatus

UNDER_WAY = (MessageStatus.QUEUED, MessageStatus.CLAIMED)


def waiting_among(session: Session, *, messages: Sequence[int], now: datetime) -> int:
    """How many of `messages` may leave now and have not been tried yet; none while sending is stopped."""
    switch = session.get(StopSwitch, 1)
    if switch and switch.stopped:
        return 0
    count = sa.select(sa.func.count()).select_from(Message)
    return sum(
        int(
            session.execute(
                count.where(
                    col(Message.id).in_(some),
                    col(Message.status).in_(UNDER_WAY),
                    col(Message.not_before) <= now,
                )
            ).scalar_one()
        )
        for some in chunks(messages)
    )
