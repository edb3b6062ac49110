"""From rows to the facts that mails are rendered from, in bulk."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby

from sqlmodel import Session, col, select

from flows.work.pages.progress import workdays_left
from flows.work.world import World
from models.rules.punctuality import Standing as Counted
from models.rules.punctuality import standing
from models.rules.workdays import roll_forward, target_day
from models.store.duties import Duty, Item, duties_of_units
from models.tables import PlanTask
from models.words import JudgedBy, NoticeKind, ObligationStatus
from templates.mail.facts import DutyLine, Sender, Standing, UnitDuties, YearLine
from templates.words_vi import document

COMPLETED = "Bản đã bổ sung, hoàn thiện theo nội dung đã đề nghị"
STANDINGS = {Counted.NOT_RECEIVED: Standing.NOT_RECEIVED, Counted.OVERDUE: Standing.OVERDUE}


def unit_duties(
    *,
    items: Sequence[Item],
    names: Mapping[str, str],
    sender: Sender,
    world: World,
    enclosed: Mapping[int, str] | None = None,
) -> tuple[UnitDuties, ...]:
    """The items of one mail, grouped by unit and plan; the order of the items is kept.

    `enclosed`: by obligation the name of the workbook that goes along.
    """
    groups: defaultdict[tuple[str, int], list[Item]] = defaultdict(list)
    for item in items:
        groups[item.duty.carried_by, item.duty.plan_id].append(item)
    return tuple(
        _group(found, names[unit], sender, world, enclosed or {}) for (unit, _), found in groups.items()
    )


def _group(
    items: Sequence[Item], unit_name: str, sender: Sender, world: World, enclosed: Mapping[int, str]
) -> UnitDuties:
    first = items[0].duty
    chased = [item for item in items if item.notice_kind is not NoticeKind.NOTE]
    listed = [item.duty for item in items if item.notice_kind is NoticeKind.NOTE]
    return UnitDuties(
        unit_name=unit_name,
        plan_title=first.plan_title,
        plan_number=first.plan_number,
        plan_issued_on=first.plan_issued_on,
        duties=tuple(
            duty_line(
                duty=item.duty,
                sender=sender,
                world=world,
                prepare=prepares(item, world),
                workbook=enclosed.get(item.duty.obligation_id, ""),
            )
            for item in chased
        ),
        whole_year=tuple(year_line(duty=duty) for duty in listed),
    )


def prepares(item: Item, world: World) -> bool:
    """Whether its stage says what to prepare."""
    stages = world.policy.stages(item.duty.ladder)
    return any(stage.prepare for stage in stages if stage.name == item.stage.partition("#")[0])


def duty_line(
    *,
    duty: Duty,
    sender: Sender,
    world: World,
    prepare: bool = False,
    workbook: str = "",
    origin: str = "",
) -> DutyLine:
    """One dated obligation as a mail states it on the world's day."""
    last_day = quoted_day(duty=duty, world=world)
    target = _target_of(duty, last_day, world)
    told = duty.task_facts
    document = str(told.get("document") or duty.task_title)
    return DutyLine(
        task_code=duty.task_code,
        title=duty.task_title,
        document=f"bản bổ sung, hoàn thiện {document}" if duty.returned else document,
        deadline_words=_deadline_words(duty),
        last_day=last_day,
        due_time=duty.due_time,
        target_day=target,
        workdays_left=workdays_left(target_day=target, world=world),
        standing=STANDINGS.get(_counted(duty, world), Standing.AHEAD),
        legal_basis=legal_basis(duty=duty),
        what_to_send=COMPLETED if duty.returned else duty.submission,
        where_to_send=told.get("where") or sender.unit_name,
        judged_by=JudgedBy.RECEIVED if duty.returned else duty.judged_by,
        quantity=told.get("quantity", ""),
        prepare=tuple(told.get("prepare", ())) if prepare else (),
        added=bool(told.get("added")),
        origin=origin,
        workbook=workbook,
        public_id=duty.public_id,
    )


def _deadline_words(duty: Duty) -> str:
    """The plan's own words; of a document that was returned or given more time, the day in force."""
    moved = duty.original_due is not None and duty.effective_due != duty.original_due
    if duty.effective_due is None or not (duty.returned or (moved and duty.extended)):
        return duty.deadline_phrase
    day = f"{duty.effective_due:%d/%m/%Y}"
    if duty.returned:
        return f"chậm nhất ngày {day}"
    return f"gia hạn đến hết ngày {day}, thời hạn ban đầu {duty.deadline_phrase}"


def quoted_day(*, duty: Duty, world: World) -> date:
    """The last valid day as units are told it: a roll to the next working day is never quoted."""
    assert duty.effective_due is not None
    if (
        world.policy.roll_forward
        and duty.original_due
        and duty.effective_due == roll_forward(last_day=duty.original_due, calendar=world.calendar)
    ):
        return duty.original_due
    return duty.effective_due


def _target_of(duty: Duty, last_day: date, world: World) -> date | None:
    """The day to aim at for the last valid day as it is quoted, so that the two agree."""
    if last_day == duty.effective_due:
        return duty.target_day
    return target_day(last_day=last_day, calendar=world.calendar)


def _counted(duty: Duty, world: World) -> Counted:
    return standing(
        as_of=world.today,
        last_day=duty.effective_due,
        judged_by=JudgedBy.RECEIVED if duty.returned else duty.judged_by,
        calendar=world.calendar,
        arrival_allowance_days=world.policy.arrival_allowance_days,
    )


def legal_basis(*, duty: Duty) -> str:
    """Where the plan says so: «mục II.1.1 Kế hoạch ban hành kèm theo …»; what was added may stand nowhere."""
    item = duty.task_facts.get("item") or ("" if duty.task_facts.get("added") else duty.task_code)
    day = f"{duty.plan_issued_on:%d/%m/%Y}"
    by = f", bổ sung theo {duty.task_facts['added_by']}" if duty.task_facts.get("added_by") else ""
    return (
        f"{f'mục {item} ' if item else ''}Kế hoạch ban hành kèm theo {document(duty.plan_number)} ngày {day}"
        f"{by}"
    )


def year_line(*, duty: Duty) -> YearLine:
    """One task that is listed and not chased."""
    return YearLine(
        task_code=duty.task_code,
        title=duty.task_title,
        deadline_words=duty.deadline_phrase,
        quantity=duty.task_facts.get("quantity", ""),
    )


def announced_duties(
    session: Session,
    *,
    plan_id: int,
    units: Sequence[str],
    names: Mapping[str, str],
    sender: Sender,
    world: World,
) -> dict[str, UnitDuties]:
    """What each of these units owes under the plan: dated ones first, then those of the whole year."""
    found = duties_of_units(session, plans=[plan_id], units=units)
    found.sort(key=lambda duty: (duty.carried_by, duty.effective_due or date.max, duty.task_position))
    return {
        unit: group_of(duties=list(duties), unit_name=names[unit], sender=sender, world=world)
        for unit, duties in groupby(found, key=lambda duty: duty.carried_by)
    }


def group_of(
    *,
    duties: Sequence[Duty],
    unit_name: str,
    sender: Sender,
    world: World,
    origins: Mapping[int, str] | None = None,
) -> UnitDuties:
    """What a unit still owes under one plan; `origins`: by obligation the units it was taken over from."""
    came = origins or {}
    owed = [duty for duty in duties if duty.is_owed or duty.status is ObligationStatus.WAITING]
    return UnitDuties(
        unit_name=unit_name,
        plan_title=duties[0].plan_title,
        plan_number=duties[0].plan_number,
        plan_issued_on=duties[0].plan_issued_on,
        duties=tuple(
            duty_line(duty=duty, sender=sender, world=world, origin=came.get(duty.obligation_id, ""))
            for duty in owed
            if duty.is_dated
        ),
        awaiting=tuple(year_line(duty=duty) for duty in owed if duty.status is ObligationStatus.WAITING),
        whole_year=tuple(
            year_line(duty=duty)
            for duty in owed
            if not duty.is_dated and duty.status is not ObligationStatus.WAITING
        ),
    )


def coordinated_tasks(session: Session, *, plan_id: int) -> Mapping[str, Sequence[YearLine]]:
    """Per unit the tasks it helps with without owing them, in the order of the plan."""
    found: defaultdict[str, list[YearLine]] = defaultdict(list)
    in_plan = (col(PlanTask.plan_id) == plan_id, col(PlanTask.dropped_at).is_(None))
    statement = select(PlanTask).where(*in_plan).order_by(col(PlanTask.position))
    for task in session.exec(statement):
        line = YearLine(task_code=task.code, title=task.title, deadline_words=task.deadline_phrase)
        for unit in task.facts.get("informed", ()):
            found[unit].append(line)
    return found
