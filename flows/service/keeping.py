"""`dondoc watch`: what `dondoc up` does around the runs, for flows that run in a work pool."""

import asyncio
import logging
import signal
import threading
from collections import Counter
from contextlib import suppress
from datetime import date

from httpx import HTTPError
from prefect.client.orchestration import get_client
from prefect.exceptions import PrefectHTTPStatusError
from sqlalchemy.exc import SQLAlchemyError

from config.settings import Settings
from flows.catalogue import SERVED
from flows.clock import day_of, machine_now
from flows.service.incoming import follow_incoming
from flows.service.today import run_missing_today
from flows.service.watchdog import watch_forever

AGAIN = 120.0  # seconds between two looks for today's run
MOST = 3  # times a day; what fails every time is told to people by the watchdog
log = logging.getLogger(__name__)


def keep(*, settings: Settings) -> None:
    """Alarm, follow incoming/, and ask for today's run when it is missing, until SIGTERM or SIGINT."""
    asyncio.run(_keep(settings))


async def _keep(settings: Settings) -> None:
    stopping = threading.Event()
    tasks = [
        asyncio.create_task(follow_incoming(settings=settings)),
        asyncio.create_task(_ask_for_today(settings)),
    ]
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    await asyncio.to_thread(watch_forever, settings=settings, stopping=stopping)
    for task in tasks:
        task.cancel()
    with suppress(asyncio.CancelledError):
        await asyncio.gather(*tasks)


async def _ask_for_today(settings: Settings) -> None:
    asked: Counter[date] = Counter()
    while True:
        today = day_of(machine_now())
        if asked[today] < MOST and await _asked(settings):
            asked[today] += 1
        await asyncio.sleep(AGAIN)


async def _asked(settings: Settings) -> bool:
    """Whether it was missing; a server that does not answer is asked again at the next look."""
    try:
        async with get_client() as client:
            return await run_missing_today(settings=settings, served=SERVED, client=client)
    except (HTTPError, PrefectHTTPStatusError, SQLAlchemyError) as error:
        log.warning("Whether today's run is missing could not be asked: %s", type(error).__name__)
        return False
