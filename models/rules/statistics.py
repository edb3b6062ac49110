"""The official count: expected, received, on time, late, outstanding, and the two rates."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Self, TypeVar

from models.words import JudgedBy, ObligationStatus, Region

from .punctuality import Standing, standing
from .workdays import WorkCalendar

RECEIVED = (ObligationStatus.ARRIVED, ObligationStatus.DONE, ObligationStatus.NIL)

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """`count` obligations that are alike in everything that is counted."""

    task_id: int
    occurrence: str
    region: Region  # of the unit that owed it
    status: ObligationStatus
    last_day: date | None
    judged_by: JudgedBy
    on_time: bool | None  # of the first version; None: nothing came, or it cannot be said
    count: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """How obligations stand; what is exempt or waits for an event is not (yet) owed, so not expected."""

    expected: int = 0
    on_time: int = 0  # received, đúng hạn
    late: int = 0  # received, quá hạn
    unclear: int = 0  # received; whether it was on time cannot be said
    in_time: int = 0  # outstanding, trong hạn
    not_received: int = 0  # outstanding, the arrival allowance has not passed
    overdue: int = 0  # outstanding, quá hạn
    no_due: int = 0  # outstanding without any last valid day
    waiting: int = 0  # the event its deadline counts from has not been recorded
    exempt: int = 0

    @property
    def received(self) -> int:
        """Everything that came, whenever it came."""
        return self.on_time + self.late + self.unclear

    @property
    def outstanding(self) -> int:
        """Everything expected that has not come."""
        return self.expected - self.received

    @property
    def completeness(self) -> float | None:
        """Received / expected; None if nothing is expected."""
        return self.received / self.expected if self.expected else None

    @property
    def on_time_rate(self) -> float | None:
        """On time / expected; None if nothing is expected."""
        return self.on_time / self.expected if self.expected else None

    def __add__(self, other: Self) -> "Tally":
        names = [field.name for field in fields(self)]
        return Tally(**{name: getattr(self, name) + getattr(other, name) for name in names})


OUTSTANDING: Mapping[Standing, str] = {
    Standing.IN_TIME: "in_time",
    Standing.NOT_RECEIVED: "not_received",
    Standing.OVERDUE: "overdue",
    Standing.NO_DUE: "no_due",
}
PUNCTUALITY: Mapping[bool | None, str] = {True: "on_time", False: "late", None: "unclear"}
APART: Mapping[ObligationStatus, str] = {
    ObligationStatus.EXEMPT: "exempt",
    ObligationStatus.WAITING: "waiting",
}


def tally(
    counted: Iterable[Counted], *, as_of: date, calendar: WorkCalendar, arrival_allowance_days: int
) -> Tally:
    """All of `counted` together, as they stand on `as_of`."""
    totals: Counter[str] = Counter()
    for one in counted:
        for name in _fields_of(one, as_of, calendar, arrival_allowance_days):
            totals[name] += one.count
    return Tally(**totals)


def _fields_of(one: Counted, as_of: date, calendar: WorkCalendar, allowance: int) -> tuple[str, ...]:
    if one.status in APART:
        return (APART[one.status],)
    if one.status in RECEIVED:
        return ("expected", PUNCTUALITY[one.on_time])
    state = standing(
        as_of=as_of,
        last_day=one.last_day,
        judged_by=one.judged_by,
        calendar=calendar,
        arrival_allowance_days=allowance,
    )
    return ("expected", OUTSTANDING[state])


def tallies(
    counted: Iterable[Counted],
    *,
    key: Callable[[Counted], Key],
    as_of: date,
    calendar: WorkCalendar,
    arrival_allowance_days: int,
) -> dict[Key, Tally]:
    """A tally for each value of `key`, in the order in which they first appear."""
    groups: defaultdict[Key, list[Counted]] = defaultdict(list)
    for one in counted:
        groups[key(one)].append(one)
    return {
        value: tally(members, as_of=as_of, calendar=calendar, arrival_allowance_days=arrival_allowance_days)
        for value, members in groups.items()
    }


def by_region(tallied: Mapping[Region, Tally]) -> Sequence[tuple[Region, Tally]]:
    """In the order of official tables, without regions in which nobody owes anything."""
    return [(region, tallied[region]) for region in Region if region in tallied]
