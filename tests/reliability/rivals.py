"""Several at once: a sender that stands still beyond its lease, three senders, two schedulers."""

import random
import signal
from collections import Counter
from dataclasses import replace
from datetime import date
from multiprocessing.synchronize import Barrier
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.work.chase.day import work_on
from models.database import connect, reading, transaction
from models.tables import Message, MessageRecipient
from models.words import MessageKind
from tests.factories import world_on
from tests.flows.compiled_year import compiled_year

from .databases import Database
from .kills import settle
from .rows import Field, Row
from .senders import PROCESSES, Sender
from .wire import breathe

SHORT = 0.4  # seconds an SMTP reply may take: a lease is seven of them and the margin
MARGIN = 0.5
LEASE = 7 * SHORT + MARGIN
DAYS = (date(2024, 2, 21), date(2024, 2, 26), date(2024, 2, 27), date(2024, 3, 7))  # days of stages

WRITTEN = (
    select(col(MessageRecipient.address), col(Message.day))
    .join(Message, col(Message.id) == col(MessageRecipient.message_id))
    .where(col(Message.kind) == MessageKind.CHASE)
)


def stopped_beyond_its_lease(field: Field, *, times: int, chance: random.Random) -> Row:
    """SIGSTOP for longer than the lease: another sender takes over, and the first one wakes up again."""

    def sender(name: str) -> Sender:
        return Sender(replace(field.order(name), timeout=SHORT, lease_margin=MARGIN))

    first = sender("first")
    for number in range(times):
        field.more(200)
        field.wire.wait_for(field.wire.count() + chance.randint(3, 30))
        first.send(signal.SIGSTOP)
        settle(field)
        field.blow()
        second = sender(f"second-{number}")
        breathe(LEASE + 1)
        first.send(signal.SIGCONT)
        second.end()
    field.drain(first)
    return field.row("sender stopped beyond its lease")


def senders_at_once(field: Field, *, number: int) -> Row:
    """So many senders of different folders on one outbox."""
    senders = [Sender(field.order(f"sender-{one}")) for one in range(number)]
    field.drain(*senders)
    return field.row(f"{number} senders at once", allowed=0)


def two_schedulers(database: Database, *, folder: Path) -> Row:
    """Two daily runs of the same day at the same moment: each address is written to once a day."""
    with transaction(database.engine) as session:
        compiled_year(session, data=folder)
    alone = _written_alone(database.engine, DAYS[0])
    for day in DAYS:
        _at_once(database.url, day)
    written = _written(database.engine)
    return Row(
        name="two daily runs at once",
        database=database.name,
        mails=written.total(),
        blows=len(DAYS),
        lost=len(alone - {one for one in written if one[1] == DAYS[0]}),
        repeated=sum(count - 1 for count in written.values()),
        worst=max(written.values()) - 1,
        allowed=0,
        altered=0,
        disagreeing=0,
        seconds=0,
    )


def _written_alone(engine: sa.Engine, day: date) -> set[tuple[str, date]]:
    """What one run of that day writes; undone."""
    with Session(engine) as session:
        work_on(session, day=day, dry_run=False, links={}, world=world_on(day))
        return set(session.exec(WRITTEN))


def _at_once(url: str, day: date) -> None:
    barrier = PROCESSES.Barrier(2)
    runs = [PROCESSES.Process(target=_run_day, args=(url, day, barrier), daemon=True) for _ in range(2)]
    for run in runs:
        run.start()
    for run in runs:
        run.join(60)
    codes = [run.exitcode for run in runs]
    assert codes == [0, 0], f"a daily run of {day} ended with an error: {codes}"


def _run_day(url: str, day: date, barrier: Barrier) -> None:
    engine = connect(url=url)
    world = world_on(day)
    engine.connect().close()
    barrier.wait(30)
    with transaction(engine) as session:
        work_on(session, day=day, dry_run=False, links={}, world=world)
    engine.dispose()


def _written(engine: sa.Engine) -> Counter[tuple[str, date]]:
    """How many chasing mails each address has on each day."""
    with reading(engine) as session:
        return Counter(session.exec(WRITTEN))
