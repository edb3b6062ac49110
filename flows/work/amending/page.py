"""The difference in words, for whoever is to approve it."""

from collections.abc import Iterator, Mapping, Sequence

from sqlmodel import Session

from flows.work.chase.address_book import read_address_book
from flows.work.pages.overview import heading
from flows.work.world import World
from models.plan_diff import FieldChange, IndicatorChange, TaskChange
from models.plan_values import Task
from models.store.units import names_on, units_on
from models.words import Role
from templates.amendment_words import change, duty_numbers, kept, task_numbers
from templates.dashboards.amendment_facts import AmendedTask, AmendmentPageFacts
from templates.words_vi import capitalised, clipped, count, plain_day

from .proposing import Proposal
from .saying import numbers_of
from .telling import concerned

MOST = 150  # lines of a list: the page must stay readable, and below what an artifact takes
Names = Mapping[str, str]


def page_facts(
    session: Session, *, proposal: Proposal, act: str, reason: str, world: World
) -> AmendmentPageFacts:
    """Everything that the file changes, and who will be told."""
    plan, diff, names = proposal.plan, proposal.diff, names_on(session, world.today)
    told, untold = _told(session, proposal, names, world)
    changed = [_changed(one, names) for one in diff.changed if one.fields]
    lists = (diff.added, diff.dropped, changed, told)
    return AmendmentPageFacts(
        heading=heading(world),
        title=plan.title,
        number=plan.document_number,
        plan_issued_on=plan.issued_on,
        act=act,
        reason=reason.strip(),
        file=proposal.file.name,
        numbers=numbers_of(proposal),
        head=[_field(one) for one in diff.head],
        added=[_added(task, proposal) for task in diff.added[:MOST]],
        dropped=[_dropped(task, proposal) for task in diff.dropped[:MOST]],
        changed=changed[:MOST],
        members=list(_only_members(diff.changed, names)),
        groups=[f"{one.name}: {_members(one.entered, one.left, names)}" for one in diff.groups],
        indicators=[_indicator(one) for one in diff.indicators[:MOST]],
        remarks=list(_remarks(proposal)),
        notices=len(told),
        told=told[:MOST],
        untold=untold,
        hidden=sum(max(len(one) - MOST, 0) for one in lists),
    )


def _told(
    session: Session, proposal: Proposal, names: Names, world: World
) -> tuple[Sequence[str], Sequence[str]]:
    places = {unit.id: at for at, unit in enumerate(units_on(session, world.today))}
    units = sorted(concerned(proposal), key=lambda unit: (places.get(unit, len(places)), unit))
    book = read_address_book(session, day=world.today, units=units)
    reached = [unit for unit in units if book.main(unit, Role.CONTACT)]
    return (
        [names.get(unit, unit) for unit in reached],
        [names.get(unit, unit) for unit in units if unit not in reached],
    )


def _field(one: FieldChange) -> str:
    return change(name=one.field, old=clipped(one.old, limit=150), new=clipped(one.new, limit=150))


def _added(task: Task, proposal: Proposal) -> AmendedTask:
    begun = {one.unit for one in proposal.effects.begun if one.task.code == task.code}
    return AmendedTask(
        code=task.code, title=task.title, deadline_words=task.deadline.phrase, units=len(begun)
    )


def _dropped(task: Task, proposal: Proposal) -> AmendedTask:
    gone = {row.owed_by for row in proposal.effects.dropped if row.code == task.code}
    return AmendedTask(code=task.code, title=task.title, deadline_words=task.deadline.phrase, units=len(gone))


def _changed(one: TaskChange, names: Names) -> AmendedTask:
    lines = [_field(field) for field in one.fields]
    if one.entered or one.left:
        lines.append(f"đơn vị thực hiện: {_members(one.entered, one.left, names)}")
    return AmendedTask(
        code=one.new.code,
        title=one.new.title,
        deadline_words=one.new.deadline.phrase,
        units=len(one.entered),
        changes=lines,
    )


def _only_members(changed: Sequence[TaskChange], names: Names) -> Iterator[str]:
    """Tasks of which only the units are others, those that change alike on one line."""
    alike: dict[str, list[str]] = {}
    for one in changed:
        if not one.fields:
            alike.setdefault(_members(one.entered, one.left, names), []).append(one.new.code)
    for words, codes in alike.items():
        yield f"{', '.join(codes)}: {words}"


def _members(entered: Sequence[str], left: Sequence[str], names: Names) -> str:
    parts = (("thêm", entered), ("bớt", left))
    return "; ".join(
        f"{verb} {count(len(units))} đơn vị ({', '.join(names.get(unit, unit) for unit in units)})"
        for verb, units in parts
        if units
    )


def _indicator(one: IndicatorChange) -> str:
    if one.old is None and one.new is not None:
        return f"Thêm: {one.new.name} ({one.new.unit})"
    if one.new is None and one.old is not None:
        return f"Bỏ: {one.old.name} ({one.old.unit})"
    name = one.new.name if one.new else ""
    return f"{name}: {'; '.join(_field(field) for field in one.fields)}"


def _remarks(proposal: Proposal) -> Iterator[str]:
    """What a coordinator may not have meant."""
    today = proposal.ground.day
    late = [one for one in proposal.effects.begun if one.target.effective and one.target.effective < today]
    late_codes = ", ".join(dict.fromkeys(one.task.code for one in late))
    if late:
        yield f"Nhiệm vụ {late_codes}: thời hạn đã qua, {count(len(late))} nghĩa vụ mới quá hạn ngay từ đầu."
    for one in proposal.effects.moved:
        day = one.target.effective
        if day is not None and day < today:
            yield (
                f"Nhiệm vụ {one.row.code}: thời hạn mới (hết ngày {plain_day(day)}) đã qua so với hôm nay "
                f"{plain_day(today)}."
            )
            break
    for task in proposal.diff.added:
        if pending := proposal.ground.after.tasks[task.code].pending:
            yield f"Nhiệm vụ {task.code}: chưa có thành viên của {', '.join(pending)}."


def above_form(facts: AmendmentPageFacts, *, link: str, again: bool) -> str:
    """The few words above the form: the dialog is narrow, the page has the rest."""
    lines = [f"**Điều chỉnh {facts.number} theo {facts.act}.** [Xem mọi thay đổi]({link})"]
    if again:
        lines.append("Tệp hoặc kế hoạch đã thay đổi sau lần xem trước; đề nghị xem lại.")
    tasks = task_numbers(facts.numbers)
    lines += [f"{capitalised(tasks)}."] if tasks else []
    lines += [f"{capitalised(duty_numbers(facts.numbers))}.", *kept(facts.numbers)]
    lines.append(f"Thư thông báo: {count(facts.notices)} đơn vị.")
    return "\n\n".join(lines)
