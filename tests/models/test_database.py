"""The tables and their migrations are the same thing, and two writers never lose an update."""

import threading

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlmodel import Session

from models.database import metadata, transaction
from models.tables import StopSwitch
from tests.factories import moment


def test_the_migrations_build_exactly_the_tables_that_the_code_declares(engine: sa.Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_two_writers_that_read_before_they_write_lose_nothing(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        session.add(StopSwitch(reason="0", changed_at=moment()))

    def add_one() -> None:
        for _ in range(20):
            with transaction(engine) as session:
                row = session.get(StopSwitch, 1, with_for_update=True)
                assert row is not None
                row.reason = str(int(row.reason) + 1)

    workers = [threading.Thread(target=add_one) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with Session(engine) as session:
        assert session.get_one(StopSwitch, 1).reason == "60"
