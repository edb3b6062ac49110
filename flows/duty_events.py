"""Every change of an obligation as an event of Prefect's, for automations; nothing in the plan depends on it.

The audit rows are the queue: the folder remembers the last one that the server has confirmed.
"""

import asyncio
from collections.abc import Sequence
from uuid import NAMESPACE_OID, uuid5

import sqlalchemy as sa
from prefect.events import Event, RelatedResource, Resource
from prefect.events.clients import get_events_client
from prefect.logging import get_logger
from prefect.runtime import flow_run

from flows.phase_events import AT_ONCE, PATIENCE
from models.database import reading, transaction
from models.store.untold import Untold, told_until, untold

PREFIX = "dondoc.obligation."
BATCH = 500  # events in one go

logger = get_logger("dondoc")


async def tell_changes(*, engine: sa.Engine) -> int:
    """Tell the server what it has not confirmed yet; how many changes it has confirmed now.

    At least once and in order: what fails is logged, the run goes on, and the next run tells it again.
    """
    told = 0
    while changes := _untold(engine):
        if not await _emit(changes):
            break
        with transaction(engine) as session:
            told_until(session, audit=changes[-1].audit_id)
        told += len(changes)
    return told


def _untold(engine: sa.Engine) -> list[Untold]:
    with reading(engine) as session:
        return untold(session, limit=BATCH)


async def _emit(changes: Sequence[Untold]) -> bool:
    try:
        async with (
            asyncio.timeout(PATIENCE),
            get_events_client(reconnection_attempts=AT_ONCE, checkpoint_every=BATCH) as client,
        ):
            for change in changes:
                await client.emit(event_of(change))
    except Exception as error:  # noqa: BLE001 - whatever it is, the change itself is done and must be reported
        logger.error("%s changes of obligations were not announced: %s", len(changes), error)
        return False
    return True


def event_of(change: Untold) -> Event:
    """The event of one change, such as dondoc.obligation.accept."""
    resource = {
        "prefect.resource.id": f"dondoc.obligation.{change.public_id}",
        "prefect.resource.name": f"{change.task_code} – {change.unit_name}",
    }
    run = {"prefect.resource.id": f"prefect.flow-run.{flow_run.id}", "prefect.resource.role": "flow-run"}
    return Event(
        id=uuid5(NAMESPACE_OID, f"dondoc:{change.public_id}:{change.audit_id}"),  # told twice it is one event
        event=f"{PREFIX}{change.change}",
        resource=Resource(resource),
        related=[RelatedResource(run)] if flow_run.id else [],
        payload={**change.facts, "text": change.text, "by": change.by, "at": change.at.isoformat()},
    )
