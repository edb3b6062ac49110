"""Which units have handed in their annual report."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlmodel import Session, col

from models.tables import Obligation, PlanTask
from models.words import ObligationStatus

ARRIVED = (
    ObligationStatus.ARRIVED,
    ObligationStatus.RETURNED,
    ObligationStatus.DONE,
    ObligationStatus.NIL,
)


def reported_units(session: Session, *, plans: Collection[int]) -> set[tuple[int, str]]:
    """(plan, unit) pairs that owe no annual report any more: each of its occurrences has arrived."""
    if not plans:
        return set()
    statement = (
        sa.select(col(Obligation.plan_id), col(Obligation.carried_by), col(Obligation.status))
        .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
        .where(col(PlanTask.annual_report).is_(True), col(Obligation.plan_id).in_(plans))
    )
    rows = [((plan, unit), status in ARRIVED) for plan, unit, status in session.execute(statement)]
    return {pair for pair, arrived in rows if arrived} - {pair for pair, arrived in rows if not arrived}
