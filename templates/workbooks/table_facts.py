"""Tables for print and for reading on: values in, no styles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

Cell = str | int | float | date | None


class Look(StrEnum):
    """How the cells of a column read."""

    TEXT = "text"
    CENTRE = "centre"
    NUMBER = "number"
    DAY = "day"
    RATE = "rate"  # 0 to 1, shown in percent


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A heading, and how wide its cells are in characters."""

    title: str
    width: int
    look: Look = Look.TEXT


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """One table, a sheet of its own."""

    name: str  # of the sheet, at most 31 characters
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[str] = ()  # below the table
    landscape: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Tables:
    """One file; the same facts give the same bytes."""

    stem: str  # of the file's name, ours
    title: str  # such as Sổ theo dõi giải quyết văn bản đến
    above: Sequence[str]  # lines under each title: the plan, as of which day
    sender: str  # the focal unit, in the footer
    tables: Sequence[Table]
    example: bool = False
