"""What coordinators see of a proposed schedule of trainings, as primitives."""

from dataclasses import dataclass
from datetime import date, time

from .facts import Heading


@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduleLine:
    """One region's training."""

    region: str  # miền Bắc
    first: date
    last: date
    host: str
    place: str
    units: int
    with_ministry: bool
    quota: int
    capacity: int
    nominate_by: date
    by_hand: bool
    warnings: tuple[str, ...]
    why: tuple[str, ...]

    @property
    def people(self) -> int:
        """How many come if every unit names as many as it may."""
        return self.units * self.quota


@dataclass(frozen=True, kw_only=True, slots=True)
class ScheduleFacts:
    """The schedule as it would be set up; `problem`: why the days typed last cannot be."""

    heading: Heading
    plan_title: str
    plan_number: str
    first: date
    last: date
    starts_at: time
    ends_at: time
    days: int
    lead: int
    gap: int
    lines: tuple[ScheduleLine, ...]
    problem: str = ""
