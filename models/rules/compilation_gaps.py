"""What a report compiled from what is known cannot say."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from models.words import ObligationStatus

from .compilation import COUNTED, Asked, Compiled, UnitReport


@dataclass(frozen=True, kw_only=True, slots=True)
class Gaps:
    """What a report compiled from this cannot say; names of units."""

    missing: tuple[str, ...]  # nothing came
    extended: tuple[str, ...]  # nothing came, but they have more time
    returned: tuple[str, ...]  # asked to complete: its figures do not count
    without_figures: tuple[str, ...]  # came, without a workbook that was read
    unreviewed: tuple[str, ...]  # counted, nobody has said yet that it will do
    incomplete: Mapping[str, tuple[str, ...]]  # unit -> figures it left empty


def gaps(compiled: Compiled) -> Gaps:
    """Units in the order of official lists."""
    asked = [one for one in compiled.indicators if not one.own]
    absent = [one for one in compiled.units if one.state in (ObligationStatus.OPEN, ObligationStatus.WAITING)]
    counted = [one for one in compiled.units if one.state in COUNTED and not one.within]
    return Gaps(
        missing=tuple(one.name for one in absent if not _has_time(one, compiled.known_on)),
        extended=tuple(one.name for one in absent if _has_time(one, compiled.known_on)),
        returned=tuple(one.name for one in compiled.units if one.state is ObligationStatus.RETURNED),
        without_figures=tuple(one.name for one in counted if not one.figures) if asked else (),
        unreviewed=tuple(one.name for one in compiled.units if one.state is ObligationStatus.ARRIVED),
        incomplete=dict(_incomplete(counted, asked)),
    )


def _has_time(one: UnitReport, day: date) -> bool:
    return one.extended_to is not None and one.extended_to >= day


def _incomplete(
    counted: Iterable[UnitReport], asked: Iterable[Asked]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    names = {one.code: one.name for one in asked}
    for one in counted:
        if one.figures and (left := tuple(names[code] for code in names if code not in one.figures)):
            yield one.name, left
