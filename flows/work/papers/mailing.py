"""What the mail says that carries a signed letter to one unit."""

from collections.abc import Collection, Mapping, Sequence

from sqlmodel import Session, col, select

from flows.delivery.compose import Withdraw
from flows.delivery.mime import Attachment
from flows.work.chase.carry_over import PAID
from flows.work.files.store import Files
from flows.work.mails.addressees import units_of
from flows.work.mails.still_owed import key_of
from flows.work.world import World
from models.store.units import names_on
from models.tables import LetterUnit, Message, Obligation, OutgoingLetter, PlanTask
from templates.mail.facts import LetterFacts, MailFacts, Sender

from .late_units import LATE


def letter_mail_facts(
    session: Session, *, messages: Sequence[Message], sender: Sender, world: World
) -> dict[int, MailFacts | Withdraw]:
    """An answer for each by its id; whoever has sent in the meantime gets no letter."""
    if not messages:
        return {}
    names, units = names_on(session, world.today), units_of(session, messages=messages)
    late = _late(session, {message.facts["letter"] for message in messages})
    return {
        key_of(one): _facts(session, one, units[key_of(one)], sender, names, world)
        if (one.facts["letter"], units[key_of(one)]) in late
        else Withdraw(reason=PAID)
        for one in messages
    }


def _late(session: Session, letters: Collection[int]) -> set[tuple[int, str]]:
    """Letters with the units that still owe what each asks for."""
    statement = (
        select(LetterUnit.letter_id, LetterUnit.unit_id)
        .join(Obligation, col(Obligation.id) == col(LetterUnit.obligation_id))
        .where(col(LetterUnit.letter_id).in_(letters), col(Obligation.status).in_(LATE))
    )
    return set(session.exec(statement))


def _facts(
    session: Session, message: Message, unit: str, sender: Sender, names: Mapping[str, str], world: World
) -> MailFacts:
    row = session.get_one(OutgoingLetter, message.facts["letter"])
    task = session.get_one(PlanTask, row.task_id)
    assert row.letter_date is not None
    assert row.new_date is not None
    return LetterFacts(
        day=world.today,
        sender=sender,
        unit_name=names.get(unit, unit),
        number=row.letter_number,
        issued_on=row.letter_date,
        document=str(task.facts.get("document") or task.title),
        time=row.time,
        new_date=row.new_date,
        example=world.example,
    )


def signed_copies(
    session: Session, *, messages: Sequence[Message], files: Files
) -> dict[int, Sequence[Attachment]]:
    """The signed letter, as each of these mails carries it."""
    wanted = {message.facts["letter"] for message in messages}
    rows = session.exec(select(OutgoingLetter).where(col(OutgoingLetter.id).in_(wanted)))
    kept = {
        row.id: Attachment(
            name=row.signed_name, media_type=row.signed_media_type, content=files.read(row.signed_file)
        )
        for row in rows
    }
    return {key_of(message): [kept[message.facts["letter"]]] for message in messages}
