"""Calendar programs in miniature: two foreign parsers, and a shelf that follows RFC 5546.

`vobject` and `ics` share no code with `icalendar`, which writes the files.
"""

from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from io import StringIO
from typing import Any

import ics
import vobject


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One event as a reader sees it; an all-day one begins and ends on dates."""

    uid: str
    sequence: int
    stamp: datetime
    status: str
    summary: str
    location: str
    description: str
    begins: date
    ends: date
    rule: str
    organizer: tuple[str, str]  # name, address
    attendees: tuple[str, ...]

    @property
    def revision(self) -> tuple[int, datetime]:
        """Which of two entries of one UID is newer (RFC 5546, section 2.1.5)."""
        return self.sequence, self.stamp


@dataclass(frozen=True, kw_only=True)
class File:
    """One calendar file."""

    method: str
    entries: tuple[Entry, ...]


def by_vobject(content: bytes) -> File:
    """What vobject reads."""
    [calendar] = vobject.readComponents(content.decode())
    return File(
        method=calendar.method.value, entries=tuple(map(_of_vobject, getattr(calendar, "vevent_list", ())))
    )


def _of_vobject(event: Any) -> Entry:
    def value(name: str) -> str:
        return str(getattr(event, name).value) if hasattr(event, name) else ""

    return Entry(
        uid=value("uid"),
        sequence=int(value("sequence")),
        stamp=event.dtstamp.value.astimezone(UTC),
        status=value("status"),
        summary=value("summary"),
        location=value("location"),
        description=value("description"),
        begins=event.dtstart.value,
        ends=event.dtend.value,
        rule=value("rrule"),
        organizer=(getattr(event.organizer, "cn_param", ""), event.organizer.value),
        attendees=tuple(one.value for one in getattr(event, "attendee_list", ())),
    )


def by_ics(content: bytes) -> File:
    """What ics reads."""
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()):  # its parser wraps both, line by line
        calendar = ics.Calendar(content.decode())
    return File(method=calendar.method, entries=tuple(map(_of_ics, calendar.events)))


def _of_ics(event: ics.Event) -> Entry:
    more = {line.name: line.value for line in event.extra}
    return Entry(
        uid=event.uid,
        sequence=int(more["SEQUENCE"]),
        stamp=event.created.datetime.astimezone(UTC),
        status=event.status,
        summary=event.name or "",
        location=event.location or "",
        description=event.description or "",
        begins=event.begin.date() if event.all_day else event.begin.datetime,
        ends=event.end.date() if event.all_day else event.end.datetime,
        rule=more.get("RRULE", ""),
        organizer=(event.organizer.common_name, f"mailto:{event.organizer.email}"),
        attendees=tuple(f"mailto:{one.email}" for one in event.attendees),
    )


Reader = Callable[[bytes], File]
READERS: Sequence[Reader] = (by_vobject, by_ics)


@dataclass(kw_only=True)
class Shelf:
    """A calendar that takes files: one entry per UID, the newest revision, cancelled ones not shown."""

    read: Reader
    known: dict[str, Entry] = field(default_factory=dict)

    def take(self, content: bytes) -> None:
        """Put in what is new, replace what is older, ignore what is older than what it has."""
        for entry in self.read(content).entries:
            held = self.known.get(entry.uid)
            if held is None or entry.revision > held.revision:
                self.known[entry.uid] = entry

    @property
    def shown(self) -> dict[str, Entry]:
        """What its owner sees."""
        return {uid: one for uid, one in self.known.items() if one.status != "CANCELLED"}
