"""A small world of one annual report, for tests of reviews, receipts, extensions and their kin."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.delivery.captured import text_of
from flows.work.chase.daily import run_day
from flows.work.documents.record import Entry, record
from flows.work.duties.finding import Duty
from flows.work.duties.reviewing import Returning
from flows.work.world import World
from models.database import transaction
from models.tables import (
    Contact,
    Message,
    MessageItem,
    Notice,
    Obligation,
    Plan,
    PlanTask,
    ReportedTask,
    SubmissionFile,
    SubmissionLink,
    WorkbookImport,
)
from models.words import (
    DeadlineKind,
    FileKind,
    JudgedBy,
    MessageKind,
    NoticeStatus,
    ObligationStatus,
    ReturnReason,
    Role,
    TaskResult,
)
from tests.factories import add_plan, add_task, add_units, world_on
from tests.flows.mailing import send_everything

ISSUED, DUE = date(2024, 2, 6), date(2024, 12, 14)
CAME = date(2024, 12, 10)  # a Tuesday
REPORT, YEARLY = "III.3.b", "II.4.1"
OPEN, ARRIVED, RETURNED = ObligationStatus.OPEN, ObligationStatus.ARRIVED, ObligationStatus.RETURNED
DONE, NIL, EXEMPT = ObligationStatus.DONE, ObligationStatus.NIL, ObligationStatus.EXEMPT
BY = "Cán bộ 1"


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    with transaction(engine) as session:
        add_units(session, "CA02", "CA04", "CA06")
        plan, world = add_plan(session), world_on(ISSUED)
        for unit in ("CA02", "CA04"):
            for role in (Role.DEPARTMENT_HEAD, Role.UNIT_HEAD):
                session.add(Contact(unit_id=unit, role=role, address=f"{role}@{unit.lower()}.example"))
        units = ["CA02", "CA04", "CA06"]
        add_task(
            session,
            plan=plan,
            units=units,
            due=DUE,
            world=world,
            code=REPORT,
            ladder="bao-cao",
            judged_by=JudgedBy.SENT,
            annual_report=True,
        )
        add_task(
            session,
            plan=plan,
            units=units,
            due=date(2024, 12, 31),
            world=world,
            code=YEARLY,
            ladder="",
            kind=DeadlineKind.PERIOD,
        )
        yield session


def came(
    session: Session, unit: str = "CA02", *, on: date = CAME, number: str = "17/BC", nil: bool = False
) -> int:
    """The unit's report comes in and is recorded on that day."""
    plan = session.exec(select(Plan.id)).one() or 0
    entry = Entry(
        unit=unit,
        tasks=((plan, REPORT, ""),),
        number=number,
        issued_on=on,
        sent_on=on,
        arrived_on=on,
        nil=nil,
    )
    return record(session, entry=entry, by=BY, world=world_on(on)).submission_id


def back(day: date, *, comment: str = "bổ sung số liệu mục II") -> Returning:
    return Returning(reason=ReturnReason.FIGURES, comment=comment, resubmit_by=day)


def duty(session: Session, unit: str = "CA02", code: str = REPORT) -> Obligation:
    session.expire_all()
    statement = (
        select(Obligation)
        .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
        .where(col(Obligation.owed_by) == unit, col(PlanTask.code) == code)
    )
    return session.exec(statement).one()


def meant(session: Session, unit: str = "CA02") -> Duty:
    plan = session.exec(select(Plan.id)).one() or 0
    return Duty(unit=unit, unit_name=f"Công an tỉnh {unit}", task=(plan, REPORT, ""))


def on_time(session: Session, unit: str = "CA02") -> list[bool | None]:
    """Of each version, first to last."""
    statement = (
        select(SubmissionLink.on_time)
        .where(col(SubmissionLink.obligation_id) == duty(session, unit).id)
        .order_by(col(SubmissionLink.version))
    )
    return list(session.exec(statement))


def run_until(session: Session, first: date, last: date) -> None:
    day = first
    while day <= last:
        run_day(session, world=world_on(day))
        send_everything(session, world=world_on(day))
        day += timedelta(days=1)


def stages(session: Session, unit: str = "CA02") -> list[tuple[str, str, Role]]:
    """Day, stage and reader of every stage of the present round that has come up to be sent."""
    row = duty(session, unit)
    statement = (
        select(Notice)
        .where(
            col(Notice.obligation_id) == row.id,
            col(Notice.round) == row.round,
            col(Notice.status).in_((NoticeStatus.PLANNED, NoticeStatus.SENT, NoticeStatus.HELD)),
        )
        .order_by(col(Notice.due_on), col(Notice.id))
    )
    return [(f"{one.due_on:%d/%m}", one.stage, one.role) for one in session.exec(statement)]


def workbook(session: Session, submission: int, result: TaskResult) -> None:
    """The report's workbook says how the whole-year task stands."""
    world = world_on(CAME)
    file = SubmissionFile(
        submission_id=submission,
        kind=FileKind.WORKBOOK,
        sha256="1" * 64,
        name="bieu.xlsx",
        media_type="",
        size=1,
        attached_by=BY,
        attached_at=world.now,
    )
    session.add(file)
    session.flush()
    read = WorkbookImport(
        submission_id=submission, file_id=file.id or 0, imported_by=BY, imported_at=world.now
    )
    session.add(read)
    session.flush()
    session.add(
        ReportedTask(import_id=read.id or 0, task_id=duty(session, code=YEARLY).task_id, result=result)
    )
    session.flush()


def receipts(session: Session, unit: str = "CA02") -> list[Message]:
    session.expire_all()
    of_unit = select(MessageItem.message_id).where(col(MessageItem.unit_id) == unit)
    statement = select(Message).where(col(Message.kind) == MessageKind.RECEIPT, col(Message.id).in_(of_unit))
    return list(session.exec(statement.order_by(col(Message.id))))


def words(message: Message) -> str:
    assert message.content is not None
    return " ".join(text_of(message.content).split())


def later(world: World, minutes: int) -> World:
    moved = world.machine_now + timedelta(minutes=minutes)
    return replace(world, machine_now=moved, now=world.now + timedelta(minutes=minutes))
