"""The facts of the page “Đơn vị chưa gửi”."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from models.words import Region

from .facts import Heading


class Standing(StrEnum):
    """Where an owed document stands; “sắp đến hạn” is a flag on “trong hạn”."""

    IN_TIME = "in_time"
    DUE_SOON = "due_soon"
    NOT_RECEIVED = "not_received"
    OVERDUE = "overdue"


@dataclass(frozen=True, kw_only=True, slots=True)
class UnsentLine:
    """One unit that has not sent a document yet."""

    unit_name: str
    taken_from: tuple[str, ...] = ()  # the units that owed it before units were merged
    last_day: date
    due_time: time | None = None
    standing: Standing
    returned: bool = False  # it came and is to be completed by `last_day`
    extended: bool = False
    workdays_left: int | None = None  # to the target day, while in time
    workdays_over: int = 0  # since the last valid day, once it has passed
    reminders: int = 0
    last_reminder: date | None = None
    contact_name: str = ""
    phone: str = ""
    address: str = ""
    address_problem: str = ""  # missing or refused
    record_link: str
    nil_link: str = ""
    story_link: str


@dataclass(frozen=True, kw_only=True, slots=True)
class UnsentTask:
    """The units that have not sent the document of one task."""

    code: str
    title: str
    plan_number: str
    deadline_words: str
    expected: int
    many_link: str  # the form for many documents, with the task filled in
    other_links: tuple[tuple[str, str], ...] = ()  # forms that spare a unit, with the task filled in
    regions: tuple[tuple[Region, tuple[UnsentLine, ...]], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class UnsentFacts:
    """The page “Đơn vị chưa gửi”."""

    heading: Heading
    tasks: tuple[UnsentTask, ...]  # nearest day first
    links: Mapping[str, str] = field(default_factory=dict)
