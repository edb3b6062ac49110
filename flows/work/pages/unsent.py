"""The facts of the page “Đơn vị chưa gửi”: who has not sent what, by task and region."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlmodel import Session

from flows.work.world import World
from models.rules.punctuality import Standing as Counted
from models.rules.punctuality import standing
from models.store.overview import TaskRow
from models.store.units import ContactFacts, contacts_on, names_on
from models.store.unsent import UnsentRow, unsent_rows
from models.words import Region, Role
from templates.dashboards.facts import Standing, UnsentFacts, UnsentLine, UnsentTask

from .overview import heading
from .progress import Progress, is_due_soon, read_progress, workdays_left


@dataclass(frozen=True, kw_only=True, slots=True)
class Owed:
    """What a prefilled form “Ghi nhận văn bản đến” has to name."""

    unit_id: str  # empty: many units at once
    plan_id: int
    task_code: str
    occurrence: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OwedLinks:
    """Addresses of forms that are filled in for what is owed."""

    record: Callable[[Owed], str]
    story: Callable[[Owed], str]


@dataclass(frozen=True, kw_only=True, slots=True)
class _People:
    names: Mapping[str, str]
    contacts: Mapping[str, Mapping[Role, Sequence[ContactFacts]]]

    def contact(self, unit: str) -> ContactFacts | None:
        return next(iter(self.contacts.get(unit, {}).get(Role.CONTACT, ())), None)


def unsent_facts(
    session: Session, *, world: World, links: Mapping[str, str], owed_links: OwedLinks
) -> UnsentFacts:
    """Everybody who has not sent a dated document."""
    found = {(one.task.id, one.occurrence): one for one in read_progress(session, world=world)}
    rows = unsent_rows(session, plans={one.plan.id for one in found.values()})
    people = _People(
        names=names_on(session, world.today),
        contacts=contacts_on(session, day=world.today, roles=(Role.CONTACT,)),
    )
    grouped: dict[tuple[int, str], list[UnsentRow]] = {}
    for row in rows:
        grouped.setdefault((row.task_id, row.occurrence), []).append(row)
    tasks = tuple(_task(found[key], members, people, world, owed_links) for key, members in grouped.items())
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
        many_link=owed_links.record(
            Owed(unit_id="", plan_id=one.plan.id, task_code=one.task.code, occurrence=one.occurrence)
        ),
        expected=one.total.expected,
        regions=regions,
    )


def _line(row: UnsentRow, task: TaskRow, people: _People, world: World, owed_links: OwedLinks) -> UnsentLine:
    contact = people.contact(row.carried_by)
    passed_on = row.carried_by != row.owed_by
    owed = Owed(unit_id=row.carried_by, plan_id=row.plan_id, task_code=task.code, occurrence=row.occurrence)
    return UnsentLine(
        unit_name=people.names.get(row.owed_by, row.owed_by),
        carried_by=people.names.get(row.carried_by, row.carried_by) if passed_on else "",
        last_day=row.effective_due,
        due_time=row.due_time,
        standing=_standing(row, task, world),
        workdays_left=workdays_left(target_day=row.target_day, world=world),
        workdays_over=world.calendar.between(after=row.effective_due, until=world.today),
        reminders=row.reminders,
        last_reminder=row.last_reminder,
        contact_name=contact.name if contact else "",
        phone=contact.phone if contact else "",
        address=contact.address if contact else "",
        address_problem=contact.problem if contact else "thiếu địa chỉ",
        record_link=owed_links.record(owed),
        story_link=owed_links.story(owed),
    )


def _standing(row: UnsentRow, task: TaskRow, world: World) -> Standing:
    counted = standing(
        as_of=world.today,
        last_day=row.effective_due,
        judged_by=task.judged_by,
        calendar=world.calendar,
        arrival_allowance_days=world.policy.arrival_allowance_days,
    )
    if counted is Counted.NOT_RECEIVED:
        return Standing.NOT_RECEIVED
    if counted is Counted.OVERDUE:
        return Standing.OVERDUE
    return Standing.DUE_SOON if is_due_soon(row.effective_due, world=world) else Standing.IN_TIME
