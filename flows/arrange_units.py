"""Sắp xếp đơn vị: what a document changes about units is shown first; approved, it is done on its day."""

from typing import Annotated, Any, Literal

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.flow_runs import asuspend_flow_run
from prefect.input import RunInput
from prefect.runtime import flow_run
from pydantic import Field
from sqlmodel import Session

from flows import wiring
from flows.forms import DAY_HINT, Signed
from flows.pages import page_link, publish_once
from flows.running import carry_out, finish, folder, refuse_unknown_officer, will_wait
from flows.work.reform.applying import arrange, arranged_by_run, arranged_words
from flows.work.reform.summary import reform_facts
from flows.work.reform.wish import Typed, read_wish
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.database import transaction
from templates.dashboards.reform_facts import ReformFacts
from templates.dashboards.render import render
from templates.words_vi import plain_day

TITLE = "Sắp xếp đơn vị"
WAIT = 7 * 24 * 3600  # seconds a suspended run waits for its answer
GO = "Đồng ý"
BY_LIST = "Theo danh mục đơn vị đã nhập"


class ArrangeForm(Signed):
    """Đơn vị hợp nhất, chia tách, đổi tên, giải thể từ một ngày; hệ thống cho xem trước khi thực hiện."""

    day: Annotated[str, Field(title="Từ ngày", description=DAY_HINT, min_length=1)]
    number: Annotated[
        str,
        Field(title="Số, ký hiệu văn bản", description="Văn bản quyết định việc sắp xếp.", min_length=1),
    ]
    issued_on: Annotated[str, Field(title="Ngày văn bản", description=DAY_HINT, min_length=1)]
    what: Annotated[
        Literal["Theo danh mục đơn vị đã nhập", "Theo các dòng ghi dưới đây"],
        Field(
            title="Nội dung",
            description="Danh mục đã nhập: đơn vị hết hiệu lực và đơn vị kế thừa theo ngày trên.",
        ),
    ] = "Theo danh mục đơn vị đã nhập"
    rows: Annotated[
        str,
        Field(
            title="Các thay đổi",
            description=(
                "Mỗi thay đổi một dòng hoặc cách nhau bằng dấu chấm phẩy: «Công an tỉnh A + Công an tỉnh B "
                "-> Công an tỉnh C»; «A -> B + C» (tách); «A => tên mới» (đổi tên); «A -> (giải thể)»."
            ),
        ),
    ] = ""
    keep_contacts: Annotated[
        bool,
        Field(
            title="Chuyển đầu mối",
            description="Đơn vị tiếp nhận chưa có đầu mối thì tiếp nhận đầu mối của các đơn vị cũ.",
        ),
    ] = True


class Decision(RunInput):
    """Trả lời sau khi xem những gì sẽ thay đổi."""

    answer: Annotated[Literal["Đồng ý", "Không thực hiện"], Field(title="Quyết định")]


@flow(name=TITLE, persist_result=True)
async def arrange_units(form: ArrangeForm) -> State[Any]:
    """Nhiệm vụ chưa hoàn thành chuyển cho đơn vị tiếp nhận; lịch sử giữ nguyên tên đơn vị cũ."""
    return await finish(_decide(form))


async def _decide(form: ArrangeForm) -> str:
    """The run starts from the top at its answer: what it did already is only said again."""
    facts, said = _look(form)
    if facts is None:
        return said
    decision = await _ask(facts)
    if decision.answer != GO:
        raise RefusedError("Người thực hiện chọn không thực hiện; không có gì thay đổi.")

    def work(session: Session, world: World) -> str:
        run = str(flow_run.id)
        if known := arranged_by_run(session, run=run):
            return arranged_words(known)
        wish = read_wish(session, typed=_typed(form), world=world)
        reform, _effect = arrange(session, wish=wish, run=run, by=form.by, world=world)
        return arranged_words(reform)

    return await carry_out(work, by=form.by)


def _look(form: ArrangeForm) -> tuple[ReformFacts | None, str]:
    """What it would do, or the sentence of a run that was cut off after it had done it."""
    with folder() as (engine, settings), transaction(engine) as session:
        world = wiring.world_of(session, settings=settings)
        refuse_unknown_officer(session, form.by, world=world)
        if known := arranged_by_run(session, run=str(flow_run.id)):
            return None, arranged_words(known)
        wish = read_wish(session, typed=_typed(form), world=world)
        return reform_facts(session, wish=wish, by=form.by, world=world), ""


def _typed(form: ArrangeForm) -> Typed:
    if form.what == BY_LIST and form.rows.strip():
        raise RefusedError(
            f"Nội dung: đã chọn «{BY_LIST}» nhưng vẫn ghi các dòng thay đổi; đề nghị chọn một trong hai."
        )
    if form.what != BY_LIST and not form.rows.strip():
        raise RefusedError("Các thay đổi: chưa ghi dòng nào; đề nghị ghi, ví dụ «A + B -> C».")
    return Typed(
        day=form.day,
        number=form.number,
        issued_on=form.issued_on,
        rows=form.rows,
        keep_contacts=form.keep_contacts,
    )


async def _ask(facts: ReformFacts) -> Decision:
    """Show it and wait, for days if need be; a restart of everything changes nothing."""
    day = plain_day(facts.day)
    page = await publish_once(title=f"{TITLE} từ ngày {day}", markdown=render(facts))
    await will_wait(f"sắp xếp đơn vị từ ngày {day} theo {facts.number}")
    answer: Decision = await asuspend_flow_run(
        wait_for_input=Decision.with_initial_data(description=_above_form(facts, page_link(page=page))),
        key="sap-xep",
        timeout=WAIT,
    )
    return answer


def _above_form(facts: ReformFacts, link: str) -> str:
    """The few words above the form: the dialog is narrow, the page has the rest."""
    when = f"thực hiện ngày {plain_day(facts.day)}" if facts.ahead else "thực hiện ngay"
    lines = [f"**{TITLE} từ ngày {plain_day(facts.day)}** ({facts.number}), {when}. [Xem chi tiết]({link})"]
    return "\n\n".join([*lines, *(f"- {remark}" for remark in facts.remarks)])
