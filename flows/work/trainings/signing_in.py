"""Danh sách ký nhận: the printable sheet on which participants sign in."""

from sqlmodel import Session, col, select

from flows.work.files.handing_out import hand_out
from flows.work.files.store import Files
from flows.work.people.officers import focal_unit
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.store.units import names_on
from models.tables import Participant, Training, Unit
from models.words import ParticipantStatus, TrainingStatus
from templates.letters.sign_in import SignInFacts, SignInRow, sign_in_sheet

from .announcing import note, the_training
from .facts import training_facts

GONE = (ParticipantStatus.WITHDRAWN, ParticipantStatus.WAITING)


def hand_out_sheet(session: Session, *, training_id: int, by: str, files: Files, world: World) -> str:
    """Lay the sheet of a training down for the officer; one sentence. Raises RefusedError."""
    training = the_training(session, training_id)
    if training.status in (TrainingStatus.PLANNED, TrainingStatus.CANCELLED):
        raise RefusedError(f"{training.title}: lớp chưa gửi giấy mời hoặc đã hủy, chưa có danh sách.")
    name = hand_out(
        session,
        content=sign_in_sheet(_facts(session, training, world)),
        name=f"danh-sach-ky-nhan-{training.id}-{training.first_day.isoformat()}.docx",
        what="danh sách ký nhận",
        document=training.title,
        plan_id=training.plan_id,
        by=by,
        files=files,
        world=world,
        draft=False,
    )
    sentence = f"Đã soạn danh sách ký nhận {training.title}; tệp trong thư mục outgoing: {name}."
    note(session, training, "sheet", sentence, by, world)
    return sentence


def _facts(session: Session, training: Training, world: World) -> SignInFacts:
    """Whoever has a seat, in the order of official lists; whoever waits writes on the empty rows."""
    focal = focal_unit(session, day=world.today)
    names = names_on(session, world.today)
    statement = (
        select(Participant)
        .join(Unit, col(Unit.id) == col(Participant.unit_id))
        .where(col(Participant.training_id) == training.id, col(Participant.status).not_in(GONE))
        .order_by(col(Unit.position), col(Unit.id), col(Participant.id))
    )
    return SignInFacts(
        training=training_facts(session, training=training, world=world),
        rows=tuple(
            SignInRow(name=one.name, position=one.position, unit_name=names.get(one.unit_id, one.unit_id))
            for one in session.exec(statement)
        ),
        sender_name=focal.name if focal else "",
        superior=focal.superior if focal else "",
        example=world.example,
    )
