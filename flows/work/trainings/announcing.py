"""Gửi giấy mời tập huấn: the signed letter is on paper; units are mailed, and owe the names of who comes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, insert, select

from flows.work.added_task import add_task, owe
from flows.work.audit import audit
from flows.work.files.checking import Checked
from flows.work.files.store import Files
from flows.work.papers.framing import house_of
from flows.work.people.officers import focal_unit
from flows.work.plans.closed import refuse_closed
from flows.work.refusals import RefusedError
from flows.work.texts import MOST_NUMBER, refuse_odd_line
from flows.work.world import World
from models.rules.authority import ALLOWED, check_number
from models.rules.ladders import NOMINATION_LADDER
from models.store.locking import locked_row
from models.tables import PlanTask, Training, TrainingInvitation
from models.words import JudgedBy, LetterKind, Region, TaskOrigin, TrainingStatus
from templates.words_vi import count, plain_day

from .inviting import invite
from .inviting_whom import invited_units

KIND = LetterKind.INVITATION
INITIALS = {Region.NORTH: "B", Region.CENTRE: "T", Region.SOUTH: "N", Region.MINISTRY: "CQB"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """The giấy mời as the post room numbered it; `file`: the signed copy that mails carry."""

    number: str
    day: date
    file: Checked | None = None


def announce(
    session: Session, *, training_id: int, letter: Letter, files: Files, by: str, world: World
) -> str:
    """Invite the units of the region: mails, and an obligation to name who comes; one sentence.

    A unit that is invited to another training for the same task is left out. Raises RefusedError.
    """
    training = the_training(session, training_id)
    _refuse(session, training, letter, world)
    found = invited_units(
        session,
        plan_id=training.plan_id,
        region=training.region,
        with_ministry=training.with_ministry,
        day=training.first_day,
    )
    units = [unit for unit in found if unit not in _invited_elsewhere(session, training)]
    if not units:
        raise RefusedError(f"{training.title}: mọi đơn vị của khu vực đã được mời dự một lớp khác.")
    _number(training, letter, files, world)
    task = _task(session, training)
    training.task_id = task.id
    _owe(session, training, task, units, by, world)
    invite(session, training=training, world=world)
    sentence = _sentence(training, letter, units, left_out=len(found) - len(units))
    note(session, training, "announce", sentence, by, world)
    return sentence


def the_training(session: Session, training_id: int) -> Training:
    """Its row, locked; raises RefusedError if there is none, or its plan is closed."""
    training = locked_row(session, Training, training_id)
    if training is None:
        raise RefusedError(f"Không có lớp tập huấn #{training_id}; đề nghị chọn lại.")
    refuse_closed(session, plans={training.plan_id})
    return training


def note(session: Session, training: Training, verb: str, text: str, by: str, world: World) -> None:
    """One line of the audit trail about a training."""
    audit(
        session,
        world=world,
        by=by,
        action=f"form:training:{verb}",
        subject="training",
        subject_id=training.id,
        text=text,
    )


def _refuse_letter(session: Session, letter: Letter, world: World) -> None:
    """A letter without a number or with one of another kind of paper, or of a day to come."""
    number, day = letter.number.strip(), letter.day
    if not number:
        raise RefusedError("Số giấy mời: chưa ghi; đề nghị ghi số văn thư đã cấp.")
    refuse_odd_line(number, field="Số giấy mời", most=MOST_NUMBER)
    house = house_of(focal_unit(session, day=world.today))
    ways = [check_number(kind=KIND, authority=one, number=number, house=house) for one in ALLOWED[KIND]]
    if all(ways):
        raise RefusedError(f"Số giấy mời: {ways[0]}")
    if day > world.today:
        raise RefusedError(
            f"Ngày giấy mời {plain_day(day)} là ngày trong tương lai; hôm nay là {plain_day(world.today)}."
        )


def _refuse(session: Session, training: Training, letter: Letter, world: World) -> None:
    if training.status is not TrainingStatus.PLANNED:
        raise RefusedError(f"{training.title}: giấy mời đã gửi, hoặc lớp đã tổ chức, đã hủy.")
    _refuse_letter(session, letter, world)
    if training.nominate_by <= world.today:
        raise RefusedError(
            f"{training.title}: hạn cử cán bộ {plain_day(training.nominate_by)} không sau hôm nay; "
            "đề nghị điều chỉnh ngày của lớp trước khi gửi giấy mời."
        )


def _number(training: Training, letter: Letter, files: Files, world: World) -> None:
    training.status, training.announced_at = TrainingStatus.ANNOUNCED, world.now
    training.letter_number, training.letter_date = letter.number.strip(), letter.day
    if letter.file is not None:
        training.letter_file = files.keep(letter.file.content)
        training.letter_file_name, training.letter_media_type = letter.file.name, letter.file.media_type


def _task(session: Session, training: Training) -> PlanTask:
    return add_task(
        session,
        plan_id=training.plan_id,
        code=_free_code(session, training),
        title=f"Cử cán bộ dự lớp: {training.title}",
        origin=TaskOrigin.TRAINING,
        phrase=nomination_words(training),
        judged_by=JudgedBy.RECEIVED,
        ladder=NOMINATION_LADDER,
        submission=(
            f"Danh sách cán bộ dự tập huấn, không quá {count(training.quota)} đồng chí "
            "(họ tên, cấp bậc, chức vụ, điện thoại); trường hợp không cử, đề nghị cho biết lý do"
        ),
        facts={"document": f"Danh sách cán bộ dự tập huấn khu vực miền {training.region.value}"},
    )


def nomination_words(training: Training) -> str:
    """The deadline as mails and pages state it."""
    return f"chậm nhất ngày {plain_day(training.nominate_by)}"


def _free_code(session: Session, training: Training) -> str:
    """`TH-B`, and `TH-B2` once the first one was cancelled."""
    stem = f"TH-{INITIALS[training.region]}"
    known = set(session.exec(select(PlanTask.code).where(col(PlanTask.plan_id) == training.plan_id)))
    return next(code for number in range(1, len(known) + 2) if (code := _code(stem, number)) not in known)


def _code(stem: str, number: int) -> str:
    return stem if number == 1 else f"{stem}{number}"


def _owe(
    session: Session, training: Training, task: PlanTask, units: Collection[str], by: str, world: World
) -> None:
    owed = [(unit, unit, training.nominate_by) for unit in units]
    why = f"giấy mời số {training.letter_number}"
    ids = owe(session, task=task, owed=owed, told_today=True, by=by, why=why, world=world)
    rows = [
        {"training_id": training.id, "unit_id": unit, "obligation_id": key, "declined": False, "reason": ""}
        for unit, key in zip(units, ids, strict=True)
    ]
    session.execute(insert(TrainingInvitation), rows)


def _invited_elsewhere(session: Session, training: Training) -> set[str]:
    statement = (
        select(TrainingInvitation.unit_id)
        .join(Training, col(Training.id) == col(TrainingInvitation.training_id))
        .where(
            col(Training.plan_id) == training.plan_id,
            col(Training.serves) == training.serves,
            col(Training.id) != training.id,
            col(Training.status) != TrainingStatus.CANCELLED,
        )
    )
    return set(session.exec(statement))


def _sentence(training: Training, letter: Letter, units: Collection[str], *, left_out: int) -> str:
    sentence = (
        f"Đã gửi giấy mời số {letter.number.strip()} ngày {plain_day(letter.day)} tới {count(len(units))} "
        f"đơn vị: {training.title}; cử cán bộ {nomination_words(training)}."
    )
    if left_out:
        sentence += f" Không mời lại {count(left_out)} đơn vị đã được mời dự lớp khác."
    return sentence
