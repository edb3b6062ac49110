"""Engines, sessions and migrations for SQLite and PostgreSQL."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import Session, SQLModel

from models import tables as _tables  # noqa: F401  (registers every table in the metadata)

metadata = SQLModel.metadata


class DatabaseTooNewError(Exception):
    """The database was written by a newer dondoc."""


def connect(*, url: str) -> sa.Engine:
    """An engine for `url`; SQLite gets WAL, full synchronisation, foreign keys and BEGIN IMMEDIATE."""
    engine = sa.create_engine(url, hide_parameters=True, pool_pre_ping=not url.startswith("sqlite"))
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", _prepare_sqlite)
        sa.event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN is late and loses updates
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: sa.Connection) -> None:
    mode = "" if connection.get_execution_options().get("dondoc_read_only") else " IMMEDIATE"
    connection.exec_driver_sql(f"BEGIN{mode}")


@contextmanager
def transaction(engine: sa.Engine) -> Iterator[Session]:
    """A session that commits at the end of the block, or rolls all of it back."""
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def reading(engine: sa.Engine) -> Iterator[Session]:
    """A session for questions only: takes no write lock on SQLite and always rolls back."""
    with (
        engine.connect().execution_options(dondoc_read_only=True) as connection,
        Session(connection) as session,
    ):
        yield session


@contextmanager
def snapshot(engine: sa.Engine) -> Iterator[Session]:
    """As `reading`, and every question is answered from the state at the first one."""
    whole = {"isolation_level": "REPEATABLE READ"} if engine.dialect.name == "postgresql" else {}
    with (
        engine.connect().execution_options(dondoc_read_only=True, **whole) as connection,
        Session(connection) as session,
    ):
        yield session


@contextmanager
def references_at_rest(connection: sa.Connection) -> Iterator[None]:
    """SQLite changes a table by dropping it, which it refuses while rows refer to it; checked at the end.

    To be entered before the transaction begins, and left with it open or over.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        connection.rollback()
        driver.execute("PRAGMA foreign_keys=ON")


def refuse_broken_references(connection: sa.Connection) -> None:
    """IntegrityError if a row refers to one that is not there: such a migration is not committed."""
    if connection.dialect.name == "sqlite" and (
        broken := connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    ):
        reason = sqlite3.IntegrityError(f"a row of {broken[0]} refers to none of {broken[2]}")
        raise sa.exc.IntegrityError("PRAGMA foreign_key_check", None, reason)


def migration_config(engine: sa.Engine) -> Config:
    """Alembic's configuration, built in code so that the installed package needs no ini file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["engine"] = engine
    return config


def revision_of(engine: sa.Engine) -> str | None:
    """The migration this database stands at; None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def knows_revision(engine: sa.Engine, revision: str) -> bool:
    """Whether this program has the migration of that name."""
    scripts = ScriptDirectory.from_config(migration_config(engine))
    return revision in {script.revision for script in scripts.walk_revisions()}


def newest_revision(engine: sa.Engine) -> str | None:
    """The revision that this program brings a database to."""
    return ScriptDirectory.from_config(migration_config(engine)).get_current_head()


def migrate(engine: sa.Engine, *, to: str = "head") -> None:
    """Bring the database to this program's revision; raises DatabaseTooNewError if it is ahead."""
    present = revision_of(engine)
    if present is not None and not knows_revision(engine, present):
        raise DatabaseTooNewError(
            f"The database was written by a newer dondoc (its revision is {present}); "
            "install that version, or restore the copy taken before the migration."
        )
    command.upgrade(migration_config(engine), to)
