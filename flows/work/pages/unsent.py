"""The facts of the page “Đơn vị chưa gửi”: who has not sent what, by task and region."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlmodel import Session

from flows.work.world import World
from models.rules.punctuality import Standing as Counted
from models.rules.punctuality import standing
from models.rules.workdays import target_day
from models.store.overview import TaskRow
from models.store.reforms import all_origins
from models.store.units import ContactFacts, contacts_on, names_on
from models.store.unsent import UnsentRow, unsent_rows
from models.words import JudgedBy, Region, Role
from templates.dashboards.unsent_facts import Standing, UnsentFacts, UnsentLine, UnsentTask
from templates.words_vi import plain_day

from .overview import heading
from .prefilled import Owed, OwedLinks
from .progress import Progress, is_due_soon, read_progress, workdays_left


@dataclass(frozen=True, kw_only=True, slots=True)
class _People:
    names: Mapping[str, str]
    contacts: Mapping[str, Mapping[Role, Sequence[ContactFacts]]]
    origins: Mapping[int, Sequence[str]]  # obligation -> units it was taken over from

    def contact(self, unit: str) -> ContactFacts | None:
        return next(iter(self.contacts.get(unit, {}).get(Role.CONTACT, ())), None)


def unsent_facts(
    session: Session,
    *,
    world: World,
    links: Mapping[str, str],
    owed_links: OwedLinks,
    found: Sequence[Progress] | None = None,
) -> UnsentFacts:
    """Everybody who has not sent a dated document; `found`: how the plans in force stand, if it is known."""
    found = read_progress(session, world=world) if found is None else found
    tasks_by_key = {(one.task.id, one.occurrence): one for one in found}
    rows = unsent_rows(session, plans={one.plan.id for one in found})
    people = _People(
        names=names_on(session, world.today),
        contacts=contacts_on(session, day=world.today, roles=(Role.CONTACT,)),
        origins=all_origins(session),
    )
    grouped: dict[tuple[int, str], list[UnsentRow]] = {}
    for row in rows:
        grouped.setdefault((row.task_id, row.occurrence), []).append(row)
    tasks = tuple(
        _task(tasks_by_key[key], members, people, world, owed_links) for key, members in grouped.items()
    )
    return UnsentFacts(heading=heading(world), tasks=tasks, links=links)


def _task(
    one: Progress,
    rows: Sequence[UnsentRow],
    people: _People,
    world: World,
    owed_links: OwedLinks,
) -> UnsentTask:
    order = list(Region)
    ordered = sorted(rows, key=lambda row: order.index(row.region))  # stable: official order inside
    regions = tuple(
        (region, tuple(_line(row, one.task, people, world, owed_links) for row in members))
        for region, members in groupby(ordered, key=lambda row: row.region)
    )
    return UnsentTask(
        code=one.code,
        title=one.task.document,
        plan_number=one.plan.number,
        deadline_words=one.task.phrase,
        many_link=owed_links.record(one.owed),
        other_links=_other_links(one, owed_links),
        expected=one.total.expected,
        regions=regions,
    )


def _other_links(one: Progress, owed_links: OwedLinks) -> tuple[tuple[str, str], ...]:
    """The forms that give a unit more time or spare it; those that are served."""
    links = (
        ("Gia hạn", owed_links.extend(one.owed)),
        ("Không thuộc diện", owed_links.exempt(one.owed)),
        ("Không phát sinh", "" if one.task.is_report else owed_links.nil(one.owed)),
    )
    return tuple((name, url) for name, url in links if url)


def _named(contact: ContactFacts) -> str:
    """The contact, and who takes the mail while he is away."""
    if contact.stand_in is None:
        return contact.name
    name, until = contact.name or contact.address, plain_day(contact.stand_in.until)
    return f"{name} (vắng đến hết {until}; nhận thay: {contact.stand_in.name}, {contact.stand_in.address})"


def _line(row: UnsentRow, task: TaskRow, people: _People, world: World, owed_links: OwedLinks) -> UnsentLine:
    contact = people.contact(row.carried_by)
    owed = Owed(unit_id=row.carried_by, plan_id=row.plan_id, task_code=task.code, occurrence=row.occurrence)
    return UnsentLine(
        unit_name=people.names.get(row.carried_by, row.carried_by),
        taken_from=tuple(people.names[unit] for unit in people.origins.get(row.obligation_id, ())),
        last_day=row.last_day,
        due_time=None if row.returned else row.due_time,
        standing=_standing(row, task, world),
        returned=row.returned,
        extended=row.extended,
        workdays_left=workdays_left(target_day=_target_day(row, world), world=world),
        workdays_over=world.calendar.between(after=row.last_day, until=world.today),
        reminders=row.reminders,
        last_reminder=row.last_reminder,
        contact_name=_named(contact) if contact else "",
        phone=contact.phone if contact else "",
        address=contact.address if contact else "",
        address_problem=contact.problem if contact else "thiếu địa chỉ",
        record_link=owed_links.record(owed),
        nil_link=owed_links.nil(owed) if task.is_report else "",
        story_link=owed_links.story(owed),
    )


def _target_day(row: UnsentRow, world: World) -> date | None:
    return target_day(last_day=row.last_day, calendar=world.calendar) if row.returned else row.target_day


def _standing(row: UnsentRow, task: TaskRow, world: World) -> Standing:
    """Of a returned document the day itself counts: its next version is not awaited beyond it."""
    counted = standing(
        as_of=world.today,
        last_day=row.last_day,
        judged_by=JudgedBy.RECEIVED if row.returned else task.judged_by,
        calendar=world.calendar,
        arrival_allowance_days=world.policy.arrival_allowance_days,
    )
    if counted is Counted.NOT_RECEIVED:
        return Standing.NOT_RECEIVED
    if counted is Counted.OVERDUE:
        return Standing.OVERDUE
    return Standing.DUE_SOON if is_due_soon(row.last_day, world=world) else Standing.IN_TIME
