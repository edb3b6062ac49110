"""Compilings of a plan that were made, and what else a report tells: trainings held, difficulties."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.tables import Compilation, Difficulty, Participant, Training
from models.words import ParticipantStatus, TrainingStatus


def trainings_held(session: Session, *, plan: int, until: datetime) -> list[tuple[str, date, int]]:
    """Title, first day and who attended, of those that were held."""
    attended = sa.func.count(col(Participant.id))
    came = sa.and_(
        col(Participant.training_id) == col(Training.id),
        col(Participant.status) == ParticipantStatus.ATTENDED,
    )
    statement: sa.Select[Any] = (
        sa.select(col(Training.title), col(Training.first_day), attended)
        .outerjoin(Participant, came)
        .where(
            col(Training.plan_id) == plan,
            col(Training.status) == TrainingStatus.HELD,
            col(Training.settled_at) <= until,
        )
        .group_by(col(Training.id))
        .order_by(col(Training.first_day), col(Training.id))
    )
    return [(row[0], row[1], row[2]) for row in session.execute(statement)]


def difficulties_by(session: Session, *, plan: int, until: datetime) -> Mapping[int, bool]:
    """The difficulties recorded by then -> whether they were answered by then."""
    statement = select(Difficulty.id, Difficulty.answer_recorded_at).where(
        col(Difficulty.plan_id) == plan, col(Difficulty.recorded_at) <= until
    )
    return {key: at is not None and at <= until for key, at in session.exec(statement) if key}


def compilation_of_run(session: Session, *, run: str) -> Compilation | None:
    """The compiling that a flow run made."""
    return session.exec(select(Compilation).where(col(Compilation.flow_run_id) == run)).first()


def compilation_before(session: Session, *, plan: int, before: int | None = None) -> Compilation | None:
    """The newest compiling of the plan (that was made before this one)."""
    statement = select(Compilation).where(col(Compilation.plan_id) == plan)
    if before is not None:
        statement = statement.where(col(Compilation.id) < before)
    return session.exec(statement.order_by(col(Compilation.id).desc())).first()
