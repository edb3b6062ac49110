"""A day on which nothing is due: what it costs must not grow with what is owed in the months to come."""

from collections.abc import Callable
from pathlib import Path

import sqlalchemy as sa

from config.settings import Settings
from flows import wiring
from flows.delivery.sender import deliver
from flows.publishing import page_texts
from flows.work.chase.auditing import audit_ledger
from flows.work.chase.daily import run_day
from models.database import connect, reading, transaction
from tests.benchmarks.measuring import Row, Taken, in_turn, spread, taken
from tests.benchmarks.worlds import WHOLE_YEAR, quiet

EACH = 2 + WHOLE_YEAR  # obligations of a unit
TIMES = {"day": 5, "pages": 1, "audit": 5}  # a turn: one quiet day is over too soon


def quiet_day(folder: Path, *, units: tuple[int, int], rounds: int) -> list[Row]:
    """Deciding and delivering with many obligations beside few; then the pages and the audit, apart."""
    few, many = (quiet(folder / f"{size}", units=size).copy(folder / f"{size}-run") for size in units)
    engines = [connect(url=one.engine_url) for one in (few, many)]
    pairs = list(zip(engines, (few, many), strict=True))
    turns = {
        f"{what} {size}": _turn(work, TIMES[what], *pair)
        for what, work in (("day", _day), ("pages", _pages), ("audit", _audit))
        for size, pair in zip(units, pairs, strict=True)
    }
    found = in_turn(turns, rounds=rounds)
    for engine in engines:
        engine.dispose()
    return [_row(what, found, units) for what in ("day", "pages", "audit")]


def _row(what: str, found: dict[str, list[Taken]], units: tuple[int, int]) -> Row:
    few, many = ([one.seconds / TIMES[what] for one in found[f"{what} {size}"]] for size in units)
    names = {"day": "deciding and delivering on a quiet day", "pages": "all pages", "audit": "the audit"}
    small, large = (f"{size * EACH:,}" for size in units)
    ms = [[1000 * one for one in times] for times in (few, many)]
    return Row(
        key="quiet" if what == "day" else what,
        what=f"{names[what]} with {large} obligations, beside {small}",
        values=[more / less for more, less in zip(many, few, strict=True)],
        promised="<= 2" if what == "day" else "",
        notes=(f"{small}: {spread(ms[0], '.0f')} ms; {large}: {spread(ms[1], '.0f')} ms",),
    )


def _turn(
    work: Callable[[sa.Engine, Settings], object], times: int, engine: sa.Engine, settings: Settings
) -> Callable[[], Taken]:
    return lambda: taken(lambda: [work(engine, settings) for _ in range(times)])


def _day(engine: sa.Engine, settings: Settings) -> None:
    with transaction(engine) as session:
        report = run_day(session, world=wiring.world_of(session, settings=settings))
    assert not report.messages
    outlet = wiring.outlet_of(engine=engine, settings=settings)
    deliver(
        engine=engine,
        smtp=outlet.smtp(),
        compose=outlet.compose,
        now=outlet.now,
        claimable=outlet.claimable,
        folder_now=outlet.folder_now,
    )


def _pages(engine: sa.Engine, settings: Settings) -> None:
    page_texts(engine=engine, settings=settings, links={}, waiting=())


def _audit(engine: sa.Engine, settings: Settings) -> None:
    with reading(engine) as session:
        audit_ledger(session, world=wiring.world_of(session, settings=settings))
