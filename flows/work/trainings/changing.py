"""Điều chỉnh lớp tập huấn: other days or another place, or called off; whoever was invited is told."""

from dataclasses import dataclass
from datetime import date, time

from sqlmodel import Session, col, select

from flows.work.duties.changing import open_round, settle
from flows.work.duties.exempting import spare
from flows.work.duties.extending import forget_extensions
from flows.work.duties.moving import move_due
from flows.work.refusals import RefusedError
from flows.work.texts import MOST_NAME, refuse_odd_line, refuse_odd_text
from flows.work.world import World
from models.tables import Obligation, PlanTask, Training
from models.words import Change, DueChangeKind, ObligationStatus, TrainingStatus
from templates.training_changes import changed
from templates.words_vi import plain_day

from .announcing import nomination_words, note, the_training
from .doubts import doubts
from .inviting import invite, training_state


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What is to be different; None leaves it as it is."""

    first_day: date | None = None
    last_day: date | None = None  # None with a new first day: the training keeps its length
    starts_at: time | None = None
    ends_at: time | None = None
    place: str | None = None
    host_unit: str | None = None
    nominate_by: date | None = None  # None with a new first day: it moves along
    practical: str | None = None


def change(session: Session, *, training_id: int, wanted: Wanted, by: str, world: World) -> str:
    """Change a training that lies ahead; invited units get a mail that says what is different.

    Raises RefusedError; a day that breaks a condition is warned about in the sentence, not refused.
    """
    training = _ahead(session, training_id)
    before = training_state(training)
    _take(training, wanted)
    _refuse(training, world)
    now = training_state(training)
    if now == before:
        raise RefusedError(f"{training.title}: không có gì thay đổi so với hiện nay.")
    if training.status is TrainingStatus.ANNOUNCED:
        training.sequence += 1
        if now["nominate_by"] != before["nominate_by"]:
            _move_nomination(session, training, by, world)
        invite(session, training=training, world=world)
    told = changed(before=before, now=now, names={})
    sentence = f"Đã điều chỉnh {training.title}: {' '.join(told)}"
    if against := doubts(session, training=training, world=world):
        sentence += f" Lưu ý: {'; '.join(against)}."
    note(session, training, "change", sentence, by, world)
    return sentence


def cancel(session: Session, *, training_id: int, reason: str, by: str, world: World) -> str:
    """Call a training off: nobody owes names any more; whoever was invited is told. Raises RefusedError."""
    training = _ahead(session, training_id)
    if not reason.strip():
        raise RefusedError("Lý do hủy: chưa ghi; đơn vị được mời đọc lý do này trong thư.")
    refuse_odd_text(reason, field="Lý do hủy")
    announced = training.status is TrainingStatus.ANNOUNCED
    training.status, training.settled_at = TrainingStatus.CANCELLED, world.now
    training.cancel_reason = reason.strip()
    training.sequence += 1
    if announced:
        owed = [one.id for one in _open(session, training) if one.id]
        spare(session, obligations=owed, basis=f"lớp tập huấn đã hủy: {reason.strip()}", by=by, world=world)
        invite(session, training=training, world=world)
    told = " Đơn vị đã nhận giấy mời được báo bằng thư." if announced else ""
    sentence = f"Đã hủy {training.title} ngày {plain_day(training.first_day)}. Lý do: {reason.strip()}{told}"
    note(session, training, "cancel", sentence, by, world)
    return sentence


def _ahead(session: Session, training_id: int) -> Training:
    training = the_training(session, training_id)
    if training.status not in (TrainingStatus.PLANNED, TrainingStatus.ANNOUNCED):
        raise RefusedError(f"{training.title}: lớp đã tổ chức hoặc đã hủy, không điều chỉnh được.")
    return training


def _take(training: Training, wanted: Wanted) -> None:
    if wanted.first_day is not None:
        shift = wanted.first_day - training.first_day
        training.first_day += shift
        training.last_day += shift
        training.nominate_by += shift
    training.last_day = wanted.last_day or training.last_day
    training.starts_at = wanted.starts_at or training.starts_at
    training.ends_at = wanted.ends_at or training.ends_at
    training.nominate_by = wanted.nominate_by or training.nominate_by
    training.host_unit = wanted.host_unit or training.host_unit
    if wanted.place is not None:
        refuse_odd_line(wanted.place, field="Địa điểm", most=MOST_NAME)
        training.place = wanted.place.strip()
    if wanted.practical is not None:
        refuse_odd_text(wanted.practical, field="Thông tin thêm")
        training.practical = wanted.practical.strip()


def _refuse(training: Training, world: World) -> None:
    if training.first_day <= world.today:
        raise RefusedError(
            f"Ngày khai mạc {plain_day(training.first_day)} phải sau hôm nay ({plain_day(world.today)})."
        )
    if training.last_day < training.first_day:
        raise RefusedError(
            f"Ngày bế mạc {plain_day(training.last_day)} trước ngày khai mạc {plain_day(training.first_day)}."
        )
    if training.starts_at >= training.ends_at:
        raise RefusedError("Giờ bắt đầu phải trước giờ kết thúc.")
    if not world.today < training.nominate_by < training.first_day:
        raise RefusedError(
            f"Hạn cử cán bộ {plain_day(training.nominate_by)} phải sau hôm nay và trước ngày khai mạc "
            f"{plain_day(training.first_day)}; đề nghị ghi hạn khác."
        )
    if not training.place:
        raise RefusedError("Địa điểm: chưa ghi; đề nghị điền ô này.")


def _open(session: Session, training: Training) -> list[Obligation]:
    statement = select(Obligation).where(
        col(Obligation.task_id) == training.task_id, col(Obligation.status) == ObligationStatus.OPEN
    )
    return list(session.exec(statement.order_by(col(Obligation.id)).with_for_update()))


def _move_nomination(session: Session, training: Training, by: str, world: World) -> None:
    """Whoever has not answered counts to the new day, on a fresh ladder."""
    task = session.get_one(PlanTask, training.task_id)
    task.deadline_phrase = nomination_words(training)
    found = _open(session, training)
    for one in found:
        assert one.id is not None
        why = f"lớp tập huấn khai mạc ngày {plain_day(training.first_day)}"
        forget_extensions(session, obligation=one.id, by=by, world=world, why=why)
        move_due(session, one, training.nominate_by, DueChangeKind.CORRECTION, why, by, world)
        open_round(one, world=world)
    settle(session, obligations=[one.id for one in found if one.id], change=Change.MOVE, by=by, world=world)
