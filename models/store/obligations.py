"""Questions about obligations when a document is recorded, corrected or an event becomes known.

Whoever is going to change obligations gets them locked until his transaction ends: on PostgreSQL two people
may work at once (SQLite lets only one write).
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, or_, select

from models.rules.deadlines import read_deadline
from models.rules.unit_reform import UNSENT
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


def of_unit(unit: Any) -> sa.ColumnElement[bool]:
    """The condition on Obligation that a unit owes or carries it, or what stands for that since a fold."""
    folded = aliased(Obligation)
    stands_for = sa.select(col(folded.folded_into)).where(
        col(folded.owed_by) == unit, col(folded.folded_into).is_not(None)
    )
    mine = or_(
        col(Obligation.carried_by) == unit,
        col(Obligation.owed_by) == unit,
        col(Obligation.id).in_(stands_for),
    )
    return sa.and_(mine, col(Obligation.status) != ObligationStatus.FOLDED)


def _locked(statement: Any) -> Any:
    """In one order, so that nobody waits in a circle; rows that were loaded before are read anew."""
    return (
        statement.order_by(col(Obligation.id))
        .with_for_update(of=Obligation, key_share=True)  # rows that only refer to them may still be written
        .execution_options(populate_existing=True)
    )


# Built once: thousands of documents are recorded one by one when a year is played.
TARGETS = _locked(
    sa.select(col(Obligation.plan_id), col(Obligation.occurrence), col(Obligation.owed_by), *TARGET)
    .select_from(Obligation)
    .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
    .join(Plan, col(Plan.id) == col(Obligation.plan_id))
    .where(
        of_unit(sa.bindparam("unit")),
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


def targets(
    session: Session,
    *,
    unit: str,
    tasks: Sequence[tuple[int, str, str]],
    day: date,
    prefer: Collection[int] = (),
) -> Targets:
    """The unit's obligations for (plan, task code, occurrence), locked; owed or carried by it.

    With them those that the same document meets although nobody named them. Of several that passed to the
    unit it meets those of `prefer`, else what nothing has come for, else what is to be completed.
    """
    named = {"tasks": [(plan, code) for plan, code, _ in tasks]}
    too = [(plan, code, "") for plan, code in session.execute(COMPANIONS, named)]
    also = [task for task in too if task not in tasks]
    asked = {"unit": unit, "tasks": [*map(tuple, tasks), *also]}
    found = _found(session, unit, asked, prefer)
    return Targets(
        unit_name=name_on(session, unit=unit, day=day),
        owed=(
            *(one for key in tasks for one in found.get(key, ())),
            *(one for key in also for one in found.get(key, ()) if one.status is not ObligationStatus.EXEMPT),
        ),
        missing=tuple(key[1] for key in tasks if key not in found),
    )


def _found(
    session: Session, unit: str, asked: Mapping[str, Any], prefer: Collection[int]
) -> dict[tuple[int, str, str], list[DocumentTarget]]:
    rows: defaultdict[tuple[int, str, str], list[tuple[bool, DocumentTarget]]] = defaultdict(list)
    for plan, occurrence, owed_by, *row in session.execute(TARGETS, asked):
        rows[plan, row[1], occurrence].append((owed_by == unit, _target(row, occurrence)))
    return {key: _meant(found, prefer) for key, found in rows.items()}


def _meant(found: Sequence[tuple[bool, DocumentTarget]], prefer: Collection[int]) -> list[DocumentTarget]:
    """Of one task; only a unit that took the place of others has more than one to choose from."""
    all_of_it = [one for _, one in found]
    unsent = [one for one in all_of_it if one.status in UNSENT]
    returned = [one for one in all_of_it if one.status is ObligationStatus.RETURNED]
    named = [one for one in all_of_it if one.obligation_id in prefer]
    own = [one for is_own, one in found if is_own]
    return named or unsent[:1] or returned or own[:1] or all_of_it[:1]


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
