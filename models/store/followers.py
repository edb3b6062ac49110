"""Who stands in the place of units that are gone."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date

from sqlmodel import Session, col, select

from models.tables import Unit, UnitChange


def followers(session: Session, *, day: date) -> Mapping[str, tuple[str, ...]]:
    """Of each unit that is gone on `day` the units in force that stand in its place; chains are followed."""
    changes: defaultdict[str, list[str]] = defaultdict(list)
    rows = select(UnitChange.predecessor, UnitChange.successor).where(col(UnitChange.day) <= day)
    for before, after in session.exec(rows.order_by(col(UnitChange.id))):
        changes[before].append(after)
    ended = set(session.exec(select(Unit.id).where(col(Unit.valid_to) < day)))
    return {unit: tuple(dict.fromkeys(_in_force(unit, changes, ended, {unit}))) for unit in ended}


def _in_force(
    unit: str, changes: Mapping[str, Iterable[str]], ended: Collection[str], seen: set[str]
) -> Iterable[str]:
    for after in changes.get(unit, ()):
        if after not in ended:
            yield after
        elif after not in seen:
            yield from _in_force(after, changes, ended, seen | {after})
