"""Notes about trainings to units that named people: before the day, after it, a place that became free."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlmodel import Session, col, select

from flows.delivery.compose import Withdraw
from flows.work.chase.announcing import write_once
from flows.work.mails.addressees import units_of
from flows.work.mails.still_owed import key_of
from flows.work.plans.closed import in_force
from flows.work.world import World
from models.store.units import names_on
from models.tables import Message, Participant, Training
from models.words import MessageKind, NoteAbout, ParticipantStatus, TrainingStatus
from templates.mail.facts import MailFacts, ParticipantLine, Sender, TrainingNoteFacts

from .facts import training_facts

SHOWN = {
    NoteAbout.BEFORE: (ParticipantStatus.NOMINATED, ParticipantStatus.WAITING),
    NoteAbout.PLACE_FOUND: (ParticipantStatus.NOMINATED,),
    NoteAbout.AFTER: (ParticipantStatus.ATTENDED, ParticipantStatus.ABSENT),
}
NOBODY = "đơn vị không còn cán bộ nào trong danh sách khi thư còn chờ gửi"
NOT_NOW = "lớp tập huấn đã thay đổi khi thư còn chờ gửi"


def tell(
    session: Session,
    *,
    training: Training,
    units: Collection[str],
    about: NoteAbout,
    people: Collection[int] = (),
    world: World,
) -> int:
    """Write the note to these units, once for each day of the training; how many mails.

    `people`: those whom it is about; none: everybody of the unit who is in question.
    """
    moment = world.now.isoformat() if about is NoteAbout.PLACE_FOUND else training.first_day.isoformat()
    return write_once(
        session,
        kind=MessageKind.TRAINING_NOTE,
        stem=f"training-{about.value}:{training.id}:{moment}",
        units=sorted(units),
        plan_id=training.plan_id,
        facts={
            "training": training.id,
            "about": about.value,
            "first_day": training.first_day.isoformat(),
            "people": sorted(people),
        },
        world=world,
    )


def remind_all(session: Session, *, world: World) -> int:
    """The practical reminder of trainings that begin within the policy's days; how many mails now."""
    statement = select(Training).where(
        col(Training.status) == TrainingStatus.ANNOUNCED,
        col(Training.first_day) > world.today,
        in_force(col(Training.plan_id)),
    )
    days = world.policy.training_note_days
    return sum(
        tell(
            session, training=one, units=units_with_people(session, one), about=NoteAbout.BEFORE, world=world
        )
        for one in session.exec(statement).all()
        if world.calendar.between(after=world.today, until=one.first_day) <= days
    )


def units_with_people(session: Session, training: Training) -> set[str]:
    """Units of whom somebody is expected, or was."""
    statement = select(Participant.unit_id).where(
        col(Participant.training_id) == training.id, col(Participant.status) != ParticipantStatus.WITHDRAWN
    )
    return set(session.exec(statement))


def note_facts(
    session: Session, *, messages: Sequence[Message], sender: Sender, world: World
) -> dict[int, MailFacts | Withdraw]:
    """An answer for each note by its id, as the list stands when it leaves."""
    if not messages:
        return {}
    names, units = names_on(session, world.today), units_of(session, messages=messages)
    people = _people(session, {message.facts["training"] for message in messages})
    return {
        key_of(one): _facts(session, one, units[key_of(one)], people, sender, names, world)
        for one in messages
    }


def _facts(
    session: Session,
    message: Message,
    unit: str,
    people: Mapping[tuple[int, str], Sequence[Participant]],
    sender: Sender,
    names: Mapping[str, str],
    world: World,
) -> MailFacts | Withdraw:
    training = session.get_one(Training, message.facts["training"])
    about, only = NoteAbout(message.facts["about"]), message.facts["people"]
    wanted = TrainingStatus.HELD if about is NoteAbout.AFTER else TrainingStatus.ANNOUNCED
    if training.status is not wanted or message.facts["first_day"] != training.first_day.isoformat():
        return Withdraw(reason=NOT_NOW)
    shown = tuple(
        ParticipantLine(name=one.name, position=one.position, status=one.status)
        for one in people.get((training.id or 0, unit), ())
        if one.status in SHOWN[about] and (not only or one.id in only)
    )
    if not shown:
        return Withdraw(reason=NOBODY)
    return TrainingNoteFacts(
        day=world.today,
        sender=sender,
        unit_name=names.get(unit, unit),
        training=training_facts(session, training=training, world=world),
        about=about,
        people=shown,
        example=world.example,
    )


def _people(session: Session, trainings: Collection[int]) -> Mapping[tuple[int, str], list[Participant]]:
    """By training and unit, in the order of having been named."""
    found: defaultdict[tuple[int, str], list[Participant]] = defaultdict(list)
    statement = select(Participant).where(col(Participant.training_id).in_(trainings))
    for one in session.exec(statement.order_by(col(Participant.id))):
        found[one.training_id, one.unit_id].append(one)
    return found
