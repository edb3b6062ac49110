"""Rows of a table as CSV for people and as JSON lines for machines, a few at a time."""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time
from enum import Enum
from io import StringIO
from typing import Any

from templates.spreadsheet import inert

Row = Mapping[str, Any]


def as_csv(rows: Iterable[Row], *, columns: list[str]) -> Iterator[bytes]:
    """UTF-8 with its mark and semicolons; no cell can act as a formula."""
    yield "\ufeff".encode()
    yield _line(columns)
    for row in rows:
        yield _line([inert(_text(row[name])) for name in columns])


def _line(cells: list[str]) -> bytes:
    out = StringIO(newline="")
    csv.writer(out, delimiter=";").writerow(cells)
    return out.getvalue().encode()


def _text(value: object) -> str:
    if value is None:
        return ""
    plain = _plain(value)
    return plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False)


def as_json_lines(rows: Iterable[Row], *, columns: list[str]) -> Iterator[bytes]:
    """One object a row, values as the database has them: moments in UTC, days in ISO form."""
    for row in rows:
        one = {name: _plain(row[name]) for name in columns}
        yield json.dumps(one, ensure_ascii=False).encode() + b"\n"


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date | time):  # a datetime is a date
        return value.isoformat()
    return value
