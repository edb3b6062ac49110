"""What is stored of a plan when it is amended, in one query."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models.store.duties import EXTENDED
from models.tables import Exemption, Obligation, PlanTask
from models.words import ObligationStatus

OPEN_STATES = (ObligationStatus.OPEN, ObligationStatus.WAITING)  # nothing has come
UNFINISHED = (*OPEN_STATES, ObligationStatus.RETURNED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Stored:
    """One obligation of the plan as it stands."""

    id: int
    task_id: int
    code: str
    met_with: str  # the task whose document, and day, it shares
    owed_by: str
    carried_by: str
    occurrence: str
    status: ObligationStatus
    effective_due: date | None
    due_time: time | None
    extended: bool
    spared: bool  # by an earlier amendment

    def of(self, unit: str) -> bool:
        """Whether it is this unit's."""
        return unit in (self.owed_by, self.carried_by)


def stored_of(session: Session, *, plan: int) -> list[Stored]:
    """Every obligation of the plan that nothing stands for since units were merged, in order."""
    spared = sa.exists().where(
        col(Exemption.obligation_id) == col(Obligation.id),
        col(Exemption.undone_at).is_(None),
        col(Exemption.amendment_id).is_not(None),
    )
    statement: sa.Select[Any] = (
        sa.select(
            col(Obligation.id).label("id"),
            col(Obligation.task_id).label("task_id"),
            col(PlanTask.code).label("code"),
            col(PlanTask.met_with).label("met_with"),
            col(Obligation.owed_by).label("owed_by"),
            col(Obligation.carried_by).label("carried_by"),
            col(Obligation.occurrence).label("occurrence"),
            col(Obligation.status).label("status"),
            col(Obligation.effective_due).label("effective_due"),
            col(Obligation.due_time).label("due_time"),
            EXTENDED.label("extended"),
            spared.label("spared"),
        )
        .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
        .where(col(Obligation.plan_id) == plan, col(Obligation.status) != ObligationStatus.FOLDED)
        .order_by(col(PlanTask.position), col(Obligation.id))
    )
    return [Stored(**row) for row in session.execute(statement).mappings()]
