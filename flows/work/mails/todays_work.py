"""What the day asks of coordinators: shown on the start page and sent as the morning mail."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby

from sqlmodel import Session

from flows.clock import end_of
from flows.work.escalation.held import held_lines
from flows.work.pages.figures import figures
from flows.work.pages.journey import Journey, dateless_lines, journeys, tasks_in
from flows.work.pages.overview import refused, stop_state, without_address
from flows.work.pages.progress import Progress, is_due_soon, several_plans, workdays_left
from flows.work.people.address_check import unconfirmed_units
from flows.work.people.following import delegation_lines
from flows.work.world import World
from models.rules.confirmation import LISTED
from models.rules.workdays import WorkCalendar, checkpoint_days
from models.store.mail_counts import chase_counts
from models.store.overview import awaited_events
from models.store.received import waiting_for_completion, waiting_for_review
from models.store.reforms import left_behind
from models.store.undelivered import undelivered
from models.words import DayKind
from templates.dashboards import phrases
from templates.dashboards.facts import Line, Section

MOST_LINES = 12  # in one section; the page it links to has all of them
WEEKS_AHEAD = timedelta(weeks=6)  # how far ahead estimated days off are worth a word


def todays_work(
    session: Session,
    *,
    world: World,
    links: Mapping[str, str],
    plans: Collection[int] | None = None,
    views: Sequence[Journey] | None = None,
) -> tuple[Section, ...]:
    """What is to be known or done today under the plans in force (or some of them), most urgent first.

    `views` of today save asking how the plans stand once more.
    """
    views = journeys(session, world=world) if views is None else views
    views = [one for one in views if plans is None or one.plan.id in plans]
    found = tasks_in(views)
    mine = {one.plan.id for one in found}
    sections = (
        _section("Đang dừng gửi thư", _stopped(session, links)),
        _section("Chờ duyệt gửi cấp trên", _held(session, mine, world, links)),
        _section("Hôm nay gửi", _goes_out(session, found, mine, world, links)),
        _section("Sắp đến hạn", _falls_due(found, world, links)),
        _section("Chưa nhận được, quá hạn", _not_received(found, world, links)),
        _section("Văn bản chờ rà soát", _unreviewed(session, found, mine, world, links)),
        _section("Chờ bản bổ sung", _uncompleted(session, found, mine, world, links)),
        _section("Sắp xếp đơn vị", _left_behind(session, world, links)),
        _section("Thiếu địa chỉ", _unaddressed(session, mine, world, links)),
        _section("Địa chỉ bị từ chối", _refused(session, world, links)),
        _section("Người nhận thư thay", _delegated(session, world, links)),
        _section("Địa chỉ chưa xác nhận", _unconfirmed(session, world, links), patient=True),
        _section("Thư không gửi được", _undelivered(session, mine, world, links)),
        _section("Mốc kiểm tra nhiệm vụ cả năm", _checkpoint(found, world, links)),
        _section("Sự kiện chưa ghi nhận", _awaited(session, found, mine, links), patient=True),
        _section(
            "Việc của đơn vị đầu mối chưa có ngày",
            dateless_lines(session, views=views, links=links),
            patient=True,
        ),
        _section("Ngày nghỉ dự kiến", _estimates(world, links), patient=True),
    )
    return tuple(section for section in sections if section.lines)


def _name(one: Progress, found: Sequence[Progress]) -> str:
    """The task, with its plan where several run: their codes are the same year after year."""
    return f"{one.name} (KH {one.plan.code})" if several_plans(found) else one.name


def _section(title: str, lines: Iterator[Line], *, patient: bool = False) -> Section:
    all_lines = list(lines)
    shown = all_lines[:MOST_LINES]
    if (more := len(all_lines) - len(shown)) > 0:
        shown.append(Line(text=phrases.and_more(more), link=all_lines[-1].link))
    return Section(title=title, lines=tuple(shown), patient=patient)


def _stopped(session: Session, links: Mapping[str, str]) -> Iterator[Line]:
    state = stop_state(session)
    if state:
        text = phrases.stopped(by=state.by, since=state.since, reason=state.reason)
        yield Line(text=text, link=links.get("Dừng, cho gửi lại thư"))


def _held(session: Session, plans: set[int], world: World, links: Mapping[str, str]) -> Iterator[Line]:
    for text in held_lines(session, world=world, plans=plans):
        yield Line(text=text, link=links.get("Duyệt gửi cấp trên"))


def _goes_out(
    session: Session, found: Sequence[Progress], plans: set[int], world: World, links: Mapping[str, str]
) -> Iterator[Line]:
    names = {one.task.id: _name(one, found) for one in found}
    for count in chase_counts(session, day=world.today, plans=plans):
        task = names.get(count.task_id, "") if count.task_id is not None else ""
        text = phrases.goes_out(kind=count.kind, task=task, units=count.units)
        yield Line(text=text, link=links.get("Tổng quan tiến độ"))


def _falls_due(found: Sequence[Progress], world: World, links: Mapping[str, str]) -> Iterator[Line]:
    for one in found:
        near = [day for day in one.days if day.outstanding and is_due_soon(day.last_day, world=world)]
        if one.task.is_dated and near:
            text = phrases.falls_due(
                task=_name(one, found),
                outstanding=sum(day.outstanding for day in near),
                expected=one.total.expected,
                day=near[0].last_day,
                left=workdays_left(target_day=near[0].target_day, world=world),
            )
            yield Line(text=text, link=links.get("Đơn vị chưa gửi"))


def _not_received(found: Sequence[Progress], world: World, links: Mapping[str, str]) -> Iterator[Line]:
    for one in found:
        if one.task.is_dated and one.total.not_received + one.total.overdue:
            text = phrases.not_received(
                task=_name(one, found),
                figures=figures(one.total),
                day=max(day.last_day for day in one.days if day.last_day < world.today),
            )
            yield Line(text=text, link=links.get("Đơn vị chưa gửi"))


def _unreviewed(
    session: Session, found: Sequence[Progress], plans: set[int], world: World, links: Mapping[str, str]
) -> Iterator[Line]:
    """Documents recorded so long ago that more working days have passed since than the policy allows."""
    days = world.policy.review_days
    today = world.calendar.on_or_before(world.today)
    since = end_of(world.calendar.add(today, -days) - timedelta(days=1))
    waiting = waiting_for_review(session, plans=plans, recorded_by=since)
    for one in found:
        if number := waiting.get((one.task.id, one.occurrence)):
            text = phrases.unreviewed(task=_name(one, found), documents=number, days=days)
            yield Line(text=text, link=links.get("Văn bản đã nhận"))


def _uncompleted(
    session: Session, found: Sequence[Progress], plans: set[int], world: World, links: Mapping[str, str]
) -> Iterator[Line]:
    waiting = waiting_for_completion(session, plans=plans, before=world.today)
    for one in found:
        if number := waiting.get((one.task.id, one.occurrence)):
            text = phrases.uncompleted(task=_name(one, found), units=number)
            yield Line(text=text, link=links.get("Đơn vị chưa gửi"))


def _left_behind(session: Session, world: World, links: Mapping[str, str]) -> Iterator[Line]:
    """Units of the list that are gone while what they owe was passed to nobody."""
    ended: defaultdict[date, int] = defaultdict(int)
    for last, _duties in left_behind(session, day=world.today).values():
        ended[last] += 1
    for last, units in sorted(ended.items()):
        text = phrases.left_behind(units=units, since=last + timedelta(days=1))
        yield Line(text=text, link=links.get("Sắp xếp đơn vị"))


def _unaddressed(session: Session, plans: set[int], world: World, links: Mapping[str, str]) -> Iterator[Line]:
    for name in without_address(session, world=world, plans=sorted(plans)):
        yield Line(text=name, link=links.get("Cập nhật đầu mối"))


def _refused(session: Session, world: World, links: Mapping[str, str]) -> Iterator[Line]:
    for one in refused(session, world=world):
        text = phrases.refused(address=one.address, owners=one.owners, reply=one.reply)
        yield Line(text=text, link=links.get("Cập nhật đầu mối"))


def _delegated(session: Session, world: World, links: Mapping[str, str]) -> Iterator[Line]:
    for text in delegation_lines(session, world=world):
        yield Line(text=text, link=links.get("Cử người nhận thư thay"))


def _unconfirmed(session: Session, world: World, links: Mapping[str, str]) -> Iterator[Line]:
    """In the months after all were asked."""
    if world.today.month in LISTED and (units := unconfirmed_units(session, world=world)):
        text = phrases.unconfirmed(units=units)
        yield Line(text=text, link=links.get("Kiểm tra địa chỉ thư điện tử"))


def _undelivered(session: Session, plans: set[int], world: World, links: Mapping[str, str]) -> Iterator[Line]:
    """What was given up since the last working day began: its brief could not know all of that day."""
    since = end_of(world.calendar.on_or_before(world.today - timedelta(days=1)) - timedelta(days=1))
    for one in undelivered(session, since=since, plans=plans):
        text = phrases.undelivered(kind=one.kind, day=one.day, addresses=one.addresses, reason=one.reason)
        yield Line(text=text, link=links.get("Tổng quan tiến độ"))


def _checkpoint(found: Sequence[Progress], world: World, links: Mapping[str, str]) -> Iterator[Line]:
    days = checkpoint_days(year=world.today.year, months=world.policy.checkpoints, calendar=world.calendar)
    whole_year = [one for one in found if not one.task.is_dated]
    if world.today not in days:
        return
    for plan, members in groupby(sorted(whole_year, key=_plan_id), key=_plan_id):
        tasks = list(members)
        text = phrases.checkpoint(
            plan=tasks[0].plan.number or str(plan),
            tasks=len(tasks),
            with_documents=sum(one.total.received > 0 for one in tasks),
            overdue=sum(one.total.overdue > 0 for one in tasks),
        )
        yield Line(text=text, link=links.get("Tổng quan tiến độ"))


def _plan_id(one: Progress) -> int:
    return one.plan.id


def _awaited(
    session: Session, found: Sequence[Progress], plans: set[int], links: Mapping[str, str]
) -> Iterator[Line]:
    tasks = {one.task.id: one for one in found}
    for event in awaited_events(session, plans=plans):
        one = tasks[event.task_id]
        text = phrases.awaited(
            task=_name(one, found), words=one.task.phrase, event=event.event, units=event.count
        )
        yield Line(text=text, link=links.get("Ghi nhận sự kiện"))


def _estimates(world: World, links: Mapping[str, str]) -> Iterator[Line]:
    for name, first, last in estimated_breaks(
        calendar=world.calendar, after=world.today, until=world.today + WEEKS_AHEAD
    ):
        text = phrases.estimated_days(name=name, first=first, last=last)
        yield Line(text=text, link=links.get("Cập nhật ngày nghỉ"))


def estimated_breaks(*, calendar: WorkCalendar, after: date, until: date) -> Sequence[tuple[str, date, date]]:
    """Days off in (after, until] that are estimates: (name, first, last), neighbours of one name together."""
    breaks: list[tuple[str, date, date]] = []
    for day, special in sorted(calendar.days.items()):
        if special.estimate and special.kind is DayKind.OFF and after < day <= until:
            if breaks and breaks[-1][0] == special.name and day - breaks[-1][2] == timedelta(days=1):
                breaks[-1] = (special.name, breaks[-1][1], day)
            else:
                breaks.append((special.name, day, day))
    return breaks
