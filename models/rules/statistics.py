"""The official count: expected, received, on time, late, outstanding, and the two rates."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Self, TypeVar

from models.words import JudgedBy, ObligationStatus, Region, ReviewResult

from .punctuality import Standing, standing
from .workdays import WorkCalendar

RETURNED = ObligationStatus.RETURNED
RECEIVED = (ObligationStatus.ARRIVED, ObligationStatus.DONE, ObligationStatus.NIL, RETURNED)

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """`count` obligations that are alike in everything that is counted."""

    task_id: int
    occurrence: str
    region: Region  # of the unit that carried it
    status: ObligationStatus
    last_day: date | None
    judged_by: JudgedBy
    on_time: bool | None  # of the first version; None: nothing came, or it cannot be said
    extended: bool = False  # a leader agreed to another day
    resubmit_by: date | None = None  # of a returned document: the last valid day of its next version
    review: ReviewResult | None = None  # of the newest version
    unit: str = ""  # who carried it; empty unless asked for unit by unit
    count: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """How obligations stand.

    The first nine parts add up to `expected`. What is exempt or waits for an event is not (yet) owed, so not
    expected. What was extended is owed, but neither on time nor late. A returned document was received; its
    first version stays what it was. The last group counts again what stands above.
    """

    expected: int = 0
    on_time: int = 0  # received, đúng hạn
    late: int = 0  # received, quá hạn
    unclear: int = 0  # received; whether it was on time cannot be said
    in_time: int = 0  # outstanding, trong hạn
    not_received: int = 0  # outstanding, the arrival allowance has not passed
    overdue: int = 0  # outstanding, quá hạn
    no_due: int = 0  # outstanding without any last valid day
    extended_received: int = 0
    extended_outstanding: int = 0

    waiting: int = 0  # the event its deadline counts from has not been recorded
    exempt: int = 0

    returned_on_time: int = 0  # of `on_time`: đề nghị bổ sung, hoàn thiện
    returned_late: int = 0  # of `late`
    returned_unclear: int = 0  # of `unclear`
    returned_extended: int = 0  # of `extended_received`
    resubmission_overdue: int = 0  # of all returned ones: the day of the next version has passed
    resubmission_overdue_extended: int = 0  # of `returned_extended`
    extended_overdue: int = 0  # of `extended_outstanding`: the day they were given has passed
    accepted: int = 0  # đạt yêu cầu, nil reports included
    nil: int = 0  # báo cáo không phát sinh
    awaiting_review: int = 0

    @property
    def received(self) -> int:
        """Everything that came, whenever it came and whatever was said of it."""
        return self.on_time + self.late + self.unclear + self.extended_received

    @property
    def extended(self) -> int:
        """Expected, on a day of its own."""
        return self.extended_received + self.extended_outstanding

    @property
    def returned(self) -> int:
        """Received, and asked to be completed."""
        return self.returned_on_time + self.returned_late + self.returned_unclear + self.returned_extended

    @property
    def outstanding(self) -> int:
        """Everything expected that has not come."""
        return self.expected - self.received

    @property
    def unfinished(self) -> int:
        """Everything somebody still has to send, for the first time or again."""
        return self.outstanding + self.returned

    @property
    def behind(self) -> int:
        """Of the unfinished ones those whose day, whichever counts now, has passed."""
        return self.overdue + self.extended_overdue + self.resubmission_overdue

    @property
    def completeness(self) -> float | None:
        """Received / expected; None if nothing is expected."""
        return self.received / self.expected if self.expected else None

    @property
    def on_time_rate(self) -> float | None:
        """On time / those who owed it on that deadline; None if nobody did."""
        owed = self.expected - self.extended
        return self.on_time / owed if owed else None

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
REVIEWABLE = (ObligationStatus.ARRIVED, ObligationStatus.NIL)


def tally(
    counted: Iterable[Counted], *, as_of: date, calendar: WorkCalendar, arrival_allowance_days: int
) -> Tally:
    """All of `counted` together, as they stand on `as_of`."""
    totals: Counter[str] = Counter()
    for one in counted:
        for name in _fields_of(one, as_of, calendar, arrival_allowance_days):
            totals[name] += one.count
    return Tally(**totals)


def _fields_of(one: Counted, as_of: date, calendar: WorkCalendar, allowance: int) -> Iterator[str]:
    if one.status in APART:
        yield APART[one.status]
        return
    yield "expected"
    if one.status in RECEIVED:
        part = "extended" if one.extended else PUNCTUALITY[one.on_time]
        yield "extended_received" if one.extended else part
        yield from _of_which(one, part, as_of)
        return
    state = standing(
        as_of=as_of,
        last_day=one.last_day,
        judged_by=one.judged_by,
        calendar=calendar,
        arrival_allowance_days=allowance,
    )
    yield "extended_outstanding" if one.extended else OUTSTANDING[state]
    if one.extended and state is Standing.OVERDUE:
        yield "extended_overdue"


def _of_which(one: Counted, part: str, as_of: date) -> Iterator[str]:
    """What is counted a second time of something that came."""
    if one.status is RETURNED:
        yield f"returned_{part}"
        if one.resubmit_by is not None and one.resubmit_by < as_of:
            yield from ("resubmission_overdue", *(["resubmission_overdue_extended"] * one.extended))
        return
    if one.status is ObligationStatus.NIL:
        yield "nil"
    if one.review is ReviewResult.ACCEPTED:
        yield "accepted"
    elif one.review is None and one.status in REVIEWABLE:
        yield "awaiting_review"


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


def quarter(counted: Counted) -> tuple[int, int] | None:
    """The period something is counted in: (year, quarter) of the last valid day that counts now.

    That is how work is reported upward: a document of trước ngày 29/02 belongs to quarter I, whatever runs
    the whole year to quarter IV, an extended one to the quarter of its new day. None: it has no day.
    """
    day = counted.last_day
    return (day.year, (day.month + 2) // 3) if day else None
