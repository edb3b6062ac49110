"""What a report is compiled from, as it was known on a day, and what follows from it: sums, gaps."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import fsum

from models.words import ObligationStatus, Region, TaskResult

RECEIVED = (
    ObligationStatus.ARRIVED,
    ObligationStatus.DONE,
    ObligationStatus.NIL,
    ObligationStatus.RETURNED,
)
COUNTED = (ObligationStatus.ARRIVED, ObligationStatus.DONE)  # whose figures count

Number = tuple[float, bool]  # a figure, and whether it is an estimate (ước)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One indicator of the plan."""

    code: str
    name: str
    unit: str
    minimum: float | None  # of each unit
    task: str  # code; empty: the whole plan
    own: bool = False  # counted from trainings, no unit is asked for it


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """The document a unit's line rests on: its newest one that stood."""

    submission: int
    number: str
    issued_on: date | None
    sent_on: date | None
    arrived_on: date
    version: int
    workbook: str = ""  # name of the file; empty: none was read
    reading: int = 0  # the import that counts; 0: none


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitReport:
    """One unit's annual report; a unit that owes two occurrences has two lines."""

    key: str  # unit, and occurrence if it has one
    name: str
    region: Region
    state: ObligationStatus
    on_time: bool | None = None  # of its first version
    extended_to: date | None = None
    within: str = ""  # name of the unit whose line bears the figures of the common document
    source: Source | None = None
    figures: Mapping[str, Number]  # by code
    tasks: Mapping[str, TaskResult]  # by code, as its workbook says

    @property
    def received(self) -> bool:
        """Whether a document came, whatever was said of it."""
        return self.state in RECEIVED


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskCount:
    """One task of the plan's document: who sent what it asks for."""

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


@dataclass(frozen=True, kw_only=True, slots=True)
class Trouble:
    """One difficulty and what was answered by then."""

    code: str
    unit: str
    text: str
    raised_on: date
    answering: str
    answer_by: date
    document: str  # number of the answer; empty: none yet
    answer: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """One training that was held."""

    title: str
    first_day: date
    people: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Compiled:
    """Everything a compiled report says, in one value that can be kept and compared."""

    known_on: date
    year: int
    report: str  # code of the annual report's task
    last_day: date | None  # of the annual report, for most units
    indicators: tuple[Asked, ...]
    units: tuple[UnitReport, ...]  # in the order of official lists
    own: Mapping[str, float]  # by code: counted from trainings
    tasks: tuple[TaskCount, ...]
    troubles: tuple[Trouble, ...]
    trainings: tuple[Held, ...] = ()

    @property
    def expected(self) -> tuple[UnitReport, ...]:
        """Everybody the plan means."""
        return tuple(one for one in self.units if one.state is not ObligationStatus.EXEMPT)

    @property
    def received(self) -> tuple[UnitReport, ...]:
        """Whoever sent a report."""
        return tuple(one for one in self.units if one.received)

    @property
    def counted(self) -> tuple[UnitReport, ...]:
        """Whoever's figures are in the sums."""
        return tuple(one for one in self.units if one.figures)


@dataclass(frozen=True, kw_only=True, slots=True)
class Total:
    """One indicator over all units."""

    asked: Asked
    value: float
    units: int  # that stated it
    estimates: int  # of these
    regions: Mapping[Region, float]
    below: tuple[str, ...]  # names of units that stated less than the minimum
    meeting: int  # units that stated at least the minimum


def totals(compiled: Compiled) -> tuple[Total, ...]:
    """Each indicator in the order of the plan."""
    return tuple(
        _own(one, compiled.own.get(one.code)) if one.own else _total(one, compiled.units)
        for one in compiled.indicators
    )


def _own(asked: Asked, value: float | None) -> Total:
    stated = value is not None
    return Total(
        asked=asked, value=value or 0, units=int(stated), estimates=0, regions={}, below=(), meeting=0
    )


def _total(asked: Asked, units: Iterable[UnitReport]) -> Total:
    stated = [(one, *one.figures[asked.code]) for one in units if asked.code in one.figures]
    below = tuple(one.name for one, value, _ in stated if asked.minimum is not None and value < asked.minimum)
    return Total(
        asked=asked,
        value=fsum(value for _, value, _ in stated),
        units=len(stated),
        estimates=sum(estimate for _, _, estimate in stated),
        regions={
            region: fsum(value for one, value, _ in stated if one.region is region) for region in Region
        },
        below=below,
        meeting=len(stated) - len(below) if asked.minimum is not None else 0,
    )
