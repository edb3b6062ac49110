"""A change of phase as an event of Prefect's, for automations; nothing in the plan depends on it."""

import asyncio
from uuid import NAMESPACE_OID, uuid5

import sqlalchemy as sa
from prefect.events import Event, RelatedResource, Resource
from prefect.events.clients import get_events_client
from prefect.logging import get_logger
from prefect.runtime import flow_run

from config.settings import Settings
from flows import wiring
from flows.work.pages.journey import PhaseChange, phase_is_told, untold_phases
from models.database import reading, transaction
from templates.dashboards.journey import PHASES

PHASE_CHANGED = "dondoc.plan.phase-changed"
PATIENCE = 20  # seconds
AT_ONCE = 3  # attempts after the first: from the next on the client would wait a second before each

logger = get_logger("dondoc")


async def tell_phase_changes(*, engine: sa.Engine, settings: Settings) -> int:
    """Tell the server what it has not confirmed yet; how many changes it has confirmed now.

    At least once: what fails is logged, the run goes on, and the next run tells it again.
    """
    with reading(engine) as session:
        changes = untold_phases(session, world=wiring.world_of(session, settings=settings))
    told = [change for change in changes if await emit(change)]
    for change in told:
        with transaction(engine) as session:
            phase_is_told(session, change=change)
    return len(told)


async def emit(change: PhaseChange) -> bool:
    """Whether the server has confirmed it.

    Not `emit_event`: that one queues for a thread and returns before the server has it.
    """
    try:
        async with (
            asyncio.timeout(PATIENCE),
            get_events_client(reconnection_attempts=AT_ONCE, checkpoint_every=1) as client,
        ):
            await client.emit(event_of(change))
    except Exception as error:  # noqa: BLE001 - whatever it is, the day's work is done and must be reported
        logger.error("The change of phase of plan %s was not announced: %s", change.plan_code, error)
        return False
    return True


def event_of(change: PhaseChange) -> Event:
    """The event of one change."""
    resource = {
        "prefect.resource.id": f"dondoc.plan.{change.plan_code}",
        "prefect.resource.name": change.document or change.plan_code,
    }
    run = {"prefect.resource.id": f"prefect.flow-run.{flow_run.id}", "prefect.resource.role": "flow-run"}
    told = "/".join((change.plan_code, change.old or "", change.new, change.day.isoformat()))
    return Event(
        id=uuid5(NAMESPACE_OID, told),  # told twice on one day, it is one event
        event=PHASE_CHANGED,
        resource=Resource(resource),
        related=[RelatedResource(run)] if flow_run.id else [],
        payload={
            "old": change.old.value if change.old else "",
            "new": change.new.value,
            "old_name": PHASES[change.old] if change.old else "",
            "new_name": PHASES[change.new],
            "day": change.day.isoformat(),
        },
    )
