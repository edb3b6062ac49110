"""Xây dựng lịch tập huấn: days are proposed with reasons; the coordinator takes, edits or rejects them."""

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.flow_runs import asuspend_flow_run
from prefect.runtime import flow_run
from sqlmodel import Session

from config.settings import read_settings
from flows import wiring
from flows.pages import page_link, publish_once
from flows.plan_trainings_form import GO, NOT, Approval, TrainingsForm, approval_form
from flows.running import (
    carry_out,
    finish,
    folder,
    refuse_unknown_officer,
    will_wait,
)
from flows.work.files.store import Files
from flows.work.refusals import RefusedError
from flows.work.trainings.creating import DatesRefusedError, create_trainings, made_by
from flows.work.trainings.rounds import Days, Shown, first_round, is_open, next_round, open_round
from flows.work.trainings.schedule_page import above_form, schedule_facts, waits_for
from flows.work.trainings.wish import read_wish
from flows.work.world import World
from models.database import reading, transaction
from templates.dashboards.render import render
from templates.dashboards.schedule_facts import ScheduleFacts

TITLE = "Xây dựng lịch tập huấn"
WAIT = 7 * 24 * 3600  # seconds a suspended run waits for its answer
ROUNDS = 20


@flow(name=TITLE, persist_result=True)
async def plan_trainings(form: TrainingsForm) -> State[Any]:
    """Kiểm tra ngày đã chọn, đề xuất ngày cho từng miền kèm lý do; đồng ý thì lập lịch, soạn giấy mời."""
    return await finish(_rounds(form))


async def _rounds(form: TrainingsForm) -> str:
    """Round after round; the run starts from the top at each answer, so what was shown is only looked up."""
    if made := _made():
        return made
    typed: Days | None = None
    before: Shown | None = None
    for number in range(1, ROUNDS + 1):
        shown = _open(form, number, before, typed)
        answer = await _ask(shown, number)
        if answer.answer == NOT:
            raise RefusedError("Người thực hiện chọn không lập lịch này; không có gì thay đổi.")
        typed = answer.days()
        if answer.answer == GO and typed == shown.typed and not shown.problem and not _went_on(number):
            try:
                return await _create(form, shown)
            except DatesRefusedError:
                pass  # a day that was ahead when it was shown has passed: the next round says so
        before = shown
    raise RefusedError(f"Đã sửa ngày {ROUNDS} lần; đề nghị mở lại biểu mẫu.")


def _made() -> str:
    """The sentence of a run that was cut off after it had set its trainings up; else empty."""
    with folder() as (engine, _settings), reading(engine) as session:
        return made_by(session, run=str(flow_run.id))


def _open(form: TrainingsForm, number: int, before: Shown | None, typed: Days | None) -> Shown:
    """The round as it was first shown."""
    with folder() as (engine, settings), transaction(engine) as session:
        world = wiring.world_of(session, settings=settings)

        def read() -> Shown:
            if before is None or typed is None:
                return _first(session, form, world)
            return next_round(session, before=before, typed=typed, world=world)

        return open_round(session, run=str(flow_run.id), number=number, read=read)


def _first(session: Session, form: TrainingsForm, world: World) -> Shown:
    refuse_unknown_officer(session, form.by, world=world)
    wish = read_wish(session, typed=form.typed(), numbers=form.numbers(), world=world)
    return first_round(session, wish=wish, world=world)


def _went_on(number: int) -> bool:
    """Whether the next round was shown already: the answer of this one was dealt with before."""
    with folder() as (engine, _settings), transaction(engine) as session:
        return is_open(session, run=str(flow_run.id), number=number + 1)


async def _create(form: TrainingsForm, shown: Shown) -> str:
    def work(session: Session, world: World) -> str:
        files = Files(data=read_settings().data)
        return create_trainings(
            session, shown=shown, run=str(flow_run.id), by=form.by, files=files, world=world
        )

    return await carry_out(work, by=form.by)


async def _ask(shown: Shown, number: int) -> Approval:
    """Show the schedule and wait, for days if need be; a restart of everything changes nothing."""
    facts = _facts(shown)
    page = await publish_once(title=f"{TITLE}: đề xuất (lần {number})", markdown=render(facts))
    await will_wait(waits_for(facts))
    text = above_form(facts, link=page_link(page=page))
    answer: Approval = await asuspend_flow_run(
        wait_for_input=approval_form(shown.typed).with_initial_data(description=text),
        key=f"lich-tap-huan-{number}",
        timeout=WAIT,
    )
    return answer


def _facts(shown: Shown) -> ScheduleFacts:
    with folder() as (engine, settings), transaction(engine) as session:
        world = wiring.world_of(session, settings=settings)
        return schedule_facts(session, shown=shown, world=world)
