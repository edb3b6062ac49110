"""What a plan's journey starts from, beside the count of its tasks."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models.tables import Obligation, Plan
from models.words import ObligationStatus, PlanStatus

PLANS: sa.BindParameter[Any] = sa.bindparam("plans", expanding=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnTask:
    """An obligation of the focal unit that no other unit shares."""

    task_id: int
    occurrence: str
    carried_by: str
    status: ObligationStatus
    last_day: date | None


def own_tasks(session: Session, *, plans: Collection[int]) -> list[OwnTask]:
    """What the focal units owe alone, nearest day first; what has no day comes last."""
    return [OwnTask(**row) for row in session.execute(_own(), {"plans": list(plans)}).mappings()]


@cache
def _own() -> sa.Select[Any]:
    others = aliased(Obligation)
    return (
        sa.select(
            col(Obligation.task_id),
            col(Obligation.occurrence),
            col(Obligation.carried_by),
            col(Obligation.status),
            col(Obligation.effective_due).label("last_day"),
        )
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .where(
            col(Obligation.plan_id).in_(PLANS),
            col(Obligation.carried_by) == col(Plan.focal_unit),
            col(Obligation.status) != ObligationStatus.FOLDED,
            ~sa.exists().where(
                col(others.task_id) == col(Obligation.task_id), col(others.owed_by) != col(Obligation.owed_by)
            ),
        )
        .order_by(col(Obligation.effective_due).is_(None), col(Obligation.effective_due), col(Obligation.id))
    )


def announced_phases(session: Session) -> list[tuple[str, str]]:
    """Code and phase of every plan in force, as last announced; empty: not yet."""
    statement: sa.Select[Any] = (
        sa.select(col(Plan.code), col(Plan.phase))
        .where(col(Plan.status) == PlanStatus.ISSUED)
        .order_by(col(Plan.issued_on), col(Plan.id))
    )
    return [(code, phase) for code, phase in session.execute(statement)]


def plans_with_untold_phase(session: Session) -> list[Plan]:
    """Plans in force whose phase is another one than the server was told."""
    statement = (
        select(Plan)
        .where(col(Plan.status) == PlanStatus.ISSUED, col(Plan.phase) != col(Plan.phase_told))
        .order_by(col(Plan.issued_on), col(Plan.id))
    )
    return list(session.exec(statement))
