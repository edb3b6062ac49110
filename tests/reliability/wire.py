"""An SMTP server in a process of its own, which writes down what it takes before it answers."""

import hashlib
import multiprocessing
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path
from time import monotonic

from tests.fakes.smtp_server import smtp_server

PROCESSES = multiprocessing.get_context("forkserver")
PATIENCE = 180.0  # seconds until what should have come is missed; a sender pauses up to a minute after faults


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """One mail that the server took."""

    connection: int
    message_id: str
    digest: str  # of its bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class Wire:
    """The server as others see it: a port, and a file of what arrived."""

    port: int
    log: Path

    def arrivals(self) -> list[Arrival]:
        """What arrived so far, in order."""
        lines = [line.split(" ") for line in self.log.read_text("ascii").splitlines(keepends=True)]
        return [
            Arrival(connection=int(number), message_id=id_, digest=digest.strip())
            for number, id_, digest in lines
            if digest.endswith("\n")
        ]

    def count(self) -> int:
        """How many mails arrived so far."""
        with self.log.open("rb") as log:
            return sum(block.count(b"\n") for block in iter(lambda: log.read(1 << 16), b""))

    def wait_for(self, count: int) -> None:
        """Until so many mails have come."""
        give_up = monotonic() + PATIENCE
        while self.count() < count:
            assert monotonic() < give_up, f"only {self.count()} of {count} mails came"
            breathe(0.002)


def repeated(arrivals: list[Arrival]) -> int:
    """How many arrivals are not the first of their Message-ID."""
    return len(arrivals) - len({one.message_id for one in arrivals})


def altered(arrivals: list[Arrival]) -> int:
    """How many Message-IDs came with more than one content."""
    contents = Counter(id_ for id_, _ in {(one.message_id, one.digest) for one in arrivals})
    return sum(count > 1 for count in contents.values())


def breathe(seconds: float) -> None:
    """A look at the world in a moment."""
    threading.Event().wait(seconds)


@contextmanager
def wire(folder: Path) -> Iterator[Wire]:
    """A friendly server for the length of the block."""
    log = folder / "arrived.txt"
    log.touch()
    theirs, ours = PROCESSES.Pipe()
    ending = PROCESSES.Event()
    process = PROCESSES.Process(target=_serve, args=(log, theirs, ending), daemon=True)
    process.start()
    try:
        assert ours.poll(PATIENCE), "the SMTP server did not start"
        yield Wire(port=ours.recv(), log=log)
    finally:
        ending.set()
        process.join(10)


def _serve(log: Path, port: Connection, ending: Event) -> None:
    with log.open("w", encoding="ascii", buffering=1) as file, smtp_server() as server:

        def note(count: int) -> None:
            mail = server.heard[count - 1]
            file.write(f"{mail.connection} {mail.message_id} {hashlib.sha256(mail.content).hexdigest()}\n")

        server.on_received = note
        port.send(server.port)
        ending.wait()
