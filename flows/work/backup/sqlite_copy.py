"""A SQLite database as one moment saw it, while others go on writing."""

import sqlite3
from contextlib import closing
from pathlib import Path

from flows.work.refusals import RefusedError

from .manifest import Table

PATIENCE = 60.0  # seconds for a lock that somebody holds
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~'"


def copy_sqlite(source: Path, *, to: Path) -> None:
    """Copy in one step, under one reading transaction; RefusedError if the copy is not sound."""
    with (
        closing(sqlite3.connect(source, timeout=PATIENCE)) as original,
        closing(sqlite3.connect(to)) as copy,
    ):
        original.backup(copy)
        check_sound(copy, name=source.name)


def check_sound(connection: sqlite3.Connection, *, name: str) -> None:
    """RefusedError if SQLite finds the file damaged."""
    [[found], *_] = connection.execute("PRAGMA quick_check(1)").fetchall()
    if found != "ok":
        raise RefusedError(
            f"Cơ sở dữ liệu {name} bị hỏng ({found}); đề nghị phục hồi từ bản sao lưu trước đó."
        )


def count_rows(path: Path) -> dict[str, Table]:
    """How many rows each table has."""
    with closing(sqlite3.connect(path)) as connection:
        names = sorted(name for (name,) in connection.execute(TABLES))
        return {name: Table(rows=_rows(connection, name)) for name in names}


def _rows(connection: sqlite3.Connection, table: str) -> int:
    [count] = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()  # noqa: S608  (names of our own tables)
    return int(count)
