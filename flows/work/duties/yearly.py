"""Whole-year tasks stand or fall with the report: what its workbook states counts once it is accepted."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.work.world import World
from models.store.obligations import standing_documents
from models.tables import Obligation, ReportedTask, Submission, SubmissionLink, WorkbookImport
from models.words import ObligationStatus, TaskResult


def meet_yearly(session: Session, *, submission: Submission, world: World) -> list[int]:
    """Tie an accepted report to the whole-year tasks it states as done; every obligation that this touches.

    What an earlier version of the report had stated as done, and this one does not, is owed again.
    """
    assert submission.id is not None
    stated = _stated(session, submission.id)
    if not stated:
        return []
    duties = _duties(session, submission.unit_id, list(stated))
    done = [one for one in duties if stated[one.task_id] is TaskResult.DONE]
    other = [one.id for one in duties if stated[one.task_id] is not TaskResult.DONE and one.id]
    for duty in done:
        _link(session, submission.id, duty, world)
    dropped = _unlink(session, world, col(SubmissionLink.obligation_id).in_(other))
    return [*(one.id for one in done if one.id), *dropped]


def forget_yearly(session: Session, *, submission_id: int, world: World) -> list[int]:
    """Undo what the acceptance of this report had fulfilled; the obligations."""
    return _unlink(session, world, col(SubmissionLink.submission_id) == submission_id)


def _stated(session: Session, submission_id: int) -> dict[int, TaskResult]:
    statement = (
        select(ReportedTask.task_id, ReportedTask.result)
        .join(WorkbookImport, col(WorkbookImport.id) == col(ReportedTask.import_id))
        .where(col(WorkbookImport.submission_id) == submission_id, col(WorkbookImport.replaced_at).is_(None))
    )
    return dict(row._tuple() for row in session.execute(statement))


def _duties(session: Session, unit: str, tasks: Sequence[int]) -> list[Obligation]:
    statement = (
        select(Obligation)
        .where(
            col(Obligation.task_id).in_(tasks),
            col(Obligation.carried_by) == unit,
            col(Obligation.status) != ObligationStatus.EXEMPT,
        )
        .order_by(col(Obligation.id))
        .with_for_update(of=Obligation, key_share=True)
    )
    return list(session.exec(statement))


def _link(session: Session, submission_id: int, duty: Obligation, world: World) -> None:
    assert duty.id is not None
    known = session.exec(
        select(SubmissionLink).where(
            col(SubmissionLink.submission_id) == submission_id,
            col(SubmissionLink.obligation_id) == duty.id,
        )
    ).first()
    if known is not None:
        if known.unlinked_at is not None:
            known.linked_at, known.unlinked_at = world.now, None
        return
    versions = [one.version for one in standing_documents(session, obligations=[duty.id])]
    session.add(
        SubmissionLink(
            submission_id=submission_id,
            obligation_id=duty.id,
            version=max(versions, default=0) + 1,
            linked_at=world.now,
        )
    )
    session.flush()


def _unlink(session: Session, world: World, which: sa.ColumnElement[bool]) -> list[int]:
    """Only ties that an acceptance made."""
    statement = select(SubmissionLink).where(
        which, col(SubmissionLink.linked_at).is_not(None), col(SubmissionLink.unlinked_at).is_(None)
    )
    found = list(session.exec(statement))
    for link in found:
        link.unlinked_at = world.now
    session.flush()
    return [link.obligation_id for link in found]
