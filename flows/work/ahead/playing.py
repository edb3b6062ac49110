"""One day of a scratch copy: documents come in, the daily run does its work, mail reaches everybody."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from flows.delivery.compose import Compose
from flows.delivery.dry import settle_without_smtp
from flows.work.chase.day import DayWork, work_on
from flows.work.world import World
from models.database import transaction

from .behaviour import Arrival, hand_in
from .scratch import on_scratch


@dataclass(frozen=True, kw_only=True, slots=True)
class Played:
    """What a day on a scratch copy brought."""

    work: DayWork
    sent: int
    refused: tuple[str, ...]  # documents that could not be recorded, and why


def work_of_day(
    *, engine: sa.Engine, day: date, world: World, arrivals: Sequence[Arrival] = ()
) -> tuple[DayWork, tuple[str, ...]]:
    """Record what comes in on `day` and decide what is sent; nothing leaves yet."""
    moved = on_scratch(world=world, day=day)
    with transaction(engine) as session:
        refused = hand_in(session, arrivals=arrivals, world=moved)
        return work_on(session, day=day, dry_run=False, links={}, world=moved), refused


def let_mail_leave(*, engine: sa.Engine, day: date, world: World, compose: Callable[[World], Compose]) -> int:
    """Everything in the outbox reaches its recipients on `day`; how many mails."""
    moved = on_scratch(world=world, day=day)
    return settle_without_smtp(
        engine=engine, compose=compose(moved), now=moved.machine_now, folder_now=moved.now
    )


def play_day(
    *,
    engine: sa.Engine,
    day: date,
    world: World,
    compose: Callable[[World], Compose],
    arrivals: Sequence[Arrival] = (),
) -> Played:
    """The whole of a day, as the service would live it."""
    work, refused = work_of_day(engine=engine, day=day, world=world, arrivals=arrivals)
    sent = let_mail_leave(engine=engine, day=day, world=world, compose=compose)
    return Played(work=work, sent=sent, refused=refused)
