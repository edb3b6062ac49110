"""What a compiled report is made from, as known on a day: a handful of queries, none per unit."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models.store.standing import (
    Knowledge,
    due_then,
    exempted,
    existed,
    links_stand,
    not_yet_passed,
    review_stands,
)
from models.tables import (
    Extension,
    Figure,
    Indicator,
    Obligation,
    PlanTask,
    ReportedTask,
    Review,
    Submission,
    SubmissionFile,
    SubmissionLink,
    Unit,
    WorkbookImport,
)
from models.words import Region, ReviewResult, TaskResult


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One unit's duty to report."""

    obligation: int
    owed_by: str
    carried_by: str
    occurrence: str
    region: Region
    last_day: date | None
    due_time: time | None
    exempt: bool
    dropped: bool  # an amendment asks for it no more


def lines(session: Session, *, task: int, known: Knowledge) -> list[Line]:
    """Who owes the report, in the order of official lists."""
    then, spared, before = due_then(known.until), exempted(known), not_yet_passed(known)
    holder = sa.func.coalesce(before.c.from_unit, col(Obligation.carried_by))
    moved = (then.c.obligation_id.is_not(None), then.c.old_due)
    statement: sa.Select[Any] = (
        sa.select(
            col(Obligation.id).label("obligation"),
            col(Obligation.owed_by).label("owed_by"),
            holder.label("carried_by"),
            col(Obligation.occurrence).label("occurrence"),
            col(Unit.region).label("region"),
            sa.case(moved, else_=col(Obligation.effective_due)).label("last_day"),
            col(Obligation.due_time).label("due_time"),
            (sa.func.coalesce(spared.c.exempt, 0) == 1).label("exempt"),
            (sa.func.coalesce(spared.c.dropped, 0) == 1).label("dropped"),
        )
        .select_from(Obligation)
        .outerjoin(before, before.c.obligation_id == col(Obligation.id))
        .join(Unit, col(Unit.id) == holder)
        .outerjoin(then, then.c.obligation_id == col(Obligation.id))
        .outerjoin(spared, spared.c.obligation_id == col(Obligation.id))
        .where(col(Obligation.task_id) == task, *existed(known))
        .order_by(col(Unit.position), col(Unit.id), col(Obligation.occurrence), col(Obligation.id))
    )
    return [Line(**row) for row in session.execute(statement).mappings()]


@dataclass(frozen=True, kw_only=True, slots=True)
class Came:
    """One version of a report that stood, with what was said of it by then."""

    obligation: int
    submission: int
    unit_id: str
    number: str
    issued_on: date | None
    sent_on: date | None
    arrived_on: date
    arrived_time: time | None
    nil: bool
    review: ReviewResult | None


def documents(session: Session, *, task: int, known: Knowledge) -> Mapping[int, list[Came]]:
    """Obligation -> its versions, oldest first."""
    reviewed = sa.and_(col(Review.submission_id) == col(Submission.id), *review_stands(known))
    statement: sa.Select[Any] = (
        sa.select(
            col(SubmissionLink.obligation_id).label("obligation"),
            col(Submission.id).label("submission"),
            col(Submission.unit_id).label("unit_id"),
            col(Submission.document_number).label("number"),
            col(Submission.issued_on).label("issued_on"),
            col(Submission.sent_on).label("sent_on"),
            col(Submission.arrived_on).label("arrived_on"),
            col(Submission.arrived_time).label("arrived_time"),
            col(Submission.nil).label("nil"),
            col(Review.result).label("review"),
        )
        .join(Obligation, col(Obligation.id) == col(SubmissionLink.obligation_id))
        .join(Submission, col(Submission.id) == col(SubmissionLink.submission_id))
        .outerjoin(Review, reviewed)
        .where(col(Obligation.task_id) == task, *links_stand(known))
        .order_by(col(SubmissionLink.version), col(Submission.id))
    )
    found: defaultdict[int, list[Came]] = defaultdict(list)
    for row in session.execute(statement).mappings():
        found[row["obligation"]].append(Came(**row))
    return found


def extensions(session: Session, *, task: int, known: Knowledge) -> Mapping[int, date]:
    """Obligation -> the day a leader agreed to."""
    statement = (
        sa.select(col(Extension.obligation_id), col(Extension.new_due))
        .join(Obligation, col(Obligation.id) == col(Extension.obligation_id))
        .where(
            col(Obligation.task_id) == task,
            col(Extension.recorded_at) <= known.until,
            _later(col(Extension.undone_at), known.until),
        )
        .order_by(col(Extension.id))
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def readings(session: Session, *, task: int, until: datetime) -> Mapping[int, tuple[int, str]]:
    """Submission -> the import that counted and the name of its file."""
    statement: sa.Select[Any] = (
        sa.select(col(WorkbookImport.submission_id), col(WorkbookImport.id), col(SubmissionFile.name))
        .join(SubmissionFile, col(SubmissionFile.id) == col(WorkbookImport.file_id))
        .where(col(WorkbookImport.submission_id).in_(_of_task(task)), *_counted(until))
        .order_by(col(WorkbookImport.id))
    )
    return {row[0]: (row[1], row[2]) for row in session.execute(statement)}


def _of_task(task: int) -> Any:
    return (
        sa.select(col(SubmissionLink.submission_id))
        .join(Obligation, col(Obligation.id) == col(SubmissionLink.obligation_id))
        .where(col(Obligation.task_id) == task)
    )


def _counted(until: datetime) -> tuple[Any, ...]:
    return (
        col(WorkbookImport.imported_at) <= until,
        _later(col(WorkbookImport.replaced_at), until),
        _later(col(SubmissionFile.removed_at), until),
    )


def _later(undone: Any, until: datetime) -> Any:
    return sa.or_(undone.is_(None), undone > until)


def figures(
    session: Session, *, task: int, year: int, until: datetime
) -> Mapping[int, Mapping[str, tuple[float, bool]]]:
    """Import -> figure by code, in the plan's order."""
    statement: sa.Select[Any] = (
        sa.select(col(Figure.import_id), col(Indicator.code), col(Figure.value), col(Figure.estimate))
        .join(Indicator, col(Indicator.id) == col(Figure.indicator_id))
        .join(PlanTask, col(PlanTask.plan_id) == col(Indicator.plan_id))
        .where(col(PlanTask.id) == task, col(Figure.year) == year, _of_imports(Figure, task, until))
        .order_by(col(Figure.import_id), col(Indicator.position))
    )
    found: defaultdict[int, dict[str, tuple[float, bool]]] = defaultdict(dict)
    for key, code, value, estimate in session.execute(statement):
        found[key][code] = (value, bool(estimate))
    return found


def results(session: Session, *, task: int, until: datetime) -> Mapping[int, Mapping[str, TaskResult]]:
    """Import -> what it says of each whole-year task, by code."""
    statement: sa.Select[Any] = (
        sa.select(col(ReportedTask.import_id), col(PlanTask.code), col(ReportedTask.result))
        .join(PlanTask, col(PlanTask.id) == col(ReportedTask.task_id))
        .where(_of_imports(ReportedTask, task, until))
        .order_by(col(ReportedTask.import_id), col(PlanTask.position))
    )
    found: defaultdict[int, dict[str, TaskResult]] = defaultdict(dict)
    for key, code, result in session.execute(statement):
        found[key][code] = result
    return found


def _of_imports(table: type[Figure] | type[ReportedTask], task: int, until: datetime) -> Any:
    imports = sa.select(col(WorkbookImport.id)).where(
        col(WorkbookImport.submission_id).in_(_of_task(task)),
        col(WorkbookImport.imported_at) <= until,
        _later(col(WorkbookImport.replaced_at), until),
    )
    return col(table.import_id).in_(imports)
