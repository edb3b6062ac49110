"""Questions about obligations when a document is recorded, corrected or an event becomes known.

Whoever is going to change obligations gets them locked until his transaction ends: on PostgreSQL two people
may work at once (SQLite lets only one write).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, or_, select

from models.rules.deadlines import read_deadline
from models.store.units import name_on
from models.tables import Obligation, Plan, PlanTask, Submission, SubmissionLink
from models.words import JudgedBy, ObligationStatus, PlanStatus

FIXED = (ObligationStatus.DONE, ObligationStatus.EXEMPT)  # no event and no day off moves their day


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentTarget:
    """One obligation that a document is said to meet."""

    obligation_id: int
    task_code: str
    status: ObligationStatus
    judged_by: JudgedBy
    effective_due: date | None
    due_time: time | None
    before_hour: bool  # "trước 20h00": the hour itself is late
    plan_issued_on: date
    plan_year: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Targets:
    """The obligations found, and the codes of tasks the unit does not owe."""

    unit_name: str
    owed: tuple[DocumentTarget, ...]
    missing: tuple[str, ...]


def targets(session: Session, *, unit: str, tasks: Sequence[tuple[int, str, str]], day: date) -> Targets:
    """The unit's obligations for (plan, task code, occurrence), locked; owed or carried by it."""
    key = sa.tuple_(col(Obligation.plan_id), col(PlanTask.code), col(Obligation.occurrence))
    statement = (
        select(Obligation, PlanTask, Plan)
        .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .where(
            or_(col(Obligation.carried_by) == unit, col(Obligation.owed_by) == unit),
            col(Plan.status) == PlanStatus.ISSUED,
            key.in_(tasks),
        )
    )
    found = {
        (plan.id, task.code, obligation.occurrence): _target(obligation, task, plan)
        for obligation, task, plan in session.exec(_locked(statement))
    }
    return Targets(
        unit_name=name_on(session, unit=unit, day=day),
        owed=tuple(found[key] for key in tasks if key in found),
        missing=tuple(key[1] for key in tasks if key not in found),
    )


def _locked(statement: Any) -> Any:
    """In one order, so that nobody waits in a circle; rows that were loaded before are read anew."""
    return (
        statement.order_by(col(Obligation.id))
        .with_for_update(of=Obligation, key_share=True)  # rows that only refer to them may still be written
        .execution_options(populate_existing=True)
    )


def _target(obligation: Obligation, task: PlanTask, plan: Plan) -> DocumentTarget:
    assert obligation.id is not None
    return DocumentTarget(
        obligation_id=obligation.id,
        task_code=task.code,
        status=obligation.status,
        judged_by=task.judged_by,
        effective_due=obligation.effective_due,
        due_time=obligation.due_time,
        before_hour=_before_hour(obligation, task, plan),
        plan_issued_on=plan.issued_on,
        plan_year=plan.year,
    )


def _before_hour(obligation: Obligation, task: PlanTask, plan: Plan) -> bool:
    """Only the plan's words say whether the hour is excluded, so they are read again."""
    if obligation.due_time is None:
        return False
    occurrences = read_deadline(task.deadline_phrase, plan_year=plan.year).occurrences
    return any(one.before_hour for one in occurrences if one.key == obligation.occurrence)


def same_document(
    session: Session, *, unit: str, number: str, issued_on: date | None, obligations: Sequence[int]
) -> str:
    """The code of a task for which the very same document is recorded already; empty if there is none."""
    statement = (
        select(PlanTask.code)
        .join(Obligation, col(Obligation.task_id) == col(PlanTask.id))
        .join(SubmissionLink, col(SubmissionLink.obligation_id) == col(Obligation.id))
        .join(Submission, col(Submission.id) == col(SubmissionLink.submission_id))
        .where(
            col(Obligation.id).in_(obligations),
            col(Submission.unit_id) == unit,
            col(Submission.document_number) == number,
            col(Submission.issued_on) == issued_on,
            col(Submission.voided_at).is_(None),
        )
    )
    return session.exec(statement).first() or ""


def movable(session: Session, *, task: int | None = None) -> list[Obligation]:
    """Obligations (of one task) whose day may still move, those that arrived included, locked."""
    statement = (
        select(Obligation)
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .where(col(Plan.status) == PlanStatus.ISSUED, col(Obligation.status).not_in(FIXED))
    )
    if task is not None:
        statement = statement.where(col(Obligation.task_id) == task)
    return list(session.exec(_locked(statement)))


def obligations_of(session: Session, *, submission: int) -> list[Obligation]:
    """The obligations a document was recorded for, locked."""
    statement = (
        select(Obligation)
        .join(SubmissionLink, col(SubmissionLink.obligation_id) == col(Obligation.id))
        .where(col(SubmissionLink.submission_id) == submission)
    )
    return list(session.exec(_locked(statement)))


def links_of(session: Session, *, submission: int) -> list[SubmissionLink]:
    """What ties a document to its obligations."""
    return list(session.exec(select(SubmissionLink).where(col(SubmissionLink.submission_id) == submission)))


def standing_versions(session: Session, *, obligation: int) -> list[int]:
    """The versions of the documents recorded for the obligation that are not voided, first to last."""
    statement = (
        select(SubmissionLink.version)
        .join(Submission, col(Submission.id) == col(SubmissionLink.submission_id))
        .where(col(SubmissionLink.obligation_id) == obligation, col(Submission.voided_at).is_(None))
        .order_by(col(SubmissionLink.version))
    )
    return list(session.exec(statement))


def standing_links(
    session: Session, *, obligations: Collection[int]
) -> list[tuple[SubmissionLink, Submission, DocumentTarget]]:
    """Every document recorded for these obligations and not voided, with what it is measured by."""
    statement = (
        select(SubmissionLink, Submission, Obligation, PlanTask, Plan)  # type: ignore[call-overload]  # its overloads end at four
        .join(Submission, col(Submission.id) == col(SubmissionLink.submission_id))
        .join(Obligation, col(Obligation.id) == col(SubmissionLink.obligation_id))
        .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .where(col(SubmissionLink.obligation_id).in_(obligations), col(Submission.voided_at).is_(None))
    )
    return [
        (link, submission, _target(obligation, task, plan))
        for link, submission, obligation, task, plan in session.exec(statement)
    ]


def tasks_met(session: Session, *, submission: int) -> tuple[tuple[int, str, str], ...]:
    """(plan, task code, occurrence) of everything a document was recorded for."""
    statement = (
        select(Obligation.plan_id, PlanTask.code, Obligation.occurrence)
        .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
        .join(SubmissionLink, col(SubmissionLink.obligation_id) == col(Obligation.id))
        .where(col(SubmissionLink.submission_id) == submission)
        .order_by(col(PlanTask.position))
    )
    return tuple((plan, code, occurrence) for plan, code, occurrence in session.exec(statement))
