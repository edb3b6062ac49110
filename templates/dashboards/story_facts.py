"""The story of a unit's obligations, as primitives and sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from .facts import Heading


@dataclass(frozen=True, kw_only=True, slots=True)
class StoryLine:
    """One thing that happened (with its local moment, where it is known) or is still to come."""

    day: date
    text: str
    at: datetime | None = None
    ahead: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """One obligation: how it stands, and everything that led there."""

    code: str
    document: str
    plan_number: str
    deadline_words: str
    due: str  # the last valid day, with what moved it, as a sentence
    state: str
    origin: str = ""  # gộp từ Công an tỉnh A và Công an tỉnh B
    lines: tuple[StoryLine, ...]  # in the order of time

    @property
    def name(self) -> str:
        """`II.1.1.b – Kế hoạch thực hiện Đề án`."""
        return f"{self.code} – {self.document}"

    @property
    def past(self) -> tuple[StoryLine, ...]:
        """What had happened by then."""
        return tuple(line for line in self.lines if not line.ahead)

    @property
    def ahead(self) -> tuple[StoryLine, ...]:
        """What was still to come."""
        return tuple(line for line in self.lines if line.ahead)


@dataclass(frozen=True, kw_only=True, slots=True)
class StoriesFacts:
    """The page “Tra cứu quá trình nhắc việc” of one unit, as it would have read at the end of `on`."""

    heading: Heading
    unit_name: str
    on: date
    brief: tuple[str, ...]  # a line for each dated obligation, where no single one was asked for
    stories: tuple[Story, ...]
    links: Mapping[str, str] = field(default_factory=dict)
