"""The plan task that trainings are held for (II.8.2.a) is done once every region has had its own."""

from sqlmodel import Session, col, select

from flows.work.documents.record import Entry, record
from flows.work.duties.reviewing import accept
from flows.work.world import World
from models.tables import Obligation, Plan, PlanTask, Training
from models.words import ObligationStatus, Region, TrainingStatus
from templates.words_vi import count

REGIONS = (Region.NORTH, Region.CENTRE, Region.SOUTH)


def fulfil(session: Session, *, training: Training, by: str, world: World) -> str:
    """Write down that the focal unit has done the task, once; the sentence, empty if it is not done yet.

    Three regions, as Decision 762/QĐ-BCA-V03 (2024), II.8.2.a, says.
    """
    statement = select(Training).where(
        col(Training.plan_id) == training.plan_id,
        col(Training.serves) == training.serves,
        col(Training.status) != TrainingStatus.CANCELLED,
    )
    found = list(session.exec(statement))
    held = [one for one in found if one.status is TrainingStatus.HELD]
    if len(held) < len(found) or not {one.region for one in held}.issuperset(REGIONS):
        return ""
    focal = session.get_one(Plan, training.plan_id).focal_unit
    if not _is_open(session, training, focal):
        return ""
    entry = Entry(
        unit=focal,
        tasks=((training.plan_id, training.serves, ""),),
        number=f"Ghi nhận tham dự {count(len(held))} lớp tập huấn",
        issued_on=min(world.today, max(one.last_day for one in held)),
        arrived_on=world.today,
    )
    recorded = record(session, entry=entry, by=by, world=world)
    accept(session, submission_id=recorded.submission_id, by=by, world=world, tell=False)
    return f"Đủ {count(len(held))} lớp tại 3 miền: nhiệm vụ {training.serves} đã hoàn thành."


def _is_open(session: Session, training: Training, focal: str) -> bool:
    statement = (
        select(Obligation.id)
        .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
        .where(
            col(PlanTask.plan_id) == training.plan_id,
            col(PlanTask.code) == training.serves,
            col(Obligation.carried_by) == focal,
            col(Obligation.status) == ObligationStatus.OPEN,
        )
    )
    return session.exec(statement).first() is not None
