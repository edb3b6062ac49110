"""Kết thúc theo dõi kế hoạch: what is still open is shown first; approved, the plan is read-only."""

from typing import Annotated, Any, Literal

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.flow_runs import asuspend_flow_run
from prefect.input import RunInput
from prefect.runtime import flow_run
from pydantic import Field
from sqlmodel import Session

from flows import wiring
from flows.forms import PlanChoice, Signed
from flows.pages import page_link, publish_once
from flows.running import (
    carry_out,
    finish,
    folder,
    refuse_unknown_officer,
    will_wait,
)
from flows.work.audit import said_by_run
from flows.work.choices import all_plan_labels, chosen, plan_labels
from flows.work.plans.closing import ACTION, Closing, close_plan, closing_facts
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.database import reading, transaction
from templates.dashboards.closing_facts import ClosingFacts
from templates.dashboards.render import render

TITLE = "Kết thúc theo dõi kế hoạch"
WAIT = 7 * 24 * 3600  # seconds a suspended run waits for its answer
GO = "Kết thúc theo dõi"


class ClosePlanForm(Signed):
    """Kết thúc theo dõi một kế hoạch; hệ thống cho xem những gì còn lại trước khi thực hiện."""

    plan: PlanChoice
    reason: Annotated[
        str,
        Field(
            title="Căn cứ",
            description="Ví dụ: báo cáo số 12/BC-BCA-V03 ngày 20/12/2024 đã trình Thủ tướng Chính phủ.",
            min_length=1,
        ),
    ]


class Decision(RunInput):
    """Trả lời sau khi xem những gì còn lại."""

    answer: Annotated[Literal["Kết thúc theo dõi", "Chưa kết thúc"], Field(title="Quyết định")]


@flow(name=TITLE, persist_result=True)
async def close_the_plan(form: ClosePlanForm) -> State[Any]:
    """Đồng ý thì kế hoạch chỉ còn để đọc, thư còn chờ được rút lại; kế hoạch đã kết thúc không mở lại."""
    return await finish(_decide(form))


async def _decide(form: ClosePlanForm) -> str:
    """The run starts from the top at its answer: what it did already is only said again."""
    closing, closed = _read(form)
    if closed:
        return closed
    decision = await _ask(closing)
    if decision.answer != GO:
        raise RefusedError("Người thực hiện chọn chưa kết thúc theo dõi; không có gì thay đổi.")

    def work(session: Session, world: World) -> str:
        run = str(flow_run.id)
        return close_plan(session, closing=closing, run=run, by=form.by, world=world)

    return await carry_out(work, by=form.by)


def _read(form: ClosePlanForm) -> tuple[Closing, str]:
    """What is wanted, and the sentence of a run that was cut off after it had done it."""
    with folder() as (engine, settings), reading(engine) as session:
        refuse_unknown_officer(session, form.by, world=wiring.world_of(session, settings=settings))
        number = _plan(session, form.plan)
        closing = Closing(plan_id=number, reason=form.reason)
        return closing, said_by_run(session, action=ACTION, run=str(flow_run.id))


def _plan(session: Session, label: str) -> int:
    """A plan in force; one that was closed since the form was opened still has its name."""
    closed = {name.removesuffix(" · đã kết thúc"): key for name, key in all_plan_labels(session).items()}
    return chosen(label, closed | plan_labels(session), field="Kế hoạch")


async def _ask(closing: Closing) -> Decision:
    """Show what is open and wait, for days if need be; a restart of everything changes nothing."""
    facts = _facts(closing)
    page = await publish_once(title=f"{TITLE}: {facts.number}", markdown=render(facts))
    waits_for = f"kết thúc theo dõi Kế hoạch {facts.number}"
    await will_wait(waits_for)
    answer: Decision = await asuspend_flow_run(
        wait_for_input=Decision.with_initial_data(description=_above_form(facts, page_link(page=page))),
        key="ket-thuc",
        timeout=WAIT,
    )
    return answer


def _facts(closing: Closing) -> ClosingFacts:
    with folder() as (engine, settings), transaction(engine) as session:
        world = wiring.world_of(session, settings=settings)
        return closing_facts(session, closing=closing, world=world)


def _above_form(facts: ClosingFacts, link: str) -> str:
    """The few words above the form: the dialog is narrow, the page has the rest."""
    lines = [f"**{facts.title}** ({facts.number}). [Xem những gì còn lại]({link})"]
    lines += [f"- {remark}" for remark in facts.remarks] or ["Không còn việc nào của kế hoạch này."]
    return "\n\n".join([*lines, "Kế hoạch đã kết thúc thì không mở lại được."])
