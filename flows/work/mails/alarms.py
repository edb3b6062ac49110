"""Báo sự cố: what coordinators must know at once, one mail per event and address, never repeated."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, insert, select

from flows.work.chase.chasing import new_message, recipient
from flows.work.people.officers import coordinators, leading
from flows.work.world import World
from models.store.owed import chunks
from models.tables import Message, MessageRecipient, Plan
from models.words import MessageKind, RecipientKind, Role


@dataclass(frozen=True, kw_only=True, slots=True)
class Alarm:
    """One event; `event` names it for ever, such as run:<id>."""

    event: str
    about: str  # for the subject, in few words
    sentences: tuple[str, ...]
    advice: str
    path: str = ""  # of a page in the UI, below its root; empty: the start page


def write_alarms(session: Session, *, alarms: Sequence[Alarm], world: World) -> tuple[int, ...]:
    """Write the alarms nobody has been sent yet; their message ids."""
    keys = due_alarms(session, alarms=alarms, world=world)
    if not keys:
        return ()
    rows = [
        new_message(kind=MessageKind.ALARM, key=key, world=world) | {"facts": _facts(alarm)}
        for key, (alarm, _) in keys.items()
    ]
    statement = insert(Message).returning(col(Message.id), sort_by_parameter_order=True)
    ids = tuple(session.execute(statement, rows).scalars())
    people = [
        recipient(message_id=message, address=address, kind=RecipientKind.TO, role=Role.CONTACT)
        for message, (_, address) in zip(ids, keys.values(), strict=True)
    ]
    session.execute(insert(MessageRecipient), people)
    return ids


def due_alarms(session: Session, *, alarms: Sequence[Alarm], world: World) -> Mapping[str, tuple[Alarm, str]]:
    """By key, each alarm with an address that has not been sent it."""
    if not alarms:
        return {}
    people = _coordinators(session, world)
    keys = {f"alarm:{alarm.event}:{address}": (alarm, address) for alarm in alarms for address in people}
    known = _known(session, list(keys))
    return {key: found for key, found in keys.items() if key not in known}


def _coordinators(session: Session, world: World) -> Sequence[str]:
    """Usable addresses of the coordinators of every plan in force, each once."""
    units = session.exec(select(Plan.focal_unit).where(leading()).distinct())
    return list(
        dict.fromkeys(
            one.mail_to
            for unit in sorted(units)
            for one in coordinators(session, unit=unit, day=world.today)
            if one.usable
        )
    )


def _known(session: Session, keys: Sequence[str]) -> Collection[str]:
    found: set[str] = set()
    for some in chunks(keys):
        found |= set(session.exec(select(Message.dedup_key).where(col(Message.dedup_key).in_(some))))
    return found


def _facts(alarm: Alarm) -> dict[str, object]:
    """As the composer of mails reads them."""
    return {
        "about": alarm.about,
        "sentences": list(alarm.sentences),
        "advice": alarm.advice,
        "path": alarm.path,
    }
