"""`dondoc up --play`: the example's year passes, a day every second or so, in the real service."""

import asyncio
import json
import logging
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlmodel import col, func, select

from config.settings import Settings
from flows import wiring
from flows.clock import machine_now
from flows.deployments import refresh_choices
from flows.duty_events import tell_changes
from flows.phase_events import tell_phase_changes
from flows.publishing import publish_pages
from flows.running import form_links
from flows.service.errors import ServiceError
from flows.service.folder import replace_file
from flows.work.ahead.behaviour import Behaviour, days_between, hand_in, seeded_arrivals
from flows.work.chase.day import on_day, work_on
from models.database import reading, transaction
from models.store.outbox import waiting_among
from models.tables import Message, Submission
from models.words import MessageStatus

log = logging.getLogger(__name__)
PAGES_EVERY = 7  # days
MAIL_PATIENCE = 10.0  # seconds a day waits for its mails, so that they leave on that day


@dataclass(frozen=True, kw_only=True, slots=True)
class Play:
    """Which days are played, and how many seconds each takes."""

    first: date
    last: date
    pace: float = 1.0


def read_span(text: str, *, pace: float) -> Play:
    """`2024-02-06..2024-12-31`; ServiceError if it is none."""
    first, dots, last = text.partition("..")
    try:
        play = Play(first=date.fromisoformat(first), last=date.fromisoformat(last), pace=pace)
    except ValueError:
        raise ServiceError(f"--play {text}: write the days as 2024-02-06..2024-12-31.") from None
    if not dots or play.last < play.first:
        raise ServiceError(f"--play {text}: the last day must not be before the first.")
    return play


def order(*, settings: Settings, play: Play | None) -> None:
    """Tell the player, a process of its own, what to play; None: nothing."""
    path = _file(settings)
    path.unlink(missing_ok=True)
    finished(settings=settings).unlink(missing_ok=True)
    if play is not None:
        told = {"first": play.first.isoformat(), "last": play.last.isoformat(), "pace": play.pace}
        replace_file(path=path, text=json.dumps(told))


def finished(*, settings: Settings) -> Path:
    """The file that appears when everything is played: a sentence for whoever watches the terminal."""
    path: Path = settings.data / "run" / "played.txt"
    return path


def _file(settings: Settings) -> Path:
    return settings.data / "run" / "play.json"


def play_example(*, settings: Settings) -> None:
    """Play the ordered days from where the example stands, once the forms work; then rest."""
    while not (settings.data / "run" / "deployments.json").exists():
        time.sleep(0.2)
    told = json.loads(_file(settings).read_text("utf-8"))
    play = Play(
        first=date.fromisoformat(told["first"]), last=date.fromisoformat(told["last"]), pace=told["pace"]
    )
    for day in days_between(max(play.first, _today(settings)), play.last):
        began = time.monotonic()
        _let_leave(settings, live_day(settings=settings, day=day, first=play.first))
        if day == play.last or (day - play.first).days % PAGES_EVERY == 0:
            _publish(settings)
        time.sleep(max(0.0, play.pace - (time.monotonic() - began)))
    replace_file(path=finished(settings=settings), text=_outcome(settings))
    while True:
        time.sleep(3600)


def live_day(*, settings: Settings, day: date, first: date) -> tuple[int, ...]:
    """Record what comes in on `day` and do its work; the messages that the sender is to deliver."""
    links = form_links(settings=settings, base=wiring.ui_address(settings=settings))
    with wiring.engine_of(settings=settings) as engine, transaction(engine) as session:
        world = wiring.world_of(session, settings=settings)
        if day < world.today:  # somebody ran a later day by hand
            return ()
        moved = on_day(world=world, day=day)
        arrivals = seeded_arrivals(session, behaviour=Behaviour(), first=first, calendar=world.calendar)
        for sentence in hand_in(session, arrivals=arrivals.get(day, ()), world=moved):
            log.warning("%s", sentence)
        work = work_on(session, day=day, dry_run=False, links=links, world=world)
    log.info("%s", work.sentence)
    return work.messages


def _let_leave(settings: Settings, messages: tuple[int, ...]) -> None:
    deadline = time.monotonic() + MAIL_PATIENCE
    with wiring.engine_of(settings=settings) as engine:
        while messages and time.monotonic() < deadline:
            with reading(engine) as session:
                if not waiting_among(session, messages=messages, now=machine_now()):
                    return
            time.sleep(0.1)


def _outcome(settings: Settings) -> str:
    with wiring.engine_of(settings=settings) as engine, reading(engine) as session:
        documents = session.exec(select(func.count()).select_from(Submission)).one()
        sent = col(Message.status) == MessageStatus.SENT
        mails = session.exec(select(func.count()).select_from(Message).where(sent)).one()
        today = wiring.world_of(session, settings=settings).today
    return (
        f"Played to the end: the example stands on {today:%d/%m/%Y}, {documents} documents have come in, "
        f"{mails} mails have left. The service goes on running; Ctrl-C stops it."
    )


def _today(settings: Settings) -> date:
    with wiring.engine_of(settings=settings) as engine, reading(engine) as session:
        return wiring.world_of(session, settings=settings).today


def _publish(settings: Settings) -> None:
    asyncio.run(_refresh(settings))


async def _refresh(settings: Settings) -> None:
    """Pages, dropdowns and events: what is held can be chosen for approval."""
    with wiring.engine_of(settings=settings) as engine:
        await tell_changes(engine=engine)
        await publish_pages(engine=engine, settings=settings)
        await refresh_choices(choices=wiring.choices_of(engine=engine, settings=settings))
        await tell_phase_changes(engine=engine, settings=settings)
