"""Whole-year tasks stand or fall with the report: what its workbook states counts once it is accepted."""

from collections.abc import Collection, Sequence

from sqlmodel import Session, col, or_, select

from flows.work.world import World
from models.store.duty_facts import StandingVersion, facts_of
from models.store.obligations import standing_documents
from models.tables import Obligation, ReportedTask, Submission, SubmissionLink, WorkbookImport
from models.words import ObligationStatus, ReviewResult, TaskResult


def settle_yearly(session: Session, *, reports: Collection[int], world: World) -> list[int]:
    """Tie whole-year tasks to the accepted versions of these reports that state them as done.

    A newer accepted version overrules an older one in what it states. The obligations whose ties changed;
    their status is left to the caller.
    """
    versions = _versions(session, reports)
    wanted = _wanted(session, [one.submission_id for one in versions if one.result is ReviewResult.ACCEPTED])
    ties = _ties(session, [one.submission_id for one in versions])
    loose = [tie for tie in ties if wanted.get(tie.obligation_id) != tie.submission_id]
    for tie in loose:
        tie.unlinked_at = world.now
    session.flush()
    held = {tie.obligation_id for tie in ties if tie not in loose}
    missing = [duty for duty in wanted if duty not in held]
    for duty in missing:
        _link(session, wanted[duty], duty, world)
    return sorted({*missing, *(tie.obligation_id for tie in loose)})


def _versions(session: Session, reports: Collection[int]) -> list[StandingVersion]:
    """Oldest first, each once."""
    found: dict[int, StandingVersion] = {}
    for facts in facts_of(session, obligations=reports).values():
        for one in facts.versions:
            known = found.get(one.submission_id)
            found[one.submission_id] = one if known is None or known.version < one.version else known
    return sorted(found.values(), key=lambda one: (one.version, one.submission_id))


def _wanted(session: Session, accepted: Sequence[int]) -> dict[int, int]:
    """Per whole-year obligation the document that fulfils it."""
    stated: dict[int, int] = {}
    for key in accepted:
        results = _stated(session, key)
        unit = session.get_one(Submission, key).unit_id
        for duty, task in _duties(session, unit, list(results)):
            if results[task] is TaskResult.DONE:
                stated[duty] = key
            else:
                stated.pop(duty, None)
    return stated


def _stated(session: Session, submission_id: int) -> dict[int, TaskResult]:
    statement = (
        select(ReportedTask.task_id, ReportedTask.result)
        .join(WorkbookImport, col(WorkbookImport.id) == col(ReportedTask.import_id))
        .where(col(WorkbookImport.submission_id) == submission_id, col(WorkbookImport.replaced_at).is_(None))
    )
    return dict(row._tuple() for row in session.execute(statement))


def _duties(session: Session, unit: str, tasks: Sequence[int]) -> list[tuple[int, int]]:
    """(obligation, task), locked."""
    if not tasks:
        return []
    statement = (
        select(Obligation.id, Obligation.task_id)
        .where(
            col(Obligation.task_id).in_(tasks),
            or_(col(Obligation.carried_by) == unit, col(Obligation.owed_by) == unit),
            col(Obligation.status).not_in((ObligationStatus.EXEMPT, ObligationStatus.FOLDED)),
        )
        .order_by(col(Obligation.id))
        .with_for_update(of=Obligation, key_share=True)
    )
    return [(duty, task) for duty, task in session.exec(statement) if duty]


def _ties(session: Session, submissions: Collection[int]) -> list[SubmissionLink]:
    """What an acceptance tied to these documents."""
    statement = select(SubmissionLink).where(
        col(SubmissionLink.submission_id).in_(submissions),
        col(SubmissionLink.linked_at).is_not(None),
        col(SubmissionLink.unlinked_at).is_(None),
    )
    return list(session.exec(statement))


def _link(session: Session, submission_id: int, duty: int, world: World) -> None:
    known = session.exec(
        select(SubmissionLink).where(
            col(SubmissionLink.submission_id) == submission_id,
            col(SubmissionLink.obligation_id) == duty,
        )
    ).first()
    if known is not None:
        if known.unlinked_at is not None:
            known.linked_at, known.unlinked_at = world.now, None
        return
    versions = [one.version for one in standing_documents(session, obligations=[duty])]
    session.add(
        SubmissionLink(
            submission_id=submission_id,
            obligation_id=duty,
            version=max(versions, default=0) + 1,
            linked_at=world.now,
        )
    )
    session.flush()
