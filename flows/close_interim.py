"""Kết thúc sơ kết: the figures over the years and who is missing, as a draft or as the last word."""

from typing import Annotated, Any

from prefect import flow
from prefect.client.schemas.objects import State
from pydantic import Field
from sqlmodel import Session

from flows import wiring
from flows.forms import Signed
from flows.pages import START_KEY, START_TITLE, ensure, page_link, publish_answer
from flows.running import (
    CONFIGURATION,
    SEE_ANSWER,
    carry_out,
    done,
    folder,
    misconfigured,
    publish,
    refused,
)
from flows.work.choices import chosen
from flows.work.interim.compiling import close_review, compiled_facts, told
from flows.work.interim.labels import review_labels
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.database import reading
from templates.dashboards.interim_facts import CompiledFacts
from templates.dashboards.render import render

TITLE = "Tổng hợp sơ kết"
OTHER_PAGES = {
    START_TITLE: START_KEY,
    "Đơn vị chưa gửi": "don-vi-chua-gui",
    "Khó khăn, vướng mắc": "kho-khan-vuong-mac",
}


class CloseForm(Signed):
    """Tổng hợp số liệu các năm; kết thúc khi đã đủ."""

    review: Annotated[
        str, Field(title="Đợt sơ kết", json_schema_extra={"dondoc_choices": "reviews"}, min_length=1)
    ]
    preview: Annotated[
        bool,
        Field(
            title="Chỉ xem thử",
            description=(
                "Tắt để kết thúc đợt sơ kết. Đơn vị chưa gửi vẫn phải gửi, vẫn được nhắc như thường lệ."
            ),
        ),
    ] = True


@flow(name="Kết thúc sơ kết")
async def close_interim(form: CloseForm) -> State[Any]:
    """Kết quả là trang Tổng hợp sơ kết, ở thẻ Artifacts của lần chạy."""
    try:
        review = _review(form)
        sentence = "" if form.preview else await _close(form, review)
        facts = _facts(review, form, await _pages())
    except RefusedError as refusal:
        return await refused(str(refusal))
    except CONFIGURATION as error:
        return await misconfigured(error)
    await publish_answer(title=f"{TITLE}: {facts.document}", markdown=render(facts))
    if sentence:
        await publish()
    said = sentence or f"Xem thử: {told(facts)}"
    return await done(f"{said.removesuffix('.')}; {SEE_ANSWER}")


def _review(form: CloseForm) -> int:
    with folder() as (engine, _settings), reading(engine) as session:
        return chosen(form.review, review_labels(session), field="Đợt sơ kết")


async def _close(form: CloseForm, review: int) -> str:
    def work(session: Session, world: World) -> str:
        return close_review(session, review_id=review, by=form.by, world=world)

    return await carry_out(work, by=form.by)


async def _pages() -> dict[str, str]:
    return {name: page_link(page=await ensure(key=key, title=name)) for name, key in OTHER_PAGES.items()}


def _facts(review: int, form: CloseForm, pages: dict[str, str]) -> CompiledFacts:
    with folder() as (engine, settings), reading(engine) as session:
        world = wiring.world_of(session, settings=settings)
        closed = not form.preview
        return compiled_facts(session, review_id=review, closed=closed, links=pages, world=world)
