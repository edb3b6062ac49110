"""What a file of contacts changes: its rows are the whole list of a unit's role, what they replace is closed.

An empty cell keeps what is stored for the same contact; a contact that already has an end keeps it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, select

from flows.work.mails.readdress import Move
from models.tables import Contact
from models.words import Role
from templates.words_vi import plain_day

from .contact_rows import ContactRow
from .import_result import Changes

Key = tuple[str, Role]
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class ContactChanges:
    """Beside the changes: what is left without address, and which addresses were replaced."""

    missing: tuple[str, ...]
    moves: tuple[Move, ...]


def stored_contacts(session: Session) -> dict[Key, list[Contact]]:
    """All contacts, also former ones, by unit and role and in order."""
    found: defaultdict[Key, list[Contact]] = defaultdict(list)
    for contact in session.exec(select(Contact).order_by(col(Contact.position), col(Contact.id))):
        found[contact.unit_id, contact.role].append(contact)
    return found


def compare_contacts(
    *, rows: Sequence[ContactRow], stored: Mapping[Key, Sequence[Contact]], as_of: date, changes: Changes
) -> ContactChanges:
    """Collect what the rows add, change and close; `changes` is filled, nothing is written."""
    lists: defaultdict[Key, list[ContactRow]] = defaultdict(list)
    for row in rows:
        lists[row.unit_id, row.role].append(row)
    missing: list[str] = []
    moves: list[Move] = []
    for key, wanted in lists.items():
        one = _OneRole(stored=list(stored.get(key, ())), as_of=as_of, changes=changes)
        one.compare(wanted)
        missing += one.missing
        moves += one.moves
    return ContactChanges(missing=tuple(missing), moves=tuple(moves))


class _OneRole:
    """The comparison of one role of one unit."""

    def __init__(self, *, stored: list[Contact], as_of: date, changes: Changes) -> None:
        self.former = [one for one in stored if one.valid_to and one.valid_to < as_of]
        self.open = [one for one in stored if one not in self.former]
        self.is_first = not stored  # nobody was known: the first contacts have no starting day
        self.as_of, self.changes = as_of, changes
        self.missing: list[str] = []
        self.moves: list[Move] = []

    def compare(self, wanted: Sequence[ContactRow]) -> None:
        """Rows of the past first; then each present row with the contact it continues or replaces."""
        for row in wanted:
            if _is_over(row, self.as_of):
                self._past(row)
        present = [row for row in wanted if not _is_over(row, self.as_of)]
        if not present:
            return
        same = {n: self._take(row, self.open) for n, row in enumerate(present)}
        left = iter([one for one in self.open if one.valid_to is None])
        for position, row in enumerate(present):
            contact = same[position]
            if contact is not None:
                self._continued(row, contact, position)
            else:
                self._replaced(row, next(left, None), position)
        for contact in left:
            self._close(contact, self.as_of - DAY)
            self.changes.note("closed", _subject(present[0]), f"{present[0].who}: {_ended(contact)}.")

    def _take(self, row: ContactRow, among: list[Contact]) -> Contact | None:
        found = next((one for one in among if _is_same(row, one)), None)
        if found is not None:
            among.remove(found)
        return found

    def _past(self, row: ContactRow) -> None:
        if any(_is_same(row, one) and one.valid_to == row.valid_to for one in self.former):
            self.changes.unchanged += 1
        elif (contact := self._take(row, self.open)) is not None and row.valid_to:
            self._close(contact, row.valid_to)
            self.changes.note("closed", _subject(row), f"{row.who}: {_ended(contact)}.")
        else:
            self._insert(row, position=len(self.former), start=row.valid_from)
            self.changes.note("added", _subject(row), f"{row.who}: thêm đầu mối cũ {_shown(row)}.")

    def _continued(self, row: ContactRow, contact: Contact, position: int) -> None:
        facts = {"name": row.name, "address": row.address, "phone": row.phone}
        kept = {name: value or getattr(contact, name) for name, value in facts.items()}
        if any(getattr(contact, name) != value for name, value in (kept | {"position": position}).items()):
            self._supersede(row, contact, kept, position)
        elif dates := _other_dates(row, contact):
            self.changes.updates[Contact].append({"id": contact.id, **dates})
            kind = "closed" if "valid_to" in dates and contact.valid_to is None else "changed"
            told = "; ".join(f"{DATE_WORDS[name]} {plain_day(day)}" for name, day in dates.items())
            self.changes.note(kind, _subject(row), f"{row.who}: {_shown(contact)} {told}.")
        else:
            self.changes.unchanged += 1
        self._note_missing(row, kept["address"])

    def _supersede(self, row: ContactRow, contact: Contact, facts: Mapping[str, str], position: int) -> None:
        start = row.valid_from or self.as_of
        self._close(contact, max(start, self.as_of) - DAY)
        same = contact.address == facts["address"]
        confirmed = row.confirmed_on or (contact.confirmed_on if same else None)
        self._insert(row, position=position, start=start, confirmed_on=confirmed, **facts)
        if (
            contact.address
            and facts["address"]
            and contact.address != facts["address"]
            and start <= self.as_of
        ):
            self.moves.append(Move(unit_id=row.unit_id, old=contact.address, new=facts["address"]))
        told = f"{_shown(contact)} → {facts['name']} {facts['address']} {facts['phone']}".split()
        self.changes.note("changed", _subject(row), f"{row.who}: {' '.join(told)} từ {plain_day(start)}.")

    def _replaced(self, row: ContactRow, contact: Contact | None, position: int) -> None:
        facts = {"name": row.name, "address": row.address, "phone": row.phone}
        if contact is not None:
            self._supersede(row, contact, facts, position)
        else:
            start = row.valid_from if row.valid_from or self.is_first else self.as_of
            self._insert(row, position=position, start=start)
            self.changes.note("added", _subject(row), f"{row.who}: thêm {_shown(row)}.")
        self._note_missing(row, row.address)

    def _insert(self, row: ContactRow, *, position: int, start: date | None, **facts: Any) -> None:
        values: dict[str, Any] = {"unit_id": row.unit_id, "role": row.role, "position": position}
        values["confirmed_on"] = row.confirmed_on
        values |= {"name": row.name, "address": row.address, "phone": row.phone, **facts}
        self.changes.inserts[Contact].append(values | {"valid_from": start, "valid_to": row.valid_to})

    def _close(self, contact: Contact, last: date) -> None:
        self.changes.updates[Contact].append({"id": contact.id, "valid_to": last})

    def _note_missing(self, row: ContactRow, address: str) -> None:
        if not address:
            self.missing.append(f"{row.who}: thiếu địa chỉ.")


DATE_WORDS = {"valid_from": "từ ngày", "valid_to": "đến ngày", "confirmed_on": "đã xác nhận ngày"}


def _is_over(row: ContactRow, as_of: date) -> bool:
    return row.valid_to is not None and row.valid_to < as_of


def _is_same(row: ContactRow, contact: Contact) -> bool:
    """The same address; a row without one is known by its name."""
    return row.address == contact.address if row.address else row.name == contact.name


def _other_dates(row: ContactRow, contact: Contact) -> dict[str, date]:
    stated = {"valid_from": row.valid_from, "valid_to": row.valid_to, "confirmed_on": row.confirmed_on}
    return {name: day for name, day in stated.items() if day and getattr(contact, name) != day}


def _subject(row: ContactRow) -> str:
    return f"{row.unit_id}/{row.role.value}"


def _shown(one: ContactRow | Contact) -> str:
    return " ".join(part for part in (one.name, one.address) if part) or "(trống)"


def _ended(contact: Contact) -> str:
    return f"{_shown(contact)} thôi làm đầu mối"


def reached_units(rows: Iterable[ContactRow], *, refused: set[str]) -> set[str]:
    """The units to whose first contact the file gives an address that is not refused."""
    return {row.unit_id for row in rows if row.role is Role.CONTACT and row.address not in {"", *refused}}
