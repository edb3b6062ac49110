"""Chuẩn bị kế hoạch năm sau: deadlines are proposed, a person decides doubtful ones, a file is written."""

from pathlib import Path
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.flow_runs import asuspend_flow_run
from prefect.runtime import flow_run
from sqlmodel import Session

from config.settings import read_settings
from flows import wiring
from flows.next_year_form import GO, NOT, REPLACE_FILE, NextYearAnswer, NextYearForm, answer_form, answers_of
from flows.pages import page_link, publish_answer, publish_once
from flows.running import carry_out, finish, folder, refuse_unknown_officer, will_wait
from flows.work.choices import all_plan_labels, chosen
from flows.work.next_year.answering import Answers
from flows.work.next_year.page import above_form, page_facts
from flows.work.next_year.rounds import Shown, first_round, is_open, needs_confirming, next_round, open_round
from flows.work.next_year.wish import read_wish
from flows.work.next_year.writing import write_next, written_by
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.database import reading, transaction
from templates.dashboards.next_year_facts import NextYearFacts
from templates.dashboards.render import render

TITLE = "Chuẩn bị kế hoạch năm sau"
WAIT = 14 * 24 * 3600  # seconds a suspended run waits for its answer
ROUNDS = 30


@flow(name=TITLE, persist_result=True)
async def prepare_next_year(form: NextYearForm) -> State[Any]:
    """Đề xuất thời hạn của năm sau từ kế hoạch đã có; đồng ý thì ghi tệp kế hoạch, chưa triển khai gì."""
    return await finish(_rounds(form))


async def _rounds(form: NextYearForm) -> str:
    """Round after round; the run starts from the top at each answer, so what was shown is only looked up."""
    if written := _written():
        return written
    before: Shown | None = None
    answers, problem = Answers(), ""
    for number in range(1, ROUNDS + 1):
        shown = _open(form, number, before, answers, problem)
        answer = await _ask(shown, number)
        if answer.answer == NOT:
            raise RefusedError("Người thực hiện chọn không chuẩn bị; không có tệp nào được ghi.")
        before, answers, problem = shown, answers_of(answer, shown=shown), ""
        if answer.answer == GO and not needs_confirming(shown, answers=answers) and not _went_on(number):
            try:
                return await _write(form, shown, answers, replace=answer.existing == REPLACE_FILE)
            except RefusedError as refusal:
                problem = str(refusal)  # the next round says so
    raise RefusedError(f"Đã trả lời {ROUNDS} lần; đề nghị mở lại biểu mẫu.")


def _written() -> str:
    """The sentence of a run that was cut off after it had written its file; else empty."""
    with folder() as (engine, _settings), reading(engine) as session:
        return written_by(session, run=str(flow_run.id))


def _open(form: NextYearForm, number: int, before: Shown | None, answers: Answers, problem: str) -> Shown:
    """The round as it was first shown."""
    with folder() as (engine, settings), transaction(engine) as session:
        world = wiring.world_of(session, settings=settings)

        def read() -> Shown:
            if before is None:
                return _first(session, form, world)
            return next_round(session, before=before, answers=answers, problem=problem, world=world)

        return open_round(session, run=str(flow_run.id), number=number, read=read)


def _first(session: Session, form: NextYearForm, world: World) -> Shown:
    refuse_unknown_officer(session, form.by, world=world)
    plan = chosen(form.plan, all_plan_labels(session), field="Từ kế hoạch")
    wish = read_wish(session, plan_id=plan, year=form.year, number=form.number, issued_on=form.issued_on)
    return first_round(session, wish=wish, world=world)


def _went_on(number: int) -> bool:
    """Whether the next round was shown already: the answer of this one was dealt with before."""
    with folder() as (engine, _settings), reading(engine) as session:
        return is_open(session, run=str(flow_run.id), number=number + 1)


async def _write(form: NextYearForm, shown: Shown, answers: Answers, *, replace: bool) -> str:
    def work(session: Session, world: World) -> str:
        return write_next(
            session,
            wish=shown.wish,
            answers=answers,
            folder=_plans(),
            replace=replace,
            run=str(flow_run.id),
            by=form.by,
            world=world,
        )

    sentence = await carry_out(work, by=form.by)
    facts = _facts(Shown(wish=shown.wish, questions=shown.questions, answers=answers))
    await publish_answer(title=f"{TITLE}: {facts.code}", markdown=render(facts))
    return sentence


def _plans() -> Path:
    return read_settings().data / "config" / "plans"


async def _ask(shown: Shown, number: int) -> NextYearAnswer:
    """Show the proposal and wait, for days if need be; a restart of everything changes nothing."""
    facts = _facts(shown)
    page = await publish_once(title=f"{TITLE}: đề xuất (lần {number})", markdown=render(facts))
    await will_wait(f"chuẩn bị kế hoạch năm {shown.wish.year} từ {facts.number}")
    text = above_form(facts, link=page_link(page=page))
    answer: NextYearAnswer = await asuspend_flow_run(
        wait_for_input=answer_form(shown).with_initial_data(description=text),
        key=f"nam-sau-{number}",
        timeout=WAIT,
    )
    return answer


def _facts(shown: Shown) -> NextYearFacts:
    with folder() as (engine, settings), transaction(engine) as session:
        world = wiring.world_of(session, settings=settings)
        return page_facts(session, shown=shown, folder=_plans(), world=world)
