"""Whether a training can be held on given days: what stands against them, and why.

A training takes consecutive calendar days. The same trainers go from one to the next, so that trainings
keep a gap between them, those of other plans and those set by hand included.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from models.words import Region

from .workdays import WorkCalendar

ONE_DAY = timedelta(days=1)
GAP = 2  # usual number of calendar days in between
BEFORE_DEADLINES = 5  # usual number of working days kept clear before each deadline


class Condition(StrEnum):
    """What the days of a training must keep."""

    LEAD = "lead"  # working days from today on
    GAP = "gap"  # calendar days in between two trainings
    CLEAR = "clear"  # days to keep clear of
    WORKDAY = "workday"
    CAPACITY = "capacity"
    WINDOW = "window"


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """A training whose days are fixed."""

    region: Region
    first: date
    last: date


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """One region's training; `units`: how many it invites from each of these days on, in order."""

    region: Region
    capacity: int
    units: tuple[tuple[date, int], ...]
    first_day: date | None = None  # set by hand

    def units_on(self, day: date) -> int:
        """How many units a training on `day` invites."""
        return next((number for start, number in reversed(self.units) if start <= day), 0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """What holds for all of the trainings; `ignored` conditions are not looked at."""

    today: date
    calendar: WorkCalendar
    first: date  # of the window
    last: date
    days: int  # of one training
    lead: int
    gap: int
    quota: int  # people a unit may name
    keep_clear: Mapping[date, str]  # day -> why
    others: tuple[Held, ...] = ()
    ignored: frozenset[Condition] = frozenset()

    @property
    def ready_on(self) -> date:
        """The first day that leaves the lead time."""
        return self.calendar.add(self.today, self.lead)

    @property
    def nights(self) -> int:
        """Days in between two trainings; two at once there cannot be in any case."""
        return 0 if Condition.GAP in self.ignored else self.gap

    def without(self, *conditions: Condition) -> "Terms":
        """The terms with these conditions dropped."""
        return replace(self, ignored=self.ignored | set(conditions))

    def looking_at(self, condition: Condition) -> "Terms":
        """The terms with this one condition, all others dropped."""
        return replace(self, ignored=frozenset(Condition) - {condition})


@dataclass(frozen=True, kw_only=True, slots=True)
class Obstacle:
    """A condition that a training on certain days breaks; `cause`: the same without the days asked about."""

    condition: Condition
    text: str
    cause: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Placed:
    """One training with its days; `why`: what stands against earlier ones."""

    region: Region
    first: date
    last: date
    by_hand: bool
    warnings: tuple[str, ...] = ()
    why: tuple[str, ...] = ()


def obstacles(*, first: date, wanted: Wanted, fixed: Sequence[Held], terms: Terms) -> Iterator[Obstacle]:
    """Everything that stands against the training beginning on `first`."""
    one = held(wanted.region, first=first, terms=terms)
    for found in (*_against_days(one, terms), *_against_people(one, wanted, terms)):
        if found.condition not in terms.ignored:
            yield found
    yield from (_too_near(other, terms) for other in fixed if not apart(one, other, terms=terms))


def held(region: Region, *, first: date, terms: Terms) -> Held:
    """The training that begins on `first`."""
    return Held(region=region, first=first, last=first + (terms.days - 1) * ONE_DAY)


def apart(one: Held, other: Held, *, terms: Terms) -> bool:
    """Whether the trainers can get from one to the other."""
    return max(one.first - other.last, other.first - one.last).days > terms.nights


def _against_days(one: Held, terms: Terms) -> Iterator[Obstacle]:
    if one.first < terms.first or (one.last > terms.last and Condition.WINDOW not in terms.ignored):
        window = f"khoảng thời gian {between(terms.first, terms.last)}"
        yield Obstacle(condition=Condition.WINDOW, text=f"nằm ngoài {window}", cause=window)
    if one.first < terms.ready_on:
        yield _too_soon(one, terms)
    for number in range(terms.days):
        day = one.first + number * ONE_DAY
        if reason := terms.keep_clear.get(day, ""):
            text = f"ngày {vn(day)} cần tránh ({reason})"
            yield Obstacle(condition=Condition.CLEAR, text=text, cause=reason)
        if not terms.calendar.is_workday(day):
            name = terms.calendar.explain(day)
            text = f"ngày {vn(day)} là ngày nghỉ ({name})"
            yield Obstacle(condition=Condition.WORKDAY, text=text, cause=name)


def _too_soon(one: Held, terms: Terms) -> Obstacle:
    left = terms.calendar.between(after=terms.today, until=one.first)
    return Obstacle(
        condition=Condition.LEAD,
        text=f"đến ngày khai mạc còn {left:02} ngày làm việc, ít hơn {terms.lead:02} ngày để chuẩn bị",
        cause=f"trước ngày {vn(terms.ready_on)} chưa đủ {terms.lead:02} ngày làm việc để chuẩn bị",
    )


def _against_people(one: Held, wanted: Wanted, terms: Terms) -> Iterator[Obstacle]:
    units = wanted.units_on(one.first)
    people = units * terms.quota
    if people > wanted.capacity:
        most = wanted.capacity // units
        fits = f"chỉ tiêu nhiều nhất vừa sức chứa là {most:02} người một đơn vị"
        text = (
            f"{units:02} đơn vị, mỗi đơn vị {terms.quota:02} người, là {people:02} người, "
            f"vượt sức chứa {wanted.capacity:02} người; "
            f"{fits if most else 'mỗi đơn vị 01 người cũng vượt sức chứa'}"
        )
        yield Obstacle(condition=Condition.CAPACITY, text=text, cause=text)


def _too_near(other: Held, terms: Terms) -> Obstacle:
    text = f"cần cách lớp {region_name(other.region)} ({between(other.first, other.last)})"
    text += f" ít nhất {terms.nights:02} ngày" if terms.nights else ", không trùng ngày"
    return Obstacle(condition=Condition.GAP, text=text, cause=text)


def region_name(region: Region) -> str:
    """`miền Bắc`."""
    return "các đơn vị thuộc cơ quan Bộ" if region is Region.MINISTRY else f"miền {region.value}"


def between(first: date, last: date) -> str:
    """`02/04/2024 – 03/04/2024`, or the one day."""
    return vn(first) if first == last else f"{vn(first)} – {vn(last)}"


def vn(day: date) -> str:
    """`02/04/2024`."""
    return f"{day:%d/%m/%Y}"
