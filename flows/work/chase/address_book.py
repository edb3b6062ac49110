"""Whom to write to on a day: usable addresses by unit and role."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from models.store.units import usable_addresses
from models.words import Role


@dataclass(frozen=True, kw_only=True, slots=True)
class AddressBook:
    """Usable addresses; the first of a role is written to, the others get copies."""

    addresses: Mapping[tuple[str, Role], tuple[str, ...]]

    def all(self, unit: str, role: Role) -> tuple[str, ...]:
        """All usable addresses of the role, in order."""
        return self.addresses.get((unit, role), ())

    def main(self, unit: str, role: Role) -> str:
        """The address to write to; empty if there is none."""
        return next(iter(self.all(unit, role)), "")


def read_address_book(session: Session, *, day: date, units: Collection[str]) -> AddressBook:
    """The addresses of these units in force on `day`, refused and missing ones left out."""
    return AddressBook(addresses=usable_addresses(session, day=day, units=units))
