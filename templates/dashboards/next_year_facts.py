"""What a plan carried over to another year would be, before its file is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .facts import Heading


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineChange:
    """One task: its old words, what they may become, and what of the days is to be looked at."""

    code: str
    name: str
    old: str
    new: Sequence[str]  # several: a person has to choose
    meaning: Sequence[str]
    remarks: Sequence[str]
    chosen: bool = False  # settled by an answer
    left_out: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class AskedLine:
    """One question and what may be answered."""

    title: str
    options: Sequence[str]
    answer: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class FigureLine:
    """One figure: the nation's sum of last year, from how many units, and what is asked at least."""

    code: str
    name: str
    unit: str
    total: float | None
    units: int
    minimum: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class AddressLine:
    """One contact to confirm; `since` None: from the beginning."""

    unit: str
    who: str
    since: date | None
    problem: str


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupLine:
    """A group whose members change: who goes, with who takes their place, who comes."""

    group: str
    before: int
    after: int
    gone: Sequence[str]
    come: Sequence[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class NextYearFacts:
    """The page that the form of the suspended run links to."""

    heading: Heading
    title: str
    number: str
    old_year: int
    year: int
    code: str
    file: str
    new_number: str  # empty: not known yet
    issued_on: date
    issue_day_known: bool
    reporting: str
    problem: str
    echo: Sequence[str]
    file_exists: bool
    questions: Sequence[AskedLine]
    deadlines: Sequence[DeadlineChange]
    open_ended: Sequence[str]
    unfinished: Sequence[str]
    added: Sequence[str]
    notes: Sequence[str]
    figures: Sequence[FigureLine]
    groups: Sequence[GroupLine]
    addresses: Sequence[AddressLine]
    look_again: Sequence[str]

    @property
    def unaddressed(self) -> int:
        """Units that no mail can reach."""
        return len({one.unit for one in self.addresses if one.problem})
