"""Every table of a PostgreSQL database as one moment saw it, by COPY; and back."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import IO

import psycopg
import sqlalchemy as sa
from psycopg import sql

from flows.work.archive.sinks import CHUNK, Writer

from .manifest import Table

REVISION = "alembic_version"  # comes with the migrations, not with the rows
SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema()"
SET_SEQUENCE = sa.text("SELECT setval(quote_ident(:name)::regclass, :last)")
Read = Callable[[str], AbstractContextManager[IO[bytes]]]  # opens a file of the copy
PLAIN = ("SET LOCAL datestyle = 'ISO, YMD'", "SET LOCAL timezone = 'UTC'", "SET LOCAL extra_float_digits = 3")


@dataclass(frozen=True, kw_only=True, slots=True)
class Copied:
    """What was written."""

    tables: Mapping[str, Table]
    sequences: Mapping[str, int]


def table_file(name: str) -> str:
    """Where a table's rows stand in a copy."""
    return f"database/{name}.copy"


def copy_out(engine: sa.Engine, *, writer: Writer) -> Copied:
    """Write all tables from one snapshot that takes no lock on anybody's work."""
    options = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect().execution_options(**options) as connection:
        tables = {table.name: _out(connection, table, writer) for table in _tables(connection)}
        found = connection.exec_driver_sql(SEQUENCES).all()
    return Copied(tables=tables, sequences={name: last for name, last in found if last is not None})


def _out(connection: sa.Connection, table: sa.Table, writer: Writer) -> Table:
    columns = tuple(column.name for column in table.columns)
    lines = [0]
    with _cursor(connection) as cursor, cursor.copy(_command(table.name, columns, "TO STDOUT")) as copy:
        writer.add(table_file(table.name), _counted(copy, lines))
    return Table(rows=lines[0], columns=columns)


def _counted(copy: Iterable[bytes | bytearray | memoryview], lines: list[int]) -> Iterator[bytes]:
    """A line is a row: line feeds inside values are written as escapes."""
    for chunk in copy:
        content = bytes(chunk)
        lines[0] += content.count(b"\n")
        yield content


def copy_in(engine: sa.Engine, *, wanted: Mapping[str, Table], read: Read) -> dict[str, int]:
    """Fill the empty tables in an order that keeps every reference; rows by table."""
    with engine.begin() as connection:
        names = [table.name for table in _tables(connection)]
        if unknown := sorted(wanted.keys() - set(names)):
            raise LookupError(", ".join(unknown))
        return {name: _in(connection, name, wanted[name], read) for name in names if name in wanted}


def _in(connection: sa.Connection, name: str, table: Table, read: Read) -> int:
    command = _command(name, table.columns, "FROM STDIN")
    with _cursor(connection) as cursor, read(table_file(name)) as file:
        with cursor.copy(command) as copy:
            while chunk := file.read(CHUNK):
                copy.write(chunk)
        return int(cursor.rowcount)


def set_sequences(engine: sa.Engine, *, values: Mapping[str, int]) -> None:
    """Go on numbering where the copy was taken: no number is given twice."""
    with engine.begin() as connection:
        for name, last in values.items():
            connection.execute(SET_SEQUENCE, {"name": name, "last": last})


def empty_again(engine: sa.Engine) -> None:
    """Take away what a restore that failed had put into an empty database."""
    with engine.begin() as connection:
        found = sa.MetaData()
        found.reflect(connection)
        found.drop_all(connection)


def _tables(connection: sa.Connection) -> list[sa.Table]:
    """What the database has, not what this program expects: a copy may be older. Referred-to tables first."""
    found = sa.MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != REVISION]


@contextmanager
def _cursor(connection: sa.Connection) -> Iterator[psycopg.Cursor]:
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    with driver.cursor() as cursor:
        for setting in PLAIN:  # values are written the same way whatever the server's own settings
            cursor.execute(setting)
        yield cursor


def _command(table: str, columns: Iterable[str], way: str) -> sql.Composed:
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    return sql.SQL("COPY {} ({}) {}").format(sql.Identifier(table), names, sql.SQL(way))
