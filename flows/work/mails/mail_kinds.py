"""The facts of each kind of mail that is no chase, from what was written down with it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from flows.delivery.compose import Withdraw
from flows.work.chase.carry_over import PAID
from flows.work.world import World
from models.store.duties import Item
from models.store.late import reminders_of, task_counts
from models.store.units import ContactFacts, names_on
from models.tables import Message, MessageRecipient, Plan
from models.words import RecipientKind
from templates.calendars.render import file_name
from templates.mail.facts import (
    AlarmFacts,
    BriefFacts,
    BriefLine,
    BriefSection,
    DraftFacts,
    LateUnit,
    LeadersFacts,
    MailFacts,
    PlanIssuedFacts,
    Sender,
)

from .addressees import units_of
from .confirming import recorded_contacts
from .mail_facts import announced_duties, coordinated_tasks
from .still_owed import key_of

NOTHING_OWED = "đơn vị không còn nhiệm vụ nào phải thực hiện"


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """In whose name mail is sent, and where answers go."""

    from_name: str
    from_address: str
    sender: Sender
    ui_link: str  # Bắt đầu từ đây
    ui_root: str = ""  # above every page of the UI


def leaders_facts(
    session: Session, *, items: Sequence[Item], sender: Sender, world: World
) -> MailFacts | Withdraw:
    """One page about one deadline: a message of this kind carries the stages of one task."""
    if not items:
        return Withdraw(reason=PAID)
    first = items[0].duty
    names = names_on(session, world.today)
    expected, received = task_counts(session, task=first.task_id)
    reminders = reminders_of(session, obligations=[item.duty.obligation_id for item in items])
    return LeadersFacts(
        day=world.today,
        sender=sender,
        document=first.task_facts.get("document") or first.task_title,
        deadline_words=first.deadline_phrase,
        last_day=first.effective_due or world.today,
        plan_title=first.plan_title,
        plan_number=first.plan_number,
        plan_issued_on=first.plan_issued_on,
        received=received,
        expected=expected,
        units=tuple(
            LateUnit(name=names[item.duty.carried_by], reminded=times, last_reminder=last)
            for item in items
            for times, last in (reminders.get(item.duty.obligation_id, (0, None)),)
        ),
        example=world.example,
    )


def draft_facts(*, message: Message, sender: Sender, world: World) -> DraftFacts:
    """The mail that brings a draft to the officer who approved it."""
    return DraftFacts(
        day=message.day,
        sender=sender,
        example=world.example,
        **message.facts,
    )


def alarm_facts(*, message: Message, identity: Identity, world: World) -> AlarmFacts:
    """What went wrong, as it was written down."""
    told = message.facts
    return AlarmFacts(
        day=message.day,
        sender=identity.sender,
        about=told["about"],
        sentences=tuple(told["sentences"]),
        advice=told["advice"],
        link=f"{identity.ui_root}{told['path']}" if told["path"] else identity.ui_link,
        example=world.example,
    )


def brief_facts(*, message: Message, identity: Identity, world: World) -> BriefFacts:
    """The morning brief, as it was written down."""
    sections = tuple(
        BriefSection(
            title=section["title"],
            lines=tuple(BriefLine(text=line["text"], link=line["link"]) for line in section["lines"]),
            aside=section.get("aside", False),  # briefs written before it was known lack it
        )
        for section in message.facts["sections"]
    )
    return BriefFacts(
        day=message.day,
        sender=identity.sender,
        sections=sections,
        ui_link=identity.ui_link,
        example=world.example,
    )


def announcement_facts(
    session: Session, *, messages: Sequence[Message], sender: Sender, world: World
) -> dict[int, MailFacts | Withdraw]:
    """An answer for each announcement by its id, plan by plan."""
    plans: defaultdict[int, list[Message]] = defaultdict(list)
    for message in messages:
        assert message.plan_id is not None
        plans[message.plan_id].append(message)
    answers: dict[int, MailFacts | Withdraw] = {}
    for plan_id, found in plans.items():
        answers |= _announce(session, plan_id, found, sender, world)
    return answers


def _announce(
    session: Session, plan_id: int, messages: Sequence[Message], sender: Sender, world: World
) -> dict[int, MailFacts | Withdraw]:
    units = units_of(session, messages=messages)
    names = names_on(session, world.today)
    duties = announced_duties(
        session,
        plan_id=plan_id,
        units=sorted(set(units.values())),
        names=names,
        sender=sender,
        world=world,
    )
    people = recipients_of(session, messages=messages)
    informed = coordinated_tasks(session, plan_id=plan_id)
    addresses = {people[key][RecipientKind.TO][0] for key in units}
    contacts = recorded_contacts(session, addresses=addresses, world=world)
    calendar = file_name(session.get_one(Plan, plan_id).code)

    def whose(key: int, unit: str) -> ContactFacts | None:
        under = contacts.get(people[key][RecipientKind.TO][0], ())
        return next((one for one in under if one.unit_id == unit), None)

    return {
        key: PlanIssuedFacts(
            day=world.today,
            sender=sender,
            address=people[key][RecipientKind.TO][0],
            contact_name=contact.name if contact else "",
            contact_phone=contact.phone if contact else "",
            duties=duties[unit],
            coordinates=tuple(informed.get(unit, ())),
            calendar=calendar if duties[unit].duties else "",
            example=world.example,
        )
        if unit in duties and duties[unit].has_any
        else Withdraw(reason=NOTHING_OWED)
        for key, unit in units.items()
        for contact in (whose(key, unit),)
    }


def recipients_of(
    session: Session, *, messages: Sequence[Message]
) -> dict[int, defaultdict[RecipientKind, list[str]]]:
    """Addresses by message and kind, in their order."""
    found: defaultdict[int, defaultdict[RecipientKind, list[str]]] = defaultdict(lambda: defaultdict(list))
    statement = (
        sa.select(col(MessageRecipient.message_id), col(MessageRecipient.kind), col(MessageRecipient.address))
        .where(col(MessageRecipient.message_id).in_([key_of(message) for message in messages]))
        .order_by(col(MessageRecipient.id))
    )
    for message, kind, address in session.execute(statement):
        found[message][kind].append(address)
    return found
