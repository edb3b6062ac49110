"""Importing units and contacts from CSV and xlsx files: all of a file, or nothing of it."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

from flows.work.mails.readdress import readdress
from models.store.units import refused_addresses, unaddressed_on
from models.words import Role

from .contact_changes import compare_contacts, reached_units, stored_contacts
from .contact_rows import ROLE_NAMES, ContactRow, indexes, read_contacts
from .import_result import Changes, ImportResult
from .spreadsheets import Table
from .unit_changes import compare_units, stored_units
from .unit_rows import read_units


def import_units(session: Session, *, table: Table, now: datetime, by: str, apply: bool) -> ImportResult:
    """Take the file's units over, or with `apply=False` only say what would change.

    Raises ImportRefusedError with every error of the file; then nothing is changed.
    """
    changes = Changes(action="file:unit:import", subject="unit", now=now, by=by)
    stored = stored_units(session)
    compare_units(rows=read_units(table=table, known=stored.units), stored=stored, changes=changes)
    if apply:
        changes.write(session)
    return changes.result(applied=apply)


def import_contacts(
    session: Session, *, table: Table, as_of: date, now: datetime, by: str, apply: bool
) -> ImportResult:
    """Make the file's rows the contacts of the units and roles it names, from `as_of` on.

    What they replace is closed with its dates; what the file does not name stays. Raises ImportRefusedError.
    """
    changes = Changes(action="file:contact:import", subject="contact", now=now, by=by)
    rows = read_contacts(table=table, names=indexes(session), as_of=as_of)
    found = compare_contacts(rows=rows, stored=stored_contacts(session), as_of=as_of, changes=changes)
    missing = [*found.missing, *_unreached(session, rows, as_of)]
    if apply:
        changes.write(session)
        readdress(session, moves=found.moves, as_of=as_of)
    return changes.result(applied=apply, missing=missing)


def _unreached(session: Session, rows: Sequence[ContactRow], as_of: date) -> list[str]:
    """The units without usable address that the file leaves so."""
    refused = {one.address for one in refused_addresses(session)}
    helped = reached_units(rows, refused=refused)
    named = {row.unit_id for row in rows if row.role is Role.CONTACT and not row.address}
    return [
        f"{one.unit.name}, {ROLE_NAMES[one.role]}: {one.reason}."
        for one in unaddressed_on(session, day=as_of)
        if one.unit.id not in helped | named
    ]
