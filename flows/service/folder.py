"""The data folder on disk: its rooms, its lock, and what a killed service left behind."""

import fcntl
import json
import os
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from flows.service.errors import ServiceError

ROOMS = ("backups", "config", "incoming", "logs", "mailbox", "outgoing", "prefect", "run")
PROC = Path("/proc")


def make_rooms(*, data: Path) -> None:
    """Create the folder and its rooms for their owner alone; ServiceError if it cannot be written."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        for room in ROOMS:
            (data / room).mkdir(mode=0o700, exist_ok=True)
        probe = data / "run" / "probe"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise ServiceError(
            f"The data folder {data} cannot be written ({error.strerror}): "
            "make it writable for this user, or choose another with --data."
        ) from None


@contextmanager
def locked(*, data: Path) -> Iterator[None]:
    """Hold the folder for this process; ServiceError names the process that holds it already."""
    handle = os.open(data / "run" / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        pid = os.read(handle, 20).decode(errors="replace").strip() or "unknown"
        os.close(handle)
        raise ServiceError(f"dondoc is already running on {data} (process {pid}).") from None
    os.truncate(handle, 0)
    os.write(handle, str(os.getpid()).encode())
    try:
        yield
    finally:
        os.close(handle)


def refuse_pooled(*, data: Path) -> None:
    """ServiceError where the flows run in a pool: `up` would take them away from its workers."""
    note = data / "run" / "pool"
    if note.exists():
        raise ServiceError(
            f"The flows of {data} run in the work pool {note.read_text('utf-8')} (dondoc deploy). "
            f"To run everything on this machine again, end its workers, delete {note} and start once more."
        )


def replace_file(*, path: Path, text: str) -> None:
    """Write a small file so that a reader sees the old text or the new one, never half of it."""
    fresh = path.with_suffix(".new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)


def note_groups(*, data: Path, groups: Mapping[str, int]) -> None:
    """Remember the process groups of the children, so that the next start can end what is left of them."""
    replace_file(path=data / "run" / "groups.json", text=json.dumps(groups))


def end_leftovers(*, data: Path) -> list[str]:
    """Kill what an earlier, killed service left working on this folder; the names of the children it was."""
    path = data / "run" / "groups.json"
    groups: dict[str, int] = {}
    with suppress(OSError, ValueError):
        groups = json.loads(path.read_text())
    left = [name for name, group in groups.items() if _is_ours(group=group, data=data)]
    for name in left:
        kill_group(group=groups[name])
    path.unlink(missing_ok=True)
    return left


def _is_ours(*, group: int, data: Path) -> bool:
    """Whether a member of this group serves this folder: the number alone may be another's by now."""
    mark = f"PREFECT_HOME={data / 'prefect'}".encode()
    return any(mark in _environment(pid) for pid in members(group=group))


def _environment(pid: int) -> list[bytes]:
    try:
        return (PROC / str(pid) / "environ").read_bytes().split(b"\0")
    except OSError:
        return []


def members(*, group: int) -> list[int]:
    """Living processes of a group (zombies are not counted)."""
    found = []
    for entry in PROC.glob("[0-9]*/stat"):
        with suppress(OSError, ValueError):
            fields = entry.read_text().rpartition(")")[2].split()
            if int(fields[2]) == group and fields[0] != "Z":
                found.append(int(entry.parent.name))
    return found


def kill_group(*, group: int, patience: float = 5) -> None:
    """SIGKILL a group and wait, at most `patience` seconds, until nothing of it lives."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
    deadline = time.monotonic() + patience
    while members(group=group) and time.monotonic() < deadline:
        time.sleep(0.05)
