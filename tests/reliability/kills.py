"""Kill -9: of the sender at named points and at any moment, of PostgreSQL under a sender that lives."""

import random
import signal
from dataclasses import replace

from .databases import PostgresServer
from .rows import Field, Row
from .senders import POINTS, Sender, Trap
from .wire import PATIENCE, breathe

LATEST = 12  # a trap springs when it is passed for the n-th time, n up to this
RANDOM = "at any moment"


def killed(field: Field, *, point: str, kills: int, chance: random.Random) -> Row:
    """So many senders, each killed while mails go out; one more empties the outbox."""
    for _ in range(kills):
        kill_one(field, point=point, chance=chance)
    field.drain(Sender(field.order()))
    return field.row(f"sender killed {point}")


def kill_one(field: Field, *, point: str, chance: random.Random) -> None:
    """One sender comes to its end."""
    if point == RANDOM:
        _kill_from_outside(field, chance)
    else:
        _kill_from_inside(field, point, chance)
    settle(field)
    field.blow()


def _kill_from_inside(field: Field, point: str, chance: random.Random) -> None:
    turn = 1 if point == "after claim" else chance.randint(1, LATEST)
    sender = Sender(replace(field.order(), trap=Trap(point=point, turn=turn)))
    assert sender.wait(PATIENCE), f"the sender did not come to its point: {point}"
    assert sender.exit_code == -signal.SIGKILL


def _kill_from_outside(field: Field, chance: random.Random) -> None:
    """At a moment after its first mail that no step of the sender determines."""
    before = field.wire.count()
    sender = Sender(field.order())
    field.wire.wait_for(before + 1)
    breathe(chance.uniform(0, 0.1))
    sender.end(signal.SIGKILL)


def settle(field: Field) -> None:
    """The server may still read what the dead sender wrote."""
    count = -1
    while count != (count := field.wire.count()):
        breathe(0.03)


def postgres_killed(field: Field, *, kills: int, chance: random.Random) -> Row:
    """The postmaster dies under a sender that lives, and comes back; the sender goes on by itself."""
    assert isinstance(field.database, PostgresServer)
    sender = Sender(field.order())
    for _ in range(kills):
        field.wire.wait_for(field.wire.count() + chance.randint(5, 40))
        field.database.kill()
        settle(field)
        field.blow()
        field.database.start()
    field.drain(sender)
    return field.row("PostgreSQL killed and started again")


def share(kills: int) -> dict[str, int]:
    """So many kills, spread over the named points and any moment."""
    places = (*POINTS, RANDOM)
    even, rest = divmod(kills, len(places))
    return {place: even + (number >= len(places) - rest) for number, place in enumerate(places)}
