"""How forms name letters that wait for their numbers."""

from sqlmodel import Session, col, select

from flows.clock import day_of
from models.tables import OutgoingLetter, Plan, PlanTask
from models.words import PlanStatus
from templates.words_vi import plain_day


def letter_labels(session: Session) -> dict[str, int]:
    """Label -> letter, of plans in force, that were neither numbered nor drafted anew; the newest first."""
    statement = (
        select(OutgoingLetter, PlanTask.code)
        .join(Plan, col(Plan.id) == col(OutgoingLetter.plan_id))
        .join(PlanTask, col(PlanTask.id) == col(OutgoingLetter.task_id))
        .where(
            col(Plan.status) == PlanStatus.ISSUED,
            col(OutgoingLetter.letter_number) == "",
            col(OutgoingLetter.replaced_by).is_(None),
        )
        .order_by(col(OutgoingLetter.id).desc())
    )
    return {
        f"Công văn #{one.id} · {code} · lần {one.time} · soạn {plain_day(day_of(one.drafted_at))} · "
        f"{one.draft_name}": one.id
        for one, code in session.exec(statement)
        if one.id
    }
