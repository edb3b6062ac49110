"""As many sample units as somebody wants to try: made-up ones, or fewer than the shipped list has."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, insert, select

from flows.work.refusals import RefusedError
from models.store.owed import chunks
from models.store.units import units_on
from models.tables import Contact, Unit, UnitAlias, UnitName
from models.words import Region, Role, UnitKind

REGIONS = (Region.NORTH, Region.CENTRE, Region.SOUTH)
ROLES = {
    Role.CONTACT: ("daumoi", "Cán bộ đầu mối"),
    Role.DEPARTMENT_HEAD: ("lanhdaophong", "Lãnh đạo phòng phụ trách"),
    Role.UNIT_HEAD: ("thutruong", "Thủ trưởng đơn vị"),
}


def set_number_of_units(session: Session, *, number: int, day: date) -> None:
    """Have exactly `number` units on `day`; departments, which plans name, always stay."""
    session.flush()
    here = units_on(session, day)
    provinces = [unit.id for unit in here if unit.kind is UnitKind.PROVINCE]
    least = len(here) - len(provinces) + 1
    if number < least:
        raise RefusedError(f"Cần ít nhất {least} đơn vị: các đơn vị thuộc cơ quan Bộ và 01 Công an cấp tỉnh.")
    if number < len(here):
        _leave_out(session, provinces[number - len(here) :])
    else:
        _make_up(session, number - len(here), after=max(unit.position for unit in here))


def _leave_out(session: Session, units: list[str]) -> None:
    for some in chunks(units):
        for table in (Contact, UnitAlias, UnitName):
            session.connection().execute(sa.delete(table).where(col(table.unit_id).in_(some)))
        session.connection().execute(sa.delete(Unit).where(col(Unit.id).in_(some)))
    session.expire_all()


def _make_up(session: Session, number: int, *, after: int) -> None:
    ids = [f"MAU{n:05}" for n in range(1, number + 1)]
    if not ids:
        return
    known = set(session.exec(select(Unit.id).where(col(Unit.id).startswith("MAU"))))
    assert not known, "made up once only"
    session.execute(insert(Unit), [_unit(unit, n, after) for n, unit in enumerate(ids, start=1)])
    session.execute(insert(UnitName), [{"unit_id": unit, "name": _name(unit)} for unit in ids])
    rows = [_contact(unit, role) for unit in ids for role in ROLES]
    session.execute(insert(Contact), rows)


def _name(unit: str) -> str:
    return f"Công an tỉnh mẫu {unit.removeprefix('MAU')}"


def _unit(unit: str, number: int, after: int) -> dict[str, object]:
    return {
        "id": unit,
        "code": "",
        "kind": UnitKind.PROVINCE,
        "region": REGIONS[number % len(REGIONS)],
        "position": after + number,
    }


def _contact(unit: str, role: Role) -> dict[str, object]:
    mailbox, title = ROLES[role]
    return {
        "unit_id": unit,
        "role": role,
        "position": 0,
        "name": f"{title}, {_name(unit)}",
        "address": f"{mailbox}@{unit.lower()}.example",
        "phone": "",
    }
