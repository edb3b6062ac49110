"""Ghi nhận tham dự tập huấn: who came and who did not; the training is over, its plan task may be done."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from flows.work.refusals import RefusedError
from flows.work.world import World
from models.tables import Participant, Training
from models.words import NoteAbout, ParticipantStatus, TrainingStatus
from templates.words_vi import count, plain_day

from .announcing import note, the_training
from .fulfilling import fulfil
from .notes import tell, units_with_people
from .people import Person, checked, refuse_twice

ATTENDED, ABSENT = ParticipantStatus.ATTENDED, ParticipantStatus.ABSENT
HELD = TrainingStatus.HELD


@dataclass(frozen=True, kw_only=True, slots=True)
class Expected:
    """One person of the list, as the form names them."""

    participant_id: int
    label: str  # name, position, unit
    came: bool  # as far as is known: expected people came, those who waited did not


@dataclass(frozen=True, kw_only=True, slots=True)
class Extra:
    """Somebody who came without having been named."""

    unit: str
    person: Person


def expected(session: Session, *, training_id: int, names: dict[str, str], world: World) -> list[Expected]:
    """The list of a training that has begun; raises RefusedError. `names` of units by id."""
    training = _begun(session, training_id, world)
    return [
        Expected(participant_id=one.id or 0, label=_label(one, names), came=_came(one))
        for one in _listed(session, training)
    ]


def attend(
    session: Session,
    *,
    training_id: int,
    came: Collection[int],
    extra: Sequence[Extra],
    by: str,
    world: World,
) -> str:
    """Write down who came (keys of participants, and people nobody had named); everybody else was absent.

    Said again it corrects what was said before; the units' mail goes out once. Raises RefusedError.
    """
    training = _begun(session, training_id, world)
    _refuse_extra(session, training, extra)
    for listed in _listed(session, training):
        listed.status = ATTENDED if listed.id in came else ABSENT
    for one in extra:
        _add(session, training, one, by, world)
    training.status, training.settled_at = HELD, world.now
    session.flush()
    units = units_with_people(session, training)
    tell(session, training=training, units=units, about=NoteAbout.AFTER, world=world)
    done = fulfil(session, training=training, by=by, world=world)
    sentence = f"{_sentence(session, training)}{f' {done}' if done else ''}"
    note(session, training, "attend", sentence, by, world)
    return sentence


def _begun(session: Session, training_id: int, world: World) -> Training:
    training = the_training(session, training_id)
    if training.status not in (TrainingStatus.ANNOUNCED, HELD):
        raise RefusedError(f"{training.title}: lớp chưa gửi giấy mời hoặc đã hủy, không ghi nhận tham dự.")
    if world.today < training.first_day:
        raise RefusedError(
            f"{training.title}: khai mạc ngày {plain_day(training.first_day)}, hôm nay là "
            f"{plain_day(world.today)}; đề nghị ghi nhận tham dự sau khi lớp khai mạc."
        )
    return training


def _listed(session: Session, training: Training) -> list[Participant]:
    statement = select(Participant).where(
        col(Participant.training_id) == training.id, col(Participant.status) != ParticipantStatus.WITHDRAWN
    )
    return list(session.exec(statement.order_by(col(Participant.id))))


def _came(one: Participant) -> bool:
    return one.status in (ParticipantStatus.NOMINATED, ATTENDED)


def _label(one: Participant, names: dict[str, str]) -> str:
    waits = " (danh sách chờ)" if one.status is ParticipantStatus.WAITING else ""
    position = f", {one.position}" if one.position else ""
    return f"{one.name}{position} · {names.get(one.unit_id, one.unit_id)}{waits} · #{one.id}"


def _refuse_extra(session: Session, training: Training, extra: Sequence[Extra]) -> None:
    """Somebody on the list is ticked there, not written down a second time."""
    refuse_twice([one.person for one in extra])
    listed = {(one.unit_id, Person(name=one.name).key): one.name for one in _listed(session, training)}
    for place, one in enumerate(extra, 1):
        checked(one.person, where=f"Dòng {place}")
        if (one.unit, one.person.key) in listed:
            raise RefusedError(f"Dòng {place}: cán bộ có trong danh sách của đơn vị; đề nghị đánh dấu ở đó.")


def _add(session: Session, training: Training, extra: Extra, by: str, world: World) -> None:
    session.add(
        Participant(
            training_id=training.id or 0,
            unit_id=extra.unit,
            name=extra.person.name,
            position=extra.person.position,
            phone=extra.person.phone,
            status=ATTENDED,
            unannounced=True,
            recorded_by=by,
            recorded_at=world.now,
        )
    )


def _sentence(session: Session, training: Training) -> str:
    rows = _listed(session, training)
    came = [one for one in rows if one.status is ATTENDED]
    absent = count(len(rows) - len(came))
    sentence = f"Đã ghi nhận {training.title}: {count(len(came))} cán bộ dự, {absent} vắng."
    new = sum(one.unannounced for one in came)
    return sentence + (f" Trong đó {count(new)} cán bộ dự ngoài danh sách." if new else "")
