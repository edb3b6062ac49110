"""Ghi số, ngày văn bản đi: if units of the letter have sent since, a fresh draft is offered first."""

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.flow_runs import asuspend_flow_run
from prefect.runtime import flow_run
from sqlmodel import Session

from config.settings import read_settings
from flows import wiring
from flows.letter_form import ANEW, KEEP, Changed, NumberForm
from flows.running import (
    CONFIGURATION,
    carry_out,
    done,
    folder,
    misconfigured,
    publish,
    refuse_unknown_officer,
    refused,
    will_wait,
)
from flows.work.audit import said_by_run
from flows.work.choices import chosen
from flows.work.dates import read_day
from flows.work.files.checking import Checked, check_file
from flows.work.files.incoming import path_of, put_away
from flows.work.files.store import Files
from flows.work.papers.labels import letter_labels
from flows.work.papers.numbering import ACTION, Numbered, draft_anew, number_letter, refuse_number, sent_since
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.database import reading, transaction
from models.tables import OutgoingLetter, RecordingRound
from templates.words_vi import count

TITLE = "Ghi số, ngày văn bản đi"
WAIT = 7 * 24 * 3600  # seconds a suspended run waits for its answer


@flow(name=TITLE, persist_result=True)
async def number_letter_flow(form: NumberForm) -> State[Any]:
    """So Phụ lục với hôm nay, ghi số, ngày; công văn đã ký được gửi tới từng đơn vị còn chưa gửi văn bản."""
    settings = read_settings()
    incoming = settings.data / "incoming"
    try:
        if numbered := _numbered_already():
            return await done(numbered)
        path = path_of(form.file, incoming=incoming) if form.file else None
        file = check_file(path, largest_mb=settings.largest_file_mb) if path else None
        answer = await _ask(form, file)
        if answer not in (KEEP, ANEW):
            raise RefusedError("Người thực hiện chọn dừng lại; không có gì thay đổi.")
        sentence = await (_number(form, file) if answer == KEEP else _anew(form))
    except RefusedError as refusal:
        return await refused(str(refusal))
    except CONFIGURATION as error:
        return await misconfigured(error)
    if path and file and answer == KEEP:  # only now: until then the file is nowhere else
        put_away(path, incoming=incoming, sha256_taken=file.sha256)
    state = await done(sentence)
    await publish()
    return state


def _numbered_already() -> str:
    """The sentence of a run that was cut off after it had kept the number; else empty."""
    with folder() as (engine, _settings), reading(engine) as session:
        return said_by_run(session, action=ACTION, run=str(flow_run.id))


async def _ask(form: NumberForm, file: Checked | None) -> str:
    """KEEP at once if nothing has changed since the letter's moment."""
    late = _sent_since(form, file)
    if not late:
        return KEEP
    waits_for = f"{count(len(late))} đơn vị trong công văn đã gửi sau thời điểm chốt"
    await will_wait(waits_for)
    text = f"**{waits_for}**: {', '.join(late)}. Nên soạn lại dự thảo theo hôm nay rồi trình ký."
    answer: Changed = await asuspend_flow_run(
        wait_for_input=Changed.with_initial_data(description=text), key="ghi-so", timeout=WAIT
    )
    return answer.answer


def _sent_since(form: NumberForm, file: Checked | None) -> tuple[str, ...]:
    """As it was when the run first looked: it starts from the top when it is answered."""
    with folder() as (engine, settings), transaction(engine) as session:
        kept = session.get(RecordingRound, (str(flow_run.id), 1))
        if kept is None:
            world = wiring.world_of(session, settings=settings)
            late = _looked_through(session, form, file, world)
            kept = RecordingRound(flow_run_id=str(flow_run.id), number=1, shown={"late": list(late)})
            session.add(kept)
        return tuple(kept.shown["late"])


def _looked_through(
    session: Session, form: NumberForm, file: Checked | None, world: World
) -> tuple[str, ...]:
    refuse_unknown_officer(session, form.by, world=world)
    letter = chosen(form.letter, letter_labels(session), field="Công văn")
    row = session.get_one(OutgoingLetter, letter)
    refuse_number(session, row=row, numbered=_numbered(form, file), world=world)
    return sent_since(session, letter_id=letter, world=world)


def _numbered(form: NumberForm, file: Checked | None) -> Numbered:
    return Numbered(number=form.number.strip(), day=read_day(form.day, field="Ngày văn bản"), file=file)


async def _number(form: NumberForm, file: Checked | None) -> str:
    def work(session: Session, world: World) -> str:
        letter = chosen(form.letter, letter_labels(session), field="Công văn")
        files, numbered = Files(data=read_settings().data), _numbered(form, file)
        run = str(flow_run.id)
        return number_letter(
            session, letter_id=letter, numbered=numbered, run=run, files=files, by=form.by, world=world
        )

    return await carry_out(work, by=form.by)


async def _anew(form: NumberForm) -> str:
    def work(session: Session, world: World) -> str:
        letter = chosen(form.letter, letter_labels(session), field="Công văn")
        files, run = Files(data=read_settings().data), str(flow_run.id)
        return draft_anew(session, letter_id=letter, run=run, by=form.by, files=files, world=world)

    return await carry_out(work, by=form.by)
