"""The facts of the page “Tổng quan tiến độ”: a handful of bulk queries, whatever the number of units."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from sqlmodel import Session

from flows.clock import ZONE, end_of
from flows.work.stop import is_stopped
from flows.work.world import World
from models.rules.statistics import Tally
from models.rules.workdays import checkpoint_days, mid_year_day
from models.store.mail_counts import MailCount, mail_counts, mail_troubles
from models.store.overview import PlanRow, owing_units
from models.store.units import contacts_on, names_on, never_addressed_on, refused_addresses
from models.words import DeadlineKind, Role
from templates.dashboards.facts import (
    Heading,
    MailRow,
    OverviewFacts,
    PlanProgress,
    PlanSum,
    Refused,
    StopState,
    TaskLine,
    Trouble,
    YearLine,
)

from .figures import figures
from .prefilled import Owed, no_form
from .progress import Progress, next_deadlines, read_progress


def overview_facts(
    session: Session,
    *,
    world: World,
    links: Mapping[str, str],
    sender_fault: str = "",
    review_link: Callable[[Owed], str] = no_form,
    found: Sequence[Progress] | None = None,
) -> OverviewFacts:
    """How all plans in force stand (`found`, if it is known already); `links` by the names people see."""
    found = read_progress(session, world=world) if found is None else found
    plans = {one.plan.id: one.plan for one in found}
    since = end_of(world.today - timedelta(days=1))
    return OverviewFacts(
        heading=heading(world),
        stop=stop_state(session),
        sender_fault=sender_fault,
        plans=tuple(_plan(plan, found, world, review_link) for plan in sorted(plans.values(), key=_by_day)),
        deadlines=next_deadlines(found, world=world),
        mails=_mails(mail_counts(session, day=world.today, since=since)),
        troubles=tuple(
            Trouble(status=one.status, reason=one.reason, count=one.count)
            for one in mail_troubles(session, day=world.today, since=since)
        ),
        unaddressed=without_address(session, world=world, plans=list(plans)),
        refused=refused(session, world=world),
        links=links,
        sums=tuple(_sum(plan, found) for plan in sorted(plans.values(), key=_by_day)),
        sum_of_all=figures(_dated_total(found)),
    )


def _sum(plan: PlanRow, found: Sequence[Progress]) -> PlanSum:
    mine = [one for one in found if one.plan.id == plan.id]
    return PlanSum(code=plan.code, year=plan.year, number=plan.number, figures=figures(_dated_total(mine)))


def _dated_total(found: Sequence[Progress]) -> Tally:
    """Whole-year tasks stand or fall with the report; answers to difficulties are no work of the document."""
    return sum((one.total for one in found if one.task.is_dated and not one.task.is_answer), Tally())


def figures_known(session: Session, *, world: World, known_until: datetime) -> tuple[PlanProgress, ...]:
    """The official figures of every plan on the world's day, from what had been recorded by `known_until`."""
    found = read_progress(session, world=world, known_until=known_until)
    plans = {one.plan.id: one.plan for one in found}
    return tuple(_plan(plan, found, world) for plan in sorted(plans.values(), key=_by_day))


def heading(world: World) -> Heading:
    """The folder's day and moment as pages show them."""
    return Heading(today=world.today, made_at=local(world.now), example=world.example)


def local(moment: datetime) -> datetime:
    """A moment in Asia/Ho_Chi_Minh."""
    return moment.astimezone(ZONE)


def stop_state(session: Session) -> StopState | None:
    """By whom, since when and why sending is stopped; None if it is not."""
    switch = is_stopped(session)
    if switch is None:
        return None
    return StopState(by=switch.by, since=local(switch.changed_at), reason=switch.reason)


def _by_day(plan: PlanRow) -> tuple[object, int]:
    return plan.issued_on, plan.id


def _plan(
    plan: PlanRow,
    found: Sequence[Progress],
    world: World,
    review_link: Callable[[Owed], str] = no_form,
) -> PlanProgress:
    mine = [one for one in found if one.plan.id == plan.id]
    whole_year = sorted((one for one in mine if not one.task.is_dated), key=_in_document_order)
    noted = any(not one.task.ladder for one in whole_year)
    return PlanProgress(
        title=plan.title,
        number=plan.number,
        issued_on=plan.issued_on,
        dated=tuple(_task_line(one, review_link) for one in mine if one.task.is_dated),
        whole_year=tuple(_year_line(one) for one in whole_year),
        checkpoints=checkpoint_days(year=plan.year, months=world.policy.checkpoints, calendar=world.calendar),
        mid_year_note=mid_year_day(year=plan.year, calendar=world.calendar)
        if noted and world.policy.mid_year_note
        else None,
    )


def _in_document_order(one: Progress) -> tuple[int, str]:
    return one.task.position, one.occurrence


def _task_line(one: Progress, review_link: Callable[[Owed], str]) -> TaskLine:
    return TaskLine(
        code=one.code,
        title=one.task.document,
        deadline_words=one.task.phrase,
        last_days=one.last_days,
        figures=figures(one.total),
        regions=tuple((region, figures(tallied)) for region, tallied in one.regions),
        review_link=review_link(one.owed) if one.total.awaiting_review else "",
    )


def _year_line(one: Progress) -> YearLine:
    words = one.task.phrase if one.task.kind is not DeadlineKind.NONE else "không nêu thời hạn"
    return YearLine(code=one.code, title=one.task.title, deadline_words=words, figures=figures(one.total))


def _mails(counts: Sequence[MailCount]) -> tuple[MailRow, ...]:
    ordered = sorted(counts, key=lambda one: (one.earlier, one.kind))
    return tuple(
        MailRow(kind=kind, earlier=earlier, states={one.status: one.count for one in members})
        for (earlier, kind), members in groupby(ordered, key=lambda one: (one.earlier, one.kind))
    )


def without_address(session: Session, *, world: World, plans: Sequence[int]) -> tuple[str, ...]:
    """Names of the units that still owe something and for which nobody has given an address."""
    missing = never_addressed_on(session, day=world.today, role=Role.CONTACT)
    owing = owing_units(session, plans=plans, among=[unit.id for unit in missing])
    return tuple(unit.name for unit in missing if unit.id in owing)


def refused(session: Session, *, world: World) -> tuple[Refused, ...]:
    """Addresses that a server refused, with the units they stand for and the server's words."""
    rows = refused_addresses(session)
    if not rows:
        return ()
    names = names_on(session, world.today)
    owners: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for unit, roles in contacts_on(session, day=world.today).items():
        for contact in (one for found in roles.values() for one in found):
            owners[contact.address][names.get(unit, unit)] = None
    return tuple(
        Refused(address=row.address, owners=tuple(owners.get(row.address, ())), reply=row.reason)
        for row in rows
    )
