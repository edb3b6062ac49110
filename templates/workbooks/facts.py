"""What the workbook of a report asks one unit for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from models.words import IndicatorKind, TaskResult

VERSION = 1  # of the layout; a workbook of another one is not read
GUIDE, FIGURES, TASKS, LABEL = "Hướng dẫn", "Số liệu", "Nhiệm vụ cả năm", "dondoc"
HEADING_ROW = 6  # of both tables, counted from 1; their first line follows
FIRST_YEAR_COLUMN = 3  # counted from 0: after code, name and unit
ESTIMATE = "Ước"
RESULTS: Mapping[TaskResult, str] = {
    TaskResult.DONE: "Đã hoàn thành",
    TaskResult.UNDERWAY: "Đang thực hiện",
    TaskResult.NOT_DONE: "Chưa thực hiện",
}
MOST_EVIDENCE = 1_000  # characters
MOST_VALUE = 1_000_000_000_000  # no figure of a unit is larger
ANNUAL, INTERIM = "annual", "interim"


@dataclass(frozen=True, kw_only=True, slots=True)
class FigureAsked:
    """One line of the table of figures."""

    code: str
    name: str
    unit: str
    kind: IndicatorKind
    minimum: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskAsked:
    """One line of the table of whole-year tasks."""

    code: str
    title: str


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkbookFacts:
    """One unit's workbook; the same facts give the same bytes."""

    plan_code: str
    plan_title: str
    plan_number: str
    plan_issued_on: date
    unit_id: str
    unit_name: str
    sender: str  # the focal unit, in whose name it is sent
    kind: str  # ANNUAL or INTERIM
    years: tuple[int, ...]
    period: tuple[date, date] | None  # of the last year: from, cut-off
    figures: tuple[FigureAsked, ...]
    tasks: tuple[TaskAsked, ...]
    example: bool = False

    @property
    def estimate_column(self) -> int:
        """Counted from 0: after the years."""
        return FIRST_YEAR_COLUMN + len(self.years)
