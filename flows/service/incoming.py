"""Forms offer what lies in incoming/: their lists follow the folder while the service runs."""

import asyncio
import logging

import sqlalchemy as sa
from httpx import HTTPError
from prefect.exceptions import PrefectHTTPStatusError

from config.settings import Settings
from flows import wiring
from flows.deployments import refresh_choices
from flows.work.files.incoming import names_in

PACE = 2.0  # seconds between two looks
log = logging.getLogger(__name__)


async def follow_incoming(*, settings: Settings, pace: float = PACE) -> None:
    """Look into the folder until cancelled; fill the dropdowns anew when its list has changed."""
    shown: list[str] | None = None
    while True:
        await asyncio.sleep(pace)
        there = names_in(settings.data / "incoming")
        if there != shown and await _refreshed(settings):
            shown = there


async def _refreshed(settings: Settings) -> bool:
    """Whether the forms know; a server that does not answer is asked again at the next look."""
    try:
        with wiring.engine_of(settings=settings) as engine:
            await refresh_choices(choices=wiring.choices_of(engine=engine, settings=settings))
    except (HTTPError, PrefectHTTPStatusError, sa.exc.SQLAlchemyError) as error:
        log.warning("The lists of forms were not refreshed: %s", type(error).__name__)
        return False
    return True
