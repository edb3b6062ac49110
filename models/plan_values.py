"""What a plan file says, as frozen values; knows no units yet: names stay in the document's words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from models.rules.deadlines import Deadline
from models.words import IndicatorKind, JudgedBy, Phase, Region, UnitKind

NO_NUMBER = "CHƯA CÓ SỐ"  # in the place of a document's number: the file cannot be issued yet


class Product(StrEnum):
    """The documents that have a role of their own in the life of a plan."""

    UNIT_PLAN = "unit_plan"  # kế hoạch của đơn vị
    ANNUAL_REPORT = "annual_report"  # once it has arrived, whole-year tasks are not mentioned to the unit


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """Words of the file and the line they stand on, counted from 1."""

    text: str
    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Reporting:
    """Which days the annual report covers; figures after `cut_off` are estimates (ước)."""

    starts_on: date
    ends_on: date
    cut_off: date
    basis: str

    @property
    def estimated(self) -> bool:
        """Whether the last days of the period are reported as estimates."""
        return self.cut_off < self.ends_on


@dataclass(frozen=True, kw_only=True, slots=True)
class AllOf:
    """Every unit of a kind (and region) valid on `as_of`, or on the plan's day."""

    kind: UnitKind
    region: Region | None
    as_of: date | None
    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """A name under which the document addresses several units; `chosen_later`: who decides the members."""

    key: str
    name: Written
    aliases: tuple[Written, ...]
    units: tuple[Written, ...]
    all_of: tuple[AllOf, ...]
    groups: tuple[Written, ...]
    exclude: tuple[Written, ...]
    chosen_later: str
    note: str
    line: int

    @property
    def names(self) -> tuple[Written, ...]:
        """Every way the document writes it."""
        return self.name, *self.aliases


@dataclass(frozen=True, kw_only=True, slots=True)
class Quantity:
    """At least `minimum` `unit`, for each `per`."""

    minimum: int
    unit: str
    per: str

    @property
    def words(self) -> str:
        """`ít nhất 01 mô hình mỗi đơn vị`."""
        return f"ít nhất {self.minimum:02} {self.unit}" + (f" mỗi {self.per}" if self.per else "")


@dataclass(frozen=True, kw_only=True, slots=True)
class DoneOnIssue:
    """The document that fulfilled a task by the day the plan was issued."""

    document: str
    on: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """One item of the document; `ladder` None means the policy's default, empty means not chased."""

    position: int
    line: int
    code: str
    item: str  # the number as the document prints it, where `code` is finer
    parent: str
    title: str
    lead: tuple[Written, ...]
    coordinate: tuple[Written, ...]
    asked: tuple[str, ...]
    deadline: Deadline
    judged_by: JudgedBy
    ladder: str | None
    quantity: Quantity | None
    evidence: tuple[str, ...]
    document: str  # what the document to be handed in is called
    submission: str  # what to send
    where: str  # and to whom
    prepare: tuple[str, ...]
    same_as: str
    after: str
    done_on_issue: DoneOnIssue | None
    no_obligations: str  # the reason; empty: units owe it
    product: Product | None
    phase: Phase | None  # of the plan's journey; None: it accompanies the whole plan
    secret: bool
    notes: tuple[str, ...]
    lines: Mapping[str, int] = field(repr=False, compare=False)  # of each field, for messages

    @property
    def makes_obligations(self) -> bool:
        """Whether units owe it: not if it repeats another task or the file says that nobody does."""
        return not self.same_as and not self.no_obligations


@dataclass(frozen=True, kw_only=True, slots=True)
class IndicatorLine:
    """One figure that every report states; `task` empty: it measures the whole plan."""

    position: int
    code: str
    name: str
    unit: str  # cuộc, lượt người, triệu đồng
    kind: IndicatorKind
    minimum: int | None  # at least so much, of each unit
    task: str
    trainings: str  # counted from trainings; empty: units report it
    line: int
    task_line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanFile:
    """One plan of any ministry or province: head, groups of units, tasks in the document's order."""

    name: str  # of the file, for messages
    code: str
    title: str
    document: str
    issued_on: date
    issued_by: str
    year: int
    legal_basis: tuple[str, ...]
    focal_unit: Written
    superior_unit: str
    previous_plan: str
    focal_unit_owes_plan: bool
    reporting: Reporting | None
    headings: Mapping[str, str]
    groups: tuple[Group, ...]
    tasks: tuple[Task, ...]
    indicators: tuple[IndicatorLine, ...] = ()

    def task(self, code: str) -> Task:
        """The task with this number; KeyError if there is none."""
        found = next((task for task in self.tasks if task.code == code), None)
        if found is None:
            raise KeyError(code)
        return found
