"""How many mails a second leave, beside the physical limit, the naive design and a larger installation."""

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from config.settings import Settings
from flows import wiring
from flows.delivery.sender import deliver
from flows.work.chase.daily import run_day
from models.database import transaction
from tests.benchmarks.ceiling import push
from tests.benchmarks.measuring import Row, Taken, in_turn, spread, taken
from tests.benchmarks.naive import send_naively
from tests.benchmarks.sink import Sink
from tests.benchmarks.worlds import World, busy

CONTENTS = """
SELECT address, content FROM message JOIN message_recipient ON message_recipient.message_id = message.id
"""


def decide_and_deliver(settings: Settings) -> None:
    """Due, rendered, built, sent, recorded: what the daily run and the sender do, without a process start."""
    with wiring.engine_of(settings=settings) as engine:
        with transaction(engine) as session:
            run_day(session, world=wiring.world_of(session, settings=settings))
        outlet = wiring.outlet_of(engine=engine, settings=settings)
        deliver(
            engine=engine,
            smtp=outlet.smtp(),
            compose=outlet.compose,
            now=outlet.now,
            claimable=outlet.claimable,
            folder_now=outlet.folder_now,
        )


def mails_of(settings: Settings) -> list[tuple[str, bytes]]:
    """Addresses and bytes as they were sent."""
    with sqlite3.connect(settings.data / "dondoc.sqlite3") as connection:
        return list(connection.execute(CONTENTS))


def turn_of(world: World, *, folder: Path, sink: Sink) -> Callable[[], Taken]:
    """The product's turn, on a fresh copy."""

    def turn() -> Taken:
        settings = world.copy(folder, port=sink.port)
        return counted(sink, world.units, lambda: decide_and_deliver(settings))

    return turn


def counted(sink: Sink, mails: int, work: Callable[[], object]) -> Taken:
    """Time it, and make sure that as many mails arrived as were owed."""
    sink.taken()
    took = taken(work)
    arrived, _ = sink.taken()
    assert arrived == mails, f"{arrived} mails arrived, {mails} were owed"
    return took


def contest(folder: Path, *, mails: int, naive: int, rounds: int, sink: Sink) -> list[Row]:
    """The limit, the product and the naive design in turn, over the same mails."""
    world, small = busy(folder / "world", units=mails), busy(folder / "small", units=naive)
    first = world.copy(folder / "first", port=sink.port)
    decide_and_deliver(first)
    prebuilt = mails_of(first)
    turns = in_turn(
        {
            "limit": lambda: counted(sink, mails, lambda: push(prebuilt, port=sink.port)),
            "ours": turn_of(world, folder=folder / "ours", sink=sink),
            "naive": lambda: _naive(small, folder / "naive", sink),
        },
        rounds=rounds,
    )
    sizes = sum(len(content) for _, content in prebuilt) / mails
    rates = {name: [_count(name, mails, naive) / one.seconds for one in of] for name, of in turns.items()}
    costs = {name: [1000 * one.cpu / _count(name, mails, naive) for one in of] for name, of in turns.items()}
    size = f"{mails} mails of {sizes / 1024:.1f} KB, naive {naive} of them"
    speeds = "; ".join(f"{name} {spread(of, '.0f')}/s" for name, of in rates.items())
    cpu = "; ".join(f"{name} {spread(of)} ms" for name, of in costs.items())
    return [
        Row(
            key="limit",
            what="due to recorded, beside prebuilt bytes over 4 connections",
            values=[ours / limit for ours, limit in zip(rates["ours"], rates["limit"], strict=True)],
            promised=">= 0.5",
            notes=(size, speeds, f"CPU a mail: {cpu}"),
        ),
        Row(
            key="naive",
            what="due to recorded, beside the naive design",
            values=[ours / naive for ours, naive in zip(rates["ours"], rates["naive"], strict=True)],
            promised=">= 12",
        ),
    ]


def _count(name: str, mails: int, naive: int) -> int:
    return naive if name == "naive" else mails


def _naive(world: World, folder: Path, sink: Sink) -> Taken:
    settings = world.copy(folder)
    return counted(sink, world.units, lambda: send_naively(settings=settings, port=sink.port))


def busy_day(folder: Path, *, sizes: Sequence[int], rounds: int, sink: Sink) -> Row:
    """Mails a second of a large installation beside a small one."""
    few, many = sizes
    small, large = busy(folder / "few", units=few), busy(folder / "many", units=many)
    turns = in_turn(
        {
            "few": turn_of(small, folder=folder / "few-run", sink=sink),
            "many": turn_of(large, folder=folder / "many-run", sink=sink),
        },
        rounds=rounds,
    )
    rates = {
        name: [units / one.seconds for one in turns[name]] for name, units in (("few", few), ("many", many))
    }
    return Row(
        key="busy",
        what=f"mails a second with {many:,} units, beside {few:,}",
        values=[large / small for large, small in zip(rates["many"], rates["few"], strict=True)],
        promised=">= 0.8",
        notes=(
            f"{few:,} units: {spread(rates['few'], '.0f')}/s; {many:,}: {spread(rates['many'], '.0f')}/s",
        ),
    )
