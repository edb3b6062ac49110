"""What the mail says that carries a signed letter to one unit."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from flows.delivery.compose import Withdraw
from flows.delivery.mime import Attachment
from flows.work.chase.carry_over import PAID
from flows.work.files.store import Files
from flows.work.mails.still_owed import key_of
from flows.work.world import World
from models.store.units import names_on
from models.tables import LetterUnit, Message, MessageItem, Obligation, OutgoingLetter, PlanTask
from templates.mail.facts import LetterFacts, MailFacts, Sender

from .late_units import LATE


def letter_mail_facts(
    session: Session, *, messages: Sequence[Message], sender: Sender, world: World
) -> dict[int, MailFacts | Withdraw]:
    """An answer for each by its id; whoever has sent in the meantime gets no letter."""
    return {key_of(one): _facts(session, one, sender, world) for one in messages}


def _facts(session: Session, message: Message, sender: Sender, world: World) -> MailFacts | Withdraw:
    row = session.get_one(OutgoingLetter, message.facts["letter"])
    unit = session.exec(select(MessageItem.unit_id).where(col(MessageItem.message_id) == message.id)).one()
    owed = (
        select(Obligation.id)
        .join(LetterUnit, col(LetterUnit.obligation_id) == col(Obligation.id))
        .where(
            col(LetterUnit.letter_id) == row.id,
            col(LetterUnit.unit_id) == unit,
            col(Obligation.status).in_(LATE),
        )
    )
    if session.exec(owed).first() is None:
        return Withdraw(reason=PAID)
    task = session.get_one(PlanTask, row.task_id)
    assert row.letter_date is not None
    assert row.new_date is not None
    return LetterFacts(
        day=world.today,
        sender=sender,
        unit_name=names_on(session, world.today).get(unit or "", unit or ""),
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
