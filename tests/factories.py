"""Small worlds for tests: a plan of one or a few tasks, owed by a few units, on a given day."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from sqlmodel import Session, col, select

from flows.work.chase.rearm import rearm
from flows.work.world import World
from models.policy import Policy
from models.policy_file import read_policy
from models.rules.workdays import DayOff, WorkCalendar, shipped_days, target_day
from models.tables import Contact, Obligation, Plan, PlanTask, Unit, UnitName
from models.words import (
    DeadlineKind,
    JudgedBy,
    ObligationStatus,
    PlanStatus,
    Region,
    Role,
    TaskOrigin,
    UnitKind,
)

ROOT = Path(__file__).parent.parent
POLICY = read_policy((ROOT / "config" / "policy.yaml").read_text("utf-8"), name="policy.yaml")
CALENDAR = shipped_days(years=range(2023, 2027), extra=())
FOCAL = "phap-che"


def moment(text: str = "2024-02-06T01:00:00") -> datetime:
    """A moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def world_on(
    day: date, *, policy: Policy = POLICY, calendar: WorkCalendar = CALENDAR, extra: Iterable[DayOff] = ()
) -> World:
    """The world at 07:30 of `day` in Vietnam, on an example folder."""
    now = datetime(day.year, day.month, day.day, 0, 30, tzinfo=UTC)
    days = WorkCalendar(days={**calendar.days, **{one.day: one for one in extra}})
    return World(
        today=day,
        now=now,
        machine_now=now,
        chase_from=now,
        calendar=days,
        policy=policy,
        message_id_domain="v03.example",
        example=True,
    )


def add_units(session: Session, *units: str, contacts: Mapping[str, Sequence[str]] | None = None) -> None:
    """Units named after their ids, each with a contact `<id>@units.example` unless told otherwise."""
    for position, unit in enumerate(units):
        session.add(Unit(id=unit, kind=UnitKind.PROVINCE, region=Region.NORTH, position=position))
    session.flush()
    for unit in units:
        session.add(UnitName(unit_id=unit, name=f"Công an tỉnh {unit}"))
        addresses = (contacts or {}).get(unit, [f"{unit.lower()}@units.example"])
        for position, address in enumerate(addresses):
            session.add(Contact(unit_id=unit, role=Role.CONTACT, position=position, address=address))
    session.flush()


def add_plan(
    session: Session,
    *,
    issued_on: date = date(2024, 2, 6),
    remind_from: date | None = None,
    code: str = "2024",
) -> Plan:
    """A plan in force whose focal unit is FOCAL."""
    if session.get(Unit, FOCAL) is None:
        session.add(Unit(id=FOCAL, code="V03", kind=UnitKind.DEPARTMENT, region=Region.MINISTRY, position=-1))
        session.flush()
        session.add(UnitName(unit_id=FOCAL, name="Cục Pháp chế và cải cách hành chính, tư pháp"))
        session.add(Contact(unit_id=FOCAL, role=Role.CONTACT, name="Cán bộ 1", address="canbo1@v03.example"))
    plan = Plan(
        code=code,
        title="Kế hoạch thực hiện Đề án năm 2024",
        document_number="762/QĐ-BCA-V03",
        issued_on=issued_on,
        year=issued_on.year,
        status=PlanStatus.ISSUED,
        focal_unit=FOCAL,
        remind_from=remind_from or issued_on,
    )
    session.add(plan)
    session.flush()
    return plan


def add_task(
    session: Session,
    *,
    plan: Plan,
    units: Sequence[str],
    due: date | None = None,
    world: World,
    code: str = "II.1.1.b",
    ladder: str = "ke-hoach-don-vi",
    kind: DeadlineKind = DeadlineKind.DAY,
    judged_by: JudgedBy = JudgedBy.ISSUED,
    annual_report: bool = False,
) -> list[int]:
    """A task that each unit owes by `due`; the ids of its obligations."""
    assert plan.id is not None
    task = PlanTask(
        plan_id=plan.id,
        position=len(session.exec(select(PlanTask)).all()),
        code=code,
        title=f"Nhiệm vụ {code}",
        origin=TaskOrigin.FILE,
        deadline_phrase=f"trước ngày {due:%d/%m/%Y}" if due else "cả năm 2024",
        deadline_kind=kind,
        judged_by=judged_by,
        ladder=ladder,
        annual_report=annual_report,
        submission="văn bản đã ký, đóng dấu",
        facts={"document": f"văn bản {code}"},
    )
    session.add(task)
    session.flush()
    assert task.id is not None
    for unit in units:
        session.add(
            Obligation(
                public_id=f"{code}-{unit}-{plan.id}",
                plan_id=plan.id,
                task_id=task.id,
                owed_by=unit,
                carried_by=unit,
                status=ObligationStatus.OPEN,
                original_due=due,
                effective_due=due,
                target_day=target_day(last_day=due, calendar=world.calendar) if due else None,
            )
        )
    session.flush()
    of_task = select(Obligation.id).where(col(Obligation.task_id) == task.id).order_by(col(Obligation.id))
    ids = [one for one in session.exec(of_task) if one]
    rearm(session, ids=ids, world=world)
    return ids
