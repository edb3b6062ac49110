"""Publishing what coordinators look at, as artifacts in the Prefect UI."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import sqlalchemy as sa
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter
from prefect.client.schemas.objects import StateType
from prefect.client.schemas.sorting import FlowRunSort
from sqlmodel import Session

from config.settings import Settings
from flows import wiring
from flows.deployments import run_link
from flows.many_form import AT_ONCE
from flows.pages import HERE, START_KEY, START_TITLE, ensure, page_link, publish
from flows.running import WAITING, deployment_ids, form_links
from flows.work.choices import task_labels, unit_labels
from flows.work.difficulties.page import difficulties_facts
from flows.work.escalation.held import approval_facts
from flows.work.pages.journey_page import journey_facts
from flows.work.pages.overview import overview_facts
from flows.work.pages.start_page import start_facts
from flows.work.pages.unsent import Owed, OwedLinks, unsent_facts
from flows.work.world import World
from models.database import reading
from templates.dashboards.render import render

APPROVAL_FORM = "Duyệt gửi cấp trên (biểu mẫu)"  # the page of that name leads to it
RECORD, RECORD_MANY = "Ghi nhận văn bản đến", "Ghi nhận nhiều văn bản đến"
ANSWER = "Trả lời khó khăn, vướng mắc"
LOOK_UP = "Tra cứu quá trình nhắc việc"
PAGES = {
    START_KEY: START_TITLE,
    "tong-quan-tien-do": "Tổng quan tiến độ",
    "don-vi-chua-gui": "Đơn vị chưa gửi",
    "duyet-gui-cap-tren": "Duyệt gửi cấp trên",
    "tien-trinh-ke-hoach": "Tiến trình kế hoạch",
    "kho-khan-vuong-mac": "Khó khăn, vướng mắc",
}


async def publish_pages(*, engine: sa.Engine, settings: Settings) -> None:
    """Make every page anew from one reading of the database."""
    pages = {name: page_link(page=await ensure(key=key, title=name)) for key, name in PAGES.items()}
    forms = form_links(settings=settings)
    links = {**forms, **pages, APPROVAL_FORM: forms.get("Duyệt gửi cấp trên", "")}
    for key, text in _texts(engine, settings, links, await _waiting()).items():
        await publish(key=key, title=PAGES[key], markdown=text)


async def _waiting() -> list[tuple[str, str]]:
    """Runs that wait for an answer or are about to, oldest first, with their pages."""
    states = {"type": {"any_": [StateType.PAUSED, StateType.RUNNING]}}
    live = FlowRunFilter.model_validate({"state": states})
    async with get_client() as client:
        runs = await client.read_flow_runs(flow_run_filter=live, sort=FlowRunSort.START_TIME_ASC)
    return [(run.name, f"{HERE}/runs/flow-run/{run.id}") for run in runs if run.name.startswith(WAITING)]


def _texts(
    engine: sa.Engine, settings: Settings, links: Mapping[str, str], waiting: Sequence[tuple[str, str]]
) -> Mapping[str, str]:
    with reading(engine) as session:
        world = wiring.world_of(session, settings=settings)
        fault = wiring.sender_fault(settings=settings)
        owed_links = _owed_links(session, settings, world)
        start = start_facts(session, world=world, links=links, waiting=waiting)
        overview = overview_facts(session, world=world, links=links, sender_fault=fault)
        unsent = unsent_facts(session, world=world, links=links, owed_links=owed_links)
        held = approval_facts(session, world=world, links=links)
        journey = journey_facts(session, world=world, links=links, record_link=owed_links.record)
        troubles = difficulties_facts(session, world=world, links=links, answer_link=_answer_link(settings))
    texts = (
        render(start),
        render(overview),
        render(unsent),
        render(held),
        render(journey),
        render(troubles),
    )
    return dict(zip(PAGES, texts, strict=True))


def _answer_link(settings: Settings) -> Callable[[str], str]:
    """The form for an answer, with the difficulty filled in."""
    deployment = deployment_ids(settings=settings).get(ANSWER, "")
    return lambda label: run_link(deployment_id=deployment, parameters={"form": {"difficulty": label}})


def _owed_links(session: Session, settings: Settings, world: World) -> OwedLinks:
    """The forms with unit and task filled in; what is still to be typed stays empty."""
    units = {unit: label for label, unit in unit_labels(session, day=world.today).items()}
    tasks = {task: label for label, task in task_labels(session).items()}
    known = deployment_ids(settings=settings)

    def filled(form: str, one: Owed, **more: str) -> str:
        task = {"task": tasks.get((one.plan_id, one.task_code, one.occurrence), "")}
        unit = {"unit": units.get(one.unit_id, "")} if one.unit_id else {}
        return run_link(deployment_id=known.get(form, ""), parameters={"form": {**unit, **task, **more}})

    def record(one: Owed) -> str:
        return filled(RECORD, one) if one.unit_id else filled(RECORD_MANY, one, mode=AT_ONCE)

    return OwedLinks(record=record, story=partial(filled, LOOK_UP))
