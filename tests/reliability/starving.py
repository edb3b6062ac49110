"""What a database can do to its sender short of dying: a lock that lasts, a disk without room."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from .databases import PostgresServer, SqliteFile
from .rows import Field, Row
from .senders import Sender, Trap
from .wire import PATIENCE, breathe

ROOM = {"sqlite": "12m", "postgresql": "160m"}
BALLAST = "ballast"


def locked(field: Field, *, seconds: float) -> Row:
    """Another process holds the database while mails go out; nothing is given up, nothing sent twice."""
    assert isinstance(field.database, SqliteFile | PostgresServer)
    sender = Sender(field.order())
    field.wire.wait_for(field.wire.count() + 20)
    with field.database.locked():
        breathe(seconds)
        before = field.wire.count()
        breathe(0.5)
        assert field.wire.count() == before, "mails left that nobody could write down"
    field.blow()
    field.drain(sender)
    return field.row(f"database locked for {seconds:.0f} s", allowed=0)


@dataclass(frozen=True, kw_only=True, slots=True)
class FillDisk:
    """Take every free byte of the disk that the database lies on; a test's own file, to be removed again."""

    folder: Path

    def __call__(self) -> None:
        with suppress(OSError), (self.folder / BALLAST).open("wb", buffering=0) as file:
            while file.write(b"\0" * 4096):
                pass


def disk_full(field: Field, *, point: str, times: int, seconds: float) -> Row:
    """The disk fills up as the sender comes to this point, stays full for a while, and is cleared."""
    assert isinstance(field.database, SqliteFile | PostgresServer)
    disk = field.database.disk
    for turn in range(1, times + 1):
        fill = Trap(point=point, turn=1 if point == "before claim" else 3 * turn, act=FillDisk(folder=disk))
        sender = Sender(replace(field.order(), trap=fill))
        _wait_for(disk / BALLAST)
        breathe(seconds)
        assert sender.alive, "the sender did not survive a full disk"
        (disk / BALLAST).unlink()
        field.wire.wait_for(field.wire.count() + 1)
        field.blow()
        sender.end()
    field.drain(Sender(field.order()))
    return field.row(f"disk full {point}")


def _wait_for(path: Path) -> None:
    for _ in range(int(PATIENCE / 0.02)):
        if path.exists():
            return
        breathe(0.02)
    raise AssertionError("the sender did not come to its point")


@contextmanager
def small_disk(folder: Path, *, kind: str) -> Iterator[Path | None]:
    """A file system in memory with little room; None where this machine does not let us mount one."""
    folder.mkdir()
    mount = ("mount", "-t", "tmpfs", "-o", f"size={ROOM[kind]},mode=755", "tmpfs", str(folder))
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run(("umount", str(folder)), check=True)
