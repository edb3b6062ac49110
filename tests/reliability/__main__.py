"""Delivery under fire: `python -m tests.reliability [--kills N] [--database KIND] [--seed S]`.

Prints the seed and a table; the exit code is 1 if a promise was broken. Ten minutes on two cores, half an
hour on two busy ones.
"""

import argparse
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from .databases import Database, database
from .kills import killed, postgres_killed, share
from .rivals import senders_at_once, stopped_beyond_its_lease, two_schedulers
from .rows import HEAD, Field, Row
from .starving import disk_full, locked, small_disk
from .wire import Wire, wire

MANY = 10_000


def campaign(*, kind: str, kills: int, chance: random.Random, many: int = MANY) -> Iterator[Row]:
    """Every row for one kind of database, as it is done."""
    for point, number in (share(kills) if kills else {}).items():
        with field(kind, mails=100 + 30 * number) as place:
            yield killed(place, point=point, kills=number, chance=chance)
    if kind == "postgresql":
        with field(kind, mails=2_000) as place:
            yield postgres_killed(place, kills=4, chance=chance)
    with field(kind, mails=500) as place:
        yield locked(place, seconds=10)
    yield from _full_disks(kind)
    with field(kind, mails=100) as place:
        yield stopped_beyond_its_lease(place, times=5, chance=chance)
    with field(kind, mails=many) as place:
        yield senders_at_once(place, number=3)
    with folder() as where, database(kind, where) as own:
        yield two_schedulers(own, folder=where)


def _full_disks(kind: str) -> Iterator[Row]:
    for point in ("before claim", "before record"):
        with folder() as where, small_disk(where / "disk", kind=kind) as disk:
            if disk is None:
                print("not run here, a small disk cannot be mounted: disk full", file=sys.stderr)
                return
            with database(kind, disk) as own, wire(where) as server:
                yield disk_full(_field(own, server, disk, 600), point=point, times=3, seconds=3)


@contextmanager
def field(kind: str, *, mails: int) -> Iterator[Field]:
    """A database and a server of its own."""
    with folder() as where, database(kind, where) as own, wire(where) as server:
        yield _field(own, server, where, mails)


def _field(own: Database, server: Wire, where: Path, mails: int) -> Field:
    return Field(database=own, wire=server, folder=where, mails=mails)


@contextmanager
def folder() -> Iterator[Path]:
    """A folder that the user of a PostgreSQL server may enter."""
    with TemporaryDirectory(prefix="dondoc-reliability-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


def main() -> int:
    """The whole campaign."""
    wish = _wish()
    kinds = ("sqlite", "postgresql") if wish.database == "both" else (wish.database,)
    print(f"seed {wish.seed}\n\n{HEAD}", flush=True)
    good = True
    for number, kind in enumerate(kinds):
        kills = wish.kills // len(kinds) + (number < wish.kills % len(kinds))
        for row in campaign(kind=kind, kills=kills, chance=random.Random(wish.seed)):
            print(row, flush=True)
            good = good and row.good
    return 0 if good else 1


def _wish() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.reliability", description=__doc__)
    parser.add_argument(
        "--kills", type=int, default=240, help="of senders, over all databases; 0: only the rest"
    )
    parser.add_argument("--database", choices=("sqlite", "postgresql", "both"), default="both")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
