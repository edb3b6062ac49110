"""The runner: registers the deployments and carries out their runs."""

import asyncio
import logging
import signal
from contextlib import suppress
from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import GlobalConcurrencyLimitUpdate
from prefect.client.schemas.filters import FlowRunFilter
from prefect.client.schemas.objects import State, StateType
from prefect.deployments.runner import RunnerDeployment
from prefect.runner import Runner
from prefect.states import Crashed

from config.settings import Settings
from flows.catalogue import SERVED, Served
from flows.service.automations import ensure_automations
from flows.service.incoming import follow_incoming
from flows.service.prefect_environment import healthy
from flows.service.registering import register
from flows.service.today import run_missing_today

RUNS_AT_A_TIME = 4
STOPPED = "Hệ thống dừng khi lần chạy này chưa xong; đề nghị chạy lại nếu cần."
SERVER_PATIENCE = 120  # seconds
log = logging.getLogger(__name__)


def serve(*, settings: Settings) -> None:
    """Serve every deployment until SIGTERM."""
    asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    await wait_for_server(settings=settings)
    async with get_client() as client:
        await end_dead_runs(client=client)
        await ensure_automations(client=client)
        runners = await _register(settings=settings, client=client)
        await run_missing_today(settings=settings, served=SERVED, client=client)
    tasks = [asyncio.create_task(runner.start(), name=runner.name) for runner in runners]
    tasks.append(asyncio.create_task(follow_incoming(settings=settings), name="dondoc-incoming"))
    while not all(runner.started for runner in runners) and not any(task.done() for task in tasks):
        await asyncio.sleep(0.05)
    _end_on_sigterm(tasks)
    with suppress(asyncio.CancelledError):
        await asyncio.gather(*tasks)


async def wait_for_server(*, settings: Settings) -> None:
    """Return once it answers; TimeoutError if it does not for two minutes."""
    async with asyncio.timeout(SERVER_PATIENCE):
        while not await asyncio.to_thread(healthy, settings=settings):
            await asyncio.sleep(0.2)


def _end_on_sigterm(tasks: list[asyncio.Task[None]]) -> None:
    """Each runner's own handler would end only itself."""

    def end() -> None:
        for task in tasks:
            task.cancel()

    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, end)


async def end_dead_runs(*, client: PrefectClient) -> int:
    """Close the runs of a runner that was killed: they would stay Running and hold their slot for ever."""
    dead = await client.read_flow_runs(
        flow_run_filter=FlowRunFilter.model_validate(
            {"state": {"type": {"any_": [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]}}}
        )
    )
    for run in dead:
        state: State[None] = Crashed(message=STOPPED)
        await client.set_flow_run_state(run.id, state, force=True)
    for limit in await client.read_global_concurrency_limits():
        if limit.active_slots:
            await client.update_global_concurrency_limit(
                limit.name, GlobalConcurrencyLimitUpdate(active_slots=0)
            )
    return len(dead)


async def _register(*, settings: Settings, client: PrefectClient) -> list[Runner]:
    """Two runners if need be: what must happen at once never waits for a slot of the other."""
    runners = {at_once: _runner(at_once=at_once) for at_once in {one.at_once for one in SERVED}}

    async def add(one: Served, deployment: RunnerDeployment) -> UUID:
        return await runners[one.at_once].aadd_deployment(deployment)

    await register(settings=settings, client=client, add=add)
    return list(runners.values())


def _runner(*, at_once: bool) -> Runner:
    name, limit = ("dondoc-at-once", None) if at_once else ("dondoc", RUNS_AT_A_TIME)
    return Runner(name=name, pause_on_shutdown=False, limit=limit)
