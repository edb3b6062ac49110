"""Delivery without SMTP, for scratch copies: claimed, composed and recorded as ever, handed to nobody."""

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa

from flows.delivery.compose import Compose
from flows.delivery.envelope import obstacle
from flows.delivery.outbox import Claimant, claim
from flows.delivery.results import step
from flows.delivery.rows import MESSAGE
from flows.delivery.settling import Claimed, Settlement
from models.words import MessageKind, MessageStatus, RecipientStatus

BATCH = 2000
LEASE = timedelta(hours=1)
WAITING = (MessageStatus.QUEUED, MessageStatus.CLAIMED, MessageStatus.RETRY)


def settle_without_smtp(
    *,
    engine: sa.Engine,
    compose: Compose,
    now: datetime,
    folder_now: datetime,
    blocked: Callable[[str], str] = lambda address: obstacle(address=address, allowed_domains=()),
) -> int:
    """Let everything in the outbox of a scratch copy reach its recipients; how many messages did."""
    claimant = Claimant(name="scratch", now=now, folder_now=folder_now, lease=LEASE)
    _make_ready(engine, now)
    sent = 0
    while True:
        batch = claim(
            engine=engine,
            claimant=claimant,
            kinds=tuple(MessageKind),
            limit=BATCH,
            compose=compose,
            obstacle=blocked,
        )
        if not batch.taken:
            return sent
        finished = [_arrived(message) for message in batch.messages]
        step(engine=engine, claimant=claimant, finished=finished, next_=())
        sent += len(finished)


def _make_ready(engine: sa.Engine, now: datetime) -> None:
    """What backs off, waits for its hour or is in another's hands would be tried in the course of the day."""
    change = sa.update(MESSAGE).where(MESSAGE.c.status.in_(WAITING))
    with engine.begin() as connection:
        connection.execute(change.values(status=MessageStatus.QUEUED, not_before=now, lease_until=None))


def _arrived(message: Claimed) -> Settlement:
    return Settlement(
        message=message,
        status=MessageStatus.SENT,
        reason="",
        recipients={one.id: (RecipientStatus.SENT, "") for one in message.recipients},
        reached=True,
        data_begun=True,
    )
