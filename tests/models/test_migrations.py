"""Migrations with rows in every table: up, down, up again, and killed in the middle."""

import multiprocessing
import os
import shutil
import signal
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory

import flows.service.prepare as preparing
from config.settings import Settings, read_settings
from flows.service.errors import ServiceError
from flows.service.folder import make_rooms
from flows.work.backup.kept import kept
from models.database import connect, metadata, migrate, migration_config, newest_revision, revision_of

ROWS = 3
EARLIER = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
MADE: Mapping[type, Any] = {
    bool: lambda number: bool(number % 2),
    int: lambda number: number + 1,
    float: lambda number: number + 0.5,
    str: lambda number: f"Công an «{number}» {uuid.uuid5(uuid.NAMESPACE_OID, str(number))}",
    bytes: lambda number: bytes(range(256)) + bytes([number]),
    date: lambda number: date(2024, 2, 28) + timedelta(days=number),
    datetime: lambda number: datetime(2024, 2, 28, 17, number, tzinfo=UTC),
    time: lambda number: time(20, number),
    dict: lambda number: {"số": number, "chữ": ["ô", None]},
}
Contents = Mapping[str, Mapping[str, Sequence[Any]]]  # table -> column -> values in the order of the rows


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database of its own, migrated, with rows in every table."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "dondoc.sqlite3")
        fill(made := f"sqlite:///{tmp_path / 'dondoc.sqlite3'}")
        yield made
        return
    server, name = request.getfixturevalue("postgres_server"), f"migrated{uuid.uuid4().hex}"
    administration = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with administration.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
        made = sa.make_url(server).set(database=name).render_as_string(hide_password=False)
        engine = connect(url=made)
        migrate(engine)
        engine.dispose()
        fill(made)
        yield made
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


def fill(url: str) -> None:
    """Every column of every table gets a value, every reference leads to a row."""
    engine = connect(url=url)
    with engine.begin() as connection:
        for table in metadata.sorted_tables:
            rows = [{one.name: value(one, number) for one in table.columns} for number in range(ROWS)]
            connection.execute(sa.insert(table), rows)
    engine.dispose()


def value(column: sa.Column[Any], number: int) -> Any:
    """The value of the column in the row of that number; the same as in the row it refers to."""
    for reference in column.foreign_keys:
        return value(reference.column, number)
    if isinstance(column.type, sa.Enum):
        words = list(column.type.enum_class or column.type.enums)
        return words[number % len(words)]
    plain = column.type.impl_instance if isinstance(column.type, sa.TypeDecorator) else column.type
    return MADE[dict if isinstance(plain, sa.JSON) else plain.python_type](number)


def contents(engine: sa.Engine) -> Contents:
    """Every value, as this database has it now."""
    found = sa.MetaData()
    found.reflect(engine)
    with engine.connect() as connection:
        return {
            name: _columns(connection, table)
            for name, table in found.tables.items()
            if name != "alembic_version"
        }


def _columns(connection: sa.Connection, table: sa.Table) -> Mapping[str, Sequence[Any]]:
    rows = connection.execute(sa.select(table).order_by(*table.primary_key.columns)).mappings().all()
    return {column.name: [str(row[column.name]) for row in rows] for column in table.columns}


def revisions(engine: sa.Engine) -> list[str]:
    """All of them, the newest first."""
    scripts = ScriptDirectory.from_config(migration_config(engine))
    return [script.revision for script in scripts.walk_revisions()]


def shared(before: Contents, now: Contents) -> Contents:
    """What `before` says of the tables and columns that there are now."""
    return {
        table: {name: before[table][name] for name in columns if name in before[table]}
        for table, columns in now.items()
    }


def test_every_revision_down_and_up_again_keeps_every_row_and_every_column_it_knows(url: str) -> None:
    """Downwards nothing is lost but what the older revision has no place for; upwards nothing at all."""
    engine = connect(url=url)
    steps = revisions(engine)
    standing = contents(engine)
    assert {len(values) for columns in standing.values() for values in columns.values()} == {ROWS}
    for revision in steps[1:]:
        command.downgrade(migration_config(engine), revision)
        assert revision_of(engine) == revision
        now = contents(engine)
        assert now == shared(standing, now)
        standing = now
    assert "obligation" in standing
    for revision in reversed(steps[:-1]):
        migrate(engine, to=revision)
        now = contents(engine)
        assert shared(now, standing) == standing
        standing = now
    assert revision_of(engine) == newest_revision(engine) == steps[0]
    assert broken_references(engine) == []
    engine.dispose()


def broken_references(engine: sa.Engine) -> Sequence[Any]:
    """What SQLite finds; PostgreSQL would not have let them happen."""
    if engine.dialect.name != "sqlite":
        return []
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1, "switched on again"
        return connection.exec_driver_sql("PRAGMA foreign_key_check").all()


@pytest.fixture
def old(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A folder whose database stands at the second revision, with rows in every table of that time."""
    monkeypatch.setenv("DONDOC_DATABASE_URL", url)
    engine = connect(url=url)
    command.downgrade(migration_config(engine), "0002")
    engine.dispose()
    settings = read_settings(data=tmp_path)
    make_rooms(data=settings.data)
    return settings


@pytest.mark.parametrize(
    "share",
    [
        pytest.param(0.0, id="after the first", marks=pytest.mark.long),
        pytest.param(0.5, id="half-way"),
        pytest.param(0.9, id="near the end", marks=pytest.mark.long),
        pytest.param(1.0, id="before the commit", marks=pytest.mark.long),
    ],
)
def test_killed_in_the_middle_the_next_start_completes_it(old: Settings, share: float) -> None:
    """kill -9 after that share of the statements: the old state stands, its copy too; then it goes on."""
    engine = connect(url=old.engine_url)
    before = contents(engine)
    engine.dispose()
    assert start_and_die(old, share=share) == -signal.SIGKILL
    assert revision_of(engine) == "0002"
    assert contents(engine) == before
    copies = [*(old.data / "backups").glob("*-0002.sqlite3"), *(one.path for one in kept(old.backups))]
    assert len(copies) == 1, "taken before the migration"
    preparing.prepare(settings=old, empty=False)
    now = contents(engine)
    assert shared(now, before) == before
    assert revision_of(engine) == newest_revision(engine)
    engine.dispose()


def start_and_die(settings: Settings, *, share: float) -> int | None:
    """A start in a process of its own that is killed while it migrates; its exit code."""
    process = multiprocessing.get_context("fork").Process(target=_die, args=(settings, share))
    process.start()
    process.join(60)
    return process.exitcode


def _die(settings: Settings, share: float) -> None:
    vars(preparing)["machine_now"] = lambda: EARLIER  # of this process alone
    vars(preparing)["migrate"] = partial(_migrate_and_die, share=share)
    preparing.prepare(settings=settings, empty=False)


def _migrate_and_die(engine: sa.Engine, share: float) -> None:
    """`ALTERATIONS` statements change something between these two revisions."""
    changing = 0

    def count(*arguments: Any) -> None:
        nonlocal changing
        changing += arguments[2].lstrip().upper().startswith(("CREATE", "ALTER", "DROP", "INSERT", "UPDATE"))
        if share < 1 and changing > share * ALTERATIONS:
            os.kill(os.getpid(), signal.SIGKILL)

    sa.event.listen(engine, "after_cursor_execute", count)
    sa.event.listen(engine, "commit", lambda _connection: os.kill(os.getpid(), signal.SIGKILL))
    migrate(engine)


ALTERATIONS = 100


@pytest.mark.long
def test_a_start_whose_migration_fails_says_so_and_changes_nothing(old: Settings) -> None:
    """A table stands in the way that no dondoc made: one sentence, the old revision, the copy is there."""
    engine = connect(url=old.engine_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE delegation (id integer)")
    before = contents(engine)
    with pytest.raises(ServiceError, match=r"The database cannot be used \(.*delegation.*\): check "):
        preparing.prepare(settings=old, empty=False)
    assert revision_of(engine) == "0002"
    assert contents(engine) == before
    engine.dispose()
