"""Tổ chức sơ kết: what it would do is shown, a wrong day comes back as a form, approved it is set up."""

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.flow_runs import asuspend_flow_run
from prefect.runtime import flow_run
from sqlmodel import Session

from config.settings import read_settings
from flows import wiring
from flows.interim_form import GO, NOT, Approval, ReviewForm, approval_form
from flows.pages import page_link, publish_once
from flows.running import (
    carry_out,
    finish,
    folder,
    will_wait,
)
from flows.work.choices import chosen
from flows.work.files.store import Files
from flows.work.interim.creating import DatesRefusedError, create_review, made_by
from flows.work.interim.page import above_form, plan_page_facts
from flows.work.interim.rounds import Shown, first_round, is_open, next_round, open_round, planned_of
from flows.work.interim.wish import Dates, read_wish
from flows.work.people.officers import officers
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.database import reading, transaction
from templates.dashboards.interim_facts import ReviewPlanFacts
from templates.dashboards.render import render

TITLE = "Tổ chức sơ kết"
WAIT = 7 * 24 * 3600  # seconds a suspended run waits for its answer
ROUNDS = 20


@flow(name=TITLE, persist_result=True)
async def interim_review(form: ReviewForm) -> State[Any]:
    """Kiểm tra ngày, cho xem những gì sẽ thực hiện; đồng ý thì tạo nhiệm vụ và gửi thư đề nghị báo cáo."""
    return await finish(_rounds(form))


async def _rounds(form: ReviewForm) -> str:
    """Round after round; the run starts from the top at each answer, so what was shown is only looked up."""
    if made := _made():
        return made
    typed: Dates | None = None
    before: Shown | None = None
    for number in range(1, ROUNDS + 1):
        shown = _open(form, number, before, typed)
        answer = await _ask(shown, number)
        if answer.answer == NOT:
            raise RefusedError("Người thực hiện chọn không tổ chức sơ kết; không có gì thay đổi.")
        due = "" if shown.wish.combined else answer.due
        typed = Dates(due=due, conference_on=answer.conference_on, place=answer.place)
        if answer.answer == GO and typed == shown.typed and not shown.problem and not _went_on(number):
            try:
                return await _create(form, shown)
            except DatesRefusedError:
                pass  # a day that was ahead when it was shown has passed: the next round says so
        before = shown
    raise RefusedError(f"Đã sửa ngày {ROUNDS} lần; đề nghị mở lại biểu mẫu.")


def _made() -> str:
    """The sentence of a run that was cut off after it had set its review up; else empty."""
    with folder() as (engine, _settings), reading(engine) as session:
        return made_by(session, run=str(flow_run.id))


def _open(form: ReviewForm, number: int, before: Shown | None, typed: Dates | None) -> Shown:
    """The round as it was first shown."""
    with folder() as (engine, settings), transaction(engine) as session:
        world = wiring.world_of(session, settings=settings)

        def read() -> Shown:
            if before is None or typed is None:
                return _first(session, form, world)
            return next_round(session, before=before, typed=typed, world=world)

        return open_round(session, run=str(flow_run.id), number=number, read=read)


def _first(session: Session, form: ReviewForm, world: World) -> Shown:
    known = officers(session, day=world.today)
    if known:  # before the first plan nobody is known
        chosen(form.by, dict.fromkeys(known), field="Người thực hiện")
    typed = Dates(due="" if form.combined else form.due, conference_on=form.conference_on, place=form.place)
    wish = read_wish(
        session,
        plan=form.plan,
        first_year=form.first_year,
        last_year=form.last_year,
        dates=typed,
        units=form.units,
        combined=form.combined,
        world=world,
    )
    return first_round(session, wish=wish, typed=typed, world=world)


def _went_on(number: int) -> bool:
    """Whether the next round was shown already: the answer of this one was dealt with before."""
    with folder() as (engine, _settings), transaction(engine) as session:
        return is_open(session, run=str(flow_run.id), number=number + 1)


async def _create(form: ReviewForm, shown: Shown) -> str:
    def work(session: Session, world: World) -> str:
        files, run = Files(data=read_settings().data), str(flow_run.id)
        return create_review(session, wish=shown.wish, run=run, by=form.by, files=files, world=world)

    return await carry_out(work, by=form.by)


async def _ask(shown: Shown, number: int) -> Approval:
    """Show what would be done and wait, for days if need be; a restart of everything changes nothing."""
    facts = _facts(shown)
    page = await publish_once(title=f"{TITLE}: sẽ thực hiện (lần {number})", markdown=render(facts))
    waits_for = f"{facts.document}, {len(facts.units)} đơn vị"
    await will_wait(waits_for)
    text = above_form(facts, link=page_link(page=page))
    answer: Approval = await asuspend_flow_run(
        wait_for_input=approval_form(shown.typed).with_initial_data(description=text),
        key=f"so-ket-{number}",
        timeout=WAIT,
    )
    return answer


def _facts(shown: Shown) -> ReviewPlanFacts:
    with folder() as (engine, settings), transaction(engine) as session:
        world = wiring.world_of(session, settings=settings)
        return plan_page_facts(planned_of(session, shown=shown, world=world), shown=shown, world=world)
