"""Figures of many units over several years: sums, and changes from year to year."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum


@dataclass(frozen=True, kw_only=True, slots=True)
class Reported:
    """One number that a unit reported."""

    unit: str
    indicator: int
    year: int
    value: float
    estimate: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One indicator in one year.

    `change` is in percent of the year before, counted over the units that reported both years: a unit that
    is missing in one of them would look like a rise or a fall. `partly`: some unit reported only one.
    """

    year: int
    total: float
    units: int
    estimate: bool
    change: float | None
    partly: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class CompiledRow:
    """One indicator over all years; years that nobody reported have no total but 0 units."""

    indicator: int
    cells: tuple[Cell, ...]


def compiled(
    reported: Iterable[Reported], *, indicators: Sequence[int], years: Sequence[int]
) -> tuple[CompiledRow, ...]:
    """The table of a review, in the order of `indicators` and `years`."""
    found: defaultdict[tuple[int, int], dict[str, Reported]] = defaultdict(dict)
    for one in reported:
        found[one.indicator, one.year][one.unit] = one
    return tuple(
        CompiledRow(
            indicator=indicator,
            cells=tuple(
                _cell(year, found[indicator, year], found[indicator, year - 1], first=year == years[0])
                for year in years
            ),
        )
        for indicator in indicators
    )


def _cell(year: int, here: Mapping[str, Reported], before: Mapping[str, Reported], *, first: bool) -> Cell:
    both = here.keys() & before.keys()
    return Cell(
        year=year,
        total=_sum(here.values()),
        units=len(here),
        estimate=any(one.estimate for one in here.values()),
        change=None
        if first
        else _change(_sum(before[unit] for unit in both), _sum(here[unit] for unit in both)),
        partly=not first and bool(both) and here.keys() != before.keys(),
    )


def _sum(reported: Iterable[Reported]) -> float:
    return fsum(one.value for one in reported)


def _change(old: float, new: float) -> float | None:
    """In percent; from nothing there is no percentage."""
    return None if old == 0 else (new - old) / old * 100
