"""An outbox of any size, written in bulk, and questions about what became of it."""

import secrets
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlmodel import col, select

from flows.delivery.rows import ITEM, MESSAGE, NOTICE, RECIPIENT
from models.database import reading, transaction
from models.tables import Message, MessageItem, Notice
from models.words import (
    MessageKind,
    MessageStatus,
    NoticeKind,
    NoticeStatus,
    RecipientKind,
    RecipientStatus,
    Role,
)
from tests.flows.outboxes import NOON, fill


def queue(engine: sa.Engine, count: int) -> set[str]:
    """Queue so many messages, each with a notice and an address of its own; their Message-IDs."""
    first, *_ = fill(engine, 1)
    with transaction(engine) as session:
        carried = select(col(Notice.id), col(Notice.obligation_id)).join(
            MessageItem, col(MessageItem.notice_id) == col(Notice.id)
        )
        notice, obligation = session.exec(carried.where(col(MessageItem.message_id) == first)).one()
        assert notice is not None
        rows = list(_rows(count - 1, message=first, notice=notice, obligation=obligation))
        for table in (NOTICE, MESSAGE, ITEM, RECIPIENT):
            session.connection().execute(table.insert(), [one[table.name] for one in rows])
        if engine.dialect.name == "postgresql":
            for name in ("notice", "message"):
                last = f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}"
                session.connection().exec_driver_sql(last)
        own = session.get_one(Message, first).message_id
    return {own, *(str(one["message"]["message_id"]) for one in rows)}


def _rows(count: int, *, message: int, notice: int, obligation: int) -> Iterator[dict[str, dict[str, Any]]]:
    """Notices are further rounds of one obligation; ids follow those of the first message."""
    for number in range(1, count + 1):
        key = secrets.token_hex(6)
        yield {
            "notice": {
                "id": notice + number,
                "obligation_id": obligation,
                "round": 1 + number,
                "kind": NoticeKind.REMINDER,
                "stage": "nhac-1",
                "role": Role.CONTACT,
                "due_on": NOON.date(),
                "status": NoticeStatus.PLANNED,
                "reason": "",
                "decided_on": NOON.date(),
                "decided_at": NOON,
            },
            "message": {
                "id": message + number,
                "kind": MessageKind.CHASE,
                "day": NOON.date(),
                "dedup_key": key,
                "message_id": f"{key}@v03.example",
                "status": MessageStatus.QUEUED,
                "created_at": NOON,
                "not_before": NOON,
                "attempts": 0,
                "claimed_by": "",
                "reason": "",
                "facts": {},
                "subject": "",
            },
            "message_item": {"message_id": message + number, "notice_id": notice + number, "text": ""},
            "message_recipient": {
                "message_id": message + number,
                "kind": RecipientKind.TO,
                "address": f"{key}@ca-hagiang.example",
                "role": Role.CONTACT,
                "status": RecipientStatus.PENDING,
                "reply": "",
            },
        }


def unsent(engine: sa.Engine) -> int:
    """How many messages are not sent yet."""
    with reading(engine) as session:
        return session.exec(
            select(sa.func.count()).select_from(Message).where(col(Message.status) != MessageStatus.SENT)
        ).one()


def disagreeing(engine: sa.Engine) -> int:
    """Messages that are sent while a recipient or a notice of theirs says otherwise."""
    other = sa.or_(
        RECIPIENT.c.status != RecipientStatus.SENT,
        NOTICE.c.status != NoticeStatus.SENT,
    )
    question = (
        sa.select(sa.func.count(sa.distinct(MESSAGE.c.id)))
        .join(RECIPIENT, RECIPIENT.c.message_id == MESSAGE.c.id)
        .join(ITEM, ITEM.c.message_id == MESSAGE.c.id)
        .join(NOTICE, NOTICE.c.id == ITEM.c.notice_id)
        .where(MESSAGE.c.status == MessageStatus.SENT, other)
    )
    with reading(engine) as session:
        return int(session.connection().execute(question).scalar_one())
