"""What a plan's journey starts from, beside the count of its tasks."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
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


def openings(session: Session, *, plans: Collection[int]) -> dict[tuple[int, str], date]:
    """The first day of each task and occurrence that opens on a day: whole years, quarters, windows."""
    rows = session.execute(_openings(), {"plans": list(plans)})
    return {(task, occurrence): day for task, occurrence, day in rows}


@cache
def _openings() -> sa.Select[Any]:
    return (
        sa.select(col(Obligation.task_id), col(Obligation.occurrence), sa.func.min(col(Obligation.opens_on)))
        .where(col(Obligation.plan_id).in_(PLANS), col(Obligation.opens_on).is_not(None))
        .group_by(col(Obligation.task_id), col(Obligation.occurrence))
    )


def own_tasks(session: Session, *, plans: Collection[int]) -> list[OwnTask]:
    """What the focal units owe alone, nearest day first; what has no day comes last."""
    return [OwnTask(**row) for row in session.execute(_own(), {"plans": list(plans)}).mappings()]


@cache
def _own() -> sa.Select[Any]:
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
            col(Obligation.owed_by) == col(Plan.focal_unit),
            col(Obligation.task_id).in_(_unshared()),
        )
        .order_by(col(Obligation.effective_due).is_(None), col(Obligation.effective_due), col(Obligation.id))
    )


def _unshared() -> sa.Select[Any]:
    """Tasks that one unit alone owes."""
    return (
        sa.select(col(Obligation.task_id))
        .where(col(Obligation.plan_id).in_(PLANS))
        .group_by(col(Obligation.task_id))
        .having(sa.func.count(col(Obligation.owed_by).distinct()) == 1)
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
