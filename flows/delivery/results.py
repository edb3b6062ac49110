"""Before and after each mail: that it is begun, and what became of it.

The statements are built once: building them anew for each mail would cost more than sending it.
"""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from flows.delivery.outbox import Claimant
from flows.delivery.rows import (
    ADDRESS,
    MESSAGE,
    answer_recipients,
    close_notices,
    is_stopped,
    notices_sent,
)
from flows.delivery.settling import Claimed, Settlement
from models.words import AddressStatus, MessageStatus, NoticeStatus, RecipientStatus

UNSETTLED = (MessageStatus.QUEUED, MessageStatus.CLAIMED, MessageStatus.RETRY)
MINE = (MESSAGE.c.status == MessageStatus.CLAIMED) & (MESSAGE.c.claimed_by == sa.bindparam("me"))
HELD = (MESSAGE.c.id == sa.bindparam("message")) & MINE
BEGIN = (
    sa.update(MESSAGE)
    .where(
        MESSAGE.c.id.in_(sa.bindparam("messages", expanding=True)),
        MINE,
        MESSAGE.c.lease_until > sa.bindparam("now"),
        ~is_stopped(),
    )
    .values(
        attempts=MESSAGE.c.attempts + 1,
        data_begun_at=sa.func.coalesce(
            MESSAGE.c.data_begun_at, sa.bindparam("now", type_=MESSAGE.c.data_begun_at.type)
        ),
        lease_until=sa.bindparam("until"),
    )
    .returning(MESSAGE.c.id)
)
UNBEGIN = (  # nothing was said about it: as it was before
    sa.update(MESSAGE)
    .where(HELD)
    .values(
        status=sa.bindparam("state"),
        attempts=sa.bindparam("tried"),
        data_begun_at=sa.bindparam("begun"),
        claimed_by="",
        lease_until=None,
    )
)
SETTLE = (
    sa.update(MESSAGE)
    .where(HELD)
    .values(
        status=sa.bindparam("state"),
        reason=sa.bindparam("why"),
        data_begun_at=sa.case(
            (sa.bindparam("sure", type_=sa.Boolean), MESSAGE.c.data_begun_at),
            else_=sa.bindparam("begun", type_=MESSAGE.c.data_begun_at.type),
        ),
        not_before=sa.func.coalesce(
            sa.bindparam("again", type_=MESSAGE.c.not_before.type), MESSAGE.c.not_before
        ),
        settled_at=sa.bindparam("at"),
        claimed_by="",
        lease_until=None,
    )
)
SENT = (  # whoever holds it now: it has been sent
    sa.update(MESSAGE)
    .where(
        MESSAGE.c.id == sa.bindparam("message"),
        sa.or_(*(MESSAGE.c.status == status for status in UNSETTLED)),
    )
    .values(
        status=MessageStatus.SENT,
        reason=sa.bindparam("why"),
        settled_at=sa.bindparam("at"),
        claimed_by="",
        lease_until=None,
    )
)


def step(
    *, engine: sa.Engine, claimant: Claimant, finished: Sequence[Settlement], next_: Sequence[Claimed]
) -> frozenset[int]:
    """In one commit: write down what is finished and mark what is begun next; the ids that may begin.

    A message may not begin any more if its lease ran out, somebody else took it, or the stop switch is on.
    """
    with engine.begin() as connection:
        _record_sent(connection, claimant, [it for it in finished if it.status is MessageStatus.SENT])
        for settlement in finished:
            if settlement.status is not MessageStatus.SENT:
                _record(connection, claimant, settlement)
        _condemn(connection, finished, claimant.folder_now)
        return _begin(connection, claimant, next_)


def _begin(connection: sa.Connection, claimant: Claimant, next_: Sequence[Claimed]) -> frozenset[int]:
    if not next_:
        return frozenset()
    facts = {"me": claimant.name, "now": claimant.now, "until": claimant.now + claimant.lease}
    ids = [message.id for message in next_]
    return frozenset(connection.scalars(BEGIN, facts | {"messages": ids}))


def _record_sent(connection: sa.Connection, claimant: Claimant, sent: Sequence[Settlement]) -> None:
    if not sent:
        return
    at = claimant.folder_now
    connection.execute(SENT, [{"message": it.message.id, "why": it.reason, "at": at} for it in sent])
    answer_recipients(connection, states={row: state for it in sent for row, state in it.recipients.items()})
    notices_sent(connection, notices=[notice for it in sent for notice in it.message.notices], at=at)


def _record(connection: sa.Connection, claimant: Claimant, settlement: Settlement) -> None:
    """One result. Who lost the lease meanwhile may still say that somebody was reached, nothing else."""
    held = _write_message(connection, claimant, settlement)
    states = settlement.recipients
    if not held:
        states = {row: state for row, state in states.items() if state[0] is RecipientStatus.SENT}
    answer_recipients(connection, states=states)
    if settlement.reached:
        notices_sent(connection, notices=settlement.message.notices, at=claimant.folder_now)
    elif held and settlement.status is MessageStatus.FAILED:
        reasons = {settlement.message.id: settlement.reason}
        close_notices(connection, reasons=reasons, status=NoticeStatus.REFUSED, at=claimant.folder_now)


def _write_message(connection: sa.Connection, claimant: Claimant, settlement: Settlement) -> bool:
    message = settlement.message
    facts = {"message": message.id, "me": claimant.name, "begun": message.data_begun_at}
    if settlement.status is MessageStatus.QUEUED:
        before = MessageStatus.RETRY if message.attempts else MessageStatus.QUEUED
        return connection.execute(UNBEGIN, facts | {"state": before, "tried": message.attempts}).rowcount == 1
    retry = settlement.status is MessageStatus.RETRY
    facts |= {
        "state": settlement.status,
        "why": settlement.reason,
        "sure": settlement.data_begun,
        "again": claimant.now + settlement.delay if retry else None,
        "at": None if retry else claimant.folder_now,
    }
    return connection.execute(SETTLE, facts).rowcount == 1


def _condemn(connection: sa.Connection, finished: Sequence[Settlement], at: datetime) -> None:
    """These addresses take no more mail until somebody corrects them."""
    refused = {address: reply for it in finished for address, reply in it.condemned.items()}
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    for address, reply in sorted(
        refused.items()
    ):  # in one order everywhere, so that no two workers lock crosswise
        values = {"status": AddressStatus.REFUSED, "reason": reply, "changed_at": at}
        row = insert(ADDRESS).values(address=address, **values)
        connection.execute(row.on_conflict_do_update(index_elements=[ADDRESS.c.address], set_=values))
