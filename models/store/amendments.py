"""Questions about amendments of plans: the file in force, and the words of tasks on a day of the past."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.tables import Exemption, Figure, Indicator, Plan, PlanAmendment, PlanRevision
from models.words import DeadlineKind, PlanStatus

TASKS = "tasks"  # in the facts of an amendment: the words that it replaced, by the id of the task


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskWords:
    """What figures of the past read from a task's words."""

    phrase: str
    kind: DeadlineKind


def newest_revision(session: Session, *, plan: int) -> PlanRevision:
    """The plan's file as it holds now."""
    statement = select(PlanRevision).where(col(PlanRevision.plan_id) == plan)
    return session.exec(statement.order_by(col(PlanRevision.number).desc()).limit(1)).one()


def amendments_of(session: Session, *, plan: int) -> list[PlanAmendment]:
    """The plan's amendments, first to last."""
    statement = select(PlanAmendment).where(col(PlanAmendment.plan_id) == plan)
    return list(session.exec(statement.order_by(col(PlanAmendment.revision))))


def amendments_in_force(session: Session) -> list[PlanAmendment]:
    """Those of every plan that is followed."""
    statement = (
        select(PlanAmendment)
        .join(Plan, col(Plan.id) == col(PlanAmendment.plan_id))
        .where(col(Plan.status) == PlanStatus.ISSUED)
    )
    return list(session.exec(statement.order_by(col(PlanAmendment.id))))


def amendment_of_run(session: Session, *, run: str) -> PlanAmendment | None:
    """The amendment that a flow run applied."""
    return session.exec(select(PlanAmendment).where(col(PlanAmendment.flow_run_id) == run)).first()


def dropping(session: Session, *, obligation: int) -> PlanAmendment | None:
    """The amendment by which this obligation is owed no more."""
    statement = (
        select(PlanAmendment)
        .join(Exemption, col(Exemption.amendment_id) == col(PlanAmendment.id))
        .where(col(Exemption.obligation_id) == obligation, col(Exemption.undone_at).is_(None))
    )
    return session.exec(statement.order_by(col(PlanAmendment.id).desc())).first()


def figures_counted(session: Session, *, plan_id: int, codes: Collection[str]) -> list[str]:
    """Those of the plan's figures with these codes that somebody has reported."""
    reported = sa.exists().where(col(Figure.indicator_id) == col(Indicator.id))
    statement = select(Indicator.code).where(
        col(Indicator.plan_id) == plan_id, col(Indicator.code).in_(codes), reported
    )
    return list(session.exec(statement.order_by(col(Indicator.position))))


def words_then(session: Session, *, plans: Collection[int], until: datetime) -> Mapping[int, TaskWords]:
    """Task -> its words at that moment, of the tasks whose words were amended later."""
    found: dict[int, TaskWords] = {}
    for facts in session.execute(_later(), {"plans": list(plans), "until": until}).scalars():
        for task, words in facts.get(TASKS, {}).items():
            said = TaskWords(phrase=words["phrase"], kind=DeadlineKind(words["kind"]))
            found.setdefault(int(task), said)
    return found


@cache
def _later() -> sa.Select[Any]:
    return (
        sa.select(col(PlanAmendment.facts))
        .where(
            col(PlanAmendment.plan_id).in_(sa.bindparam("plans", expanding=True)),
            col(PlanAmendment.recorded_at)
            > sa.bindparam("until", type_=sa.inspect(PlanAmendment).c.recorded_at.type),
        )
        .order_by(col(PlanAmendment.id))
    )
