"""Ghi nhận nhiều văn bản đến: rows are understood, shown, confirmed; bad ones come back to be corrected."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.flow_runs import asuspend_flow_run
from prefect.input import RunInput
from prefect.runtime import flow_run
from pydantic import Field
from sqlmodel import Session

from flows import wiring
from flows.many_form import AT_ONCE, ManyForm, read_form
from flows.pages import page_link
from flows.pages import publish as show
from flows.running import (
    CONFIGURATION,
    carry_out,
    done,
    folder,
    misconfigured,
    name_run,
    publish,
    refused,
    will_wait,
)
from flows.work.documents.record_many import (
    Effect,
    Reading,
    Round,
    confirm_round,
    open_round,
    told,
)
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.database import transaction
from templates.dashboards.read_rows import read_rows_page, read_rows_text

WAIT = 7 * 24 * 3600  # seconds a suspended run waits for its answer
ROUNDS = 20


@flow(name="Ghi nhận nhiều văn bản đến", persist_result=True)
async def record_documents(form: ManyForm) -> State[Any]:
    """Ghi nhận nhiều văn bản một lần; dòng đọc được thì ghi, dòng chưa đúng trả lại để sửa."""
    effects: list[Effect] = []
    try:
        await _rounds(form, effects)
    except RefusedError as refusal:
        before = f" Trước đó: {told(effects)}" if effects else ""
        return await refused(f"{refusal}{before}")
    except CONFIGURATION as error:
        return await misconfigured(error)
    await name_run(told(effects))  # first: the start page lists runs by names that say they wait
    await publish()
    return await done(told(effects))


async def _rounds(form: ManyForm, effects: list[Effect]) -> None:
    """Round after round; the run starts from the top at each answer, so a confirmed one is only looked up."""
    text: str | None = None
    for number in range(1, ROUNDS + 1):
        found = _open(form, number, text)
        effect = found.effect or await _answered(form, found.reading, number, effects)
        effects.append(effect)
        text = effect.rest
        if not text:
            break


def _open(form: ManyForm, number: int, text: str | None) -> Round:
    """The round as it was first shown; the form, or the corrected text, is read only the first time."""
    with folder() as (engine, settings), transaction(engine) as session:
        world = wiring.world_of(session, settings=settings)
        incoming = settings.data / "incoming"

        def read() -> Reading:
            return read_form(session, form=form, incoming=incoming, world=world, text=text)

        return open_round(session, run=str(flow_run.id), number=number, read=read)


async def _answered(form: ManyForm, reading: Reading, number: int, before: Sequence[Effect]) -> Effect:
    """Show the rows, wait for the answer, do what it says; at once: only wrong rows are asked about."""
    if not (reading.good or reading.bad):
        return Effect(known=len(reading.known), repeated=len(reading.repeated))
    if form.mode == AT_ONCE and reading.good:
        rest = reading.bad_text
    else:
        answer = await _ask(reading, number, recorded=sum(one.recorded for one in before))
        if answer.answer == "Dừng lại":
            return Effect()
        rest = answer.rows
    found: list[Effect] = []

    def work(session: Session, world: World) -> str:
        run = str(flow_run.id)
        found.append(confirm_round(session, run=run, number=number, rest=rest, by=form.by, world=world))
        return told(found)

    await carry_out(work, by=form.by)
    return found[-1]


ROWS = Field(title="Các dòng cần sửa", description="Sửa tại đây rồi gửi; xóa trống nếu bỏ qua các dòng này.")


class Review(RunInput):
    """Trả lời sau khi xem các dòng đã đọc."""

    answer: Annotated[Literal["Ghi các dòng đọc được", "Dừng lại"], Field(title="Việc tiếp theo")]
    rows: Annotated[str, ROWS] = ""


def _review(bad_text: str) -> type[Review]:
    """The form with the bad rows filled in: initial data would drop the field's title."""

    class ReviewRows(Review):
        """Trả lời sau khi xem các dòng đã đọc."""

        rows: Annotated[str, ROWS] = bad_text

    return ReviewRows


async def _ask(reading: Reading, number: int, *, recorded: int) -> Review:
    """Show what was understood and wait, for days if need be; a restart of everything changes nothing."""
    key = f"doc-nhieu-van-ban-{str(flow_run.id)[:8]}-{number}"
    known, repeated = [row.text for row in reading.known], [row.text for row in reading.repeated]
    bad = [(row.text, row.problem) for row in reading.bad]
    page = read_rows_page(good=reading.words, known=known, repeated=repeated, bad=bad)
    shown = await show(key=key, title="Các dòng đã đọc", markdown=page)
    waits_for = f"{len(reading.good)} dòng đọc được, {len(bad)} dòng cần sửa"
    if recorded and not reading.good:
        waits_for = f"đã ghi nhận {recorded} văn bản, còn {len(bad)} dòng cần sửa"
    await will_wait(waits_for)
    text = read_rows_text(
        good=len(reading.good),
        known=len(known),
        repeated=len(repeated),
        bad=reading.bad,
        link=page_link(page=shown),
    )
    answer: Review = await asuspend_flow_run(
        wait_for_input=_review(reading.bad_text).with_initial_data(description=text),
        key=f"xem-lai-{number}",
        timeout=WAIT,
    )
    return answer
