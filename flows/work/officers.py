"""The focal unit of the plans in force, and its officers, who sign what they do in forms."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from models.store.units import ContactFacts, contacts_on, units_on
from models.tables import Plan
from models.words import PlanStatus, Role

ROLES = (Role.CONTACT, Role.DEPARTMENT_HEAD)


@dataclass(frozen=True, kw_only=True, slots=True)
class FocalUnit:
    """Who issues, chases and compiles."""

    id: str
    name: str
    code: str
    superior: str
    phone: str


def focal_unit(session: Session, *, day: date) -> FocalUnit | None:
    """The focal unit of the newest plan in force; None before the first plan."""
    plan = session.exec(
        select(Plan).where(col(Plan.status) == PlanStatus.ISSUED).order_by(col(Plan.issued_on).desc())
    ).first()
    if plan is None:
        return None
    unit = {one.id: one for one in units_on(session, day)}[plan.focal_unit]
    contacts = coordinators(session, unit=unit.id, day=day)
    phone = next((contact.phone for contact in contacts if contact.phone), "")
    return FocalUnit(id=unit.id, name=unit.name, code=unit.code, superior=plan.superior_unit, phone=phone)


def coordinators(session: Session, *, unit: str, day: date) -> list[ContactFacts]:
    """The focal unit's contacts, in order."""
    return contacts_on(session, day=day, roles=(Role.CONTACT,)).get(unit, {}).get(Role.CONTACT, [])


def officers(session: Session, *, day: date) -> list[str]:
    """Names of the officers of every focal unit in force; empty before the first plan."""
    units = set(session.exec(select(Plan.focal_unit).where(col(Plan.status) == PlanStatus.ISSUED)))
    contacts = contacts_on(session, day=day, roles=ROLES)
    return [
        one.name or one.address
        for unit in sorted(units)
        for role in ROLES
        for one in contacts.get(unit, {}).get(role, [])
    ]


def officer_address(session: Session, *, name: str, day: date) -> str:
    """The usable address of the officer of that name; empty if there is none."""
    units = set(session.exec(select(Plan.focal_unit).where(col(Plan.status) == PlanStatus.ISSUED)))
    contacts = contacts_on(session, day=day, roles=ROLES)
    found = (one for unit in units for role in ROLES for one in contacts.get(unit, {}).get(role, []))
    return next((one.address for one in found if one.usable and name in (one.name, one.address)), "")
