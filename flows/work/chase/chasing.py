"""From stages to mails: one chasing mail per address and day, most serious first."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import sqlalchemy as sa
from sqlmodel import Session, col, insert, select

from flows.clock import ZONE
from flows.work.world import World
from models.rules.grouping import Concern, Envelope, one_mail_each
from models.store.owed import OwedRow, chunks
from models.tables import Message, MessageItem, MessageRecipient
from models.words import MessageKind, MessageStatus, NoticeKind, RecipientKind, RecipientStatus, Role

# Receipts, alarms and what goes to coordinators wait for no sending window.
AT_ONCE = frozenset({MessageKind.RECEIPT, MessageKind.ALARM, MessageKind.BRIEF, MessageKind.DRAFT})
NEVER_LEFT = (MessageStatus.REPLACED, MessageStatus.WITHDRAWN, MessageStatus.FAILED)
# Nearly all mails are sent: as text, so that a database takes the index on the moment, not that on this.
SENT = sa.cast(col(Message.status), sa.String) == MessageStatus.SENT.value
SERIOUSNESS = (NoticeKind.ESCALATION, NoticeKind.REMINDER, NoticeKind.NOTE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Chase:
    """One planned stage with the addresses it goes to."""

    notice_id: int
    obligation_id: int
    plan_id: int
    unit_id: str
    kind: NoticeKind
    role: Role
    last_day: date | None
    to: str
    cc: tuple[str, ...]


def chase_of(
    *, notice_id: int, row: OwedRow, kind: NoticeKind, role: Role, addresses: Sequence[str]
) -> Chase:
    """The stage `notice_id` of `row`, to the first address with copies to the others."""
    return Chase(
        notice_id=notice_id,
        obligation_id=row.id,
        plan_id=row.plan_id,
        unit_id=row.carried_by,
        kind=kind,
        role=role,
        last_day=row.effective_due,
        to=addresses[0],
        cc=tuple(addresses[1:]),
    )


def chase_key(*, day: date, address: str) -> str:
    """The key that makes a second chasing mail to one address on one day impossible."""
    return f"chase:{day.isoformat()}:{address}"


def addresses_already_mailed(session: Session, *, world: World) -> set[str]:
    """Addresses that have had a chasing mail today, will have one, or have an older one in flight."""
    gone = (MessageStatus.REPLACED, MessageStatus.WITHDRAWN)
    of_today = sa.and_(col(Message.day) == world.today, col(Message.status).not_in(gone))
    midnight = datetime.combine(world.today, time.min, tzinfo=ZONE).astimezone(UTC)
    left_today = sa.and_(SENT, col(Message.settled_at) >= midnight)
    in_flight = col(Message.status) == MessageStatus.CLAIMED
    mails = select(Message.id).where(
        col(Message.kind) == MessageKind.CHASE, sa.or_(of_today, left_today, in_flight)
    )
    found: set[str] = set()
    for some in chunks(session.exec(mails).all()):
        addresses = select(MessageRecipient.address).where(col(MessageRecipient.message_id).in_(some))
        found.update(session.exec(addresses))
    return found


def write_chases(
    session: Session, *, chases: Sequence[Chase], mailed: set[str], world: World
) -> dict[str, int]:
    """Write one message per address with its recipients and items; the new messages by address.

    Whoever is in `mailed` gets no copy: his chasing mail of today is gone already.
    """
    ordered = sorted(chases, key=_seriousness)
    concerns = [
        Concern(item=n, to=chase.to, cc=tuple(cc for cc in chase.cc if cc not in mailed))
        for n, chase in enumerate(ordered)
    ]
    envelopes = one_mail_each(concerns=concerns)
    if not envelopes:
        return {}
    ids = _insert_messages(session, envelopes, world)
    roles = {address: chase.role for chase in ordered for address in (*chase.cc, chase.to)}
    _insert_recipients(session, envelopes, ids, roles)
    _insert_items(session, envelopes, ids, ordered)
    return {envelope.to: message for envelope, message in zip(envelopes, ids, strict=True)}


def free_keys(session: Session, *, keys: Sequence[str]) -> None:
    """Let go of the keys of mails that never left, so that another may take their place."""
    for some in chunks(keys):
        session.connection().execute(
            sa.update(Message)
            .where(col(Message.dedup_key).in_(some), col(Message.status).in_(NEVER_LEFT))
            .values(dedup_key=col(Message.dedup_key) + ":" + sa.cast(col(Message.id), sa.String))
        )


def _seriousness(chase: Chase) -> tuple[int, date, int]:
    return SERIOUSNESS.index(chase.kind), chase.last_day or date.max, chase.obligation_id


def _insert_messages(session: Session, envelopes: Sequence[Envelope], world: World) -> tuple[int, ...]:
    rows = [
        new_message(
            kind=MessageKind.CHASE,
            key=chase_key(day=world.today, address=envelope.to),
            world=world,
        )
        for envelope in envelopes
    ]
    free_keys(session, keys=[str(row["dedup_key"]) for row in rows])
    statement = insert(Message).returning(col(Message.id), sort_by_parameter_order=True)
    return tuple(session.execute(statement, rows).scalars())


def new_message(
    *, kind: MessageKind, key: str, world: World, plan_id: int | None = None
) -> dict[str, object]:
    """The columns of a message that waits in the outbox; chasing mail waits for the sending window."""
    at_once = kind in AT_ONCE
    return {
        "kind": kind,
        "day": world.today,
        "dedup_key": key,
        "message_id": f"{uuid.uuid4().hex}@{world.message_id_domain}",
        "status": MessageStatus.QUEUED,
        "plan_id": plan_id,
        "created_at": world.now,
        "not_before": world.machine_now if at_once else world.chase_from,
        "facts": {},
    }


def _insert_recipients(
    session: Session, envelopes: Sequence[Envelope], ids: Sequence[int], roles: Mapping[str, Role]
) -> None:
    rows = [
        recipient(message_id=message, address=address, kind=kind, role=roles[address])
        for message, envelope in zip(ids, envelopes, strict=True)
        for kind, addresses in ((RecipientKind.TO, (envelope.to,)), (RecipientKind.CC, envelope.cc))
        for address in addresses
    ]
    session.execute(insert(MessageRecipient), rows)


def recipient(*, message_id: int, address: str, kind: RecipientKind, role: Role | None) -> dict[str, object]:
    """The columns of a recipient nobody has tried yet."""
    return {
        "message_id": message_id,
        "address": address,
        "kind": kind,
        "role": role,
        "status": RecipientStatus.PENDING,
    }


def _insert_items(
    session: Session, envelopes: Sequence[Envelope], ids: Sequence[int], chases: Sequence[Chase]
) -> None:
    rows = [
        {
            "message_id": message,
            "notice_id": chases[item].notice_id,
            "obligation_id": chases[item].obligation_id,
            "plan_id": chases[item].plan_id,
            "unit_id": chases[item].unit_id,
        }
        for message, envelope in zip(ids, envelopes, strict=True)
        for item in envelope.items
    ]
    session.execute(insert(MessageItem), rows)
