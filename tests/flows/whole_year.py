"""A played year against the same year lived day by day, for as many of the example's units as one likes.

`python -m tests.flows.whole_year` does it for all 72 and prints how long it took.
"""

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa
from sqlmodel import Session

from config.settings import PACKAGED, Settings, read_settings
from flows import wiring
from flows.clock import machine_now
from flows.delivery.sender import deliver
from flows.simulating import composer
from flows.work.ahead.behaviour import Arrival, Behaviour, days_between, hand_in, seeded_arrivals
from flows.work.ahead.scratch import scratch_copy
from flows.work.ahead.simulation import play_year
from flows.work.chase.day import on_day, work_on
from flows.work.plans.example import load_example
from models.database import connect, migrate, reading, transaction
from models.plan_file import read_plan
from models.store.year import ledger, recipients_of_notices
from tests.fakes.smtp_server import smtp_server

FIRST, LAST = date(2024, 2, 6), date(2025, 1, 31)
Row = tuple[object, ...]
Arrivals = dict[date, list[Arrival]]


def rows(session: Session, *, day: date | None = None) -> set[Row]:
    """The ledger as values that do not depend on ids of rows."""
    found = ledger(session, decided_on=day)
    people = recipients_of_notices(session)
    return {
        (
            one.public_id,
            one.round,
            one.kind,
            one.stage,
            one.role,
            one.due_on,
            one.decided_on,
            one.status,
            one.reason,
            people.get(one.notice_id, ""),
        )
        for one in found
    }


class Life:
    """A folder that is lived day by day, with mail over a real SMTP conversation."""

    def __init__(self, *, engine: sa.Engine, settings: Settings, port: int) -> None:
        self.engine, self.settings = engine, settings
        (settings.data / "run").mkdir(exist_ok=True)
        (settings.data / "run" / "mailbox.port").write_text(str(port))

    def morning(self, day: date, arrivals: list[Arrival]) -> None:
        """Record what came in."""
        with transaction(self.engine) as session:
            world = on_day(world=wiring.world_of(session, settings=self.settings), day=day)
            assert hand_in(session, arrivals=arrivals, world=world) == ()

    def run(self, day: date) -> None:
        """The work of a day, as the daily flow does it."""
        with transaction(self.engine) as session:
            world = wiring.world_of(session, settings=self.settings)
            work_on(session, day=day, dry_run=False, links={}, world=world)

    def deliver(self) -> None:
        """Empty the outbox through the server."""
        outlet = wiring.outlet_of(engine=self.engine, settings=self.settings)
        deliver(
            engine=self.engine,
            smtp=outlet.smtp(),
            compose=outlet.compose,
            now=machine_now,
            claimable=outlet.claimable,
            folder_now=outlet.folder_now,
        )

    def incoming(self, behaviour: Behaviour, *, first: date) -> Arrivals:
        """What comes in on which day."""
        with reading(self.engine) as session:
            calendar = wiring.calendar_of(session, settings=self.settings)
            return dict(seeded_arrivals(session, behaviour=behaviour, first=first, calendar=calendar))

    def played(self, arrivals: Arrivals, *, first: date, last: date) -> set[Row]:
        """The ledger of that time on a scratch copy."""
        with reading(self.engine) as session:
            world = wiring.world_of(session, settings=self.settings)
            with scratch_copy(session, day=first, machine_now=world.machine_now) as engine:
                days = play_year(
                    engine=engine,
                    first=first,
                    last=last,
                    world=world,
                    arrivals=arrivals,
                    compose=lambda moved: composer(
                        moved, settings=self.settings, example=True, wanted=frozenset()
                    ),
                )
                assert not [sentence for one in days for sentence in one.refused]
                with reading(engine) as scratch:
                    return rows(scratch)

    def lived(self, arrivals: Arrivals, *, first: date, last: date) -> set[Row]:
        """The ledger after that time was lived, day by day."""
        for day in days_between(first, last):
            self.morning(day, arrivals.get(day, []))
            self.run(day)
            self.deliver()
        with reading(self.engine) as session:
            return rows(session)


@contextmanager
def example_life(folder: Path, *, database: Path, units: int | None) -> Iterator[Life]:
    """The shipped example with so many of its units, on the day its plan was issued."""
    shutil.copy(database, folder / "dondoc.sqlite3")
    settings = read_settings(data=folder)
    with ExitStack() as stack:
        server = stack.enter_context(smtp_server())
        engine = stack.enter_context(wiring.engine_of(settings=settings))
        path = PACKAGED / "plans" / "2024.yaml"
        with transaction(engine) as session:
            world = wiring.world_of(session, settings=settings)
            load_example(
                session,
                plan=read_plan(path.read_text("utf-8"), name=path.name, ladders=world.policy.ladders),
                content=path.read_bytes(),
                units=PACKAGED / "units" / "units.csv",
                contacts=PACKAGED / "units" / "sample-contacts.csv",
                world=world,
                number_of_units=units,
            )
        yield Life(engine=engine, settings=settings, port=server.port)


@dataclass(frozen=True, kw_only=True)
class Compared:
    """The two ledgers and what each took."""

    played: set[Row]
    lived: set[Row]
    seconds: tuple[float, float]  # of the processor


def compare(folder: Path, *, database: Path, units: int | None, behaviour: Behaviour) -> Compared:
    """Play the whole year, then live it."""
    with example_life(folder, database=database, units=units) as life:
        arrivals = life.incoming(behaviour, first=FIRST)
        start = time.process_time()
        played = life.played(arrivals, first=FIRST, last=LAST)
        between = time.process_time()
        lived = life.lived(arrivals, first=FIRST, last=LAST)
        spent = between - start, time.process_time() - between
    return Compared(played=played, lived=lived, seconds=spent)


def main() -> int:
    """All 72 units; exit code 1 if the two ledgers differ."""
    with TemporaryDirectory() as folder:
        database = Path(folder) / "empty.sqlite3"
        engine = connect(url=f"sqlite:///{database}")
        migrate(engine)
        engine.dispose()
        found = compare(Path(folder), database=database, units=None, behaviour=Behaviour())
    sys.stdout.write(
        f"{len(found.played)} rows played in {found.seconds[0]:.0f} s, "
        f"{len(found.lived)} lived in {found.seconds[1]:.0f} s of processor time, "
        f"{len(found.played ^ found.lived)} differ\n"
    )
    return 0 if found.played == found.lived else 1


if __name__ == "__main__":
    sys.exit(main())
