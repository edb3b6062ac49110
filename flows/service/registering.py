"""Every form on Prefect's server: deployments with their lists and hours, and what links to them."""

import json
from collections.abc import Awaitable, Callable
from datetime import time
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.deployments.runner import RunnerDeployment

from config.settings import Settings
from flows import wiring
from flows.catalogue import SERVED, Served
from flows.deployments import build, plan_schedule
from flows.pages import START_KEY, START_TITLE, ensure
from flows.publishing import publish_pages
from flows.service.folder import replace_file
from models.words import FolderKind

Add = Callable[[Served, RunnerDeployment], Awaitable[UUID]]


async def register(*, settings: Settings, client: PrefectClient, add: Add) -> int:
    """Bring every deployment up to date, note their ids, publish the pages; how many there are."""
    with wiring.engine_of(settings=settings) as engine:
        folder = wiring.folder_of(engine=engine)
        choices = wiring.choices_of(engine=engine, settings=settings)
    paused = folder is not None and folder.kind is FolderKind.EXAMPLE
    start_page = await ensure(key=START_KEY, title=START_TITLE)
    replace_file(path=settings.data / "run" / "start-page.id", text=str(start_page))
    ids: dict[str, UUID] = {}
    for one in SERVED:
        deployment = await build(served=one, choices=choices, start_page=start_page)
        await plan_schedule(
            deployment=deployment, served=one, at=_hour(one, settings), paused=paused, client=client
        )
        ids[one.name] = await add(one, deployment)
    # name → id, for links; its appearance tells the parent that the forms work
    text = json.dumps({name: str(value) for name, value in ids.items()}, ensure_ascii=False, indent=1)
    replace_file(path=settings.data / "run" / "deployments.json", text=text)
    with wiring.engine_of(settings=settings) as engine:
        await publish_pages(engine=engine, settings=settings)
    return len(ids)


def _hour(served: Served, settings: Settings) -> time | None:
    if served.nightly:
        return settings.backup_at
    return settings.daily_at if served.daily else None
