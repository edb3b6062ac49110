"""How each unit stands with what runs the whole year: counted by the database."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlmodel import Session, col

from models.rules.statistics import APART, RECEIVED
from models.store.overview import DATED
from models.tables import Obligation, PlanTask, Unit
from models.words import ObligationStatus


def whole_year_counts(session: Session, *, plans: Collection[int]) -> dict[tuple[int, str], tuple[int, int]]:
    """(plan, unit) -> (received, expected) of the tasks without a day of their own."""
    came = sa.func.sum(sa.case((col(Obligation.status).in_(RECEIVED), 1), else_=0))
    statement = (
        sa.select(col(Obligation.plan_id), col(Obligation.carried_by), came, sa.func.count())
        .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
        .where(
            col(Obligation.plan_id).in_(plans),
            col(Obligation.status).not_in((*APART, ObligationStatus.FOLDED)),
            col(PlanTask.deadline_kind).not_in(DATED),
        )
        .group_by(col(Obligation.plan_id), col(Obligation.carried_by))
    )
    return {
        (plan, unit): (int(received), int(expected))
        for plan, unit, received, expected in session.execute(statement)
    }


def in_official_order(session: Session) -> dict[str, tuple[str, int]]:
    """Every unit, also one that is gone: its region and its place in official lists."""
    statement = sa.select(col(Unit.id), col(Unit.region)).order_by(col(Unit.position), col(Unit.id))
    return {unit: (region, place) for place, (unit, region) in enumerate(session.execute(statement))}
