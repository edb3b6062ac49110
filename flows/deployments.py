"""Which flow runs when: the list of deployments, and how they reach Prefect's server."""

import importlib
import json
from collections.abc import Mapping, Sequence
from copy import deepcopy
from datetime import time
from typing import Any
from urllib.parse import quote
from uuid import UUID

from prefect import Flow
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import DeploymentScheduleCreate, DeploymentUpdate
from prefect.client.schemas.responses import DeploymentResponse
from prefect.client.schemas.schedules import CronSchedule
from prefect.deployments.runner import RunnerDeployment
from prefect.exceptions import ObjectNotFound
from prefect.types.entrypoint import EntrypointType

from flows.catalogue import SERVED, Served
from flows.pages import HERE, START_TITLE, page_link

CHOICES_KEY = "dondoc_choices"  # in a form field's json_schema_extra: the name of its list of choices
DAILY_SLUG = "hang-ngay"

Choices = Mapping[str, Sequence[str]]


async def build(*, served: Served, choices: Choices, start_page: UUID | str) -> RunnerDeployment:
    """A deployment ready to be applied: dropdowns filled, its description leads to the start page."""
    module, _, name = served.flow.partition(":")
    flow: Flow[..., Any] = getattr(importlib.import_module(module), name)
    deployment = await flow.ato_deployment(
        served.name,
        description=f"{served.description}\n\n[{START_TITLE}]({page_link(page=start_page)})",
        tags=list(served.tags),
        concurrency_limit=1 if served.one_at_a_time else None,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    schema = deployment._parameter_openapi_schema
    patched = fill_choices(schema=schema.model_dump(exclude_unset=True), choices=choices)
    deployment._parameter_openapi_schema = type(schema)(**patched)
    return deployment


async def plan_schedule(
    *, deployment: RunnerDeployment, served: Served, at: time | None, paused: bool, client: PrefectClient
) -> None:
    """Give a new deployment its schedule, if it has an hour; of an old one, keep what people made of it."""
    live = await find(name=deployment.full_name, client=client)
    if live is None:
        deployment.schedules = [_daily(served=served, at=at, active=not paused)] if at else []
        return
    for what in ("schedules", "paused"):  # what is not set stays on the server as it is
        deployment.model_fields_set.discard(what)
    if at:
        await _follow_setting(live=live, at=at, client=client)


async def find(*, name: str, client: PrefectClient) -> DeploymentResponse | None:
    """The deployment on the server, by its full name `flow/deployment`."""
    try:
        return await client.read_deployment_by_name(name)
    except ObjectNotFound:
        return None


def _daily(*, served: Served, at: time, active: bool) -> DeploymentScheduleCreate:
    """The parameters hang on the schedule: by hand, the required fields must be filled in."""
    return DeploymentScheduleCreate(
        schedule=_cron(at), active=active, slug=_slug(at), parameters=dict(served.parameters)
    )


def _cron(at: time) -> CronSchedule:
    return CronSchedule(cron=f"{at.minute} {at.hour} * * *", timezone="Asia/Ho_Chi_Minh")


def _slug(at: time) -> str:
    return f"{DAILY_SLUG}-{at:%H%M}"


async def _follow_setting(*, live: DeploymentResponse, at: time, client: PrefectClient) -> None:
    """Move our schedule if the setting of its hour changed since it was made: its slug remembers the time."""
    for schedule in live.schedules:
        slug = schedule.slug or ""
        if slug.startswith(DAILY_SLUG) and slug != _slug(at):
            await client.update_deployment_schedule(live.id, schedule.id, schedule=_cron(at), slug=_slug(at))


def fill_choices(*, schema: Mapping[str, Any], choices: Choices) -> dict[str, Any]:
    """A copy of a parameter schema in which every field that names a list of choices has it as `enum`."""
    filled = deepcopy(dict(schema))
    _fill(filled, choices)
    return filled


def _fill(node: Any, choices: Choices) -> None:
    if isinstance(node, list):
        for part in node:
            _fill(part, choices)
    if not isinstance(node, dict):
        return
    for part in node.values():
        _fill(part, choices)
    if isinstance(node.get(CHOICES_KEY), str):
        _set_enum(node, list(choices.get(node[CHOICES_KEY], ())))


def _set_enum(node: dict[str, Any], values: list[str]) -> None:
    """An empty list stays a free text: a schema with an empty `enum` accepts nothing."""
    target = node["items"] if isinstance(node.get("items"), dict) else node
    target.pop("enum", None)
    default = node.get("default")
    if isinstance(default, str) and default not in values:
        values = [default, *values]
    if values and values != [default]:
        target["enum"] = values


async def refresh_choices(*, choices: Choices, served: Sequence[Served] = SERVED) -> int:
    """Fill the dropdowns of the live deployments anew; how many forms changed."""
    changed = 0
    async with get_client() as client:
        for one in served:
            live = await find(name=one.full_name, client=client)
            if live is not None and await _refresh(live=live, choices=choices, client=client):
                changed += 1
    return changed


async def _refresh(*, live: DeploymentResponse, choices: Choices, client: PrefectClient) -> bool:
    old = live.parameter_openapi_schema or {}
    new = fill_choices(schema=old, choices=choices)
    if new != old:
        await client.update_deployment(live.id, DeploymentUpdate(parameter_openapi_schema=new))
    return new != old


def run_link(
    *, deployment_id: UUID | str, parameters: Mapping[str, Any] | None = None, base: str = HERE
) -> str:
    """A deployment's form, prefilled; relative for artifacts and descriptions, for mails give `base`."""
    path = f"{base}/deployments/deployment/{deployment_id}/run"
    if not parameters:
        return path
    text = json.dumps(parameters, ensure_ascii=False, separators=(",", ":"))
    return f"{path}?parameters={quote(text, safe='')}"
