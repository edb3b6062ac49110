"""What is known about a plan file: the facts its check shows."""

from dataclasses import dataclass
from datetime import date, time

from models.words import DeadlineKind, IndicatorKind, JudgedBy


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupLine:
    """One group of units; `chosen_later` says who will name its members."""

    name: str
    units: tuple[str, ...]
    chosen_later: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskLine:
    """One task: who leads in the document's words, how many units owe it, how many obligations that makes."""

    code: str
    title: str
    lead: tuple[str, ...]
    coordinate: tuple[str, ...]
    asked: tuple[str, ...]
    quantity: str
    units: int
    obligations: int
    same_as: str
    after: str
    done_by: str  # number of the document
    no_obligations: str  # the reason
    pending: tuple[str, ...]  # groups whose members are named later
    secret: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class DueDay:
    """One occurrence; `off` says why the last valid day is not a working day, empty if it is one."""

    opens_on: date | None
    last_day: date
    due_time: time | None
    target_day: date
    off: str


@dataclass(frozen=True, kw_only=True, slots=True)
class StageLine:
    """One stage of a ladder on its day; `before_issue`: it does not exist; `after`: after the deadline."""

    name: str
    day: date
    before_issue: bool
    after: bool = False
    needs_approval: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineLine:
    """One deadline in the document's words, the tasks that have it, and its meaning."""

    codes: tuple[str, ...]
    phrase: str
    kind: DeadlineKind
    judged_by: JudgedBy
    waits_for: str  # "20 ngày sau khi …"
    open_ended: bool
    days: tuple[DueDay, ...]
    past: int  # occurrences that ended before the plan was issued
    ladder: str
    stages: tuple[StageLine, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class OwesLine:
    """Units that owe equally many obligations."""

    obligations: int
    units: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class FigureLine:
    """One figure that every report states."""

    code: str
    name: str
    unit: str
    kind: IndicatorKind
    minimum: int | None
    task: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanSheet:
    """Everything a plan file means on the day it was issued."""

    file: str
    code: str
    title: str
    document: str
    issued_on: date
    issued_by: str
    year: int
    legal_basis: tuple[str, ...]
    focal_unit: str
    focal_unit_owes_plan: bool | None  # None: units write no plans of their own
    superior_unit: str
    previous_plan: str
    reporting: tuple[date, date, date] | None  # from, to, cut-off
    groups: tuple[GroupLine, ...]
    tasks: tuple[TaskLine, ...]
    deadlines: tuple[DeadlineLine, ...]
    owes: tuple[OwesLine, ...]
    figures: tuple[FigureLine, ...] = ()
