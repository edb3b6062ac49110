"""Who has not sent what, and how often each was reminded: one query."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models.store.overview import DATED
from models.store.owed import OWED
from models.store.standing import extended
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
    ObligationStatus,
    Region,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class UnsentRow:
    """One obligation that is still owed by a day, with the reminders sent about it."""

    obligation_id: int
    plan_id: int
    task_id: int
    occurrence: str
    owed_by: str
    carried_by: str
    region: Region
    returned: bool  # it came and is to be completed
    extended: bool
    last_day: date  # that counts now
    due_time: time | None
    target_day: date | None
    reminders: int  # days on which one was sent
    last_reminder: date | None


def unsent_rows(session: Session, *, plans: Collection[int]) -> list[UnsentRow]:
    """What is owed by a day, for the first time or again: nearest day first, units in official order."""
    sent, longer = sent_reminders(), extended(None)
    returned = col(Obligation.status) == ObligationStatus.RETURNED
    due = col(Obligation.effective_due)
    last_day = sa.case((returned, sa.func.coalesce(col(Obligation.resubmit_by), due)), else_=due)
    statement: sa.Select[Any] = (
        sa.select(
            col(Obligation.id).label("obligation_id"),
            col(Obligation.plan_id).label("plan_id"),
            col(Obligation.task_id).label("task_id"),
            col(Obligation.occurrence).label("occurrence"),
            col(Obligation.owed_by).label("owed_by"),
            col(Obligation.carried_by).label("carried_by"),
            col(Unit.region).label("region"),
            returned.label("returned"),
            longer.c.obligation_id.is_not(None).label("extended"),
            last_day.label("last_day"),
            col(Obligation.due_time).label("due_time"),
            col(Obligation.target_day).label("target_day"),
            sa.func.coalesce(sent.c.reminders, 0).label("reminders"),
            sent.c.last_reminder.label("last_reminder"),
        )
        .select_from(Obligation)
        .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
        .join(Unit, col(Unit.id) == col(Obligation.carried_by))
        .outerjoin(sent, sent.c.obligation_id == col(Obligation.id))
        .outerjoin(longer, longer.c.obligation_id == col(Obligation.id))
        .where(
            col(Obligation.plan_id).in_(plans),
            col(Obligation.status).in_(OWED),
            last_day.is_not(None),
            sa.or_(returned, col(PlanTask.deadline_kind).in_(DATED)),
        )
        .order_by(
            last_day,
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
