"""Facts in, the bytes of an iCalendar file out (RFC 5545, methods as RFC 5546 says).

Moments are UTC, so that no file needs a VTIMEZONE; Vietnam has no summer time.
"""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress

from models.words import InvitationAbout
from templates.training_facts import TrainingFacts

from .facts import DeadlineEntry, TrainingEntry
from .phrases import deadline_text, deadline_title, invitation_text, one_line, plain, training_text

MEDIA_TYPE = "text/calendar"
METHODS = {
    InvitationAbout.INVITE: "REQUEST",
    InvitationAbout.UPDATE: "REQUEST",
    InvitationAbout.CANCEL: "CANCEL",
}
_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_IN_ADDRESS = "@!$&'*+=_~.-"  # what a mailto: link holds as it is


def training_calendar(
    *,
    training: TrainingFacts,
    about: InvitationAbout,
    organizer: str,
    organizer_name: str,
    attendee: str,
    uid_domain: str,
    stamp: datetime,
) -> bytes:
    """The invitation of one address, its change or its cancellation; the same facts give the same bytes."""
    calendar = _calendar(METHODS[about])
    cancelled = about is InvitationAbout.CANCEL
    event = _training(training, cancelled=cancelled, uid_domain=uid_domain, stamp=stamp)
    event.add("description", plain(invitation_text(training, about=about)))
    event["organizer"] = _person(organizer, organizer_name)
    event["attendee"] = _invited(attendee)
    event.add("x-microsoft-disallow-counter", "TRUE")  # nobody would read the proposal of another time
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def deadlines_calendar(
    *,
    name: str,
    entries: Sequence[DeadlineEntry],
    trainings: Sequence[TrainingEntry] = (),
    organizer: str,
    organizer_name: str,
    uid_domain: str,
    stamp: datetime,
) -> bytes:
    """Deadlines as days, and trainings under the UIDs of their invitations; no invitation itself."""
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", one_line(name))
    events = [_deadline(entry, uid_domain=uid_domain, stamp=stamp) for entry in entries]
    for one in trainings:
        event = _training(one.training, cancelled=one.cancelled, uid_domain=uid_domain, stamp=stamp)
        event.add("description", plain(training_text(one.training, cancelled=one.cancelled)))
        events.append(event)
    for event in events:
        event["organizer"] = _person(organizer, organizer_name)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def file_name(plan_code: str) -> str:
    """`lich-2024.ics`; made of plain letters, so that every program shows it."""
    return f"lich-{re.sub(r'[^A-Za-z0-9]+', '-', plan_code).strip('-') or 'ke-hoach'}.ics"


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", "-//dondoc//dondoc//VI")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _event(*, uid: str, sequence: int, stamp: datetime, cancelled: bool) -> Event:
    event = Event()
    event.add("uid", one_line(uid))
    event.add("sequence", sequence)
    event.add("dtstamp", stamp.astimezone(UTC).replace(microsecond=0))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    return event


def _training(training: TrainingFacts, *, cancelled: bool, uid_domain: str, stamp: datetime) -> Event:
    uid = f"training-{training.public_id}@{uid_domain}"
    event = _event(uid=uid, sequence=training.sequence, stamp=stamp, cancelled=cancelled)
    event.add("summary", one_line(training.title))
    event.add("location", one_line(training.place))
    event.add("dtstart", _moment(training.first_day, training.starts_at))
    event.add("dtend", _moment(training.first_day, training.ends_at))
    days = (training.last_day - training.first_day).days + 1
    if days > 1:
        event.add("rrule", {"FREQ": "DAILY", "COUNT": days})
    event.add("transp", "OPAQUE")
    return event


def _moment(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=_ZONE).astimezone(UTC)


def _deadline(entry: DeadlineEntry, *, uid_domain: str, stamp: datetime) -> Event:
    uid = f"obligation-{entry.public_id}@{uid_domain}"
    event = _event(uid=uid, sequence=entry.sequence, stamp=stamp, cancelled=entry.settled)
    event.add("summary", one_line(deadline_title(entry)))
    event.add("description", plain(deadline_text(entry)))
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")  # a day to know of, not a busy one
    event.add("x-microsoft-cdo-busystatus", "FREE")
    return event


def _person(address: str, name: str) -> vCalAddress:
    """An address, percent-encoded where it could end the line; a name in quotes cannot hold any."""
    person = vCalAddress(f"mailto:{quote(address, safe=_IN_ADDRESS, errors='replace')}")
    person.params["cn"] = one_line(name).replace('"', "'").replace("^", "")
    return person


def _invited(address: str) -> vCalAddress:
    """Invited, and nobody waits for the calendar's answer."""
    person = _person(address, address)
    person.params |= {"role": "REQ-PARTICIPANT", "partstat": "NEEDS-ACTION", "rsvp": "FALSE"}
    return person
