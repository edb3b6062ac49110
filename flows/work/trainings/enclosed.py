"""What invitations carry: the calendar entry of their addressee, and the signed letter."""

from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select

from flows.delivery.mime import Attachment
from flows.work.files.store import Files
from flows.work.mails.mail_kinds import Identity
from flows.work.mails.still_owed import key_of
from flows.work.world import World
from models.tables import Message, Training
from models.words import RecipientKind, TrainingStatus
from templates.calendars.render import METHODS, training_calendar
from templates.mail.facts import InvitationFacts

Calendars = Mapping[int, tuple[str, bytes]]  # by message: method and entry


def invitation_calendars(
    *,
    messages: Sequence[Message],
    facts: Mapping[int, object],
    people: Mapping[int, Mapping[RecipientKind, Sequence[str]]],
    identity: Identity,
    world: World,
) -> Calendars:
    """Of each invitation that leaves; its time stamp is that of the mail, so that retries are alike."""
    found: dict[int, tuple[str, bytes]] = {}
    for message in messages:
        said = facts[key_of(message)]
        if isinstance(said, InvitationFacts):
            entry = training_calendar(
                training=said.training,
                about=said.about,
                organizer=identity.sender.reply_to,
                organizer_name=identity.sender.unit_name,
                attendee=people[key_of(message)][RecipientKind.TO][0],
                uid_domain=world.message_id_domain,
                stamp=message.created_at,
            )
            found[key_of(message)] = METHODS[said.about], entry
    return found


def letters(
    session: Session, *, messages: Sequence[Message], files: Files
) -> dict[int, Sequence[Attachment]]:
    """The signed giấy mời, where the coordinator attached it."""
    wanted = {message.facts["training"] for message in messages}
    rows = session.exec(
        select(Training).where(
            col(Training.id).in_(wanted),
            col(Training.letter_file) != "",
            col(Training.status) != TrainingStatus.CANCELLED,
        )
    )
    kept = {
        row.id: Attachment(
            name=row.letter_file_name,
            media_type=row.letter_media_type,
            content=files.read(row.letter_file),
        )
        for row in rows
    }
    return {
        key_of(message): [kept[message.facts["training"]]]
        for message in messages
        if message.facts["training"] in kept
    }
