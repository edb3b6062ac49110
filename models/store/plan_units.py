"""Every unit ever known, as plans need it."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from sqlmodel import Session, col, select

from models.plan_members import UnitFacts
from models.tables import Plan, Unit, UnitAlias, UnitName


def plan_units(session: Session, *, day: date) -> list[UnitFacts]:
    """All units in official order; the first name is the one in force on `day`, then all others."""
    names: defaultdict[str, list[UnitName]] = defaultdict(list)
    for name in session.exec(select(UnitName).order_by(col(UnitName.id))):
        names[name.unit_id].append(name)
    aliases: defaultdict[str, list[str]] = defaultdict(list)
    for alias in session.exec(select(UnitAlias).order_by(col(UnitAlias.id))):
        aliases[alias.unit_id].append(alias.name)
    units = session.exec(select(Unit).order_by(col(Unit.position), col(Unit.id)))
    return [
        UnitFacts(
            id=unit.id,
            names=_names(unit, names[unit.id], aliases[unit.id], day),
            kind=unit.kind,
            region=unit.region,
            valid_from=unit.valid_from,
            valid_to=unit.valid_to,
        )
        for unit in units
    ]


def _names(unit: Unit, names: list[UnitName], aliases: list[str], day: date) -> tuple[str, ...]:
    dated = sorted(names, key=lambda name: name.valid_from or date.min)
    in_force = [name.name for name in dated if (name.valid_from or date.min) <= day] or [
        name.name for name in dated
    ]
    code = [unit.code] if unit.code else []
    return tuple(dict.fromkeys([in_force[-1], *(name.name for name in dated), *aliases, *code]))


def focal_units(session: Session, *, plans: Collection[int]) -> dict[int, str]:
    """The unit that runs each of these plans."""
    if not plans:
        return {}
    found = session.exec(select(Plan.id, Plan.focal_unit).where(col(Plan.id).in_(plans)))
    return {plan: unit for plan, unit in found if plan is not None}
