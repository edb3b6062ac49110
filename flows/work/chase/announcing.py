"""The announcement of a plan: one mail per unit that owes something, once."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, insert, select

from flows.work.world import World
from models.store.owed import chunks
from models.tables import Message, MessageItem, MessageRecipient, Obligation, Plan, Unit
from models.words import MessageKind, MessageStatus, PlanStatus, RecipientKind, Role

from .address_book import AddressBook, read_address_book
from .chasing import free_keys, new_message, recipient


def announce_plan(session: Session, *, plan_id: int, world: World) -> int:
    """Write the announcements that do not exist yet; how many. A unit without address gets its own later."""
    return write_once(
        session,
        kind=MessageKind.ANNOUNCEMENT,
        stem=_key(plan_id, "").removesuffix(":"),
        units=_unannounced(session, plan_id),
        plan_id=plan_id,
        facts={},
        world=world,
    )


def write_once(
    session: Session,
    *,
    kind: MessageKind,
    stem: str,
    units: Sequence[str],
    plan_id: int | None,
    facts: Mapping[str, object],
    world: World,
) -> int:
    """One mail of the kind to each unit's contact, under the key `stem:unit`; how many are new.

    One that exists is left alone, unless it failed and the unit's address is another one by now.
    """
    if not units:
        return 0
    book = read_address_book(session, day=world.today, units=units)
    keys = {f"{stem}:{unit}": unit for unit in units if book.main(unit, Role.CONTACT)}
    known = _known(session, keys, book)
    fresh = {key: unit for key, unit in keys.items() if key not in known}
    if not fresh:
        return 0
    free_keys(session, keys=list(fresh))
    rows = [
        new_message(kind=kind, key=key, world=world, plan_id=plan_id) | {"facts": dict(facts)}
        for key in fresh
    ]
    statement = insert(Message).returning(col(Message.id), sort_by_parameter_order=True)
    ids = dict(zip(session.execute(statement, rows).scalars(), fresh.values(), strict=True))
    session.execute(insert(MessageRecipient), _recipients(ids, book))
    items = [{"message_id": message, "plan_id": plan_id, "unit_id": unit} for message, unit in ids.items()]
    session.execute(insert(MessageItem), items)
    return len(ids)


def announce_all(session: Session, *, world: World) -> int:
    """The announcements of plans in force that could not be written or sent before; how many now."""
    statement = select(Plan.id).where(col(Plan.status) == PlanStatus.ISSUED, col(Plan.announce).is_(True))
    plans = [plan for plan in session.exec(statement) if plan]
    return sum(announce_plan(session, plan_id=plan, world=world) for plan in plans)


def _known(session: Session, keys: Mapping[str, str], book: AddressBook) -> set[str]:
    """Announcements that exist; one that failed counts only while the unit's address is the same."""
    found: set[str] = set()
    for some in chunks(list(keys)):
        statement = (
            sa.select(col(Message.dedup_key), col(Message.status), col(MessageRecipient.address))
            .join(MessageRecipient, col(MessageRecipient.message_id) == col(Message.id))
            .where(col(Message.dedup_key).in_(some), col(MessageRecipient.kind) == RecipientKind.TO)
        )
        for key, status, address in session.execute(statement):
            if status is not MessageStatus.FAILED or address == book.main(keys[key], Role.CONTACT):
                found.add(key)
    return found


def _key(plan_id: int, unit: str) -> str:
    return f"plan_issued:{plan_id}:{unit}"


def _unannounced(session: Session, plan_id: int) -> list[str]:
    """Units that owe something under the plan and were not told, or whose announcement failed."""
    stem = sa.literal(_key(plan_id, ""))
    written = sa.exists().where(col(Message.dedup_key) == stem + col(Unit.id))
    failed = select(MessageItem.unit_id).join(Message, col(Message.id) == col(MessageItem.message_id))
    failed = failed.where(
        col(Message.status) == MessageStatus.FAILED,
        col(Message.dedup_key) == stem + col(MessageItem.unit_id),
    )
    units = {*session.exec(select(Unit.id).where(~written)), *session.exec(failed)}
    owing: set[str] = set()
    for some in chunks(sorted(units)):
        statement = select(Obligation.carried_by).where(
            col(Obligation.plan_id) + 0 == plan_id,  # by unit: an index on the plan finds all of them
            col(Obligation.carried_by).in_(some),
        )
        owing.update(session.exec(statement.distinct()))
    return sorted(owing)


def _recipients(ids: dict[int, str], book: AddressBook) -> list[dict[str, object]]:
    return [
        recipient(
            message_id=message,
            address=address,
            kind=RecipientKind.CC if place else RecipientKind.TO,
            role=Role.CONTACT,
        )
        for message, unit in ids.items()
        for place, address in enumerate(book.all(unit, Role.CONTACT))
    ]
