"""One row of the table: what was done to the sender, and what it did to the mails."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Protocol

import sqlalchemy as sa

from .outbox import disagreeing, queue, unsent
from .senders import CONNECTIONS, Order, Sender
from .wire import PATIENCE, Arrival, Wire, altered, breathe, repeated


class Database(Protocol):
    """What a field asks of a database, whoever made it."""

    @property
    def name(self) -> str: ...
    @property
    def url(self) -> str: ...
    @property
    def engine(self) -> sa.Engine: ...


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """`blows` are kills, stops or outages; each may repeat `allowed` mails."""

    name: str
    database: str
    mails: int
    blows: int
    lost: int
    repeated: int
    worst: int  # most repeated after one blow
    allowed: int  # repeated mails per blow
    altered: int  # Message-IDs that came with different bytes
    disagreeing: int  # messages whose recipients or notices say otherwise
    seconds: float

    @property
    def good(self) -> bool:
        """Whether the promise was kept."""
        kept = self.worst <= self.allowed and self.repeated <= self.allowed * self.blows
        return kept and not (self.lost or self.altered or self.disagreeing)

    def __str__(self) -> str:
        """A line of the table."""
        verdict = "ok" if self.good else "BROKEN"
        cells = (
            self.name,
            self.database,
            f"{self.mails:,}",
            self.blows,
            self.lost,
            self.repeated,
            self.worst,
        )
        return (
            f"| {' | '.join(map(str, (*cells, self.allowed, self.altered, round(self.seconds), verdict)))} |"
        )


HEAD = (
    "| what happened | database | mails | blows | lost | repeated | most after one blow | allowed | altered "
    "| s | |\n|---|---|--:|--:|--:|--:|--:|--:|--:|--:|---|"
)


class Field:
    """Queued mails, a server on the wire, and a mark at each blow."""

    def __init__(self, *, database: Database, wire: Wire, folder: Path, mails: int) -> None:
        self.database, self.wire, self.folder = database, wire, folder
        self._ids = queue(database.engine, mails)
        self._began, self._marks = monotonic(), [0]

    def order(self, name: str = "run") -> Order:
        """A sender on this outbox; senders with the same name share a data folder."""
        return Order(url=self.database.url, port=self.wire.port, folder=self.folder / name)

    def more(self, mails: int) -> None:
        """Queue so many besides: a sender that lives on may have emptied the outbox."""
        self._ids |= queue(self.database.engine, mails)

    def blow(self) -> None:
        """What arrives from now on may repeat what came before."""
        self._marks.append(self.wire.count())

    def drain(self, *senders: Sender) -> None:
        """Until everything is sent by those who still live; then they end."""
        give_up = monotonic() + 4 * PATIENCE
        while left := unsent(self.database.engine):
            assert monotonic() < give_up, f"{left} messages still wait"
            assert all(sender.alive for sender in senders), "a sender ended"
            breathe(0.1)
        for sender in senders:
            sender.end()

    def row(self, name: str, *, allowed: int = CONNECTIONS) -> Row:
        """What became of it all."""
        arrivals = self.wire.arrivals()
        return Row(
            name=name,
            database=self.database.name,
            mails=len(self._ids),
            blows=len(self._marks) - 1,
            lost=len(self._ids - {arrival.message_id for arrival in arrivals}),
            repeated=repeated(arrivals),
            worst=max(_after_each(arrivals, self._marks), default=0),
            allowed=allowed,
            altered=altered(arrivals),
            disagreeing=disagreeing(self.database.engine),
            seconds=monotonic() - self._began,
        )


def _after_each(arrivals: Sequence[Arrival], marks: Sequence[int]) -> list[int]:
    """How many mails each blow repeated: their last arrival before it counts."""
    last: dict[str, int] = {}
    charged = [0] * len(marks)
    stretches = [sum(number >= mark for mark in marks) - 1 for number in range(len(arrivals))]
    for arrival, stretch in zip(arrivals, stretches, strict=True):
        if arrival.message_id in last:
            charged[last[arrival.message_id]] += 1
        last[arrival.message_id] = stretch
    return charged
