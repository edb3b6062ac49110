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
from models.store.owed import IS_RETURNED
from models.store.standing import links_stand
from models.store.units import name_on
from models.tables import Obligation, Plan, PlanTask, Submission, SubmissionLink
from models.words import JudgedBy, ObligationStatus, PlanStatus


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentTarget:
    """One obligation that a document is said to meet."""

    obligation_id: int
    task_code: str
    status: ObligationStatus
    judged_by: JudgedBy
    effective_due: date | None
    resubmit_by: date | None  # the day the next version is judged by; None: the last valid day
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


TARGET: tuple[Any, ...] = (
    col(Obligation.id),
    col(PlanTask.code),
    col(Obligation.status),
    col(PlanTask.judged_by),
    col(Obligation.effective_due),
    sa.case((IS_RETURNED, col(Obligation.resubmit_by)), else_=sa.null()),
    col(Obligation.due_time),
    col(PlanTask.deadline_phrase),
    col(Plan.issued_on),
    col(Plan.year),
)


def _locked(statement: Any) -> Any:
    """In one order, so that nobody waits in a circle; rows that were loaded before are read anew."""
    return (
        statement.order_by(col(Obligation.id))
        .with_for_update(of=Obligation, key_share=True)  # rows that only refer to them may still be written
        .execution_options(populate_existing=True)
    )


# Built once: thousands of documents are recorded one by one when a year is played.
TARGETS = _locked(
    sa.select(col(Obligation.plan_id), col(Obligation.occurrence), *TARGET)
    .select_from(Obligation)
    .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
    .join(Plan, col(Plan.id) == col(Obligation.plan_id))
    .where(
        or_(
            col(Obligation.carried_by) == sa.bindparam("unit"),
            col(Obligation.owed_by) == sa.bindparam("unit"),
        ),
        col(Plan.status) == PlanStatus.ISSUED,
        sa.tuple_(col(Obligation.plan_id), col(PlanTask.code), col(Obligation.occurrence)).in_(
            sa.bindparam("tasks", expanding=True)
        ),
    )
)
STANDING: sa.Select[Any] = (
    sa.select(
        col(SubmissionLink.obligation_id),
        col(SubmissionLink.version),
        col(Submission.unit_id),
        col(Submission.document_number).label("number"),
        col(Submission.issued_on),
    )
    .join(Submission, col(Submission.id) == col(SubmissionLink.submission_id))
    .where(
        col(SubmissionLink.obligation_id).in_(sa.bindparam("obligations", expanding=True)),
        *links_stand(None),
    )
    .order_by(col(SubmissionLink.version))
)
COMPANIONS: sa.Select[Any] = sa.select(col(PlanTask.plan_id), col(PlanTask.code)).where(
    col(PlanTask.met_with) != "",
    sa.tuple_(col(PlanTask.plan_id), col(PlanTask.met_with)).in_(sa.bindparam("tasks", expanding=True)),
)


def targets(session: Session, *, unit: str, tasks: Sequence[tuple[int, str, str]], day: date) -> Targets:
    """The unit's obligations for (plan, task code, occurrence), locked; owed or carried by it.

    With them those that the same document meets although nobody named them.
    """
    named = {"tasks": [(plan, code) for plan, code, _ in tasks]}
    too = [(plan, code, "") for plan, code in session.execute(COMPANIONS, named)]
    also = [task for task in too if task not in tasks]
    asked = {"unit": unit, "tasks": [*map(tuple, tasks), *also]}
    found = {
        (plan, row[1], occurrence): _target(row, occurrence)
        for plan, occurrence, *row in session.execute(TARGETS, asked)
    }
    return Targets(
        unit_name=name_on(session, unit=unit, day=day),
        owed=(
            *(found[key] for key in tasks if key in found),
            *(
                found[key]
                for key in also
                if key in found and found[key].status is not ObligationStatus.EXEMPT
            ),
        ),
        missing=tuple(key[1] for key in tasks if key not in found),
    )


def _target(row: Sequence[Any], occurrence: str) -> DocumentTarget:
    key, code, status, judged_by, due, again, due_time, phrase, issued_on, year = row
    return DocumentTarget(
        obligation_id=key,
        task_code=code,
        status=status,
        judged_by=judged_by,
        effective_due=due,
        resubmit_by=again,
        due_time=due_time,
        before_hour=due_time is not None and _before_hour(phrase, year, occurrence),
        plan_issued_on=issued_on,
        plan_year=year,
    )


def _before_hour(phrase: str, year: int, occurrence: str) -> bool:
    """Only the plan's words say whether the hour is excluded, so they are read again."""
    occurrences = read_deadline(phrase, plan_year=year).occurrences
    return any(one.before_hour for one in occurrences if one.key == occurrence)


@dataclass(frozen=True, kw_only=True, slots=True)
class StandingDocument:
    """A document that was recorded for an obligation and is not voided."""

    obligation_id: int
    version: int
    unit_id: str
    number: str
    issued_on: date | None


def standing_documents(session: Session, *, obligations: Collection[int]) -> list[StandingDocument]:
    """The documents that stand for these obligations, first to last."""
    return [
        StandingDocument(**row)
        for row in session.execute(STANDING, {"obligations": list(obligations)}).mappings()
    ]


def movable(session: Session, *, task: int | None = None) -> list[Obligation]:
    """Obligations (of one task) of plans in force, locked: what arrived is judged by the day too."""
    statement = (
        select(Obligation)
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .where(col(Plan.status) == PlanStatus.ISSUED)
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


def standing_links(
    session: Session, *, obligations: Collection[int]
) -> list[tuple[SubmissionLink, Submission, DocumentTarget]]:
    """Every document recorded for these obligations and not voided, with what it is measured by."""
    statement = (
        sa.select(SubmissionLink, Submission, col(Obligation.occurrence), *TARGET)
        .join(Submission, col(Submission.id) == col(SubmissionLink.submission_id))
        .join(Obligation, col(Obligation.id) == col(SubmissionLink.obligation_id))
        .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .where(col(SubmissionLink.obligation_id).in_(obligations), *links_stand(None))
        .order_by(col(SubmissionLink.obligation_id), col(SubmissionLink.version))
    )
    return [
        (link, submission, _target(row, occurrence))
        for link, submission, occurrence, *row in session.execute(statement)
    ]


def tasks_met(session: Session, *, submission: int) -> tuple[tuple[int, str, str], ...]:
    """(plan, task code, occurrence) of what a document was recorded for."""
    statement = (
        select(Obligation.plan_id, PlanTask.code, Obligation.occurrence)
        .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
        .join(SubmissionLink, col(SubmissionLink.obligation_id) == col(Obligation.id))
        .where(col(SubmissionLink.submission_id) == submission, col(SubmissionLink.linked_at).is_(None))
        .order_by(col(PlanTask.position))
    )
    return tuple((plan, code, occurrence) for plan, code, occurrence in session.exec(statement))
