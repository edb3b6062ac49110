"""Receipts: what has come in and what was accepted, one mail per unit and day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, insert, select

from flows.work.chase.address_book import AddressBook, read_address_book
from flows.work.chase.chasing import NEVER_LEFT, free_keys, new_message, recipient
from flows.work.world import World
from models.tables import Message, MessageItem, MessageRecipient, Plan, Submission
from models.words import MessageKind, MessageStatus, PlanStatus, RecipientKind, Role

MADE = (MessageStatus.CLAIMED, MessageStatus.SENT, MessageStatus.RETRY)  # a unit has, or will have, read it


class About(StrEnum):
    """What a line of a receipt says of a document."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    OUTDATED = "outdated"  # an earlier receipt no longer holds


def queue_receipt(
    session: Session, *, submission_id: int, world: World, about: About = About.RECEIVED
) -> None:
    """Put a line into the unit's receipt of the day; a unit without an address gets none."""
    unit = session.get_one(Submission, submission_id).unit_id
    book = read_address_book(session, day=world.today, units=(unit,))
    if not book.main(unit, Role.CONTACT) or _runs_the_plan(session, unit):
        return
    message = _open_receipt(session, unit, book, world)
    item = {"message_id": message, "unit_id": unit, "submission_id": submission_id, "text": about.value}
    session.execute(insert(MessageItem), [item])


def outdate(session: Session, *, submission_id: int, world: World) -> None:
    """A record was voided or corrected: if the unit was sent its receipt, say that it no longer holds."""
    told = (
        select(MessageItem.id)
        .join(Message, col(Message.id) == col(MessageItem.message_id))
        .where(
            col(MessageItem.submission_id) == submission_id,
            col(Message.kind) == MessageKind.RECEIPT,
            col(Message.status).in_(MADE),
        )
    )
    if session.exec(told).first() is not None:
        queue_receipt(session, submission_id=submission_id, world=world, about=About.OUTDATED)


def _runs_the_plan(session: Session, unit: str) -> bool:
    """The focal unit confirms nothing to itself."""
    runs = select(Plan.id).where(col(Plan.status) == PlanStatus.ISSUED, col(Plan.focal_unit) == unit)
    return session.exec(runs).first() is not None


def _open_receipt(session: Session, unit: str, book: AddressBook, world: World) -> int:
    """Today's receipt while it waits, else the next day's; each new line gives it the whole wait again."""
    leaves = world.machine_now + timedelta(minutes=world.policy.receipt_minutes)
    day, made = world.today, None
    while made is None:
        found = _receipt(session, unit, day)
        if found is None:
            made = _new_receipt(session, unit, day, leaves, book, world)
        elif found.status is MessageStatus.QUEUED:
            made, found.not_before = found.id, max(found.not_before, leaves)
        else:
            day, leaves = day + timedelta(days=1), leaves + timedelta(days=1)
    session.flush()
    return made


def _receipt(session: Session, unit: str, day: date) -> Message | None:
    """Locked, so that nobody claims it while a line is added; one that never left stands in nobody's way."""
    statement = select(Message).where(col(Message.dedup_key) == _key(unit, day)).with_for_update()
    found = session.exec(statement.execution_options(populate_existing=True)).first()
    if found is None or found.status not in NEVER_LEFT:
        return found
    free_keys(session, keys=[_key(unit, day)])
    return None


def _key(unit: str, day: date) -> str:
    return f"receipt:{day.isoformat()}:{unit}"


def _new_receipt(
    session: Session, unit: str, day: date, leaves: datetime, book: AddressBook, world: World
) -> int | None:
    """Its id; None if somebody else made it in this moment."""
    row = new_message(kind=MessageKind.RECEIPT, key=_key(unit, day), world=world)
    row |= {"day": day, "not_before": leaves}
    try:
        with session.begin_nested():
            made = session.execute(insert(Message).returning(col(Message.id)), [row]).scalar_one()
    except IntegrityError:
        return None
    session.execute(insert(MessageRecipient), contacts(message_id=made, unit=unit, book=book))
    return int(made)


def contacts(*, message_id: int, unit: str, book: AddressBook) -> Sequence[dict[str, object]]:
    """The unit's contacts as recipients: the first is To, the others get copies."""
    return [
        recipient(
            message_id=message_id,
            address=address,
            kind=RecipientKind.CC if place else RecipientKind.TO,
            role=Role.CONTACT,
        )
        for place, address in enumerate(book.all(unit, Role.CONTACT))
    ]


def let_go_of_older(session: Session, *, world: World) -> None:
    """Receipts of earlier days wait no longer: the example's clock may have moved faster than ours."""
    session.connection().execute(
        sa.update(Message)
        .where(
            col(Message.kind) == MessageKind.RECEIPT,
            col(Message.status) == MessageStatus.QUEUED,
            col(Message.day) < world.today,
            col(Message.not_before) > world.machine_now,
        )
        .values(not_before=world.machine_now)
    )
