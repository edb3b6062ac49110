"""The focal unit of the plans in force, and its officers, who sign what they do in forms."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models.store.units import ContactFacts, contacts_on, name_on
from models.tables import Plan, Unit
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


def leading() -> sa.ColumnElement[bool]:
    """Plans whose focal units run the installation: those in force; once all are closed, the closed ones."""
    other = aliased(Plan)
    issued = sa.exists(sa.select(col(other.id)).where(col(other.status) == PlanStatus.ISSUED))
    return sa.or_(
        col(Plan.status) == PlanStatus.ISSUED, sa.and_(col(Plan.status) == PlanStatus.CLOSED, ~issued)
    )


def focal_unit(session: Session, *, day: date) -> FocalUnit | None:
    """The focal unit of the newest plan in force (if none is, of the newest closed one); None before any."""
    plan = session.exec(
        select(Plan).where(leading()).order_by(col(Plan.issued_on).desc(), col(Plan.id).desc())
    ).first()
    if plan is None:
        return None
    unit = session.get_one(Unit, plan.focal_unit)
    name = name_on(session, unit=unit.id, day=day)
    contacts = coordinators(session, unit=unit.id, day=day)
    phone = next((contact.phone for contact in contacts if contact.phone), "")
    return FocalUnit(id=unit.id, name=name, code=unit.code, superior=plan.superior_unit, phone=phone)


def coordinators(session: Session, *, unit: str, day: date) -> list[ContactFacts]:
    """The focal unit's contacts, in order."""
    return _coordinators(session, unit, day).get(Role.CONTACT, [])


def _coordinators(session: Session, unit: str, day: date) -> dict[Role, list[ContactFacts]]:
    return contacts_on(session, day=day, roles=(Role.CONTACT,), units=(unit,)).get(unit, {})


def officers(session: Session, *, day: date) -> list[str]:
    """Names of the officers of every leading focal unit; empty before the first plan."""
    units = set(session.exec(select(Plan.focal_unit).where(leading())))
    contacts = contacts_on(session, day=day, roles=ROLES, units=units)
    return [
        one.name or one.address
        for unit in sorted(units)
        for role in ROLES
        for one in contacts.get(unit, {}).get(role, [])
    ]


def officer_address(session: Session, *, name: str, day: date) -> str:
    """Where mail for the officer of that name goes; empty if nowhere."""
    units = set(session.exec(select(Plan.focal_unit).where(leading())))
    contacts = contacts_on(session, day=day, roles=ROLES, units=units)
    found = (one for unit in units for role in ROLES for one in contacts.get(unit, {}).get(role, []))
    return next((one.mail_to for one in found if one.usable and name in (one.name, one.address)), "")
