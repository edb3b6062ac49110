"""What a whole year brought: the ledger and the mails, counted by the database where counts suffice."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models.tables import (
    Message,
    MessageItem,
    MessageRecipient,
    Notice,
    Obligation,
    Plan,
    PlanTask,
    SubmissionLink,
)
from models.words import MessageKind, MessageStatus, NoticeKind, NoticeStatus, RecipientKind, Role

GRAVITY = {NoticeKind.NOTE: 1, NoticeKind.REMINDER: 2, NoticeKind.ESCALATION: 3, NoticeKind.PAPER: 4}
TO_UNITS = (MessageKind.CHASE, MessageKind.ANNOUNCEMENT, MessageKind.REVIEW_REQUEST)


@dataclass(frozen=True, kw_only=True, slots=True)
class LedgerRow:
    """One row of the ledger with whom its mail went to."""

    notice_id: int
    public_id: str
    plan_code: str
    task_code: str
    occurrence: str
    unit_id: str
    round: int
    kind: NoticeKind
    stage: str
    role: Role
    due_on: date
    decided_on: date
    status: NoticeStatus
    reason: str


def ledger(session: Session, *, decided_on: date | None = None) -> list[LedgerRow]:
    """The ledger in the order it was written; of one day, if one is named."""
    statement: sa.Select[Any] = (
        sa.select(
            col(Notice.id).label("notice_id"),
            col(Obligation.public_id).label("public_id"),
            col(Plan.code).label("plan_code"),
            col(PlanTask.code).label("task_code"),
            col(Obligation.occurrence).label("occurrence"),
            col(Obligation.carried_by).label("unit_id"),
            col(Notice.round).label("round"),
            col(Notice.kind).label("kind"),
            col(Notice.stage).label("stage"),
            col(Notice.role).label("role"),
            col(Notice.due_on).label("due_on"),
            col(Notice.decided_on).label("decided_on"),
            col(Notice.status).label("status"),
            col(Notice.reason).label("reason"),
        )
        .join(Obligation, col(Obligation.id) == col(Notice.obligation_id))
        .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .order_by(col(Notice.id))
    )
    if decided_on is not None:
        statement = statement.where(col(Notice.decided_on) == decided_on)
    return [LedgerRow(**row) for row in session.execute(statement).mappings()]


@dataclass(frozen=True, kw_only=True, slots=True)
class DayCount:
    """So many mails of a sort left on a day; `gravity`: of the most serious thing a chasing mail says."""

    day: date
    kind: MessageKind
    gravity: int | None
    count: int


def mails_by_day(session: Session) -> list[DayCount]:
    """Sent mails by the day they are for and by what they are about."""
    sent = _gravities().subquery()
    statement: sa.Select[Any] = (
        sa.select(sent.c.day, sent.c.kind, sent.c.gravity, sa.func.count().label("count"))
        .group_by(sent.c.day, sent.c.kind, sent.c.gravity)
        .order_by(sent.c.day, sent.c.kind, sent.c.gravity)
    )
    return [DayCount(**row) for row in session.execute(statement).mappings()]


def _gravities() -> sa.Select[Any]:
    """Each sent mail with the gravity of the most serious thing it says."""
    gravity = sa.func.max(sa.case(GRAVITY, value=col(Notice.kind)))
    return (
        sa.select(
            col(Message.id).label("id"),
            col(Message.day).label("day"),
            col(Message.kind).label("kind"),
            gravity.label("gravity"),
        )
        .outerjoin(MessageItem, col(MessageItem.message_id) == col(Message.id))
        .outerjoin(
            Notice,
            sa.and_(col(Notice.id) == col(MessageItem.notice_id), col(Notice.status) == NoticeStatus.SENT),
        )
        .where(col(Message.status) == MessageStatus.SENT)
        .group_by(col(Message.id), col(Message.day), col(Message.kind))
    )


def mails_per_address(session: Session, *, role: Role = Role.CONTACT) -> dict[str, int]:
    """How many announcements and chasing mails each address of a role got."""
    statement: sa.Select[Any] = (
        sa.select(col(MessageRecipient.address), sa.func.count())
        .join(Message, col(Message.id) == col(MessageRecipient.message_id))
        .where(
            col(Message.status) == MessageStatus.SENT,
            col(Message.kind).in_(TO_UNITS),
            col(MessageRecipient.role) == role,
        )
        .group_by(col(MessageRecipient.address))
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def recipients_of_notices(session: Session, *, notices: Collection[int] | None = None) -> dict[int, str]:
    """Per ledger row the addresses that its mails were made out to and that got it or still will."""
    gone = (MessageStatus.REPLACED, MessageStatus.WITHDRAWN, MessageStatus.FAILED)
    statement = (
        sa.select(col(MessageItem.notice_id), col(MessageRecipient.address))
        .join(Message, col(Message.id) == col(MessageItem.message_id))
        .join(MessageRecipient, col(MessageRecipient.message_id) == col(Message.id))
        .where(col(MessageItem.notice_id).is_not(None), col(Message.status).not_in(gone))
        .order_by(col(MessageRecipient.id))
    )
    found: dict[int, list[str]] = {}
    for notice, address in session.execute(statement):
        if notices is None or notice in notices:
            found.setdefault(notice, []).append(address)
    return {notice: ", ".join(dict.fromkeys(addresses)) for notice, addresses in found.items()}


def mails_per_unit(session: Session) -> dict[str, int]:
    """How many announcements and chasing mails told each unit something."""
    statement: sa.Select[Any] = (
        sa.select(col(MessageItem.unit_id), sa.func.count(sa.distinct(col(Message.id))))
        .join(Message, col(Message.id) == col(MessageItem.message_id))
        .where(col(Message.status) == MessageStatus.SENT, col(Message.kind).in_(TO_UNITS))
        .group_by(col(MessageItem.unit_id))
    )
    return {unit: count for unit, count in session.execute(statement) if unit}


def documents_per_unit(session: Session) -> dict[str, dict[bool | None, int]]:
    """Per unit, how many obligations were met on time, late, or without a day to judge by."""
    statement: sa.Select[Any] = (
        sa.select(col(Obligation.carried_by), col(SubmissionLink.on_time), sa.func.count())
        .join(SubmissionLink, col(SubmissionLink.obligation_id) == col(Obligation.id))
        .group_by(col(Obligation.carried_by), col(SubmissionLink.on_time))
    )
    found: dict[str, dict[bool | None, int]] = {}
    for unit, on_time, count in session.execute(statement):
        found.setdefault(unit, {})[on_time] = count
    return found


@dataclass(frozen=True, kw_only=True, slots=True)
class SentMail:
    """One mail as it was made."""

    id: int
    day: date
    kind: MessageKind
    gravity: int | None
    subject: str
    content: bytes
    to: tuple[str, ...]
    cc: tuple[str, ...]
    units: tuple[str, ...]


def mails_in_full(session: Session, *, day: date | None = None) -> list[SentMail]:
    """The sent mails whose bytes were made, oldest first; those for one day, if one is named."""
    statement = _gravities().add_columns(col(Message.subject), col(Message.content))
    statement = statement.where(sa.func.length(col(Message.content)) > 0).group_by(
        col(Message.subject), col(Message.content)
    )
    if day is not None:
        statement = statement.where(col(Message.day) == day)
    rows = session.execute(statement.order_by(col(Message.id))).mappings().all()
    people = _people(session)
    units = _units(session)
    return [
        SentMail(
            **row,
            to=tuple(people.get((row["id"], RecipientKind.TO), ())),
            cc=tuple(people.get((row["id"], RecipientKind.CC), ())),
            units=tuple(units.get(row["id"], ())),
        )
        for row in rows
    ]


def _people(session: Session) -> dict[tuple[int, RecipientKind], list[str]]:
    found: dict[tuple[int, RecipientKind], list[str]] = {}
    statement = (
        sa.select(col(MessageRecipient.message_id), col(MessageRecipient.kind), col(MessageRecipient.address))
        .join(Message, col(Message.id) == col(MessageRecipient.message_id))
        .where(sa.func.length(col(Message.content)) > 0)
        .order_by(col(MessageRecipient.id))
    )
    for message, kind, address in session.execute(statement):
        found.setdefault((message, kind), []).append(address)
    return found


def _units(session: Session) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    statement = (
        sa.select(col(MessageItem.message_id), col(MessageItem.unit_id))
        .join(Message, col(Message.id) == col(MessageItem.message_id))
        .where(sa.func.length(col(Message.content)) > 0, col(MessageItem.unit_id).is_not(None))
        .distinct()
    )
    for message, unit in session.execute(statement):
        found.setdefault(message, []).append(unit)
    return found
