"""The day's mails in numbers."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models.tables import (
    Message,
    MessageItem,
    Notice,
    Obligation,
)
from models.words import (
    MessageKind,
    MessageStatus,
    NoticeKind,
    NoticeStatus,
)

PENDING = (MessageStatus.QUEUED, MessageStatus.CLAIMED, MessageStatus.RETRY)
DROPPED = (MessageStatus.REPLACED, MessageStatus.WITHDRAWN)


@dataclass(frozen=True, kw_only=True, slots=True)
class MailCount:
    """How many mails of a kind stand in a state; `earlier`: of days before, waiting or given up today."""

    kind: MessageKind
    status: MessageStatus
    earlier: bool
    count: int


def mail_counts(session: Session, *, day: date, since: datetime) -> list[MailCount]:
    """The mails of `day`, and those of earlier days that have not left yet or were given up after `since`."""
    earlier = (col(Message.day) < day).label("earlier")
    statement: sa.Select[Any] = (
        sa.select(
            col(Message.kind).label("kind"),
            col(Message.status).label("status"),
            earlier,
            sa.func.count().label("count"),
        )
        .where(_of_interest(day, since))
        .group_by(col(Message.kind), col(Message.status), sa.text("3"))
        .order_by(col(Message.kind), col(Message.status))
    )
    return [
        MailCount(**{**row, "earlier": bool(row["earlier"])}) for row in session.execute(statement).mappings()
    ]


def _of_interest(day: date, since: datetime) -> sa.ColumnElement[bool]:
    """Giving up takes days: a mail that failed today was not of today."""
    failed = sa.and_(col(Message.status) == MessageStatus.FAILED, col(Message.settled_at) > since)
    earlier = sa.and_(col(Message.day) < day, sa.or_(col(Message.status).in_(PENDING), failed))
    return sa.or_(col(Message.day) == day, earlier)


@dataclass(frozen=True, kw_only=True, slots=True)
class MailTrouble:
    """The same answer of a server, to so many mails."""

    status: MessageStatus
    reason: str
    count: int


def mail_troubles(session: Session, *, day: date, since: datetime, limit: int = 10) -> list[MailTrouble]:
    """Why mails failed or are tried again, of `day` or earlier ones; the commonest reasons first."""
    statement: sa.Select[Any] = (
        sa.select(
            col(Message.status).label("status"),
            col(Message.reason).label("reason"),
            sa.func.count().label("count"),
        )
        .where(
            _of_interest(day, since),
            col(Message.status).in_((MessageStatus.FAILED, MessageStatus.RETRY)),
            col(Message.reason) != "",
        )
        .group_by(col(Message.status), col(Message.reason))
        .order_by(sa.func.count().desc(), col(Message.reason))
        .limit(limit)
    )
    return [MailTrouble(**row) for row in session.execute(statement).mappings()]


@dataclass(frozen=True, kw_only=True, slots=True)
class ChaseCount:
    """How many units today's mails tell about a task; `task_id` None: about whole-year tasks together."""

    task_id: int | None
    kind: NoticeKind
    units: int


def chase_counts(session: Session, *, day: date, plans: Collection[int]) -> list[ChaseCount]:
    """What the chasing mails of `day` are about."""
    values = {"day": day, "plans": list(plans)}
    return [ChaseCount(**row) for row in session.execute(_chase_counts(), values).mappings()]


@cache
def _chase_counts() -> sa.Select[Any]:
    note = col(Notice.kind) == NoticeKind.NOTE
    task = sa.case((note, None), else_=col(Obligation.task_id)).label("task_id")
    return (
        sa.select(
            task,
            col(Notice.kind).label("kind"),
            sa.func.count(sa.distinct(col(Obligation.carried_by))).label("units"),
        )
        .select_from(Message)
        .join(MessageItem, col(MessageItem.message_id) == col(Message.id))
        .join(Notice, col(Notice.id) == col(MessageItem.notice_id))
        .join(Obligation, col(Obligation.id) == col(Notice.obligation_id))
        .where(
            col(Message.day) == sa.bindparam("day"),
            col(Message.kind) == MessageKind.CHASE,
            col(Message.status).not_in(DROPPED),
            col(Notice.status).in_((NoticeStatus.PLANNED, NoticeStatus.SENT)),
            col(Obligation.plan_id).in_(sa.bindparam("plans", expanding=True)),
        )
        .group_by(sa.text("1"), col(Notice.kind))
        .order_by(sa.text("1"))
    )
