"""Is the address right? Asked in mails that go out anyway: the announcement, the first chase of autumn."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlmodel import Session, col, select

from flows.work.world import World
from models.rules.confirmation import MONTH, is_confirmed, round_began
from models.store.owed import chunks
from models.store.units import ContactFacts, contacts_at, names_on
from models.tables import Message, MessageRecipient
from models.words import MessageKind, MessageStatus, RecipientKind, Role
from templates.mail.facts import Recorded

from .still_owed import key_of

UNREAD = (MessageStatus.WITHDRAWN, MessageStatus.FAILED, MessageStatus.REPLACED)
People = Mapping[int, Mapping[RecipientKind, Sequence[str]]]


def recorded_contacts(
    session: Session, *, addresses: Collection[str], world: World
) -> Mapping[str, Sequence[ContactFacts]]:
    """Who is recorded as contact under each address, in the order of units."""
    found: defaultdict[str, list[ContactFacts]] = defaultdict(list)
    for some in chunks(sorted(addresses)):
        for one in contacts_at(session, day=world.today, addresses=some, role=Role.CONTACT):
            found[one.address].append(one)
    return found


def asked_in_october(
    session: Session, *, messages: Sequence[Message], people: People, world: World
) -> Mapping[int, tuple[Recorded, ...]]:
    """By chasing mail, what its reader is asked to confirm: once a year, in the first mail since 01/10."""
    if world.today.month < MONTH or not messages:
        return {}
    to = {key_of(message): people[key_of(message)][RecipientKind.TO][0] for message in messages}
    asked = _asked(session, set(to.values()), world)
    contacts = recorded_contacts(session, addresses=set(to.values()) - asked, world=world)
    names = names_on(session, world.today)
    return {
        message: tuple(
            recorded(one, unit_name=names[one.unit_id])
            for one in contacts.get(address, ())
            if not is_confirmed(one.confirmed_on, as_of=world.today)
        )
        for message, address in to.items()
    }


def recorded(contact: ContactFacts, *, unit_name: str) -> Recorded:
    """As the mail shows it."""
    return Recorded(unit_name=unit_name, name=contact.name, address=contact.address, phone=contact.phone)


def _asked(session: Session, addresses: Collection[str], world: World) -> set[str]:
    """Those that had a chasing mail since then already."""
    found: set[str] = set()
    for some in chunks(sorted(addresses)):
        statement = (
            select(MessageRecipient.address)
            .join(Message, col(Message.id) == col(MessageRecipient.message_id))
            .where(
                col(MessageRecipient.address).in_(some),
                col(MessageRecipient.kind) == RecipientKind.TO,
                col(Message.kind) == MessageKind.CHASE,
                col(Message.day) >= round_began(world.today),
                col(Message.content).is_not(None),
                col(Message.status).not_in(UNREAD),
            )
        )
        found.update(session.exec(statement.distinct()))
    return found
