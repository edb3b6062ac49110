"""A live folder whose daily run of today is missing gets it: when `up` starts, and beside a pool always."""

from collections.abc import Sequence
from datetime import datetime

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.filters import DeploymentFilter, FlowRunFilter
from prefect.client.schemas.objects import StateType
from prefect.client.schemas.responses import DeploymentResponse

from config.settings import Settings
from flows import wiring
from flows.catalogue import Served
from flows.clock import ZONE, RealClock, machine_now
from flows.deployments import find
from flows.work.chase.day import already_run
from models.database import reading


async def run_missing_today(*, settings: Settings, served: Sequence[Served], client: PrefectClient) -> bool:
    """Ask for today's daily run, without waiting, if its hour has passed and nothing will do it."""
    if not is_missing(settings=settings, now=machine_now()):
        return False
    for one in served:
        live = await find(name=one.full_name, client=client) if one.daily else None
        if live is not None and _wanted(live) and not await _under_way(live, client):
            await client.create_flow_run_from_deployment(live.id, parameters=dict(one.parameters))
            return True
    return False


def is_missing(*, settings: Settings, now: datetime) -> bool:
    """Whether this is a live folder, the daily hour has passed, and today has not been run."""
    local = now.astimezone(ZONE)
    with wiring.engine_of(settings=settings) as engine:
        if not isinstance(wiring.clock_of(engine=engine), RealClock) or local.time() < settings.daily_at:
            return False
        with reading(engine) as session:
            return already_run(session, day=local.date()) is None


def _wanted(live: DeploymentResponse) -> bool:
    """Whether nobody paused it."""
    return not live.paused and any(schedule.active for schedule in live.schedules)


async def _under_way(live: DeploymentResponse, client: PrefectClient) -> bool:
    """Whether a run works, or waits since the service was down: it will act for today."""
    waiting = await client.read_flow_runs(
        deployment_filter=DeploymentFilter.model_validate({"id": {"any_": [live.id]}}),
        flow_run_filter=FlowRunFilter.model_validate(
            {
                "state": {"type": {"any_": [StateType.SCHEDULED, StateType.PENDING, StateType.RUNNING]}},
                "expected_start_time": {"before_": machine_now()},
            }
        ),
    )
    return bool(waiting)
