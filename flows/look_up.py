"""Tra cứu quá trình nhắc việc: the whole story of a unit's obligations, as of a day."""

from typing import Annotated, Any

from prefect import flow
from prefect.client.schemas.objects import State
from pydantic import BaseModel, Field
from sqlmodel import Session

from flows import wiring
from flows.forms import UnitChoice
from flows.pages import HERE, START_KEY, START_TITLE, ensure, page_link, publish_answer
from flows.running import CONFIGURATION, SEE_ANSWER, done, folder, form_links, misconfigured, refused
from flows.work.choices import chosen, task_labels, unit_labels
from flows.work.dates import read_day
from flows.work.refusals import RefusedError
from flows.work.story.why import summary, why
from flows.work.world import World
from models.database import reading
from templates.dashboards.render import render
from templates.dashboards.story_facts import StoriesFacts

TITLE = "Tra cứu quá trình nhắc việc"
OTHER_PAGES = {START_TITLE: START_KEY, "Đơn vị chưa gửi": "don-vi-chua-gui"}


class LookUpForm(BaseModel):
    """Xem vì sao đơn vị đã nhận, hoặc không nhận, thư nhắc việc; không thay đổi gì."""

    unit: UnitChoice
    task: Annotated[
        str,
        Field(
            title="Nhiệm vụ",
            description="Để trống để xem mọi nhiệm vụ có nhắc việc của đơn vị.",
            json_schema_extra={"dondoc_choices": "tasks"},
        ),
    ] = ""
    day: Annotated[
        str,
        Field(
            title="Tính đến hết ngày",
            description="Để trống là hôm nay. Ghi ngày/tháng/năm để xem như vào ngày đó, ví dụ 28/02/2024.",
        ),
    ] = ""


@flow(name=TITLE)
async def look_up(form: LookUpForm) -> State[Any]:
    """Kết quả là trang Quá trình nhắc việc, ở thẻ Artifacts của lần chạy."""
    try:
        facts = _ask(form, {**await _pages()})
    except RefusedError as refusal:
        return await refused(str(refusal))
    except CONFIGURATION as error:
        return await misconfigured(error)
    await publish_answer(title=f"{TITLE}: {facts.unit_name}", markdown=render(facts))
    return await done(f"{summary(facts)}; {SEE_ANSWER}")


async def _pages() -> dict[str, str]:
    return {name: page_link(page=await ensure(key=key, title=name)) for name, key in OTHER_PAGES.items()}


def _ask(form: LookUpForm, pages: dict[str, str]) -> StoriesFacts:
    with folder() as (engine, settings), reading(engine) as session:
        world = wiring.world_of(session, settings=settings)
        links = {**form_links(settings=settings, base=HERE), **pages}
        unit = chosen(form.unit, unit_labels(session, day=world.today), field="Đơn vị")
        return _stories(session, form, unit, links, world)


def _stories(
    session: Session, form: LookUpForm, unit: str, links: dict[str, str], world: World
) -> StoriesFacts:
    on = read_day(form.day, field="Tính đến hết ngày") if form.day.strip() else world.today
    task = chosen(form.task, task_labels(session), field="Nhiệm vụ")[1] if form.task else ""
    return why(session, unit=unit, task=task, on=on, links=links, world=world)
