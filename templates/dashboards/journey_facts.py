"""The facts of the page “Tiến trình kế hoạch”."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from models.words import Phase, PhaseState

from .facts import Figures, Heading, Line


@dataclass(frozen=True, kw_only=True, slots=True)
class PhaseLine:
    """One phase that the plan has; `ends_on` None: no day is set; `action`: what comes next."""

    phase: Phase
    state: PhaseState
    current: bool
    starts_on: date | None
    ends_on: date | None
    figures: Figures
    action: Line | None


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnTaskLine:
    """One task of the focal unit itself."""

    code: str
    title: str
    phase: Phase
    deadline_words: str
    after: str  # the task it follows
    last_day: date | None
    ahead: bool  # its phase has not begun
    figures: Figures
    next_stages: tuple[date, ...]
    action: Line | None


@dataclass(frozen=True, kw_only=True, slots=True)
class JourneyPlan:
    """One plan in force."""

    title: str
    number: str
    issued_on: date
    phases: tuple[PhaseLine, ...]
    own: tuple[OwnTaskLine, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class JourneyFacts:
    """The page itself; `links` are by the names people see."""

    heading: Heading
    plans: tuple[JourneyPlan, ...]
    links: Mapping[str, str] = field(default_factory=dict)
