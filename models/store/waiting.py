"""Questions about stages that were planned but have not left."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.store.owed import OWED, OwedRow, chunks, every, owed_where
from models.tables import Address, Message, MessageItem, MessageRecipient, Notice, Obligation, Plan
from models.words import (
    AddressStatus,
    MessageKind,
    MessageStatus,
    NoticeKind,
    NoticeStatus,
    PlanStatus,
    RecipientKind,
    Role,
)

NOTICE: tuple[Any, ...] = (
    col(Notice.id).label("notice_id"),
    col(Notice.kind).label("notice_kind"),
    col(Notice.role).label("role"),
    col(Notice.round).label("notice_round"),
    col(Notice.due_on).label("due_on"),
    col(Notice.status).label("status"),
    col(Notice.settled_at).label("settled_at"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """A stage that has not left: its mail was never attempted, or its address was missing or refused."""

    notice_id: int
    notice_kind: NoticeKind
    role: Role
    notice_round: int
    due_on: date
    status: NoticeStatus
    settled_at: datetime | None
    message_id: int | None  # the mail it waits in; None: it waits for an address
    still_owed: bool
    row: OwedRow
    tried: tuple[str, ...] = ()  # addresses that a server refused it for


def without_mail(session: Session) -> list[Waiting]:
    """Mails of the present round, still owed, that lie in no message that could leave.

    Their address was missing or refused, or they were approved and not put into a mail yet.
    """
    found = _waiting(session, _without_mail(), {})
    tried = _tried(session, [one.notice_id for one in found if one.status is NoticeStatus.REFUSED])
    return [replace(one, tried=tuple(tried.get(one.notice_id, ()))) for one in found]


@cache
def _without_mail() -> sa.Select[Any]:
    approved = sa.and_(
        col(Notice.status) == NoticeStatus.PLANNED,
        ~sa.exists(sa.select(col(MessageItem.id)).where(col(MessageItem.notice_id) == col(Notice.id))),
    )
    statement = owed_where(
        sa.or_(col(Notice.status).in_((NoticeStatus.NO_ADDRESS, NoticeStatus.REFUSED)), approved),
        col(Notice.round) == col(Obligation.round),
        col(Notice.kind) != NoticeKind.PAPER,
        col(Notice.role) != Role.FOCAL_HEAD,
    ).add_columns(sa.null().label("message_id"), sa.true().label("still_owed"))
    return statement.join(Notice, col(Notice.obligation_id) == col(Obligation.id)).add_columns(*NOTICE)


def _tried(session: Session, notices: list[int]) -> Mapping[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    for some in chunks(notices):
        statement = (
            select(MessageItem.notice_id, MessageRecipient.address)
            .join(MessageRecipient, col(MessageRecipient.message_id) == col(MessageItem.message_id))
            .where(col(MessageItem.notice_id).in_(some), col(MessageRecipient.kind) == RecipientKind.TO)
        )
        for notice, address in session.exec(statement):
            if notice:
                found[notice].append(address)
    return found


def cleared_addresses(session: Session, *, among: Iterable[str]) -> dict[str, datetime]:
    """Addresses that were refused once and entered again since, with the moment."""
    found: dict[str, datetime] = {}
    for some in chunks(sorted(set(among))):
        statement = select(Address.address, Address.changed_at).where(
            col(Address.address).in_(some), col(Address.status) == AddressStatus.OK
        )
        found.update(dict(session.exec(statement).all()))
    return found


def never_attempted(session: Session, *, before: date) -> list[Waiting]:
    """Stages inside chasing mails of earlier days that nobody has tried to send yet."""
    return _waiting(session, _never_attempted(), {"before": before})


@cache
def _never_attempted() -> sa.Select[Any]:
    owed = sa.and_(col(Plan.status) == PlanStatus.ISSUED, col(Obligation.status).in_(OWED))
    return (
        every(
            col(Message.kind) == MessageKind.CHASE,
            col(Message.status) == MessageStatus.QUEUED,
            col(Message.attempts) == 0,
            col(Message.day) < sa.bindparam("before"),
            col(Notice.status) == NoticeStatus.PLANNED,
        )
        .join(Notice, col(Notice.obligation_id) == col(Obligation.id))
        .join(MessageItem, col(MessageItem.notice_id) == col(Notice.id))
        .join(Message, col(Message.id) == col(MessageItem.message_id))
        .add_columns(col(Message.id).label("message_id"), owed.label("still_owed"))
        .add_columns(*NOTICE)
        .with_for_update(of=Message, skip_locked=True)
    )


def _waiting(session: Session, statement: sa.Select[Any], values: Mapping[str, Any]) -> list[Waiting]:
    names = [column.name for column in NOTICE]
    found = []
    for mapping in session.execute(statement, values).mappings():
        row = dict(mapping)
        own = {name: row.pop(name) for name in names}
        message, owed = row.pop("message_id"), bool(row.pop("still_owed"))
        found.append(Waiting(**own, message_id=message, still_owed=owed, row=OwedRow(**row)))
    return found
