"""Ghi nhận tham dự tập huấn: the list is shown in the suspended run; the answer is taken once."""

from typing import Any

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.flow_runs import asuspend_flow_run
from prefect.runtime import flow_run
from sqlmodel import Session

from flows import wiring
from flows.attendance_form import STOP, AttendForm, attendance_form
from flows.running import (
    carry_out,
    finish,
    folder,
    will_wait,
)
from flows.work.choices import chosen, unit_labels
from flows.work.refusals import RefusedError
from flows.work.trainings.attending import Expected, Extra, attend, expected
from flows.work.trainings.labels import CHOICES, training_labels
from flows.work.trainings.people import Person
from flows.work.world import World
from models.database import reading, transaction
from models.store.units import names_on
from models.tables import RecordingRound

WAIT = 7 * 24 * 3600  # seconds a suspended run waits for its answer
ROUNDS = 10


@flow(name="Ghi nhận tham dự tập huấn", persist_result=True)
async def attend_training(form: AttendForm) -> State[Any]:
    """Ghi ai dự, ai vắng; đơn vị nhận thư cảm ơn; đủ ba miền thì nhiệm vụ của kế hoạch hoàn thành."""
    return await finish(_rounds(form))


async def _rounds(form: AttendForm) -> str:
    """Asked again with the sentence that says what was wrong; nothing is written before it is right."""
    problem = ""
    for number in range(1, ROUNDS + 1):
        training, listed, units = _listed(form)
        answer = await _ask(form, listed, units, number, problem)
        if answer.answer == STOP:
            raise RefusedError("Người thực hiện chọn dừng lại; không có gì thay đổi.")
        problem = _refused_before(number)
        if not problem:
            try:
                return await _attend(form, training, listed, answer)
            except RefusedError as refusal:
                problem = _keep(number, str(refusal))
    raise RefusedError(f"Đã sửa {ROUNDS} lần; đề nghị mở lại biểu mẫu.")


def _refused_before(number: int) -> str:
    """The run starts from the top at each answer: one that was refused must not be tried a second time."""
    with folder() as (engine, _settings), reading(engine) as session:
        kept = session.get(RecordingRound, (str(flow_run.id), number))
        return str(kept.shown["problem"]) if kept else ""


def _keep(number: int, problem: str) -> str:
    with folder() as (engine, _settings), transaction(engine) as session:
        kept = RecordingRound(flow_run_id=str(flow_run.id), number=number, shown={"problem": problem})
        session.add(kept)
    return problem


def _listed(form: AttendForm) -> tuple[int, list[Expected], list[str]]:
    with folder() as (engine, settings), transaction(engine) as session:
        world = wiring.world_of(session, settings=settings)
        known = training_labels(session, statuses=CHOICES["trainings_invited"])
        training = chosen(form.training, known, field="Lớp tập huấn")
        names = names_on(session, world.today)
        listed = expected(session, training_id=training, names=names, world=world)
        return training, listed, list(unit_labels(session, day=world.today))


async def _ask(form: AttendForm, listed: list[Expected], units: list[str], number: int, problem: str) -> Any:
    waits_for = f"ghi nhận tham dự {form.training}"
    await will_wait(waits_for)
    text = f"**{problem}**\n\n" if problem else ""
    text += (
        f"{form.training}: danh sách có {len(listed)} cán bộ. Chỉ cần đánh dấu ai vắng; "
        "cán bộ dự ngoài danh sách thì ghi thêm."
    )
    return await asuspend_flow_run(
        wait_for_input=attendance_form(listed, units=units).with_initial_data(description=text),
        key=f"tham-du-{number}",
        timeout=WAIT,
    )


async def _attend(form: AttendForm, training: int, listed: list[Expected], answer: Any) -> str:
    keys = {one.label: one.participant_id for one in listed}
    there = {one.participant_id for one in listed if one.came}
    there -= {_key(label, keys) for label in answer.absent}
    there |= {_key(label, keys) for label in answer.also_came}

    def work(session: Session, world: World) -> str:
        units = unit_labels(session, day=world.today)
        extra = [
            Extra(
                unit=chosen(one.unit, units, field="Đơn vị"),
                person=Person(name=one.name, position=one.position),
            )
            for one in answer.extra
        ]
        return attend(session, training_id=training, came=there, extra=extra, by=form.by, world=world)

    return await carry_out(work, by=form.by)


def _key(label: str, keys: dict[str, int]) -> int:
    """The list may have changed while the form was open."""
    if label not in keys:
        raise RefusedError("Danh sách cán bộ đã thay đổi khi biểu mẫu đang mở; đề nghị chọn lại.")
    return keys[label]
