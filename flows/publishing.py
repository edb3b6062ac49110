"""Publishing what coordinators look at, as artifacts in the Prefect UI."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypedDict

import sqlalchemy as sa
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter
from prefect.client.schemas.objects import StateType
from prefect.client.schemas.sorting import FlowRunSort

from config.settings import Settings
from flows import wiring
from flows.deployments import run_link
from flows.pages import HERE, START_KEY, START_TITLE, ensure, page_link, publish
from flows.prefilled import owed_links
from flows.running import WAITING, deployment_ids, form_links
from flows.work.difficulties.page import difficulties_facts
from flows.work.escalation.held import approval_facts
from flows.work.pages.journey_page import journey_facts
from flows.work.pages.matrix import matrix_facts
from flows.work.pages.overview import overview_facts
from flows.work.pages.progress import read_progress
from flows.work.pages.received import received_facts
from flows.work.pages.start_page import start_facts
from flows.work.pages.trainings import trainings_page_facts
from flows.work.pages.unsent import unsent_facts
from flows.work.world import World
from models.database import reading
from templates.dashboards.render import PageFacts, render

APPROVAL_FORM = "Duyệt gửi cấp trên (biểu mẫu)"  # the page of that name leads to it
ANSWER = "Trả lời khó khăn, vướng mắc"
PAGES = {
    START_KEY: START_TITLE,
    "tong-quan-tien-do": "Tổng quan tiến độ",
    "don-vi-chua-gui": "Đơn vị chưa gửi",
    "van-ban-da-nhan": "Văn bản đã nhận",
    "tien-do-theo-don-vi": "Tiến độ theo đơn vị",
    "duyet-gui-cap-tren": "Duyệt gửi cấp trên",
    "tien-trinh-ke-hoach": "Tiến trình kế hoạch",
    "kho-khan-vuong-mac": "Khó khăn, vướng mắc",
    "tinh-hinh-tap-huan": "Tình hình tập huấn",
}


class _Shared(TypedDict):
    """What the facts of every page are made with."""

    world: World
    links: Mapping[str, str]


async def publish_pages(*, engine: sa.Engine, settings: Settings) -> None:
    """Make every page anew from one reading of the database."""
    pages = {name: page_link(page=await ensure(key=key, title=name)) for key, name in PAGES.items()}
    forms = form_links(settings=settings)
    links = {**forms, **pages, APPROVAL_FORM: forms.get("Duyệt gửi cấp trên", "")}
    texts = page_texts(engine=engine, settings=settings, links=links, waiting=await _waiting())
    for key, text in texts.items():
        await publish(key=key, title=PAGES[key], markdown=text)


async def _waiting() -> list[tuple[str, str]]:
    """Runs that wait for an answer or are about to, oldest first, with their pages."""
    states = {"type": {"any_": [StateType.PAUSED, StateType.RUNNING]}}
    live = FlowRunFilter.model_validate({"state": states})
    async with get_client() as client:
        runs = await client.read_flow_runs(flow_run_filter=live, sort=FlowRunSort.START_TIME_ASC)
    return [(run.name, f"{HERE}/runs/flow-run/{run.id}") for run in runs if run.name.startswith(WAITING)]


def page_texts(
    *, engine: sa.Engine, settings: Settings, links: Mapping[str, str], waiting: Sequence[tuple[str, str]]
) -> Mapping[str, str]:
    """The markdown of every page by its key; `waiting`: runs that wait for an answer, with their pages."""
    with reading(engine) as session:
        world = wiring.world_of(session, settings=settings)
        fault = wiring.sender_fault(settings=settings)
        forms = owed_links(session, settings=settings, world=world)
        found = read_progress(session, world=world)
        shared: _Shared = {"world": world, "links": links}
        facts: tuple[PageFacts, ...] = (
            start_facts(session, waiting=waiting, **shared),
            overview_facts(session, sender_fault=fault, review_link=forms.review, found=found, **shared),
            unsent_facts(session, owed_links=forms, found=found, **shared),
            received_facts(session, owed_links=forms, found=found, **shared),
            matrix_facts(session, owed_links=forms, found=found, **shared),
            approval_facts(session, **shared),
            journey_facts(session, record_link=forms.record, **shared),
            difficulties_facts(session, answer_link=_answer_link(settings), **shared),
            trainings_page_facts(session, owed_links=forms, **shared),
        )
    return dict(zip(PAGES, map(render, facts), strict=True))


def _answer_link(settings: Settings) -> Callable[[str], str]:
    """The form for an answer, with the difficulty filled in."""
    deployment = deployment_ids(settings=settings).get(ANSWER, "")
    return lambda label: run_link(deployment_id=deployment, parameters={"form": {"difficulty": label}})
