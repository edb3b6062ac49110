"""Bản tin sáng: one mail per coordinator and working day, when there is something to do."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from sqlmodel import Session, col, insert, select

from flows.work.backup.telling import last_copy, missing_copies
from flows.work.chase.chasing import new_message, recipient
from flows.work.pages.journey import Journey
from flows.work.world import World
from models.store.overview import plans_in_force
from models.store.units import contacts_on
from models.tables import Message, MessageRecipient
from models.words import MessageKind, RecipientKind, Role
from templates.dashboards.facts import Line, Section

from .todays_work import todays_work


def write_briefs(
    session: Session,
    *,
    world: World,
    links: Mapping[str, str],
    findings: Sequence[str] = (),
    views: Sequence[Journey] | None = None,
) -> tuple[int, ...]:
    """Write today's briefs that do not exist yet; their message ids. `links` are absolute, by name.

    `findings` of the check of the ledger stand first, in every brief; `views`: how the plans stand today.
    """
    if not world.calendar.is_workday(world.today):
        return ()
    contents = _contents(session, _coordinators(session, world), world, links, findings, views)
    known = _known(session, [_key(world.today, address) for address in contents])
    fresh = {
        address: content
        for address, content in contents.items()
        if _is_worth_a_mail(content, world) and _key(world.today, address) not in known
    }
    return _write(session, fresh, world) if fresh else ()


def _is_worth_a_mail(sections: Sequence[Section], world: World) -> bool:
    """Something to do today; what can wait for weeks is told alone only on a week's first working day."""
    monday = world.today - timedelta(days=world.today.weekday())
    opens_week = world.calendar.between(after=monday - timedelta(days=1), until=world.today) == 1
    return any((opens_week or not section.patient) and not section.aside for section in sections)


def _key(day: date, address: str) -> str:
    return f"brief:{day.isoformat()}:{address}"


def _coordinators(session: Session, world: World) -> Mapping[str, frozenset[int]]:
    """Each coordinator's address with the plans it is to hear about."""
    plans: defaultdict[str, set[int]] = defaultdict(set)
    in_force = plans_in_force(session)
    units = {plan.focal_unit for plan in in_force}
    contacts = contacts_on(session, day=world.today, roles=(Role.CONTACT,), units=units)
    for plan in in_force:
        for contact in contacts.get(plan.focal_unit, {}).get(Role.CONTACT, ()):
            if contact.usable:
                plans[contact.mail_to].add(plan.id)
    return {address: frozenset(found) for address, found in plans.items()}


def _contents(
    session: Session,
    coordinators: Mapping[str, frozenset[int]],
    world: World,
    links: Mapping[str, str],
    findings: Sequence[str],
    views: Sequence[Journey] | None,
) -> Mapping[str, Sequence[Section]]:
    """The sections for each address; the same plans are looked at once."""
    first, last = (*self_check(findings), *missing_copies(world, links=links)), last_copy(world)
    made = {
        plans: (*first, *todays_work(session, world=world, links=links, plans=plans, views=views), *last)
        for plans in set(coordinators.values())
    }
    return {address: made[plans] for address, plans in coordinators.items()}


def self_check(findings: Sequence[str]) -> tuple[Section, ...]:
    """What the check of the ledger found; no section if it found nothing."""
    lines = tuple(Line(text=text, link=None) for text in findings)
    return (Section(title="Hệ thống tự kiểm tra", lines=lines),) if lines else ()


def _known(session: Session, keys: Sequence[str]) -> set[str]:
    return set(session.exec(select(Message.dedup_key).where(col(Message.dedup_key).in_(keys))))


def _write(session: Session, contents: Mapping[str, Sequence[Section]], world: World) -> tuple[int, ...]:
    rows = [
        new_message(kind=MessageKind.BRIEF, key=_key(world.today, address), world=world)
        | {"facts": _facts(sections)}
        for address, sections in contents.items()
    ]
    statement = insert(Message).returning(col(Message.id), sort_by_parameter_order=True)
    ids = tuple(session.execute(statement, rows).scalars())
    people = [
        recipient(message_id=message, address=address, kind=RecipientKind.TO, role=Role.CONTACT)
        for message, address in zip(ids, contents, strict=True)
    ]
    session.execute(insert(MessageRecipient), people)
    return ids


def _facts(sections: Iterable[Section]) -> dict[str, object]:
    """As the composer of mails reads them."""
    return {
        "sections": [
            {
                "title": section.title,
                "lines": [{"text": line.text, "link": line.link} for line in section.lines],
                "aside": section.aside,
            }
            for section in sections
        ]
    }
