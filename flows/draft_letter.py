"""Soạn công văn đôn đốc: the text is shown in the suspended run; approved, it is drafted as of then."""

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.flow_runs import asuspend_flow_run
from prefect.runtime import flow_run
from sqlmodel import Session

from config.settings import read_settings
from flows import wiring
from flows.letter_form import AUTHORITIES, DEPUTY, EACH, NOT, Approval, LetterForm
from flows.pages import page_link, publish_once
from flows.running import (
    carry_out,
    finish,
    folder,
    refuse_unknown_officer,
    will_wait,
)
from flows.work.choices import chosen, task_labels
from flows.work.dates import read_day
from flows.work.files.store import Files
from flows.work.papers.chasing_letters import Order, draft_letters, write
from flows.work.papers.preview import letter_page
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.database import transaction

TITLE = "Soạn công văn đôn đốc"
WAIT = 7 * 24 * 3600  # seconds a suspended run waits for its answer


@flow(name=TITLE, persist_result=True)
async def draft_letter(form: LetterForm) -> State[Any]:
    """Cho xem đơn vị quá hạn và nội dung công văn; đồng ý thì soạn tệp Word, số liệu đúng lúc soạn."""
    return await finish(_shown_and_drafted(form))


async def _shown_and_drafted(form: LetterForm) -> str:
    answer = await _ask(form)
    if answer.answer == NOT:
        raise RefusedError("Người thực hiện chọn không soạn; không có gì thay đổi.")
    return await _draft(form)


async def _ask(form: LetterForm) -> Approval:
    waits_for, page = _shown(form)
    shown = await publish_once(title=f"{TITLE}: nội dung", markdown=page)
    await will_wait(waits_for)
    text = f"[Xem nội dung công văn]({page_link(page=shown)})\n\n{waits_for}."
    answer: Approval = await asuspend_flow_run(
        wait_for_input=Approval.with_initial_data(description=text), key="cong-van", timeout=WAIT
    )
    return answer


def _shown(form: LetterForm) -> tuple[str, str]:
    with folder() as (engine, settings), transaction(engine) as session:
        world = wiring.world_of(session, settings=settings)
        refuse_unknown_officer(session, form.by, world=world)
        written = write(session, order=_order(session, form), world=world)
        return letter_page(written, files=Files(data=settings.data))


def _order(session: Session, form: LetterForm) -> Order:
    return Order(
        task=chosen(form.task, task_labels(session), field="Nhiệm vụ"),
        new_date=read_day(form.new_date, field="Đề nghị gửi chậm nhất ngày"),
        authority=AUTHORITIES[form.authority],
        deputy=form.signer == DEPUTY,
        rank=form.rank.strip(),
        name=form.name.strip(),
        place=form.place.strip(),
        distribution=tuple(part.strip() for part in form.distribution.split(";") if part.strip()),
        separate=form.shape == EACH,
    )


async def _draft(form: LetterForm) -> str:
    def work(session: Session, world: World) -> str:
        files, order = Files(data=read_settings().data), _order(session, form)
        run = str(flow_run.id)
        return draft_letters(session, order=order, run=run, by=form.by, files=files, world=world)

    return await carry_out(work, by=form.by)
