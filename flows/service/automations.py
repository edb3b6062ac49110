"""Automations on Prefect's server, found again by name: creating one twice would make two of it."""

from datetime import timedelta
from uuid import UUID

from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture

HEARTBEAT = "prefect.flow-run.heartbeat"
STARTED = "prefect.flow-run.Running"  # from the server: a process that dies at once never sends a heartbeat
WITHOUT_PULSE = timedelta(seconds=120)  # four heartbeats
LOST = "Tiến trình của lần chạy này không còn hoạt động."

LOST_RUNS = AutomationCore(
    name="Đánh dấu lần chạy mất tiến trình",
    description="Lần chạy không còn tín hiệu hoạt động được đánh dấu là dừng giữa chừng (Crashed).",
    trigger=EventTrigger(
        after={HEARTBEAT, STARTED},
        # Any sign of life will do: our flows end in states with names of their own.
        expect={"prefect.flow-run.*"},
        match={"prefect.resource.id": "prefect.flow-run.*"},
        for_each={"prefect.resource.id"},
        posture=Posture.Proactive,
        threshold=1,
        within=WITHOUT_PULSE,
    ),
    actions=[ChangeFlowRunState(state=StateType.CRASHED, message=LOST)],
)
AUTOMATIONS = (LOST_RUNS,)


async def ensure_automations(*, client: PrefectClient) -> list[UUID]:
    """Create or bring up to date each automation; whether it is switched on stays as people set it."""
    return [await _ensure(one, client) for one in AUTOMATIONS]


async def _ensure(wanted: AutomationCore, client: PrefectClient) -> UUID:
    found = await client.read_automations_by_name(wanted.name)
    if not found:
        return await client.create_automation(wanted)
    live, *doubles = found
    for double in doubles:
        await client.delete_automation(double.id)
    await client.update_automation(live.id, wanted.model_copy(update={"enabled": live.enabled}))
    return live.id
