"""Who has not sent what, and how often each was reminded: one query."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models.store.overview import DATED
from models.store.owed import OWED
from models.tables import (
    Message,
    MessageItem,
    Notice,
    Obligation,
    PlanTask,
    Unit,
)
from models.words import (
    MessageKind,
    MessageStatus,
    NoticeKind,
    NoticeStatus,
    Region,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class UnsentRow:
    """One dated obligation that is still owed, with the reminders sent about it."""

    obligation_id: int
    plan_id: int
    task_id: int
    occurrence: str
    owed_by: str
    carried_by: str
    region: Region
    effective_due: date
    due_time: time | None
    target_day: date | None
    reminders: int  # days on which one was sent
    last_reminder: date | None


def unsent_rows(session: Session, *, plans: Collection[int]) -> list[UnsentRow]:
    """Dated obligations still owed: nearest day first, then by region in the order of official lists."""
    sent = sent_reminders()
    statement: sa.Select[Any] = (
        sa.select(
            col(Obligation.id).label("obligation_id"),
            col(Obligation.plan_id).label("plan_id"),
            col(Obligation.task_id).label("task_id"),
            col(Obligation.occurrence).label("occurrence"),
            col(Obligation.owed_by).label("owed_by"),
            col(Obligation.carried_by).label("carried_by"),
            col(Unit.region).label("region"),
            col(Obligation.effective_due).label("effective_due"),
            col(Obligation.due_time).label("due_time"),
            col(Obligation.target_day).label("target_day"),
            sa.func.coalesce(sent.c.reminders, 0).label("reminders"),
            sent.c.last_reminder.label("last_reminder"),
        )
        .select_from(Obligation)
        .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
        .join(Unit, col(Unit.id) == col(Obligation.owed_by))
        .outerjoin(sent, sent.c.obligation_id == col(Obligation.id))
        .where(
            col(Obligation.plan_id).in_(plans),
            col(Obligation.status).in_(OWED),
            col(Obligation.effective_due).is_not(None),
            col(PlanTask.deadline_kind).in_(DATED),
        )
        .order_by(
            col(Obligation.effective_due),
            col(PlanTask.plan_id),
            col(PlanTask.position),
            col(Obligation.occurrence),
            col(Unit.position),
            col(Unit.id),
        )
    )
    return [UnsentRow(**row) for row in session.execute(statement).mappings()]


def sent_reminders() -> sa.Subquery:
    """Per obligation the days on which a chasing mail about it was sent: how many, and the last."""
    return (
        sa.select(
            col(Notice.obligation_id).label("obligation_id"),
            sa.func.count(sa.distinct(col(Message.day))).label("reminders"),
            sa.func.max(col(Message.day)).label("last_reminder"),
        )
        .join(MessageItem, col(MessageItem.notice_id) == col(Notice.id))
        .join(Message, col(Message.id) == col(MessageItem.message_id))
        .where(
            col(Notice.status) == NoticeStatus.SENT,
            col(Notice.kind).in_((NoticeKind.REMINDER, NoticeKind.ESCALATION)),
            col(Message.kind) == MessageKind.CHASE,
            col(Message.status) == MessageStatus.SENT,
        )
        .group_by(col(Notice.obligation_id))
        .subquery()
    )
