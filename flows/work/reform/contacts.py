"""Contacts pass to a unit that has none for a role; those of the unit of its name come first."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from sqlmodel import Session, insert

from flows.work.audit import audit_each
from flows.work.people.contact_rows import ROLE_NAMES
from flows.work.world import World
from models.rules.names import search_key
from models.store.matrix import in_official_order
from models.store.units import ContactFacts, contacts_on, names_on
from models.tables import Contact, UnitReform
from models.words import Role

from .wish import steps_of

ACTION = "units:contact:carry"
Row = dict[str, object]


def carry_contacts(session: Session, *, reform: UnitReform, by: str, world: World) -> list[Row]:
    """Write the contacts that successors take over from the day on; the rows."""
    old = contacts_on(session, day=reform.day - timedelta(days=1))
    have = contacts_on(session, day=max(reform.day, world.today))
    rows = [
        row
        for unit, before in _predecessors(session, reform).items()
        for role in Role
        if not any(one.address for one in have.get(unit, {}).get(role, ()))
        for row in _rows(
            unit, role, [one for key in before for one in old.get(key, {}).get(role, ())], reform
        )
    ]
    if rows:
        session.execute(insert(Contact), rows)
        _note(session, rows, by, world)
    return rows


def _predecessors(session: Session, reform: UnitReform) -> dict[str, list[str]]:
    """Of each successor the units it comes from: the one that bears its name, then in official order."""
    found: dict[str, set[str]] = {}
    for step in steps_of(reform):
        for unit in step.after:
            found.setdefault(unit, set()).update(step.before)
    names, order = names_on(session, reform.day), in_official_order(session)
    place = {unit: search_key(name) for unit, name in names.items()}
    return {
        unit: sorted(before - {unit}, key=lambda one: (place[one] != place[unit], order[one][1]))
        for unit, before in found.items()
    }


def _rows(unit: str, role: Role, contacts: Sequence[ContactFacts], reform: UnitReform) -> Iterator[Row]:
    seen: set[str] = set()
    for one in contacts:
        if one.address and one.address not in seen:
            seen.add(one.address)
            yield {
                "unit_id": unit,
                "role": role,
                "position": len(seen) - 1,
                "name": one.name,
                "address": one.address,
                "phone": one.phone,
                "valid_from": reform.day,
                "valid_to": None,
            }


def _note(session: Session, rows: Sequence[Row], by: str, world: World) -> None:
    names = names_on(session, world.today)
    changes = []
    for row in rows:
        unit, role = str(row["unit_id"]), Role(str(row["role"]))
        shown = " · ".join(str(row[name]) for name in ("name", "address") if row[name])
        text = f"{names[unit]}, {ROLE_NAMES[role]}: tiếp nhận đầu mối {shown} của đơn vị cũ."
        changes.append((f"{unit}/{role.value}", text, {"new": row["address"]}))
    audit_each(session, world=world, by=by, action=ACTION, subject="contact", changes=changes)
