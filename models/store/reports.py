"""Which units have handed in their annual report."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlmodel import Session, col

from models.tables import Obligation, PlanTask, UnitChange
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
    annual = (
        sa.select(col(Obligation.plan_id), col(Obligation.carried_by), col(Obligation.status))
        .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
        .where(
            col(PlanTask.annual_report).is_(True),
            col(Obligation.plan_id).in_(plans),
            col(Obligation.status) != ObligationStatus.FOLDED,
        )
    )
    rows = [((plan, unit), status in ARRIVED) for plan, unit, status in session.execute(annual)]
    reported = _with_heirs(session, {pair for pair, arrived in rows if arrived})
    return reported - {pair for pair, arrived in rows if not arrived}


def _with_heirs(session: Session, reported: set[tuple[int, str]]) -> set[tuple[int, str]]:
    """What has come from a unit stands for whoever took its place, unless that one still owes one itself."""
    changes = session.execute(sa.select(col(UnitChange.predecessor), col(UnitChange.successor)))
    heirs = [(before, after) for before, after in changes]
    found, new = set(reported), set(reported)
    while new:
        new = {(plan, after) for plan, unit in new for before, after in heirs if before == unit} - found
        found |= new
    return found
