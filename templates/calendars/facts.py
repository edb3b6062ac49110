"""What calendar files say, as primitives; whoever sends them fills these in."""

from dataclasses import dataclass
from datetime import date, time

from templates.training_facts import TrainingFacts


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineEntry:
    """One obligation with a day."""

    public_id: str  # random; the entry's UID is made from it
    sequence: int  # grows with each change of its day or state
    day: date  # the day to aim at: last working day on or before the last valid one
    last_day: date  # last valid day
    due_time: time | None = None  # only where the deadline has an hour
    document: str
    unit_name: str = ""  # only in a calendar of several units
    deadline_words: str  # the document's own: trước ngày 29/02/2024
    legal_basis: str
    what_to_send: str
    where_to_send: str
    settled: bool = False  # nothing is to be sent any more: the entry goes


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainingEntry:
    """One training that units know of."""

    training: TrainingFacts
    cancelled: bool = False
