"""Ghi nhận cán bộ được cử dự tập huấn: a unit's answer is its whole list, or why nobody comes."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from flows.work.documents.record import AlreadyRecordedError, Entry, record
from flows.work.documents.record_many import NO_NUMBER
from flows.work.duties.reviewing import accept
from flows.work.refusals import RefusedError
from flows.work.texts import MOST_NUMBER, refuse_odd_line, refuse_odd_text
from flows.work.world import World
from models.rules.seats import Named, seated
from models.store.units import name_on
from models.tables import Participant, PlanTask, Training, TrainingInvitation
from models.words import Channel, Form, NoteAbout, ParticipantStatus, TrainingStatus
from templates.words_vi import count

from .announcing import note, the_training
from .notes import tell
from .people import Person, checked, refuse_twice

COMING = (ParticipantStatus.NOMINATED, ParticipantStatus.WAITING)


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a unit says: `people` is everybody it sends; a unit that sends nobody says why."""

    training_id: int
    unit: str
    people: tuple[Person, ...] = ()
    declined: bool = False
    reason: str = ""
    number: str = ""  # of the unit's document; empty: by telephone or mail
    issued_on: date | None = None
    arrived_on: date


def nominate(session: Session, *, answer: Answer, by: str, world: World) -> str:
    """Take a unit's answer down; a later one replaces the list. One sentence; raises RefusedError.

    Whoever is no longer on the list is withdrawn; a seat that becomes free goes to the unit's new people,
    then to whoever waits longest, whose unit is told. The sentence counts people and does not name them.
    """
    training = the_training(session, answer.training_id)
    invitation = _invitation(session, training, answer.unit, world)
    people = _checked(training, answer)
    submission = _document(session, training, invitation, answer, by, world)
    invitation.submission_id = submission or invitation.submission_id
    invitation.declined, invitation.reason = answer.declined, answer.reason.strip()
    _take_list(session, training, answer.unit, people, by, world)
    moved_up = _seat(session, training, answer.unit)
    for unit, found in sorted(moved_up.items()):
        about = NoteAbout.PLACE_FOUND
        tell(session, training=training, units=[unit], about=about, people=found, world=world)
    sentence = _sentence(session, training, answer, people, moved_up, world)
    note(session, training, "answer", sentence, by, world)
    return sentence


def _invitation(session: Session, training: Training, unit: str, world: World) -> TrainingInvitation:
    if training.status is not TrainingStatus.ANNOUNCED:
        raise RefusedError(f"{training.title}: lớp chưa gửi giấy mời, đã tổ chức hoặc đã hủy.")
    found = session.exec(
        select(TrainingInvitation).where(
            col(TrainingInvitation.training_id) == training.id, col(TrainingInvitation.unit_id) == unit
        )
    ).first()
    if found is None:
        name = name_on(session, unit=unit, day=world.today)
        raise RefusedError(f"{name} không có trong danh sách mời dự {training.title}; đề nghị chọn lại lớp.")
    return found


def _checked(training: Training, answer: Answer) -> tuple[Person, ...]:
    if answer.declined:
        if answer.people:
            raise RefusedError("Vừa nêu cán bộ được cử vừa ghi không cử; đề nghị chỉ chọn một.")
        if not answer.reason.strip():
            raise RefusedError("Lý do không cử: chưa ghi; đề nghị điền ô này.")
        refuse_odd_text(answer.reason, field="Lý do không cử")
        return ()
    if not answer.people:
        raise RefusedError("Chưa có cán bộ nào; đề nghị ghi danh sách, hoặc ghi không cử kèm lý do.")
    people = tuple(checked(one, where=f"Dòng {place}") for place, one in enumerate(answer.people, 1))
    refuse_twice(people)
    if len(people) > training.quota:
        raise RefusedError(
            f"Danh sách có {count(len(people))} cán bộ, mỗi đơn vị được cử không quá "
            f"{count(training.quota)}; đề nghị bớt người."
        )
    return people


def _document(
    session: Session,
    training: Training,
    invitation: TrainingInvitation,
    answer: Answer,
    by: str,
    world: World,
) -> int | None:
    """The answer as a document that came in: it ends the reminders; None: the document is known already."""
    refuse_odd_line(answer.number, field="Số văn bản", most=MOST_NUMBER)
    code = session.get_one(PlanTask, training.task_id).code
    on_paper = bool(answer.number.strip())
    entry = Entry(
        unit=answer.unit,
        tasks=((training.plan_id, code, ""),),
        number=answer.number.strip() or NO_NUMBER,
        issued_on=answer.issued_on,
        arrived_on=answer.arrived_on,
        nil=answer.declined,
        channel=Channel.PAPER if on_paper else Channel.OTHER,
        form=Form.ORIGINAL if on_paper else Form.FILE,
    )
    try:
        recorded = record(session, entry=entry, by=by, world=world)
    except AlreadyRecordedError:
        if invitation.declined is not answer.declined:
            raise
        return None
    accept(session, submission_id=recorded.submission_id, by=by, world=world, tell=False)
    return recorded.submission_id


def _take_list(
    session: Session, training: Training, unit: str, people: Sequence[Person], by: str, world: World
) -> None:
    """Names that stay keep their rows and their places in the queue."""
    known = {Person(name=one.name).key: one for one in coming(session, training) if one.unit_id == unit}
    for key in known.keys() - {one.key for one in people}:
        known[key].status = ParticipantStatus.WITHDRAWN
    for one in people:
        if (row := known.get(one.key)) is not None:
            row.position, row.phone = one.position or row.position, one.phone or row.phone
            continue
        session.add(
            Participant(
                training_id=training.id or 0,
                unit_id=unit,
                name=one.name,
                position=one.position,
                phone=one.phone,
                status=ParticipantStatus.WAITING,
                recorded_by=by,
                recorded_at=world.now,
            )
        )
    session.flush()


def _seat(session: Session, training: Training, unit: str) -> dict[str, list[int]]:
    """Give out the seats; by unit other than this one the people who moved up."""
    rows = {one.id or 0: one for one in coming(session, training)}
    named = [Named(key=key, unit=one.unit_id, seated=one.status is COMING[0]) for key, one in rows.items()]
    moved_up: defaultdict[str, list[int]] = defaultdict(list)
    for key in seated(named, capacity=training.capacity, first_to=unit):
        if rows[key].status is ParticipantStatus.WAITING:
            rows[key].status = ParticipantStatus.NOMINATED
            moved_up[rows[key].unit_id].append(key)
    session.flush()
    return {other: found for other, found in moved_up.items() if other != unit}


def coming(session: Session, training: Training) -> list[Participant]:
    """Everybody named for it who was not withdrawn, in the order of having been named."""
    statement = (
        select(Participant)
        .where(col(Participant.training_id) == training.id, col(Participant.status).in_(COMING))
        .order_by(col(Participant.id))
    )
    return list(session.exec(statement))


def _sentence(
    session: Session,
    training: Training,
    answer: Answer,
    people: Sequence[Person],
    moved_up: Collection[str],
    world: World,
) -> str:
    unit = name_on(session, unit=answer.unit, day=world.today)
    if answer.declined:
        sentence = f"Đã ghi nhận {unit} không cử cán bộ dự {training.title}. Lý do: {answer.reason.strip()}."
    else:
        sentence = f"Đã ghi nhận {unit} cử {count(len(people))} cán bộ dự {training.title}."
    waiting = sum(
        one.unit_id == answer.unit and one.status is ParticipantStatus.WAITING
        for one in coming(session, training)
    )
    if waiting:
        sentence += f" Lớp đã đủ chỗ: {count(waiting)} cán bộ trong danh sách chờ."
    if moved_up:
        sentence += f" {count(len(moved_up))} đơn vị trong danh sách chờ có chỗ, được báo bằng thư."
    return sentence
