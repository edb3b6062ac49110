"""Rà soát báo cáo: documents laid out on a page, decided in the suspended run, applied once."""

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.flow_runs import asuspend_flow_run
from prefect.runtime import flow_run
from sqlmodel import Session

from flows import wiring
from flows.pages import page_link, publish_answer
from flows.pages import publish as show
from flows.review_form import ACCEPTED, STOP, ReviewForm, decision_form
from flows.running import (
    CONFIGURATION,
    SEE_ANSWER,
    carry_out,
    change,
    done,
    folder,
    misconfigured,
    name_run,
    publish,
    refused,
    will_wait,
)
from flows.work.choices import chosen, record_labels, task_labels, unit_labels
from flows.work.duties.accepting import accept_at_once
from flows.work.duties.review_layout import Layout, Wanted
from flows.work.duties.review_round import (
    Answer,
    Effect,
    Returned,
    answer_review,
    end_review,
    open_review,
    reopen,
)
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.database import transaction
from models.words import Region
from templates.dashboards.review import outcome_page, review_page, review_text

TITLE = "Rà soát báo cáo"
WAIT = 30 * 24 * 3600  # seconds a suspended run waits for its answer
ROUNDS = 20


@flow(name=TITLE, persist_result=True)
async def review_reports(form: ReviewForm) -> State[Any]:
    """Cho xem văn bản chờ rà soát, chờ cán bộ trả lời, rồi ghi kết quả và soạn thư phản hồi."""
    if form.accepted:
        return await _at_once(form)
    try:
        effect = await _rounds(form)
    except RefusedError as refusal:
        return await refused(str(refusal))
    except CONFIGURATION as error:
        return await misconfigured(error)
    if effect is None:
        await _let_go(form)
        return await refused("Người thực hiện chọn dừng lại; các văn bản tiếp tục chờ rà soát.")
    await name_run(effect.sentence)  # first: the start page lists runs by names that say they wait
    await publish()
    page = outcome_page(
        accepted=effect.accepted, returned=effect.returned, stale=effect.stale, left=effect.left
    )
    await publish_answer(title=f"{TITLE}: kết quả", markdown=page)
    return await done(f"{effect.sentence.removesuffix('.')}; {SEE_ANSWER}")


async def _at_once(form: ReviewForm) -> State[Any]:
    def work(session: Session, world: World) -> str:
        records = record_labels(session, day=world.today)
        document = chosen(form.accepted, records, field=ACCEPTED)
        return accept_at_once(session, submission_id=document, by=form.by, world=world)

    return await change(work, by=form.by)


async def _rounds(form: ReviewForm) -> Effect | None:
    """Round after round until an answer can be applied; the run starts from the top at each answer."""
    last: Effect | None = None
    for number in range(1, ROUNDS + 1):
        layout, known = _open(form, number, last)
        if known is None:
            decision = await _ask(layout, number, last)
            if decision is None:
                return None
            known = await _answer(form, number, decision)
        if not known.again:
            return known
        last = known
    return None


def _open(form: ReviewForm, number: int, last: Effect | None) -> tuple[Layout, Effect | None]:
    """The round as it was first shown."""
    run = str(flow_run.id)
    with folder() as (engine, settings), transaction(engine) as session:
        world = wiring.world_of(session, settings=settings)
        if last is not None:
            reopen(session, run=run, number=number, problem=last.again)
        wanted, title = _wanted(session, form, world)
        return open_review(session, run=run, number=number, wanted=wanted, title=title, world=world)


def _wanted(session: Session, form: ReviewForm, world: World) -> tuple[Wanted, str]:
    units = unit_labels(session, day=world.today)
    wanted = Wanted(
        task=chosen(form.task, task_labels(session), field="Nhiệm vụ"),
        region=None if form.region == "Tất cả" else Region(form.region),
        unit=chosen(form.unit, units, field="Chỉ đơn vị") if form.unit else "",
    )
    parts = [form.task, "" if form.region == "Tất cả" else form.region, form.unit.partition(" · ")[0]]
    return wanted, ", ".join(part for part in parts if part)


async def _ask(layout: Layout, number: int, last: Effect | None) -> Answer | None:
    """Show the documents and wait; a restart of everything changes nothing. None: the person stops."""
    key = f"ra-soat-{str(flow_run.id)[:8]}"
    shown = await show(key=key, title=TITLE, markdown=review_page(layout))
    waits_for = f"rà soát {len(layout.documents)} văn bản"
    await will_wait(waits_for)
    text = review_text(layout, link=page_link(page=shown))
    answer: Any = await asuspend_flow_run(
        wait_for_input=decision_form(layout, last.answer if last else Answer()).with_initial_data(
            description=text
        ),
        key=f"ra-soat-{number}",
        timeout=WAIT,
    )
    if answer.answer == STOP:
        return None
    return Answer(
        accepted=tuple(answer.accepted),
        rest=answer.rest,
        returned=tuple(Returned(**one.model_dump()) for one in answer.returned),
    )


async def _answer(form: ReviewForm, number: int, answer: Answer) -> Effect:
    found: list[Effect] = []

    def work(session: Session, world: World) -> str:
        run = str(flow_run.id)
        found.append(answer_review(session, run=run, number=number, answer=answer, by=form.by, world=world))
        return found[-1].sentence

    await carry_out(work, by=form.by)
    return found[-1]


async def _let_go(form: ReviewForm) -> None:
    def work(session: Session, _world: World) -> str:
        end_review(session, run=str(flow_run.id))
        return ""

    await carry_out(work, by=form.by)
