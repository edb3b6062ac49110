"""A scratch copy of a database: whatever is played on it, the original knows nothing of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from flows.work.chase.day import on_day
from flows.work.world import World
from models.database import connect, metadata, transaction
from models.tables import Folder, Message, StopSwitch
from models.words import FolderKind, MessageStatus

ROWS = 1000  # copied at a time
UNSETTLED = (MessageStatus.QUEUED, MessageStatus.CLAIMED, MessageStatus.RETRY)
# What happens to a scratch copy when the machine fails matters to nobody; keys were checked in the original.
CARELESS = ("synchronous=OFF", "journal_mode=MEMORY", "foreign_keys=OFF", "cache_size=-65536")


@contextmanager
def empty_scratch() -> Iterator[sa.Engine]:
    """A database with all tables and no row, gone at the end of the block."""
    with TemporaryDirectory(prefix="dondoc-") as folder:
        engine = connect(url=f"sqlite:///{Path(folder) / 'scratch.sqlite3'}")
        sa.event.listen(engine, "connect", _careless)
        metadata.create_all(engine)  # as the migrations make them: a test compares the two
        try:
            yield engine
        finally:
            engine.dispose()


def _careless(connection: Any, _record: Any) -> None:
    for pragma in CARELESS:
        connection.execute(f"PRAGMA {pragma}")


@contextmanager
def scratch_copy(session: Session, *, day: date, machine_now: Any) -> Iterator[sa.Engine]:
    """Everything `session` sees, on a clock of its own that stands on `day`; the stop switch is off there."""
    with empty_scratch() as engine:
        with engine.begin() as target:
            for table in metadata.sorted_tables:
                for rows in session.connection().execute(_all_of(table)).mappings().partitions(ROWS):
                    target.execute(table.insert(), [dict(row) for row in rows])
        with transaction(engine) as fresh:
            fresh.connection().execute(sa.delete(StopSwitch))
            fresh.merge(_stand_alone(fresh.get(Folder, 1), day, machine_now))
        know_sizes(engine)
        yield engine


def know_sizes(engine: sa.Engine) -> None:
    """Let the database look at what it has been filled with, so that it asks the right index first."""
    with engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")


def _stand_alone(folder: Folder | None, day: date, machine_now: Any) -> Folder:
    rules = folder.rules if folder else ""
    return Folder(id=1, kind=FolderKind.EXAMPLE, example_day=day, created_at=machine_now, rules=rules)


def _all_of(table: sa.Table) -> sa.Select[Any]:
    """All columns; the bytes only of mails that have still to leave."""
    if table.name != Message.__tablename__:
        return sa.select(table)
    kept = sa.case((col(Message.status).in_(UNSETTLED), table.c.content), else_=None)
    others = [column for column in table.columns if column.name != "content"]
    return sa.select(*others, kept.label("content"))


def on_scratch(*, world: World, day: date) -> World:
    """The world of `day` as a scratch copy has it: any day may act, and mail may leave at once."""
    return replace(on_day(world=world, day=day), example=True, chase_from=world.machine_now)
