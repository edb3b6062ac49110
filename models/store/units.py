"""Questions about units, their names in time and their contacts; bulk queries, none per unit."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, or_, select

from models.rules.names import Names, names_of
from models.store.delegates import StandIn, stand_ins
from models.store.followers import followers
from models.tables import Address, Contact, Unit, UnitAlias, UnitName
from models.words import AddressStatus, Region, Role, UnitKind


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitFacts:
    """A unit as it is called on a day."""

    id: str
    name: str
    code: str
    kind: UnitKind
    region: Region
    position: int


UNIT_COLUMNS = ("id", "code", "kind", "region", "position")
FEW = 500  # so many units are asked for by name, beyond that all are read
CONTACT_COLUMNS = ("id", "unit_id", "role", "position", "name", "address", "phone", "confirmed_on")


@dataclass(frozen=True, kw_only=True, slots=True)
class ContactFacts:
    """A position of a unit on a day; its address may be missing or refused."""

    id: int
    unit_id: str
    role: Role
    position: int
    name: str
    address: str
    phone: str
    confirmed_on: date | None  # the unit said that this is right
    refused: bool
    reason: str  # what the mail server said when it refused
    stand_in: StandIn | None = None  # takes the mail on that day

    @property
    def mail_to(self) -> str:
        """Where mail goes: to whoever stands in, else to the address itself."""
        return self.stand_in.address if self.stand_in else self.address

    @property
    def usable(self) -> bool:
        """Whether mail may go to `mail_to`."""
        return self.stand_in is not None or (bool(self.address) and not self.refused)

    @property
    def problem(self) -> str:
        """Why it is not usable, as coordinators read it; empty if it is."""
        if not self.address:
            return "thiếu địa chỉ"
        if self.stand_in:
            return ""
        return f"địa chỉ bị từ chối: {self.reason}".rstrip(": ") if self.refused else ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Unaddressed:
    """A unit that mail for a role cannot reach, and why."""

    unit: UnitFacts
    role: Role
    reason: str
    address: str  # the refused one; empty if there is none


def _in_force(start: Any, end: Any, day: date) -> tuple[Any, Any]:
    return or_(col(start).is_(None), col(start) <= day), or_(col(end).is_(None), col(end) >= day)


def units_on(session: Session, day: date) -> list[UnitFacts]:
    """The units that exist on `day`, in the order of official lists."""
    return _units(session, day)


def _units(session: Session, day: date, *conditions: sa.ColumnElement[bool]) -> list[UnitFacts]:
    columns: tuple[Any, ...] = tuple(col(getattr(Unit, name)) for name in UNIT_COLUMNS)
    statement = sa.select(*columns).where(*_in_force(Unit.valid_from, Unit.valid_to, day), *conditions)
    units = session.execute(statement.order_by(col(Unit.position), col(Unit.id))).mappings().all()
    names = names_on(session, day) if units else {}
    return [UnitFacts(**unit, name=names.get(unit["id"], unit["id"])) for unit in units]


def names_on(session: Session, day: date, *, of: Collection[str] | None = None) -> dict[str, str]:
    """What every unit, also one that is gone or yet to come, is called on `day`; `of`: only these."""
    asked = _names() if of is None else _names().where(col(UnitName.unit_id).in_(of))
    return _names_on(session.execute(asked), day)


def told_apart(session: Session, day: date) -> dict[str, str]:
    """The same; of two units of one name the one that is gone on `day` is shown with its last day."""
    names = names_on(session, day)
    ended = session.execute(sa.select(col(Unit.id), col(Unit.valid_to)).where(col(Unit.valid_to) < day))
    gone: dict[str, date] = dict(row._tuple() for row in ended)
    taken = {name for unit, name in names.items() if unit not in gone}
    return {
        unit: f"{name} (đến {last:%d/%m/%Y})" if (last := gone.get(unit)) and name in taken else name
        for unit, name in names.items()
    }


def name_on(session: Session, *, unit: str, day: date) -> str:
    """What one unit is called on `day`; its id if it has no name."""
    return _names_on(session.execute(_names().where(col(UnitName.unit_id) == unit)), day).get(unit, unit)


def _names() -> sa.Select[Any]:
    return sa.select(col(UnitName.unit_id), col(UnitName.valid_from), col(UnitName.name))


def _names_on(rows: Iterable[sa.Row[Any]], day: date) -> dict[str, str]:
    """The latest name that is in force; before the first one, the first."""
    dated: defaultdict[str, list[tuple[date, str]]] = defaultdict(list)
    for unit, valid_from, name in rows:
        dated[unit].append((valid_from or date.min, name))
    chosen = {}
    for unit, names in dated.items():
        names.sort()
        chosen[unit] = next((name for start, name in reversed(names) if start <= day), names[0][1])
    return chosen


def unit_index(session: Session, day: date) -> Names:
    """For matching: the units of `day` by every name they ever bore, alias, code and id.

    A unit that is gone is matched to the one that took its place, if it is one.
    """
    units = units_on(session, day)
    here = {unit.id: unit.id for unit in units}
    here |= {gone: after[0] for gone, after in followers(session, day=day).items() if len(after) == 1}
    others = [
        *session.exec(select(UnitName.unit_id, UnitName.name)),
        *session.exec(select(UnitAlias.unit_id, UnitAlias.name)),
        *((unit.id, unit.code) for unit in units),
        *((unit.id, unit.id) for unit in units),
    ]
    return names_of(
        units=((unit.id, unit.name) for unit in units),
        also=((here[unit], name) for unit, name in others if unit in here),
    )


def contacts_on(
    session: Session,
    *,
    day: date,
    roles: Sequence[Role] = tuple(Role),
    units: Collection[str] | None = None,
) -> dict[str, dict[Role, list[ContactFacts]]]:
    """Contacts in force on `day` (of some units) by unit and role; ask each whether it is `usable`."""
    found: dict[str, dict[Role, list[ContactFacts]]] = {}
    away = stand_ins(session, day=day)
    statement = _contacts(day, roles)
    if units is not None:
        statement = statement.where(col(Contact.unit_id).in_(units))
    for row in session.execute(statement).mappings():
        facts = ContactFacts(**row, stand_in=away.get(row["address"]))
        found.setdefault(facts.unit_id, {}).setdefault(facts.role, []).append(facts)
    return found


def contacts_at(session: Session, *, day: date, addresses: Collection[str], role: Role) -> list[ContactFacts]:
    """Contacts of a role in force on `day` under these addresses, in the order of units."""
    statement = _contacts(day, (role,)).where(col(Contact.address).in_(addresses))
    order = statement.join(Unit, col(Unit.id) == col(Contact.unit_id)).order_by(None)
    rows = session.execute(order.order_by(col(Unit.position), col(Unit.id), col(Contact.position)))
    return [ContactFacts(**row) for row in rows.mappings()]


def usable_addresses(
    session: Session, *, day: date, units: Collection[str] | None = None
) -> dict[tuple[str, Role], tuple[str, ...]]:
    """Where mail goes on `day` (of some units), by unit and role in order; refused addresses left out.

    Whoever is away is replaced by who stands in, also where the address itself is refused.
    """
    if units is not None and not units:
        return {}
    away = stand_ins(session, day=day)
    statement: sa.Select[Any] = (
        sa.select(col(Contact.unit_id), col(Contact.role), col(Contact.address))
        .outerjoin(Address, col(Address.address) == col(Contact.address))
        .where(
            col(Contact.address) != "",
            sa.or_(
                sa.func.coalesce(col(Address.status) != AddressStatus.REFUSED, sa.true()),
                col(Contact.address).in_(away),
            ),
            *_in_force(Contact.valid_from, Contact.valid_to, day),
        )
        .order_by(col(Contact.unit_id), col(Contact.role), col(Contact.position), col(Contact.id))
    )
    if units is not None and len(units) <= FEW:
        statement = statement.where(col(Contact.unit_id).in_(units))
    found: dict[tuple[str, Role], dict[str, None]] = {}
    for unit, role, address in session.execute(statement):
        found.setdefault((unit, role), {})[away[address].address if address in away else address] = None
    return {key: tuple(addresses) for key, addresses in found.items()}


def _contacts(day: date, roles: Sequence[Role]) -> sa.Select[Any]:
    refused = sa.func.coalesce(col(Address.status) == AddressStatus.REFUSED, sa.false())
    columns: tuple[Any, ...] = (
        *(col(getattr(Contact, name)) for name in CONTACT_COLUMNS),
        refused.label("refused"),
        sa.case((refused, col(Address.reason)), else_="").label("reason"),
    )
    return (
        sa.select(*columns)
        .select_from(Contact)
        .join(Address, col(Address.address) == col(Contact.address), isouter=True)
        .where(col(Contact.role).in_(roles), *_in_force(Contact.valid_from, Contact.valid_to, day))
        .order_by(col(Contact.unit_id), col(Contact.role), col(Contact.position), col(Contact.id))
    )


def unaddressed_on(session: Session, *, day: date, role: Role = Role.CONTACT) -> list[Unaddressed]:
    """The units of `day` that no mail for `role` can reach: the coordinators' list."""
    contacts = contacts_on(session, day=day, roles=(role,))
    found = []
    for unit in units_on(session, day):
        present = contacts.get(unit.id, {}).get(role, [])
        if not any(contact.usable for contact in present):
            found.append(_unaddressed(unit, role, present))
    return found


def never_addressed_on(session: Session, *, day: date, role: Role = Role.CONTACT) -> list[UnitFacts]:
    """The units of `day` for which nobody has given any address of the role."""
    addressed = sa.exists().where(
        col(Contact.unit_id) == col(Unit.id),
        col(Contact.role) == role,
        col(Contact.address) != "",
        *_in_force(Contact.valid_from, Contact.valid_to, day),
    )
    return _units(session, day, ~addressed)


def _unaddressed(unit: UnitFacts, role: Role, present: Sequence[ContactFacts]) -> Unaddressed:
    refused = next((contact for contact in present if contact.refused), None)
    return Unaddressed(
        unit=unit,
        role=role,
        reason=refused.problem if refused else "thiếu địa chỉ",
        address=refused.address if refused else "",
    )


def refused_addresses(session: Session) -> list[Address]:
    """Addresses that a mail server refused and nobody has corrected yet."""
    statement = select(Address).where(col(Address.status) == AddressStatus.REFUSED)
    return list(session.exec(statement.order_by(col(Address.address))))
