"""Which documents wait for a review."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.store.standing import links_stand
from models.store.units import names_on
from models.tables import (
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
from models.words import ObligationStatus, Region, Secrecy, TaskResult

TO_REVIEW = (ObligationStatus.ARRIVED, ObligationStatus.NIL)


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """The newest document of one obligation, nothing said of it yet."""

    submission_id: int
    unit_name: str
    number: str
    issued_on: date | None
    arrived_on: date
    arrived_time: time | None
    version: int  # among those that stand
    on_time: bool | None
    nil: bool
    secrecy: Secrecy
    files: tuple[str, ...]


def waiting_documents(
    session: Session, *, task: tuple[int, str, str], region: Region | None, unit: str, day: date
) -> list[Waiting]:
    """Those of a task (plan, code, occurrence), in official order of the units."""
    plan, code, occurrence = task
    newest = _newest()
    statement: sa.Select[Any] = (
        sa.select(
            Submission,
            newest.c.on_time,
            newest.c.versions,
        )
        .join(newest, newest.c.submission_id == col(Submission.id))
        .join(Obligation, col(Obligation.id) == newest.c.obligation_id)
        .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
        .join(Unit, col(Unit.id) == col(Submission.unit_id))
        .where(
            newest.c.place == 1,
            col(Obligation.plan_id) == plan,
            col(PlanTask.code) == code,
            col(Obligation.occurrence) == occurrence,
            col(Obligation.status).in_(TO_REVIEW),
            ~sa.exists().where(
                col(Review.submission_id) == col(Submission.id), col(Review.voided_at).is_(None)
            ),
        )
        .order_by(col(Unit.position), col(Unit.id))
    )
    if region is not None:
        statement = statement.where(col(Unit.region) == region)
    if unit:
        statement = statement.where(col(Submission.unit_id) == unit)
    rows = session.execute(statement).all()
    names = names_on(session, day)
    files = files_of(session, submissions=[row[0].id for row in rows])
    return [_waiting(*row, names=names, files=files) for row in rows]


def _newest() -> sa.Subquery:
    """Per obligation its standing versions, the newest with place 1, and how many there are."""
    of_duty = col(SubmissionLink.obligation_id)
    return (
        sa.select(
            of_duty.label("obligation_id"),
            col(SubmissionLink.submission_id).label("submission_id"),
            col(SubmissionLink.on_time).label("on_time"),
            sa.func.row_number()
            .over(partition_by=of_duty, order_by=col(SubmissionLink.version).desc())
            .label("place"),
            sa.func.count().over(partition_by=of_duty).label("versions"),
        )
        .join(Submission, col(Submission.id) == col(SubmissionLink.submission_id))
        .where(*links_stand(None))
        .subquery()
    )


def _waiting(
    row: Submission,
    on_time: bool | None,
    versions: int,
    *,
    names: Mapping[str, str],
    files: Mapping[int, tuple[str, ...]],
) -> Waiting:
    assert row.id is not None
    return Waiting(
        submission_id=row.id,
        unit_name=names.get(row.unit_id, row.unit_id),
        number=row.document_number,
        issued_on=row.issued_on,
        arrived_on=row.arrived_on,
        arrived_time=row.arrived_time,
        version=versions,
        on_time=on_time,
        nil=row.nil,
        secrecy=row.secrecy,
        files=files.get(row.id, ()),
    )


def files_of(session: Session, *, submissions: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Names of the files that lie with each document."""
    statement = (
        select(SubmissionFile.submission_id, SubmissionFile.name)
        .where(col(SubmissionFile.submission_id).in_(submissions), col(SubmissionFile.removed_at).is_(None))
        .order_by(col(SubmissionFile.id))
    )
    found: defaultdict[int, list[str]] = defaultdict(list)
    for submission, name in session.exec(statement):
        found[submission].append(name)
    return {key: tuple(names) for key, names in found.items()}


def reported_results(session: Session, *, submissions: Collection[int]) -> dict[int, Counter[TaskResult]]:
    """Per document how often its workbook states each result of whole-year tasks."""
    statement = (
        select(WorkbookImport.submission_id, ReportedTask.result)
        .join(ReportedTask, col(ReportedTask.import_id) == col(WorkbookImport.id))
        .where(col(WorkbookImport.submission_id).in_(submissions), col(WorkbookImport.replaced_at).is_(None))
    )
    found: defaultdict[int, Counter[TaskResult]] = defaultdict(Counter)
    for submission, result in session.execute(statement):
        found[submission][result] += 1
    return dict(found)
