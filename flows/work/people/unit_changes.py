"""What a file of units changes in what is stored."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, select

from models.tables import Unit, UnitAlias, UnitChange, UnitName
from models.words import UnitChangeKind
from templates.words_vi import plain_day

from .import_result import Changes
from .unit_rows import UnitRow

LABELS = {
    "code": "mã",
    "kind": "loại",
    "region": "vùng",
    "position": "thứ tự",
    "valid_from": "hiệu lực từ",
    "valid_to": "hiệu lực đến",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredUnits:
    """Everything stored about units, read in four questions."""

    units: Mapping[str, Unit]
    names: Mapping[str, Mapping[date | None, UnitName]]
    aliases: Mapping[str, Mapping[str, UnitAlias]]
    successors: Mapping[str, Mapping[str, UnitChange]]


def stored_units(session: Session) -> StoredUnits:
    """What is stored about all units."""
    names: defaultdict[str, dict[date | None, UnitName]] = defaultdict(dict)
    aliases: defaultdict[str, dict[str, UnitAlias]] = defaultdict(dict)
    successors: defaultdict[str, dict[str, UnitChange]] = defaultdict(dict)
    for name in session.exec(select(UnitName)):
        names[name.unit_id][name.valid_from] = name
    for alias in session.exec(select(UnitAlias)):
        aliases[alias.unit_id][alias.name] = alias
    for change in session.exec(select(UnitChange)):
        successors[change.predecessor][change.successor] = change
    units = {unit.id: unit for unit in session.exec(select(Unit))}
    return StoredUnits(units=units, names=names, aliases=aliases, successors=successors)


def compare_units(*, rows: Sequence[UnitRow], stored: StoredUnits, changes: Changes) -> None:
    """Collect what the rows add, change and close; `changes` is filled, nothing is written."""
    last = max((unit.position for unit in stored.units.values()), default=0)
    for row in rows:
        unit = stored.units.get(row.id)
        if unit is None:
            last += 1
            _add(row, last, changes)
        else:
            _change(row, unit, changes, closing=_is_closing(row, unit), notes=_attached(row, stored, changes))


def _add(row: UnitRow, position: int, changes: Changes) -> None:
    values: dict[str, Any] = {"id": row.id, "code": row.code, "kind": row.kind, "region": row.region}
    values |= {"position": position if row.position is None else row.position}
    changes.inserts[Unit].append(values | {"valid_from": row.valid_from, "valid_to": row.valid_to})
    _attached(row, StoredUnits(units={}, names={}, aliases={}, successors={}), changes)
    changes.note("added", row.id, f"{row.name} ({row.id}): thêm mới.")


def _is_closing(row: UnitRow, unit: Unit) -> bool:
    return row.valid_to is not None and unit.valid_to is None


def _change(row: UnitRow, unit: Unit, changes: Changes, *, closing: bool, notes: list[str]) -> None:
    values = {name: value for name, value in _stated(row).items() if getattr(unit, name) != value}
    told = [f"{LABELS[name]}: {_shown(getattr(unit, name))} → {_shown(values[name])}" for name in values]
    if values:
        changes.updates[Unit].append({"id": unit.id, **values})
    if told or notes:
        kind = "closed" if closing else "changed"
        changes.note(kind, unit.id, f"{row.name} ({unit.id}): {'; '.join([*told, *notes])}.")
    else:
        changes.unchanged += 1


def _stated(row: UnitRow) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in LABELS}
    return {name: value for name, value in values.items() if value not in (None, "")}


def _shown(value: object) -> str:
    return (
        plain_day(value) if isinstance(value, date) else str(value) if value not in (None, "") else "(trống)"
    )


def _attached(row: UnitRow, stored: StoredUnits, changes: Changes) -> list[str]:
    return [
        *_names(row, stored.names.get(row.id, {}), changes),
        *_aliases(row, stored.aliases.get(row.id, {}), changes),
        *_successors(row, stored.successors.get(row.id, {}), changes),
    ]


def _names(row: UnitRow, present: Mapping[date | None, UnitName], changes: Changes) -> list[str]:
    notes = []
    for start, name in ((None, row.name), *row.names):
        stored = present.get(start)
        since = f" từ {plain_day(start)}" if start else ""
        if stored is None:
            changes.inserts[UnitName].append({"unit_id": row.id, "name": name, "valid_from": start})
            notes.append(f"thêm tên «{name}»{since}")
        elif stored.name != name:
            changes.updates[UnitName].append({"id": stored.id, "name": name})
            notes.append(f"tên{since}: «{stored.name}» → «{name}»")
    return notes


def _aliases(row: UnitRow, present: Mapping[str, UnitAlias], changes: Changes) -> list[str]:
    """The cell, if it says anything, is the whole list."""
    if not row.aliases:
        return []
    new = [name for name in dict.fromkeys(row.aliases) if name not in present]
    gone = [alias for name, alias in present.items() if name not in row.aliases]
    changes.inserts[UnitAlias].extend({"unit_id": row.id, "name": name} for name in new)
    changes.deletes[UnitAlias].extend(alias.id for alias in gone if alias.id is not None)
    return [f"thêm bí danh «{name}»" for name in new] + [f"bỏ bí danh «{alias.name}»" for alias in gone]


def _successors(row: UnitRow, present: Mapping[str, UnitChange], changes: Changes) -> list[str]:
    """One successor: merged into it; several: split among them; from the day after the last."""
    if not row.successors or row.valid_to is None:
        return []
    values = {
        "kind": UnitChangeKind.SPLIT if len(row.successors) > 1 else UnitChangeKind.MERGER,
        "day": row.valid_to + timedelta(days=1),
    }
    notes = []
    for successor in row.successors:
        stored = present.get(successor)
        if stored is None:
            changes.inserts[UnitChange].append({"predecessor": row.id, "successor": successor, **values})
        elif (stored.kind, stored.day) != (values["kind"], values["day"]):
            changes.updates[UnitChange].append({"id": stored.id, **values})
        else:
            continue
        notes.append(f"đơn vị kế thừa: {successor} từ {plain_day(row.valid_to + timedelta(days=1))}")
    return notes
