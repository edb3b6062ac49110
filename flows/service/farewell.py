"""The last thing a service does that gives up: a mail to the coordinators, while the sender still works."""

import logging
import time

import sqlalchemy as sa

from config.settings import Settings
from flows import wiring
from flows.clock import machine_now
from flows.work.mails.alarms import write_alarms
from flows.work.mails.watching import of_giving_up
from models.database import reading, transaction
from models.store.outbox import waiting_among

PATIENCE = 15.0  # seconds the sender gets for these mails
log = logging.getLogger(__name__)


def say_farewell(*, settings: Settings, reason: str) -> None:
    """Alarm the coordinators that everything stops, and wait, bounded, until the mails have left."""
    try:
        with wiring.engine_of(settings=settings) as engine:
            _wait(engine, _write(engine, settings, reason))
    except Exception:  # the reason of the end itself must still be told
        log.exception("The coordinators could not be told that the service stops")


def _write(engine: sa.Engine, settings: Settings, reason: str) -> tuple[int, ...]:
    with transaction(engine) as session:
        world = wiring.world_of(session, settings=settings)
        return write_alarms(session, alarms=of_giving_up(now=machine_now(), reason=reason), world=world)


def _wait(engine: sa.Engine, messages: tuple[int, ...]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with reading(engine) as session:
            if not waiting_among(session, messages=messages, now=machine_now()):
                return
        time.sleep(0.2)
