"""UPGRADE.md, rehearsed: a folder that the previous state made and lived in is taken over, and goes on.

No release is tagged yet, so the previous state is the last commit before migration 0007.
"""

import os
import subprocess
import sys
import uuid
from collections.abc import Mapping
from pathlib import Path

import pytest
import sqlalchemy as sa

from config.settings import read_settings
from flows import wiring
from flows.service.folder import make_rooms
from flows.service.prepare import prepare
from flows.work.backup.kept import kept
from flows.work.backup.restoring import checked
from models.database import newest_revision, revision_of
from tests.fakes.smtp_server import smtp_server
from tests.running_service import Service

pytestmark = [pytest.mark.server, pytest.mark.long]

ROOT = Path(__file__).parent.parent.parent
PREVIOUS = "a2b3146"
REVISION = "0006"
LIVED = """
import sys
from datetime import date
from pathlib import Path
from config.settings import read_settings
from flows.service.folder import make_rooms
from flows.service.player import live_day
from flows.service.prepare import prepare
from flows.wiring import engine_of, outlet_of
from flows.delivery.sender import deliver
from flows.clock import machine_now
settings = read_settings(data=Path(sys.argv[1]))
make_rooms(data=settings.data)
prepare(settings=settings, empty=False)
(settings.data / "run" / "mailbox.port").write_text(sys.argv[2])
for day in (date(2024, 2, 21), date(2024, 2, 27), date(2024, 3, 14)):
    live_day(settings=settings, day=day, first=date(2024, 2, 6))
    with engine_of(settings=settings) as engine:
        outlet = outlet_of(engine=engine, settings=settings)
        sent = deliver(engine=engine, smtp=outlet.smtp(), compose=outlet.compose, now=machine_now,
                       claimable=outlet.claimable, folder_now=outlet.folder_now)
print(sent)
import flows
print(flows.__file__)
"""


@pytest.fixture(scope="module")
def previous(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sources of the previous state."""
    target = tmp_path_factory.mktemp("previous")
    packed = target / "sources.tar"
    command = ["git", "archive", "-o", str(packed), PREVIOUS]
    if subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode:
        pytest.skip(f"not tested here, this clone has no commit {PREVIOUS}: upgrading from it")
    subprocess.run(["tar", "xf", packed], cwd=target, check=True)
    return target


@pytest.fixture(params=["sqlite", "postgresql"])
def folder(request: pytest.FixtureRequest, previous: Path, tmp_path: Path) -> Path:
    """An example folder that the previous state made: three days, documents, mails sent."""
    data = tmp_path / "data"
    data.mkdir()
    if request.param == "postgresql":
        url = _new_database(request.getfixturevalue("postgres_server"))
        (data / ".env").write_text(f"DONDOC_DATABASE_URL='{url}'\n")
    with smtp_server() as server:
        clean = {key: value for key, value in os.environ.items() if not key.startswith("DONDOC_")}
        done = subprocess.run(
            [sys.executable, "-P", "-c", LIVED, data, str(server.port)],
            cwd=tmp_path, env=clean | {"PYTHONPATH": str(previous)},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert str(previous) in done.stdout
        assert len(server.accepted) > 140
    return data


def _new_database(server: str) -> str:
    name = f"upgrade{uuid.uuid4().hex}"
    administration = sa.create_engine(server, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with administration.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    url = sa.make_url(server).set(database=name, drivername="postgresql")
    return url.render_as_string(hide_password=False)


def contents(engine: sa.Engine, named: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Every row of these tables, in these columns."""
    with engine.connect() as connection:
        return {name: _rows(connection, name, columns) for name, columns in named.items()}


def _rows(connection: sa.Connection, table: str, columns: list[str]) -> list[str]:
    asked = sa.select(*(sa.column(column) for column in columns)).select_from(sa.table(table))
    return sorted(str(tuple(row)) for row in connection.execute(asked))


def columns_of(engine: sa.Engine) -> dict[str, list[str]]:
    """What the previous state had."""
    inspector = sa.inspect(engine)
    return {
        name: [column["name"] for column in inspector.get_columns(name)]
        for name in inspector.get_table_names()
        if name != "alembic_version"
    }


def test_every_row_is_carried_over_a_copy_is_taken_and_the_service_goes_on(
    folder: Path, prefect_database: Path
) -> None:
    """Whatever stood in a column before the migration stands in it afterwards; then the next day is run."""
    settings = read_settings(data=folder)
    with wiring.engine_of(settings=settings) as engine:
        assert revision_of(engine) == REVISION
        named = columns_of(engine)
        before = contents(engine, named)
        make_rooms(data=settings.data)
        prepare(settings=settings, empty=False)
        assert revision_of(engine) == newest_revision(engine) != REVISION
        assert contents(engine, named) == before
        if engine.dialect.name == "sqlite":
            [copy] = (folder / "backups").glob(f"*-{REVISION}.sqlite3")
            old = sa.create_engine(f"sqlite:///{copy}")
            assert contents(old, named) == before
            old.dispose()
        else:
            [taken] = kept(folder / "backups")
            assert sum(map(len, before.values())) == checked(taken.path).rows
    service = Service(data=folder, arguments=(), prefect=prefect_database, patience=400)
    try:
        assert "EXAMPLE, standing on 14/03/2024" in service.running().printed
        assert service.run_day("21/03/2024").startswith("Ngày 21/03/2024: ")
    finally:
        if service.process is not None:
            service.stop()
