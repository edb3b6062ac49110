"""Units of a file as plans need them, without a database."""

from datetime import date
from pathlib import Path

from flows.work.people.spreadsheets import read_table
from flows.work.people.unit_rows import UnitRow, read_units
from models.plan_members import UnitFacts


def units_of_file(path: Path, *, day: date) -> list[UnitFacts]:
    """The units of a CSV or xlsx file, named as on `day`; raises RefusedError."""
    return [_facts(row, day) for row in read_units(table=read_table(path), known=())]


def _facts(row: UnitRow, day: date) -> UnitFacts:
    assert row.kind is not None  # read_units refuses a new unit without
    assert row.region is not None
    dated = [(date.min, row.name), *sorted(row.names)]
    in_force = [name for since, name in dated if since <= day][-1]
    others = [*(name for _, name in dated), *row.aliases, row.code]
    return UnitFacts(
        id=row.id,
        names=tuple(dict.fromkeys(name for name in (in_force, *others) if name)),
        kind=row.kind,
        region=row.region,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )
