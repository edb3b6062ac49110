"""What a compiled report says, as primitives; its documents, its workbook and its page share them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from models.words import Authority, ObligationStatus, Region, TaskResult

Number = tuple[float, bool]  # a figure, and whether it is an estimate (ước)


@dataclass(frozen=True, kw_only=True, slots=True)
class IndicatorLine:
    """One indicator over all units."""

    code: str
    name: str
    unit: str
    task: str  # code of the task it measures
    value: float
    stated: int  # units that stated it
    estimates: int  # of these
    regions: Mapping[Region, float]
    own: bool = False  # counted from the focal unit's trainings
    minimum: float | None = None
    meeting: int = 0
    below: tuple[str, ...] = ()  # names of units


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitLine:
    """One unit's report."""

    name: str
    region: Region
    state: ObligationStatus
    on_time: bool | None
    extended_to: date | None
    within: str  # the unit whose line has the figures of a common document
    number: str  # of the document; empty: none came, or it has none
    version: int  # 0: none came
    issued_on: date | None
    sent_on: date | None
    arrived_on: date | None
    workbook: str  # name of the file; empty: none was read
    figures: Mapping[str, Number]
    tasks: Mapping[str, TaskResult]

    @property
    def counted(self) -> bool:
        """Whether its figures are in the sums."""
        return bool(self.figures)


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskLine:
    """One task of the plan."""

    code: str
    title: str
    document: str
    phrase: str
    dated: bool
    expected: int
    received: int
    on_time: int
    late: int
    extended: int
    exempt: int
    stated: Mapping[TaskResult, int]  # what units' workbooks say of it; empty: they are not asked
    indicators: tuple[IndicatorLine, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RegionLine:
    """How the reports of one region came in."""

    region: Region
    expected: int
    on_time: int
    late: int
    unclear: int  # nil date: nobody can say whether it was on time
    extended: int  # came by, or still have, a day of their own
    missing: int

    @property
    def received(self) -> int:
        """Whatever came, the extended ones aside."""
        return self.on_time + self.late + self.unclear


@dataclass(frozen=True, kw_only=True, slots=True)
class TroubleLine:
    """One difficulty."""

    code: str
    unit: str
    text: str
    raised_on: date
    answering: str
    answer_by: date
    document: str  # number of the answer; empty: none yet
    answer: str


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldLine:
    """One training that was held."""

    title: str
    first_day: date
    people: int


@dataclass(frozen=True, kw_only=True, slots=True)
class GapFacts:
    """What the report cannot say; names of units."""

    missing: tuple[str, ...]
    extended: tuple[str, ...]
    returned: tuple[str, ...]
    without_figures: tuple[str, ...]
    unreviewed: tuple[str, ...]
    incomplete: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeLine:
    """One difference from the compiling before; `what` is a value of the rules' vocabulary."""

    what: str
    unit: str
    about: str
    old: Number | str | None
    new: Number | str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangeFacts:
    """What changed since the compiling before."""

    since: date | None  # it was known on this day; None: this is the first compiling
    units: tuple[ChangeLine, ...] = ()
    sums: tuple[ChangeLine, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportFacts:
    """Everything; the same facts give the same text."""

    authority: Authority  # MINISTRY: to the Prime Minister; FOCAL: to the Ministry's leaders
    final: bool
    plan_code: str
    plan_title: str
    plan_number: str
    plan_issued_on: date
    basis: tuple[str, ...]  # legal basis, an entry a document
    year: int
    period: tuple[date, date] | None  # of the figures
    sender_name: str
    sender_short: str
    superior: str
    report: str  # code of the annual report's task
    last_day: date | None  # for sending it
    known_on: date
    made_at: datetime  # Asia/Ho_Chi_Minh
    compiled_by: str
    expected: int
    received: int
    counted: int
    indicators: tuple[IndicatorLine, ...]
    units: tuple[UnitLine, ...]
    regions: tuple[RegionLine, ...]
    tasks: tuple[TaskLine, ...]
    troubles: tuple[TroubleLine, ...]
    trainings: tuple[HeldLine, ...]
    gaps: GapFacts
    changes: ChangeFacts
    example: bool = False

    @property
    def body(self) -> str:
        """In whose name it speaks."""
        return self.superior if self.authority is Authority.MINISTRY else self.sender_name

    @property
    def reader(self) -> str:
        """Whom it addresses."""
        return (
            "Thủ tướng Chính phủ"
            if self.authority is Authority.MINISTRY
            else f"Lãnh đạo {self.superior or 'Bộ'}"
        )
