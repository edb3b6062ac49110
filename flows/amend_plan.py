"""Điều chỉnh kế hoạch: the difference is shown first; approved, the plan follows the amended file."""

from dataclasses import dataclass
from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.flow_runs import asuspend_flow_run
from prefect.runtime import flow_run
from sqlmodel import Session

from flows import wiring
from flows.amend_form import GO, AmendForm, Decision
from flows.pages import page_link, publish_once
from flows.running import carry_out, finish, folder, refuse_unknown_officer, will_wait
from flows.work.amending.act import Act, refuse_act
from flows.work.amending.applying import StaleError, apply
from flows.work.amending.page import above_form, page_facts
from flows.work.amending.proposing import Proposal, propose
from flows.work.amending.refusing import File
from flows.work.amending.rounds import Shown, digest_of, is_open, open_round, shown_of
from flows.work.choices import all_plan_labels, chosen, plan_labels
from flows.work.dates import read_day
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.database import reading, transaction
from models.store.amendments import amendment_of_run
from templates.amendment_words import NOTHING
from templates.dashboards.amendment_facts import AmendmentPageFacts
from templates.dashboards.render import render

TITLE = "Điều chỉnh kế hoạch"
WAIT = 7 * 24 * 3600  # seconds a suspended run waits for its answer
ROUNDS = 20


@dataclass(frozen=True, kw_only=True, slots=True)
class _Wanted:
    """The form, read."""

    plan_id: int
    act: Act


@flow(name=TITLE, persist_result=True)
async def amend_plan(form: AmendForm) -> State[Any]:
    """Cho xem nhiệm vụ thêm, bớt, đổi và thư sẽ gửi; đồng ý thì áp dụng trong một lần, lịch sử giữ nguyên."""
    return await finish(_rounds(form))


async def _rounds(form: AmendForm) -> str:
    """Round after round; the run starts from the top at each answer, so what was shown is only looked up."""
    if made := _made():
        return made
    wanted = _read(form)
    for number in range(1, ROUNDS + 1):
        shown = _open(wanted, form.plan_file, number)
        if shown is None:
            return NOTHING
        answer = await _ask(wanted, form.plan_file, number)
        if answer.answer != GO:
            raise RefusedError("Người thực hiện chọn không điều chỉnh; không có gì thay đổi.")
        file = _file(form.plan_file)
        if shown.sha256 == digest_of(file) and not _went_on(number):
            try:
                return await _apply(wanted, file, shown)
            except StaleError:
                pass  # another amendment came in between: the next round shows what is different now
    raise RefusedError(f"Tệp hoặc kế hoạch đã thay đổi {ROUNDS} lần trong lúc chờ; đề nghị mở lại biểu mẫu.")


def _made() -> str:
    """The sentence of a run that was cut off after it had amended the plan; else empty."""
    with folder() as (engine, _settings), reading(engine) as session:
        made = amendment_of_run(session, run=str(flow_run.id))
        return str(made.facts["sentence"]) if made else ""


def _read(form: AmendForm) -> _Wanted:
    with folder() as (engine, settings), reading(engine) as session:
        world = wiring.world_of(session, settings=settings)
        refuse_unknown_officer(session, form.by, world=world)
        act = Act(
            number=form.number,
            issued_on=read_day(form.issued_on, field="Ngày văn bản điều chỉnh"),
            by=form.by,
            reason=form.reason,
            run=str(flow_run.id),
        )
        plan_id = _plan(session, form.plan)
        refuse_act(session, plan_id=plan_id, act=act, world=world)
        return _Wanted(plan_id=plan_id, act=act)


def _plan(session: Session, label: str) -> int:
    """A plan in force; one that was closed since the form was opened still has its name."""
    closed = {name.removesuffix(" · đã kết thúc"): key for name, key in all_plan_labels(session).items()}
    return chosen(label, closed | plan_labels(session), field="Kế hoạch")


def _file(name: str) -> File:
    with folder() as (_engine, settings):
        path = chosen(name, wiring.plan_files(settings=settings), field="Tệp kế hoạch đã điều chỉnh")
        return File(name=name, content=path.read_bytes())


def _proposed(session: Session, wanted: _Wanted, name: str, world: World) -> Proposal:
    return propose(session, plan_id=wanted.plan_id, file=_file(name), world=world)


def _open(wanted: _Wanted, name: str, number: int) -> Shown | None:
    """The round as it was first shown; None if nothing is different (any more)."""
    with folder() as (engine, settings), transaction(engine) as session:
        world, run = wiring.world_of(session, settings=settings), str(flow_run.id)
        if is_open(session, run=run, number=number):
            return open_round(session, run=run, number=number, read=lambda: Shown(revision=0, sha256=""))
        proposal = _proposed(session, wanted, name, world)
        if proposal.changes_nothing:
            return None
        return open_round(session, run=run, number=number, read=lambda: shown_of(proposal))


def _went_on(number: int) -> bool:
    """Whether the next round was shown already: the answer of this one was dealt with before."""
    with folder() as (engine, _settings), reading(engine) as session:
        return is_open(session, run=str(flow_run.id), number=number + 1)


async def _ask(wanted: _Wanted, name: str, number: int) -> Decision:
    """Show the difference and wait, for days if need be; a restart of everything changes nothing."""
    facts = _facts(wanted, name)
    page = await publish_once(title=f"{TITLE}: thay đổi (lần {number})", markdown=render(facts))
    await will_wait(f"điều chỉnh Kế hoạch {facts.number} theo {facts.act}")
    text = above_form(facts, link=page_link(page=page), again=number > 1)
    answer: Decision = await asuspend_flow_run(
        wait_for_input=Decision.with_initial_data(description=text),
        key=f"dieu-chinh-{number}",
        timeout=WAIT,
    )
    return answer


def _facts(wanted: _Wanted, name: str) -> AmendmentPageFacts:
    with folder() as (engine, settings), reading(engine) as session:
        world, act = wiring.world_of(session, settings=settings), wanted.act
        proposal = _proposed(session, wanted, name, world)
        return page_facts(session, proposal=proposal, act=act.words, reason=act.reason, world=world)


async def _apply(wanted: _Wanted, file: File, shown: Shown) -> str:
    def work(session: Session, world: World) -> str:
        plan_id, revision = wanted.plan_id, shown.revision
        return apply(session, plan_id=plan_id, file=file, act=wanted.act, world=world, shown_with=revision)

    return await carry_out(work, by=wanted.act.by)
