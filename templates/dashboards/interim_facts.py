"""What coordinators see of interim reviews and difficulties, as primitives."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from .facts import Heading


@dataclass(frozen=True, kw_only=True, slots=True)
class StageLine:
    """A day on which units that have not sent are reminded."""

    day: date
    what: str
    moved: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class AskedUnit:
    """A unit that is to report."""

    name: str
    addressed: bool
    last_day: date


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewPlanFacts:
    """What organising a review would do."""

    heading: Heading
    document: str
    task_code: str
    plan_title: str
    plan_number: str
    deadline_words: str
    due: date
    target_day: date
    conference: str
    combined_with: str
    problem: str  # why its dates cannot be; empty: they can
    remarks: tuple[str, ...]
    stages: tuple[StageLine, ...]
    units: tuple[AskedUnit, ...]
    outline: tuple[str, ...]
    workbook: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class YearFigure:
    """One indicator in one year."""

    total: float
    units: int
    estimate: bool
    change: float | None  # percent of the year before
    partly: bool  # counted over the units that reported both years


@dataclass(frozen=True, kw_only=True, slots=True)
class IndicatorLine:
    """One indicator over all years."""

    name: str
    unit: str
    years: tuple[YearFigure, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class DifficultyLine:
    """One difficulty."""

    code: str
    plan: str
    unit: str
    text: str
    raised_on: date
    answering: str
    answer_by: date
    state: str
    overdue: bool
    answer: str
    document: str
    answered_on: date | None
    answer_link: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CompiledFacts:
    """The figures of a review."""

    heading: Heading
    document: str
    years: tuple[int, ...]
    closed: bool
    expected: int
    received: int
    with_figures: int
    lines: tuple[IndicatorLine, ...]
    missing: tuple[str, ...]
    returned: tuple[str, ...]
    without_figures: tuple[str, ...]  # received, but no workbook could be read
    nil: tuple[str, ...]
    exempt: tuple[str, ...]
    difficulties: tuple[DifficultyLine, ...]
    links: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class DifficultiesFacts:
    """The list of difficulties."""

    heading: Heading
    waiting: tuple[DifficultyLine, ...]
    answered: tuple[DifficultyLine, ...]
    links: Mapping[str, str]


InterimFacts = ReviewPlanFacts | CompiledFacts | DifficultiesFacts
