"""What a copy says of itself: which database, at which revision, how many rows, which files."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

MANIFEST = "manifest.json"
FORMAT = 1
SQLITE_COPY = "database/dondoc.sqlite3"
PREFECT_COPY = "prefect/prefect.db"


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """One table: its columns in the order of the copy, and its rows."""

    rows: int
    columns: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """The first thing a restore reads."""

    product: str  # version
    revision: str  # of the database
    database: str  # sqlite, postgresql
    made_at: datetime  # UTC
    tables: Mapping[str, Table]
    sequences: Mapping[str, int] = field(default_factory=dict)  # last value given; PostgreSQL only
    files: Mapping[str, str] = field(default_factory=dict)  # path in the copy -> path in the data folder

    @property
    def rows(self) -> int:
        """Of all tables."""
        return sum(table.rows for table in self.tables.values())

    def as_json(self) -> bytes:
        """For people to read as well."""
        told = {"format": FORMAT} | asdict(self) | {"made_at": self.made_at.isoformat()}
        return json.dumps(told, ensure_ascii=False, indent=1).encode()


def read_manifest(content: bytes) -> Manifest | None:
    """None if this is no manifest of ours, or one of a later kind."""
    try:
        told = json.loads(content)
        return _read(told) if told["format"] == FORMAT else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _read(told: Mapping[str, Any]) -> Manifest:
    return Manifest(
        product=told["product"],
        revision=told["revision"],
        database=told["database"],
        made_at=datetime.fromisoformat(told["made_at"]),
        tables={
            name: Table(rows=one["rows"], columns=tuple(one["columns"]))
            for name, one in told["tables"].items()
        },
        sequences=dict(told["sequences"]),
        files=dict(told["files"]),
    )
