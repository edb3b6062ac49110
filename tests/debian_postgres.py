"""PostgreSQL as Debian packages it: Prefect wants its pg_trgm, which the one of the tests' wheel lacks."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.running_service import free_port

POSTGRES = Path("/usr/lib/postgresql/15/bin")
ADMINISTRATOR = "hanoi"  # password


@dataclass
class Postgres:
    """A PostgreSQL server of Debian's, on a port of loopback, that can be restarted."""

    folder: Path
    port: int = field(default_factory=free_port)

    def make(self) -> None:
        """Create and start it."""
        self.folder.mkdir(mode=0o755)
        (self.folder / "password").write_text(ADMINISTRATOR)
        if os.getuid() == 0:
            for path in (self.folder, self.folder / "password"):
                shutil.chown(path, "postgres")
        options = ["-A", "scram-sha-256", "-U", "postgres", f"--pwfile={self.folder / 'password'}"]
        self._run("initdb", "-D", str(self.folder / "data"), "-E", "UTF8", "--locale=C.UTF-8", *options)
        self.start()

    def start(self) -> None:
        """Start it and wait."""
        options = f"-p {self.port} -k {self.folder} -c listen_addresses=127.0.0.1"
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-o", options, "-l", log, "-w", "start")

    def stop(self) -> None:
        """Stop it as a restart does: everybody's connection breaks."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-m", "fast", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        user = {"user": "postgres", "extra_groups": ()} if os.getuid() == 0 else {}
        command = [str(POSTGRES / program), *arguments]
        done = subprocess.run(
            command,
            cwd="/",
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            **user,
        )  # type: ignore[call-overload]  # the optional arguments are a dictionary
        assert done.returncode == 0, done.stderr


@contextmanager
def postgres_for(test: Path) -> Iterator[Postgres]:
    """A running one for a test with this folder; it lies where the user of PostgreSQL may go."""
    server = Postgres(folder=Path("/tmp") / f"dondoc-pg-{test.parent.name}-{test.name}")
    server.make()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(server.folder, ignore_errors=True)
