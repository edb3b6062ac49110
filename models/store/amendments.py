"""Questions about amendments of plans: the file in force, and the words of tasks on a day of the past."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.tables import (
    Exemption,
    Figure,
    Indicator,
    Obligation,
    Plan,
    PlanAmendment,
    PlanRevision,
    PlanTask,
    SubmissionLink,
)
from models.words import DeadlineKind, JudgedBy, PlanStatus, TaskOrigin

TASKS = "tasks"  # in the facts of an amendment: the words that it replaced, by the id of the task


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskWords:
    """What figures of the past read from a task's words."""

    phrase: str
    kind: DeadlineKind
    judged_by: JudgedBy
    done_on_issue: bool | None  # None: nobody said


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


def tasks_with_documents(session: Session, *, plan_id: int, codes: Collection[str]) -> set[str]:
    """Those of the plan's tasks for which a document was ever recorded, voided ones too."""
    recorded = (
        select(PlanTask.code)
        .join(Obligation, col(Obligation.task_id) == col(PlanTask.id))
        .join(SubmissionLink, col(SubmissionLink.obligation_id) == col(Obligation.id))
        .where(col(PlanTask.plan_id) == plan_id, col(PlanTask.code).in_(codes))
    )
    return set(session.exec(recorded.distinct()))


def words_then(session: Session, *, plans: Collection[int], until: datetime) -> Mapping[int, TaskWords]:
    """Task -> its words at that moment, of the tasks whose words were amended later."""
    found: dict[int, TaskWords] = {}
    for facts in session.execute(_later(), {"plans": list(plans), "until": until}).scalars():
        for task, words in facts.get(TASKS, {}).items():
            found.setdefault(int(task), _words(words))
    return found


def _words(words: Mapping[str, Any]) -> TaskWords:
    return TaskWords(
        phrase=words["phrase"],
        kind=DeadlineKind(words["kind"]),
        judged_by=JudgedBy(words["judged_by"]),
        done_on_issue=words["done_on_issue"],
    )


def other_codes(session: Session, *, plan_id: int) -> set[str]:
    """Codes of the plan's tasks that stand in no file: reviews, trainings, difficulties."""
    statement = select(PlanTask.code).where(
        col(PlanTask.plan_id) == plan_id, col(PlanTask.origin) != TaskOrigin.FILE
    )
    return set(session.exec(statement))


def judged_otherwise(session: Session, *, plan_id: int, judged: Mapping[str, JudgedBy]) -> list[str]:
    """Codes of stored tasks that are judged by another day than `judged` says."""
    statement = select(PlanTask).where(col(PlanTask.plan_id) == plan_id, col(PlanTask.code).in_(judged))
    rows = session.exec(statement.order_by(col(PlanTask.position)))
    return [row.code for row in rows if row.judged_by is not judged[row.code]]


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
