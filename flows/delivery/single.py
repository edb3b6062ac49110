"""One sender per data folder, and what it reports about the server."""

import fcntl
import json
import os
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, kw_only=True, slots=True)
class SenderState:
    """Why nothing leaves, in Vietnamese; an empty fault means that sending works."""

    fault: str = ""
    since: datetime | None = None  # machine clock


@contextmanager
def only_sender(*, run_folder: Path, stopping: threading.Event) -> Iterator[str | None]:
    """Wait to be this folder's only sender; yields a name that outlives the process, None if stopped first.

    Whoever holds the lock knows that claims under this name belong to processes that are gone.
    """
    handle = os.open(run_folder / "sender.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        held = _locked(handle)
        while not held and not stopping.wait(0.2):
            held = _locked(handle)
        yield _name(run_folder) if held else None
    finally:
        os.close(handle)


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _name(run_folder: Path) -> str:
    """This machine and this folder; a copied folder on another machine is somebody else."""
    path = run_folder / "sender.id"
    if not path.exists():
        _replace(path, secrets.token_hex(6))
    return f"{socket.gethostname()}-{path.read_text(encoding='ascii').strip()}"


def write_state(*, run_folder: Path, state: SenderState) -> None:
    """Replace the sender's report."""
    since = state.since.isoformat() if state.since else None
    _replace(
        run_folder / "sender.json", json.dumps({"fault": state.fault, "since": since}, ensure_ascii=False)
    )


def read_state(*, run_folder: Path) -> SenderState:
    """The sender's last report; none means that nothing is known to be wrong."""
    try:
        facts = json.loads((run_folder / "sender.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return SenderState()
    since = datetime.fromisoformat(facts["since"]) if facts["since"] else None
    return SenderState(fault=facts["fault"], since=since)


def _replace(path: Path, text: str) -> None:
    fresh = path.with_name(f"{path.name}.new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)
