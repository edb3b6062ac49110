"""The facts of the page “Tiến độ theo đơn vị”."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from models.words import Region

from .facts import Heading


class Mark(StrEnum):
    """How one unit stands with one task."""

    NONE = ""  # the unit does not owe it
    ON_TIME = "on_time"
    LATE = "late"
    UNCLEAR = "unclear"
    NIL = "nil"
    RETURNED = "returned"
    RETURNED_OVERDUE = "returned_overdue"
    EXTENDED_RECEIVED = "extended_received"
    EXTENDED = "extended"
    EXTENDED_OVERDUE = "extended_overdue"
    IN_TIME = "in_time"
    NOT_RECEIVED = "not_received"
    OVERDUE = "overdue"
    NO_DUE = "no_due"
    WAITING = "waiting"
    EXEMPT = "exempt"


@dataclass(frozen=True, kw_only=True, slots=True)
class MatrixTask:
    """One dated task, a column."""

    code: str
    title: str
    deadline_words: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MatrixLine:
    """One unit: a mark for each column, and how many whole-year tasks were met."""

    unit_name: str
    marks: tuple[Mark, ...]
    year_received: int
    year_expected: int
    link: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MatrixTable:
    """The units of a region under as many columns as fit on the page."""

    region: Region
    codes: tuple[str, ...]
    lines: tuple[MatrixLine, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class MatrixPlan:
    """One plan in force."""

    number: str
    issued_on: date
    title: str
    tasks: tuple[MatrixTask, ...]
    tables: tuple[MatrixTable, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class MatrixFacts:
    """The page “Tiến độ theo đơn vị”."""

    heading: Heading
    plans: tuple[MatrixPlan, ...]
    links: Mapping[str, str] = field(default_factory=dict)
