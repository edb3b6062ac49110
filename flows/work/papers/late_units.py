"""Who is late with one task now, as a letter about it says."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.clock import ZONE
from flows.work.people.officers import FocalUnit, focal_unit
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.store.late import reminders_of, task_counts
from models.store.owed import DUE
from models.store.pauses import pauses_since
from models.store.units import names_on
from models.tables import Obligation, Plan, PlanTask, Unit
from models.words import ObligationStatus
from templates.letters.facts import LateFacts, LateUnit

Task = tuple[int, str, str]  # plan, code, occurrence
LATE = (ObligationStatus.OPEN, ObligationStatus.RETURNED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Late:
    """One unit that has not sent, or has not sent again."""

    obligation_id: int
    unit_id: str
    returned: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class LateTask:
    """A task with who is late, in official order, and who is left alone for a while."""

    plan: Plan
    task: PlanTask
    units: tuple[Late, ...]
    paused: tuple[str, ...]  # names

    @property
    def document(self) -> str:
        """What is owed, in few words."""
        return str(self.task.facts.get("document") or self.task.title)


def late_task(session: Session, *, task: Task, world: World) -> LateTask:
    """Raises RefusedError if nobody is late with it."""
    plan_id, code, occurrence = task
    wanted = select(PlanTask).where(col(PlanTask.plan_id) == plan_id, col(PlanTask.code) == code)
    row = session.exec(wanted).one()
    found = _late(session, row.id or 0, occurrence, world)
    pauses, names = pauses_since(session, day=world.today), names_on(session, world.today)

    def rests(one: Late) -> bool:
        of_unit = (*pauses.get((one.unit_id, None), ()), *pauses.get((one.unit_id, one.obligation_id), ()))
        return any(pause.first <= world.today for pause in of_unit)

    units = tuple(one for one in found if not rests(one))
    if not units:
        raise RefusedError(f"Nhiệm vụ {code}: không có đơn vị nào quá hạn chưa gửi để đôn đốc bằng công văn.")
    paused = tuple(names.get(one.unit_id, one.unit_id) for one in found if rests(one))
    return LateTask(plan=session.get_one(Plan, plan_id), task=row, units=units, paused=paused)


def _late(session: Session, task: int, occurrence: str, world: World) -> list[Late]:
    """Whose day, of the first version or of the completed one, has passed."""
    statement = (
        sa.select(col(Obligation.id), col(Obligation.carried_by), col(Obligation.status))
        .join(Unit, col(Unit.id) == col(Obligation.carried_by))
        .where(
            col(Obligation.task_id) == task,
            col(Obligation.occurrence) == occurrence,
            col(Obligation.status).in_(LATE),
            world.today > DUE,
        )
        .order_by(col(Unit.position), col(Unit.id))
    )
    return [
        Late(obligation_id=key, unit_id=unit, returned=status is ObligationStatus.RETURNED)
        for key, unit, status in session.execute(statement)
    ]


def letter_facts(
    session: Session,
    *,
    found: LateTask,
    units: tuple[Late, ...],
    time: int,
    new_date: date,
    separate: bool,
    world: World,
) -> LateFacts:
    """What the letter says at this moment; its frame is put around it by the caller."""
    focal = focal_unit(session, day=world.today) or FocalUnit(id="", name="", code="", superior="", phone="")
    expected, received = task_counts(session, task=found.task.id or 0)
    reminders = reminders_of(session, obligations=[one.obligation_id for one in units])
    names = names_on(session, world.today)
    return LateFacts(
        sender_name=focal.name,
        sender_short=focal.code or focal.name,
        superior=focal.superior,
        phone=focal.phone,
        plan_title=found.plan.title,
        plan_number=found.plan.document_number,
        plan_issued_on=found.plan.issued_on,
        document=found.document,
        deadline_words=found.task.deadline_phrase,
        last_day=_last_day(session, units),
        as_of=world.now.astimezone(ZONE),
        received=received,
        expected=expected,
        units=tuple(
            LateUnit(
                name=names.get(one.unit_id, one.unit_id),
                reminded=reminders.get(one.obligation_id, (0, None))[0],
                last_reminder=reminders.get(one.obligation_id, (0, None))[1],
                returned=one.returned,
            )
            for one in units
        ),
        new_date=new_date,
        number=time,
        example=world.example,
        separate=separate,
    )


def _last_day(session: Session, units: tuple[Late, ...]) -> date:
    days = select(sa.func.max(Obligation.effective_due)).where(
        col(Obligation.id).in_([one.obligation_id for one in units])
    )
    found = session.exec(days).one()
    assert found is not None
    return found
