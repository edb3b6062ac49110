"""Issuing a plan: its file becomes obligations, in one transaction."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, insert, select

from flows.work.audit import audit
from flows.work.chase.announcing import announce_plan
from flows.work.chase.rearm import rearm
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.plan_members import Owed, Resolved, UnitFacts, obligations_of, resolve
from models.plan_values import NO_NUMBER, PlanFile
from models.rules.workdays import roll_forward
from models.tables import DueChange, Indicator, Obligation, Plan, PlanRevision, PlanTask
from models.words import PlanStatus
from templates.words_vi import plain_day

from .rows import due_change_values, head_values, indicator_values, obligation_values, task_values


@dataclass(frozen=True, kw_only=True, slots=True)
class Issued:
    """What issuing did."""

    plan_id: int
    code: str
    obligations: int  # created now
    announced: int  # announcements written now
    remind_from: date
    already: bool

    @property
    def sentence(self) -> str:
        """What was done, for the coordinator."""
        sent = f" {self.announced} thư thông báo được đưa vào hàng chờ gửi." if self.announced else ""
        if self.already:
            return (
                f"Kế hoạch {self.code} đã được triển khai từ trước, không tạo thêm nhiệm vụ; "
                f"ngày bắt đầu nhắc việc vẫn là {plain_day(self.remind_from)}.{sent}"
            )
        return f"Đã triển khai Kế hoạch {self.code}: {self.obligations} nhiệm vụ của các đơn vị.{sent}"


def issue_plan(
    session: Session,
    *,
    plan: PlanFile,
    content: bytes,
    units: Sequence[UnitFacts],
    remind_from: date,
    announce: bool,
    by: str,
    world: World,
) -> Issued:
    """Create the plan's obligations; the same file again creates nothing, a changed one is refused.

    Raises PlanFileError with every name that means no unit on the plan's day.
    """
    row = session.exec(select(Plan).where(col(Plan.code) == plan.code)).first()
    if row is None:
        _refuse_dates(plan, remind_from, world)
        resolved = resolve(plan, units, day=plan.issued_on)
        row = _create(session, plan, content, resolved, remind_from, announce, by, world)
        count = _create_obligations(session, row, obligations_of(plan, resolved), by, world)
    else:
        _refuse_changed(session, row, content)
        count = 0
    assert row.id is not None
    row.announce = row.announce or announce
    announced = 0
    if announce:
        announced = announce_plan(session, plan_id=row.id, world=world)
    result = Issued(
        plan_id=row.id,
        code=plan.code,
        obligations=count,
        announced=announced,
        remind_from=row.remind_from,
        already=not count,
    )
    if count or announced:
        audit(
            session,
            world=world,
            by=by,
            action="form:plan:issue",
            subject="plan",
            subject_id=row.id,
            text=result.sentence,
        )
    return result


def _refuse_dates(plan: PlanFile, remind_from: date, world: World) -> None:
    if plan.document == NO_NUMBER:
        raise RefusedError(
            f"Tệp kế hoạch {plan.code} chưa ghi số, ký hiệu văn bản (dòng document); "
            "đề nghị điền số và ngày ban hành vào tệp rồi triển khai."
        )
    if plan.issued_on > world.today:
        raise RefusedError(
            f"Kế hoạch {plan.code} ghi ngày ban hành {plain_day(plan.issued_on)}, "
            f"sau hôm nay ({plain_day(world.today)}); đề nghị triển khai từ ngày ban hành."
        )
    if remind_from < plan.issued_on:
        raise RefusedError(
            f"Ngày bắt đầu nhắc việc {plain_day(remind_from)} trước ngày ban hành Kế hoạch "
            f"({plain_day(plan.issued_on)}); đề nghị chọn từ ngày ban hành trở đi."
        )


def _refuse_changed(session: Session, row: Plan, content: bytes) -> None:
    statement = (
        select(PlanRevision.sha256)
        .where(col(PlanRevision.plan_id) == row.id)
        .order_by(col(PlanRevision.number).desc())
    )
    if session.exec(statement).first() != hashlib.sha256(content).hexdigest():
        raise RefusedError(
            f"Tệp kế hoạch {row.code} khác với tệp đã triển khai. Kế hoạch đang theo dõi chỉ được "
            "thay đổi bằng văn bản điều chỉnh; đề nghị dùng biểu mẫu «Điều chỉnh kế hoạch»."
        )


def _create(
    session: Session,
    plan: PlanFile,
    content: bytes,
    resolved: Resolved,
    remind_from: date,
    announce: bool,
    by: str,
    world: World,
) -> Plan:
    row = Plan(
        code=plan.code,
        issued_on=plan.issued_on,
        year=plan.year,
        status=PlanStatus.ISSUED,
        focal_unit=resolved.focal_unit,
        remind_from=remind_from,
        announce=announce,
        **head_values(plan),
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    revision = PlanRevision(
        plan_id=row.id,
        number=1,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        recorded_at=world.now,
        recorded_by=by,
    )
    informed = {code: assigned.informed for code, assigned in resolved.tasks.items()}
    tasks = [task_values(task, informed=informed[task.code], world=world) for task in plan.tasks]
    session.add_all([revision, *(PlanTask(plan_id=row.id, **values) for values in tasks)])
    session.add_all(Indicator(plan_id=row.id, **indicator_values(one)) for one in plan.indicators)
    session.flush()
    return row


def _create_obligations(session: Session, row: Plan, owed: Sequence[Owed], by: str, world: World) -> int:
    """Core inserts: the ORM is thirteen times slower, and a plan may have thousands."""
    ids = _task_ids(session, row)
    rows = [_obligation(one, ids[one.task], row, world) for one in owed]
    if not rows:
        return 0
    statement = insert(Obligation).returning(col(Obligation.id), sort_by_parameter_order=True)
    created = list(session.execute(statement, rows).scalars())
    pairs = zip(created, rows, strict=True)
    changes = [due_change_values(key, values, by=by, why="", world=world) for key, values in pairs]
    if dated := [change for change in changes if change["new_due"]]:
        session.execute(insert(DueChange), dated)
    rearm(session, ids=created, world=world)
    return len(created)


def _task_ids(session: Session, row: Plan) -> dict[str, int]:
    statement = select(PlanTask.code, PlanTask.id).where(col(PlanTask.plan_id) == row.id)
    return {code: key for code, key in session.exec(statement) if key}


def _obligation(one: Owed, task_id: int, row: Plan, world: World) -> dict[str, object]:
    last_day = one.last_day
    rolled = (
        roll_forward(last_day=last_day, calendar=world.calendar)
        if last_day and world.policy.roll_forward
        else last_day
    )
    return obligation_values(
        plan_id=row.id,
        task_id=task_id,
        unit=one.unit_id,
        occurrence=one.occurrence,
        status=one.status,
        opens_on=one.opens_on,
        last_day=last_day,
        effective=rolled,
        due_time=one.due_time,
        world=world,
    )
