"""Questions about trainings: how many were invited, answered, were named and came; who has not answered."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.tables import Obligation, Participant, Plan, Training, TrainingInvitation, Unit
from models.words import ObligationStatus, ParticipantStatus, PlanStatus, TrainingStatus

from .owed import OWED

ANSWERED = (ObligationStatus.ARRIVED, ObligationStatus.DONE, ObligationStatus.NIL)
NAMED = (ParticipantStatus.NOMINATED, ParticipantStatus.ATTENDED, ParticipantStatus.ABSENT)


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainingCounts:
    """Units that were invited, and people whom they named."""

    invited: int = 0
    answered: int = 0
    declined: int = 0
    nominated: int = 0  # whatever became of them; not those on the waiting list
    waiting: int = 0
    attended: int = 0
    unannounced: int = 0  # of these: came without having been named
    absent: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Unanswered:
    """One unit that still has to say whom it sends."""

    training_id: int
    unit_id: str
    last_day: date | None  # an extension moves it


def trainings_in_force(
    session: Session, *, statuses: Collection[TrainingStatus] = tuple(TrainingStatus)
) -> list[tuple[Training, Plan]]:
    """Those of plans in force, plan by plan in the order of their days."""
    statement = (
        select(Training, Plan)
        .join(Plan, col(Plan.id) == col(Training.plan_id))
        .where(col(Plan.status) == PlanStatus.ISSUED, col(Training.status).in_(statuses))
        .order_by(col(Plan.id), col(Training.first_day), col(Training.id))
    )
    return list(session.exec(statement))


def training_counts(session: Session, *, trainings: Collection[int]) -> dict[int, TrainingCounts]:
    """By training, in two queries however many there are."""
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for statement in (_units_counted(), _people_counted()):
        for row in session.execute(statement, {"trainings": list(trainings)}).mappings():
            found[row["training_id"]] |= {name: row[name] for name in row if name != "training_id"}
    return {key: TrainingCounts(**found.get(key, {})) for key in trainings}


def _units_counted() -> sa.Select[Any]:
    key = col(TrainingInvitation.training_id)
    return (
        sa.select(
            key.label("training_id"),
            sa.func.count().label("invited"),
            _number(col(Obligation.status).in_(ANSWERED)).label("answered"),
            _number(col(TrainingInvitation.declined).is_(True)).label("declined"),
        )
        .join(Obligation, col(Obligation.id) == col(TrainingInvitation.obligation_id))
        .where(key.in_(sa.bindparam("trainings", expanding=True)))
        .group_by(key)
    )


def _people_counted() -> sa.Select[Any]:
    key, status, came_so = col(Participant.training_id), col(Participant.status), col(Participant.unannounced)
    attended = status == ParticipantStatus.ATTENDED
    return (
        sa.select(
            key.label("training_id"),
            _number(sa.and_(status.in_(NAMED), came_so.is_(False))).label("nominated"),
            _number(status == ParticipantStatus.WAITING).label("waiting"),
            _number(attended).label("attended"),
            _number(sa.and_(attended, came_so.is_(True))).label("unannounced"),
            _number(status == ParticipantStatus.ABSENT).label("absent"),
        )
        .where(key.in_(sa.bindparam("trainings", expanding=True)))
        .group_by(key)
    )


def _number(condition: Any) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((condition, 1), else_=0))


def unanswered_units(session: Session, *, trainings: Collection[int]) -> list[Unanswered]:
    """Who still has to answer, in the order of official lists."""
    statement: sa.Select[Any] = (
        sa.select(
            col(TrainingInvitation.training_id).label("training_id"),
            col(TrainingInvitation.unit_id).label("unit_id"),
            col(Obligation.effective_due).label("last_day"),
        )
        .join(Obligation, col(Obligation.id) == col(TrainingInvitation.obligation_id))
        .join(Unit, col(Unit.id) == col(TrainingInvitation.unit_id))
        .where(col(TrainingInvitation.training_id).in_(trainings), col(Obligation.status).in_(OWED))
        .order_by(col(Unit.position), col(Unit.id), col(TrainingInvitation.id))
    )
    return [Unanswered(**row) for row in session.execute(statement).mappings()]
