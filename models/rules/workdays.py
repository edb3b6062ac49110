"""Working days of Vietnam: the public sector's days off, days in lieu and swapped Saturdays."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from importlib.metadata import version
from itertools import accumulate

import holidays

from models.words import DayKind

LIBRARY = f"holidays {version('holidays')}"
LAST_NOTICED_YEAR = 2026  # later notices of days off were not out when the library's data was checked
# Bộ luật Lao động 2019, Điều 112: these need no yearly notice, days in lieu included.
FIXED_BY_LAW = ("Tết Dương lịch", "Ngày Giỗ Tổ", "Ngày Chiến thắng", "Ngày Quốc tế Lao động")
SWAPPED = re.compile(r"^Ngày nghỉ \(thay cho ngày (.+)\)$")
ONE_DAY = timedelta(days=1)
WEEKEND_NAMES = {5: "thứ Bảy", 6: "Chủ nhật"}


@dataclass(frozen=True, kw_only=True, slots=True)
class DayOff:
    """One day that differs from the week's rhythm: off, or (kind WORK) worked although off otherwise."""

    day: date
    name: str
    kind: DayKind
    estimate: bool
    source: str


def _weekdays_until(ordinal: int) -> int:
    """Mondays to Fridays from 01/01/0001, a Monday, up to and including `ordinal`."""
    weeks, rest = divmod(ordinal, 7)
    return weeks * 5 + min(rest, 5)


@dataclass(frozen=True, eq=False)  # itself alone: what follows from it can be kept
class WorkCalendar:
    """Counts working days; outside `days` only weekends are off, so load every year that is asked about."""

    days: Mapping[date, DayOff]

    @cached_property
    def _exceptions(self) -> tuple[list[int], list[int]]:
        """Ordinals that break the Monday-to-Friday rhythm, and how far they shift the count by then."""
        shifts = [
            (day.toordinal(), 1 if self.is_workday(day) else -1)
            for day in sorted(self.days)
            if self.is_workday(day) != (day.weekday() < 5)
        ]
        return [ordinal for ordinal, _ in shifts], [0, *accumulate(shift for _, shift in shifts)]

    def _rank(self, ordinal: int) -> int:
        """Working days up to and including `ordinal`: never grows faster than the days themselves."""
        ordinals, shifts = self._exceptions
        return _weekdays_until(ordinal) + shifts[bisect_right(ordinals, ordinal)]

    def is_workday(self, day: date) -> bool:
        """Whether offices work on `day`."""
        special = self.days.get(day)
        return day.weekday() < 5 if special is None else special.kind is DayKind.WORK

    def add(self, day: date, n: int) -> date:
        """The n-th working day after `day` (n > 0) or before it (n < 0); n = 0 is `day` itself."""
        if n == 0:
            return day
        here = day.toordinal()
        if n > 0:
            return self._first_with_rank(start=here, rank=self._rank(here) + n)
        return self._last_with_rank(start=here - 1, rank=self._rank(here - 1) + n + 1)

    def _first_with_rank(self, *, start: int, rank: int) -> date:
        while (missing := rank - self._rank(start)) > 0:
            start += missing  # cannot overshoot: k days hold at most k working days
        return date.fromordinal(start)

    def _last_with_rank(self, *, start: int, rank: int) -> date:
        while (surplus := self._rank(start - 1) - rank + 1) > 0:
            start -= surplus
        return date.fromordinal(start)

    def on_or_before(self, day: date) -> date:
        """`day` if it is a working day, else the last one before it."""
        return day if self.is_workday(day) else self.add(day, -1)

    def on_or_after(self, day: date) -> date:
        """`day` if it is a working day, else the next one."""
        return day if self.is_workday(day) else self.add(day, 1)

    def between(self, *, after: date, until: date) -> int:
        """Working days in (after, until]; 0 if `until` is not later."""
        return max(0, self._rank(until.toordinal()) - self._rank(after.toordinal()))

    def tet(self, year: int) -> tuple[date, date] | None:
        """First and last day of the break around lunar new year, weekends included; None if not loaded."""
        return self._breaks.get(year)

    @cached_property
    def _breaks(self) -> dict[int, tuple[date, date]]:
        """By year, the break that holds most days named after Tết (a notice may list odd ones beside it)."""
        named: dict[int, dict[tuple[date, date], int]] = {}
        for day, special in self.days.items():
            if special.kind is DayKind.OFF and _is_lunar_new_year(special):
                runs = named.setdefault(day.year, {})
                run = self._break_around(day)
                runs[run] = runs.get(run, 0) + 1
        return {year: max(runs, key=lambda run: runs[run]) for year, runs in named.items()}

    def _break_around(self, day: date) -> tuple[date, date]:
        return self.add(day, -1) + ONE_DAY, self.add(day, 1) - ONE_DAY

    def explain(self, day: date) -> str:
        """Why `day` is off, as Vietnamese readers call it; empty for a working day."""
        if self.is_workday(day):
            return ""
        special = self.days.get(day)
        if special is None:
            return WEEKEND_NAMES[day.weekday()]
        return f"{special.name} (dự kiến)" if special.estimate else special.name


def _is_lunar_new_year(special: DayOff) -> bool:
    name = special.name.casefold()
    return special.day.month <= 3 and "tết" in name and "dương lịch" not in name


def target_day(*, last_day: date, calendar: WorkCalendar) -> date:
    """The day people aim at: the last working day on or before the last valid day."""
    return calendar.on_or_before(last_day)


def roll_forward(*, last_day: date, calendar: WorkCalendar) -> date:
    """The next working day if the period ends on a day off (Bộ luật Dân sự 2015, Điều 148 khoản 5)."""
    return calendar.on_or_after(last_day)


def mid_year_day(*, year: int, calendar: WorkCalendar) -> date:
    """Last working day of June: the day of the note about whole-year tasks."""
    return last_workday(year=year, month=6, calendar=calendar)


def checkpoint_days(*, year: int, months: Iterable[int], calendar: WorkCalendar) -> tuple[date, ...]:
    """Last working days of `months`, in order: when coordinators look at whole-year tasks."""
    return tuple(last_workday(year=year, month=month, calendar=calendar) for month in sorted(set(months)))


def last_workday(*, year: int, month: int, calendar: WorkCalendar) -> date:
    """Last working day of a month."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return calendar.add(following, -1)


def shipped_days(*, years: Iterable[int], extra: Iterable[DayOff]) -> WorkCalendar:
    """The library's days of `years`, then `extra` (corrections first, the form's rows last) on top."""
    known = holidays.country_holidays("VN", years=years, language="vi", observed=True)
    days = {day: _day_off(day, name) for day, name in known.items()}
    days |= {day: _worked(day) for day in known.weekend_workdays}
    return WorkCalendar(days | {special.day: special for special in extra})


def _day_off(day: date, name: str) -> DayOff:
    name = SWAPPED.sub(r"nghỉ hoán đổi, làm bù ngày \1", name).replace("Nguyên Đán", "Nguyên đán")
    return DayOff(day=day, name=name, kind=DayKind.OFF, estimate=_is_estimate(day, name), source=LIBRARY)


def _worked(day: date) -> DayOff:
    return DayOff(day=day, name="làm bù", kind=DayKind.WORK, estimate=False, source=LIBRARY)


def _is_estimate(day: date, name: str) -> bool:
    """Days that law fixes are certain; which days surround Tết and 02/09 each year's notice decides."""
    fixed = (day.month, day.day) == (9, 2) or name.startswith(FIXED_BY_LAW)
    return day.year > LAST_NOTICED_YEAR and not fixed
