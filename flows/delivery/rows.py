"""The outbox's tables, and the changes that claiming and recording share."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import SQLModel

from models import tables as _tables  # noqa: F401  (fills the metadata that is read below)
from models.words import MessageStatus, NoticeStatus, RecipientStatus

MESSAGE, RECIPIENT, ITEM, NOTICE, ADDRESS, STOP = (
    SQLModel.metadata.tables[name]
    for name in ("message", "message_recipient", "message_item", "notice", "address", "stop_switch")
)
# By key, one at a time: a subquery would make SQLite walk all planned notices for each mail.
PLANNED = sa.update(NOTICE).where(
    NOTICE.c.id == sa.bindparam("notice"), NOTICE.c.status == NoticeStatus.PLANNED
)
NOTICE_SENT = PLANNED.values(status=NoticeStatus.SENT, settled_at=sa.bindparam("at"))
ANSWER = (
    sa.update(RECIPIENT)
    .where(RECIPIENT.c.id == sa.bindparam("row"))
    .values(status=sa.bindparam("state"), reply=sa.bindparam("words"))
)


def is_stopped() -> sa.Exists:
    """The stop switch, as a condition."""
    return sa.exists(sa.select(STOP.c.id).where(STOP.c.stopped.is_(True)))


def close_messages(
    connection: sa.Connection, *, reasons: Mapping[int, str], status: MessageStatus, at: datetime
) -> None:
    """Messages that will not be sent, each with its reason."""
    change = (
        sa.update(MESSAGE)
        .where(MESSAGE.c.id == sa.bindparam("message"))
        .values(status=status, reason=sa.bindparam("why"), settled_at=at, claimed_by="", lease_until=None)
    )
    if reasons:
        connection.execute(change, [{"message": id_, "why": why} for id_, why in reasons.items()])


def notices_of(connection: sa.Connection, *, messages: Collection[int]) -> dict[int, tuple[int, ...]]:
    """The ledger rows that each message carries."""
    question = sa.select(ITEM.c.message_id, ITEM.c.notice_id).where(
        ITEM.c.message_id.in_(list(messages)), ITEM.c.notice_id.is_not(None)
    )
    found: dict[int, tuple[int, ...]] = dict.fromkeys(messages, ())
    for message, notice in connection.execute(question):
        found[message] += (notice,)
    return found


def close_notices(
    connection: sa.Connection, *, reasons: Mapping[int, str], status: NoticeStatus, at: datetime
) -> None:
    """The planned notices of these messages, with the reason that people read."""
    change = PLANNED.values(status=status, reason=sa.bindparam("why"), settled_at=at)
    carried = notices_of(connection, messages=reasons.keys()) if reasons else {}
    rows = [{"notice": notice, "why": reasons[id_]} for id_, notices in carried.items() for notice in notices]
    if rows:
        connection.execute(change, rows)


def notices_sent(connection: sa.Connection, *, notices: Sequence[int], at: datetime) -> None:
    """These notices, as far as they are planned, reached somebody."""
    if notices:
        connection.execute(NOTICE_SENT, [{"notice": notice, "at": at} for notice in notices])


def answer_recipients(
    connection: sa.Connection, *, states: Mapping[int, tuple[RecipientStatus, str]]
) -> None:
    """What was said of each recipient, by row id."""
    rows = [{"row": row, "state": state, "words": reply} for row, (state, reply) in states.items()]
    if rows:
        connection.execute(ANSWER, rows)
