"""Tổng hợp báo cáo: the report of a plan as documents and a workbook, with what changed since."""

from typing import Annotated, Any, Literal

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from pydantic import Field
from sqlmodel import Session

from config.settings import read_settings
from flows import wiring
from flows.forms import DAY_HINT, PlanChoice, Signed
from flows.pages import START_KEY, START_TITLE, ensure, page_link, publish_once
from flows.running import (
    CONFIGURATION,
    carry_out,
    done,
    folder,
    misconfigured,
    publish,
    refuse_unknown_officer,
    refused,
)
from flows.work.compiling.making import Made, Prepared, facts_of, keep, made_by, prepare
from flows.work.compiling.steps import APPROVAL, DRAFT, SUBMITTING
from flows.work.compiling.wish import KNOWN_ON, Wish, read_wish
from flows.work.files.store import Files
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.database import reading
from models.words import Authority
from templates.dashboards.compilation import TITLE, compilation_page

READERS = {"Thủ tướng Chính phủ (văn bản của Bộ)": Authority.MINISTRY, "Lãnh đạo Bộ": Authority.FOCAL}
OTHER_PAGES = {
    START_TITLE: START_KEY,
    "Đơn vị chưa gửi": "don-vi-chua-gui",
    "Văn bản đã nhận": "van-ban-da-nhan",
}
STEP_HINT = (
    f"Không bắt buộc; ghi thì thành việc có hạn của đơn vị đầu mối, được nhắc như mọi việc. {DAY_HINT}"
)


class CompileForm(Signed):
    """Báo cáo gửi ai, bản thảo hay bản chính thức."""

    plan: PlanChoice
    reader: Annotated[
        Literal["Thủ tướng Chính phủ (văn bản của Bộ)", "Lãnh đạo Bộ"], Field(title="Báo cáo gửi")
    ]
    kind: Annotated[
        Literal["Bản thảo", "Bản chính thức"],
        Field(title="Loại bản", description="Bản thảo: bất cứ lúc nào; bản chính thức: sau hạn gửi báo cáo."),
    ] = "Bản thảo"
    known_on: Annotated[str, Field(title=KNOWN_ON, description=f"Để trống: đến hết hôm nay. {DAY_HINT}")] = ""
    drafted_by: Annotated[str, Field(title=f"Hạn nội bộ: {DRAFT.title}", description=STEP_HINT)] = ""
    approved_by: Annotated[str, Field(title=f"Hạn nội bộ: {APPROVAL.title}", description=STEP_HINT)] = ""
    submitted_by: Annotated[str, Field(title=f"Hạn nội bộ: {SUBMITTING.title}", description=STEP_HINT)] = ""


@flow(name=TITLE)
async def compile_report(form: CompileForm) -> State[Any]:
    """Báo cáo, tờ trình (.docx), tệp số liệu (.xlsx) trong thư mục outgoing; kết quả ở thẻ Artifacts."""
    try:
        sentence = await _compile(form, run=str(flow_run.id))
        await publish_once(title=TITLE, markdown=_page(str(flow_run.id), await _pages()))
    except RefusedError as refusal:
        return await refused(str(refusal))
    except CONFIGURATION as error:
        return await misconfigured(error)
    await publish()
    return await done(sentence)


async def _compile(form: CompileForm, *, run: str) -> str:
    """The papers are written before the transaction that keeps them: they take long, and nobody waits."""
    prepared = _prepared(form, run)
    if isinstance(prepared, Made):
        return prepared.sentence

    def work(session: Session, world: World) -> str:
        files = Files(data=read_settings().data)
        return keep(session, prepared=prepared, run=run, files=files, world=world).sentence

    return await carry_out(work, by=form.by)


def _prepared(form: CompileForm, run: str) -> Made | Prepared:
    """What this run made before it was cut off, or what it is to keep."""
    with folder() as (engine, settings), reading(engine) as session:
        if made := made_by(session, run=run):
            return made
        world = wiring.world_of(session, settings=settings)
        refuse_unknown_officer(session, form.by, world=world)
        return prepare(session, wish=_wish(session, form, world), by=form.by, world=world)


def _wish(session: Session, form: CompileForm, world: World) -> Wish:
    return read_wish(
        session,
        plan=form.plan,
        final=form.kind == "Bản chính thức",
        authority=READERS[form.reader],
        known_on=form.known_on,
        steps={DRAFT: form.drafted_by, APPROVAL: form.approved_by, SUBMITTING: form.submitted_by},
        world=world,
    )


async def _pages() -> dict[str, str]:
    return {name: page_link(page=await ensure(key=key, title=name)) for name, key in OTHER_PAGES.items()}


def _page(run: str, pages: dict[str, str]) -> str:
    with folder() as (engine, settings), reading(engine) as session:
        made = made_by(session, run=run)
        assert made is not None
        world = wiring.world_of(session, settings=settings)
        facts, files = facts_of(session, compilation=made.id, world=world)
    return compilation_page(facts, files=files, links=pages)
