"""Whom a training invites: the units of its region that have work under the plan."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlmodel import Session, col, select

from models.store.units import units_on
from models.tables import Obligation, Plan, UnitChange
from models.words import ObligationStatus, Region


def invited_units(
    session: Session, *, plan_id: int, region: Region, with_ministry: bool, day: date
) -> list[str]:
    """Units in official order, as they stand on `day`: who is gone by then is invited as its successor."""
    carried = select(Obligation.carried_by).where(
        col(Obligation.plan_id) == plan_id, col(Obligation.status) != ObligationStatus.EXEMPT
    )
    standing = _standing(set(session.exec(carried)), _successors(session, day))
    regions = {region, Region.MINISTRY} if with_ministry else {region}
    focal = session.get_one(Plan, plan_id).focal_unit
    return [
        unit.id
        for unit in units_on(session, day)
        if unit.id in standing and unit.region in regions and unit.id != focal
    ]


def _successors(session: Session, day: date) -> Mapping[str, Sequence[str]]:
    """Who stands for units that have passed into others by `day`."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for change in session.exec(select(UnitChange).where(col(UnitChange.day) <= day)):
        found[change.predecessor].append(change.successor)
    return found


def _standing(units: Iterable[str], successors: Mapping[str, Sequence[str]]) -> set[str]:
    """The units themselves and all that stand for them; who does not exist any more falls out later."""
    found, ahead = set[str](), list(units)
    while ahead:
        unit = ahead.pop()
        if unit not in found:
            found.add(unit)
            ahead += successors.get(unit, ())
    return found
