"""Who is away on a day, and who takes the mail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from models.rules.delegation import stand_in
from models.tables import Address, Contact, Delegation, Message
from models.words import AddressStatus


@dataclass(frozen=True, kw_only=True, slots=True)
class StandIn:
    """Takes the mail of an address that is away."""

    address: str
    name: str
    until: date


def delegations_on(session: Session, *, day: date) -> Sequence[Delegation]:
    """Those that nobody ended and whose days the day is one of, oldest first."""
    statement = select(Delegation).where(
        col(Delegation.from_day) <= day, col(Delegation.to_day) >= day, col(Delegation.ended_at).is_(None)
    )
    return session.exec(statement.order_by(col(Delegation.id))).all()


def stand_ins(session: Session, *, day: date) -> Mapping[str, StandIn]:
    """Address -> who takes its mail on the day; only where that is somebody else."""
    rows = {one.address: one for one in delegations_on(session, day=day)}
    if not rows:
        return {}
    away = {address: one.delegate_address for address, one in rows.items()}
    refused = _refused(session, set(away.values()))
    found: dict[str, StandIn] = {}
    for address, one in rows.items():
        taken = stand_in(address, away=away, refused=refused)
        if taken != address:
            named = next(row for row in rows.values() if row.delegate_address == taken)
            found[address] = StandIn(address=taken, name=named.delegate_name, until=one.to_day)
    return found


def _refused(session: Session, addresses: set[str]) -> set[str]:
    statement = select(Address.address).where(
        col(Address.address).in_(addresses), col(Address.status) == AddressStatus.REFUSED
    )
    return set(session.exec(statement))


@dataclass(frozen=True, kw_only=True, slots=True)
class Substitute:
    """Somebody of a unit who was away once, and who took the mail."""

    who: str  # `Nguyễn Văn A, a@donvi.example`
    delegation: Delegation

    def took(self, address: str, *, message: Message) -> bool:
        """Whether a mail to `address` was one of those: it was made, or left, while that lasted."""
        one = self.delegation
        if one.delegate_address != address or (message.settled_at and message.settled_at < one.recorded_at):
            return False
        left = max(message.settled_at.date(), message.day) if message.settled_at else one.to_day
        in_time = one.ended_at is None or message.created_at <= one.ended_at
        return in_time and one.from_day <= left and message.day <= one.to_day


def substitutes(session: Session, *, unit: str) -> Sequence[Substitute]:
    """Everybody who ever took mail of somebody of the unit, also at second hand; the latest first."""
    people = session.exec(select(Contact).where(col(Contact.unit_id) == unit).order_by(col(Contact.id)))
    names = {one.address: ", ".join(part for part in (one.name, one.address) if part) for one in people}
    found: list[Substitute] = []
    seen: set[int | None] = set()
    while names:
        wanted = select(Delegation).where(col(Delegation.address).in_(names))
        rows = [row for row in session.exec(wanted) if row.id not in seen]
        seen |= {row.id for row in rows}
        found += [Substitute(who=names[row.address], delegation=row) for row in rows]
        names = {row.delegate_address: names[row.address] for row in rows}
    return sorted(found, key=lambda one: one.delegation.recorded_at, reverse=True)


def unreachable(session: Session, *, day: date) -> list[Delegation]:
    """Delegations in force whose delegate a mail server refused: the mail goes to whoever is away."""
    rows = delegations_on(session, day=day)
    refused = _refused(session, {one.delegate_address for one in rows}) if rows else set()
    return [one for one in rows if one.delegate_address in refused]
