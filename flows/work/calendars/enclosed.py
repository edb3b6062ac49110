"""The calendar of a unit's own deadlines that goes along with the announcement of a plan."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlmodel import Session

from flows.delivery.mime import Attachment
from flows.work.world import World
from models.store.calendars import sequences
from models.tables import Message
from templates.calendars.render import MEDIA_TYPE, deadlines_calendar
from templates.mail.facts import PlanIssuedFacts

from .entries import deadline_entry


def announced_calendars(
    session: Session, *, messages: Iterable[Message], facts: Mapping[int, object], world: World
) -> dict[int, Sequence[Attachment]]:
    """By message the file that its text names; one whose text names none has none."""
    told = [
        (message, found)
        for message in messages
        if message.id is not None and isinstance(found := facts[message.id], PlanIssuedFacts)
        if found.calendar
    ]
    numbers = sequences(session, public_ids={line.public_id for _, one in told for line in one.duties.duties})
    return {
        message.id: [_calendar(one, numbers, message.created_at, world)]
        for message, one in told
        if message.id is not None
    }


def _calendar(
    facts: PlanIssuedFacts, numbers: Mapping[str, int], stamp: datetime, world: World
) -> Attachment:
    content = deadlines_calendar(
        name=calendar_name(facts.duties.unit_name, example=facts.example),
        entries=[deadline_entry(line=line, sequence=numbers[line.public_id]) for line in facts.duties.duties],
        organizer=facts.sender.reply_to,
        organizer_name=facts.sender.unit_name,
        uid_domain=world.message_id_domain,
        stamp=stamp,
    )
    return Attachment(name=facts.calendar, media_type=MEDIA_TYPE, content=content)


def calendar_name(whose: str, *, example: bool) -> str:
    """What calendar programs list it under."""
    return f"{'[Dữ liệu mẫu] ' if example else ''}Thời hạn: {whose}"
