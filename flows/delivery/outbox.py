"""Who sends what: messages are claimed in batches under a lease and given back if they were not begun."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from flows.delivery.compose import Compose
from flows.delivery.making import make
from flows.delivery.rows import (
    ADDRESS,
    MESSAGE,
    RECIPIENT,
    answer_recipients,
    close_messages,
    close_notices,
    is_stopped,
    notices_of,
)
from flows.delivery.settling import Claimed, Recipient
from models.database import reading, transaction
from models.words import AddressStatus, MessageKind, MessageStatus, NoticeStatus, RecipientStatus

NOBODY = "không có địa chỉ nhận"


@dataclass(frozen=True, kw_only=True, slots=True)
class Claimant:
    """Who claims, by which clocks, for how long."""

    name: str
    now: datetime  # machine clock
    folder_now: datetime  # the folder's clock, for what people read
    lease: timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class Batch:
    """What a claim brought: messages to send, and what was settled without sending."""

    messages: tuple[Claimed, ...] = ()
    taken: int = 0
    withdrawn: int = 0
    failed: int = 0
    refused: int = 0  # recipients
    stopped: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Ahead:
    """Whether sending is stopped, and whether anything waits that may leave now."""

    stopped: bool
    waiting: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class _Screened:
    """The recipients of a batch: who still waits, who got it, whom we do not write to and why."""

    waiting: dict[int, list[Recipient]]
    reached: frozenset[int]
    refused: dict[int, dict[int, str]]  # message: recipient row: reason


def claim(
    *,
    engine: sa.Engine,
    claimant: Claimant,
    kinds: Collection[MessageKind],
    limit: int,
    compose: Compose,
    obstacle: Callable[[str], str],
) -> Batch:
    """Take up to `limit` messages that may leave now and make those not made yet; durable, all or nothing."""
    with transaction(engine) as session:
        connection = session.connection()
        if connection.scalar(sa.select(is_stopped())):
            return Batch(stopped=True)
        ids = _take(connection, claimant, kinds, limit)
        screened = _screen(connection, ids, obstacle)
        hopeless = _refuse(connection, ids, screened, claimant.folder_now)
        made = make(session, ids=list(screened.waiting), compose=compose, at=claimant.folder_now)
        return Batch(
            messages=_in_hand(connection, claimant, screened),
            taken=len(ids),
            withdrawn=made.withdrawn,
            failed=made.failed + hopeless,
            refused=sum(map(len, screened.refused.values())),
        )


def look(*, engine: sa.Engine, now: datetime, kinds: Collection[MessageKind]) -> Ahead:
    """What a claim would meet, asked without any lock."""
    ready = sa.exists(sa.select(MESSAGE.c.id).where(_ready(now), MESSAGE.c.kind.in_(list(kinds))))
    with reading(engine) as session:
        stopped, waiting = session.connection().execute(sa.select(is_stopped(), ready)).one()
    return Ahead(stopped=bool(stopped), waiting=bool(waiting))


def _ready(now: datetime) -> sa.ColumnElement[bool]:
    queued = MESSAGE.c.status.in_((MessageStatus.QUEUED, MessageStatus.RETRY)) & (MESSAGE.c.not_before <= now)
    return queued | ((MESSAGE.c.status == MessageStatus.CLAIMED) & (MESSAGE.c.lease_until < now))


def _take(
    connection: sa.Connection, claimant: Claimant, kinds: Collection[MessageKind], limit: int
) -> list[int]:
    """The oldest that are ready; PostgreSQL's other workers skip rows that this transaction holds.

    Nobody takes from himself: after a jump of the clock his own mails in flight look abandoned.
    """
    ready_now = _ready(claimant.now) & (MESSAGE.c.claimed_by != claimant.name)
    ready = (
        sa.select(MESSAGE.c.id)
        .where(ready_now, MESSAGE.c.kind.in_(list(kinds)))
        .order_by(MESSAGE.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = (
        sa.update(MESSAGE)
        .where(MESSAGE.c.id.in_(list(connection.scalars(ready))), ready_now)
        .values(
            status=MessageStatus.CLAIMED,
            claimed_by=claimant.name,
            lease_until=claimant.now + claimant.lease,
        )
        .returning(MESSAGE.c.id)
    )
    return sorted(connection.scalars(taken))


def _screen(connection: sa.Connection, ids: Sequence[int], obstacle: Callable[[str], str]) -> _Screened:
    condemned = sa.case((ADDRESS.c.status == AddressStatus.REFUSED, ADDRESS.c.reason), else_=None)
    question = (
        sa.select(RECIPIENT.c.id, RECIPIENT.c.message_id, RECIPIENT.c.address, RECIPIENT.c.status, condemned)
        .outerjoin(ADDRESS, ADDRESS.c.address == RECIPIENT.c.address)
        .where(RECIPIENT.c.message_id.in_(ids))
        .order_by(RECIPIENT.c.id)
    )
    screened = _Screened(waiting={}, reached=frozenset(), refused={})
    reached = set()
    for row, message, address, status, reason in connection.execute(question):
        if status is RecipientStatus.SENT:
            reached.add(message)
        if status is not RecipientStatus.PENDING:
            continue
        why = obstacle(address) or ("" if reason is None else f"địa chỉ đã bị từ chối trước đó: {reason}")
        if why:
            screened.refused.setdefault(message, {})[row] = why
        else:
            screened.waiting.setdefault(message, []).append(Recipient(id=row, address=address))
    return _Screened(waiting=screened.waiting, reached=frozenset(reached), refused=screened.refused)


def _refuse(connection: sa.Connection, ids: Sequence[int], screened: _Screened, at: datetime) -> int:
    """Write down whom we do not write to; the number of messages that lost their last recipient."""
    states = {
        row: (RecipientStatus.REFUSED, why) for rows in screened.refused.values() for row, why in rows.items()
    }
    answer_recipients(connection, states=states)
    reasons = {
        id_: "; ".join(dict.fromkeys(screened.refused.get(id_, {0: NOBODY}).values()))
        for id_ in ids
        if id_ not in screened.waiting
    }
    done = {id_: why for id_, why in reasons.items() if id_ in screened.reached}
    lost = {id_: why for id_, why in reasons.items() if id_ not in screened.reached}
    close_messages(connection, reasons=done, status=MessageStatus.SENT, at=at)
    close_messages(connection, reasons=lost, status=MessageStatus.FAILED, at=at)
    close_notices(connection, reasons=lost, status=NoticeStatus.REFUSED, at=at)
    return len(lost)


def _in_hand(connection: sa.Connection, claimant: Claimant, screened: _Screened) -> tuple[Claimed, ...]:
    question = (
        sa.select(MESSAGE.c.id, MESSAGE.c.content, MESSAGE.c.attempts, MESSAGE.c.data_begun_at)
        .where(MESSAGE.c.id.in_(list(screened.waiting)), MESSAGE.c.status == MessageStatus.CLAIMED)
        .where(MESSAGE.c.claimed_by == claimant.name, MESSAGE.c.content.is_not(None))
        .order_by(MESSAGE.c.id)
    )
    notices = notices_of(connection, messages=screened.waiting.keys())
    return tuple(
        Claimed(
            id=id_,
            notices=notices[id_],
            content=content,
            recipients=tuple(screened.waiting[id_]),
            reached=id_ in screened.reached,
            attempts=attempts,
            data_begun_at=begun,
        )
        for id_, content, attempts, begun in connection.execute(question)
    )


def release(*, engine: sa.Engine, name: str) -> int:
    """Give back, at once and without waiting for the lease, what this claimant holds."""
    return _give_back(engine, MESSAGE.c.claimed_by == name)


def release_abandoned(*, engine: sa.Engine, owner: str) -> int:
    """Give back what earlier processes of this owner held; only its one living process may ask."""
    return _give_back(engine, MESSAGE.c.claimed_by.startswith(f"{owner}:", autoescape=True))


def _give_back(engine: sa.Engine, whose: sa.ColumnElement[bool]) -> int:
    begun = sa.case((MESSAGE.c.attempts > 0, MessageStatus.RETRY), else_=MessageStatus.QUEUED)
    change = (
        sa.update(MESSAGE)
        .where(MESSAGE.c.status == MessageStatus.CLAIMED, whose)
        .values(status=begun, claimed_by="", lease_until=None)
    )
    with engine.begin() as connection:
        return connection.execute(change).rowcount
