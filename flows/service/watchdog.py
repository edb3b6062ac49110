"""The watchdog: a child of `dondoc up` beside Prefect, so that it can say when Prefect is the culprit.

It reads Prefect's API from outside and our own database, and writes alarms into the outbox; the sender,
which needs no Prefect either, sends them.
"""

import logging
import signal
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from config.settings import Settings
from flows import wiring
from flows.clock import machine_now
from flows.service.prefect_runs import bad_runs
from flows.work.mails.alarms import Alarm, due_alarms, write_alarms
from flows.work.mails.watching import BadRun, of_runs, of_silence, of_unanswered
from models.database import reading, transaction

EVERY = 30.0  # seconds between two looks
LOOKS_BACK = timedelta(days=3)  # for runs that ended while nobody watched; each is told once anyway
SETTLING = timedelta(minutes=15)  # after a start: today's missing run has just been asked for
log = logging.getLogger(__name__)


@dataclass(kw_only=True)
class Watchdog:
    """What it remembers from look to look; everything that must not be told twice lies in the database."""

    engine: sa.Engine
    settings: Settings
    runs: Callable[[datetime], Sequence[BadRun]]  # raises OSError or ValueError if nobody answers
    now: Callable[[], datetime] = machine_now
    started_at: datetime | None = None
    unanswered_since: datetime | None = None

    def look(self) -> int:
        """Look once; how many alarms were written."""
        now = self.now()
        self.started_at = self.started_at or now
        alarms = [*self._prefect(now), *self._silence(now)]
        return self._write(alarms)

    def _prefect(self, now: datetime) -> list[Alarm]:
        try:
            found = self.runs(now - LOOKS_BACK)
        except (OSError, ValueError):
            self.unanswered_since = self.unanswered_since or now
            return of_unanswered(since=self.unanswered_since, now=now)
        self.unanswered_since = None
        return of_runs(found)

    def _silence(self, now: datetime) -> list[Alarm]:
        if self.started_at is None or now - self.started_at < SETTLING:
            return []
        with reading(self.engine) as session:
            return of_silence(session, world=wiring.world_of(session, settings=self.settings))

    def _write(self, alarms: Sequence[Alarm]) -> int:
        with reading(self.engine) as session:  # first without a lock: mostly there is nothing to write
            world = wiring.world_of(session, settings=self.settings)
            if not due_alarms(session, alarms=alarms, world=world):
                return 0
        with transaction(self.engine) as session:
            return len(write_alarms(session, alarms=alarms, world=world))


def watch_forever(*, settings: Settings, stopping: threading.Event | None = None) -> None:
    """Look again and again until SIGTERM, SIGINT or `stopping`; a look that fails is only a look missed."""
    stopping = stopping or _stop_on_signals()
    with wiring.engine_of(settings=settings) as engine:
        dog = Watchdog(
            engine=engine, settings=settings, runs=lambda since: bad_runs(settings=settings, since=since)
        )
        while not stopping.is_set():
            try:
                if written := dog.look():
                    log.warning("%d alarms were written for the coordinators", written)
            except Exception:
                log.exception("A look was interrupted; the next one follows")
            stopping.wait(EVERY)


def _stop_on_signals() -> threading.Event:
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    return stopping
