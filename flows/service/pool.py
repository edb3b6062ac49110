"""`dondoc deploy`: every form registered for a process work pool, whose workers may be anywhere."""

from uuid import UUID

from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectNotFound
from prefect.workers.process import ProcessWorker

from config.settings import Settings
from flows.catalogue import Served
from flows.service.automations import ensure_automations
from flows.service.errors import ServiceError
from flows.service.folder import replace_file
from flows.service.prefect_environment import address
from flows.service.registering import register
from flows.service.serving import wait_for_server

AT_ONCE = "khong-cho"  # queue of the runs that never wait behind others
COMMAND = "python -m prefect.engine"  # said here: else each run first starts Prefect once more to find it
# A worker that passes on what its runs print takes them along when it dies: the server has every line anyway.
QUIET = {"stream_output": False}
RUNS_AT_A_TIME = 8  # of a new pool, over all its machines; people may set another


async def deploy(*, settings: Settings, pool: str) -> int:
    """Make the pool if it is new and register everything for it; how many forms. ServiceError if not."""
    try:
        await wait_for_server(settings=settings)
    except TimeoutError:
        raise ServiceError(
            f"Prefect's server does not answer at {address(settings=settings)}: start it with dondoc server, "
            "or set DONDOC_PREFECT_URL to where it is."
        ) from None
    async with get_client() as client:
        await _ensure_pool(pool, client)
        await ensure_automations(client=client)

        async def add(one: Served, deployment: RunnerDeployment) -> UUID:
            deployment.work_queue_name = AT_ONCE if one.at_once else "default"
            deployment.job_variables = {**(deployment.job_variables or {}), **QUIET}
            return await deployment.aapply(work_pool_name=pool)

        number = await register(settings=settings, client=client, add=add)
    replace_file(path=settings.data / "run" / "pool", text=pool)
    return number


async def _ensure_pool(name: str, client: PrefectClient) -> None:
    try:
        found = await client.read_work_pool(name)
    except ObjectNotFound:
        await _make_pool(name, client)
        return
    if found.type != ProcessWorker.type:
        raise ServiceError(f"The work pool {name} is of type {found.type}; dondoc needs one of type process.")
    await _ensure_queue(name, client)


async def _make_pool(name: str, client: PrefectClient) -> None:
    template = ProcessWorker.get_default_base_job_template()
    template["variables"]["properties"]["command"]["default"] = COMMAND
    wanted = WorkPoolCreate(name=name, type=ProcessWorker.type, base_job_template=template)
    await client.create_work_pool(wanted)
    default = await client.read_work_queue_by_name("default", work_pool_name=name)
    await client.update_work_queue(default.id, concurrency_limit=RUNS_AT_A_TIME)
    await _ensure_queue(name, client)


async def _ensure_queue(pool: str, client: PrefectClient) -> None:
    """Its limit is its own: a full pool does not keep mail from being stopped."""
    try:
        await client.read_work_queue_by_name(AT_ONCE, work_pool_name=pool)
    except ObjectNotFound:
        await client.create_work_queue(name=AT_ONCE, priority=1, work_pool_name=pool)
