"""The answer to a difficulty: a document like any other, and its text kept with the difficulty."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from flows.work.audit import audit
from flows.work.documents.record import AlreadyRecordedError, Entry, record
from flows.work.refusals import RefusedError
from flows.work.texts import refuse_odd_text
from flows.work.world import World
from models.store.difficulties import difficulty_rows
from models.tables import Difficulty, PlanTask
from templates.words_vi import plain_day

from .recording import MOST_TEXT


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """An answer as a coordinator states it."""

    difficulty: int
    text: str
    number: str
    issued_on: date
    arrived_on: date


def record_answer(session: Session, *, answer: Answer, by: str, world: World) -> str:
    """Record the document and keep what it says; raises RefusedError. One sentence for the coordinator."""
    if not answer.text.strip():
        raise RefusedError("Thiếu nội dung trả lời; đề nghị ghi tóm tắt như trong văn bản.")
    refuse_odd_text(answer.text, field="Nội dung trả lời", most=MOST_TEXT)
    row = session.get_one(Difficulty, answer.difficulty)
    task = session.get_one(PlanTask, row.task_id)
    carrier = next(one.answered_by for one in difficulty_rows(session, plan=row.plan_id) if one.id == row.id)
    entry = Entry(
        unit=carrier,
        tasks=((row.plan_id, task.code, ""),),
        number=answer.number,
        issued_on=answer.issued_on,
        arrived_on=answer.arrived_on,
    )
    with suppress(
        AlreadyRecordedError
    ):  # its document came in through the ordinary form; only the text is new
        record(session, entry=entry, by=by, world=world)
    row.answer, row.answered_on = answer.text.strip(), answer.issued_on
    row.answer_recorded_by, row.answer_recorded_at = by, world.now
    session.add(row)
    session.flush()
    sentence = (
        f"Đã ghi nhận trả lời {task.code}: văn bản số {answer.number}, ngày {plain_day(answer.issued_on)}."
    )
    audit(
        session,
        world=world,
        by=by,
        action="form:difficulty:answer",
        subject="difficulty",
        subject_id=row.id,
        text=sentence,
        facts={"answer": row.answer},
    )
    return sentence
