"""A whole year of a plan, played on a scratch database through the very code of the daily run."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from flows.delivery.compose import Compose
from flows.work.world import World

from .behaviour import Arrival, days_between
from .playing import play_day


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How far the year has come."""

    day: date
    sent: int  # mails of this day
    refused: tuple[str, ...]  # documents of this day that could not be recorded


def play_year(
    *,
    engine: sa.Engine,
    first: date,
    last: date,
    world: World,
    arrivals: Mapping[date, Sequence[Arrival]],
    compose: Callable[[World], Compose],
) -> Iterator[Progress]:
    """Play every day from `first` to `last` on a scratch copy, telling after each how it went."""
    for day in days_between(first, last):
        played = play_day(
            engine=engine, day=day, world=world, compose=compose, arrivals=arrivals.get(day, ())
        )
        yield Progress(day=day, sent=played.sent, refused=played.refused)
