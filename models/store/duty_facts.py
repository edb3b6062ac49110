"""The facts that an obligation's status follows from, for many obligations in a few queries."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.rules.lifecycle import Latest, status_of
from models.store.owed import chunks
from models.store.standing import links_stand, review_stands
from models.tables import (
    Exemption,
    Extension,
    Obligation,
    PlanTask,
    Review,
    Submission,
    SubmissionLink,
)
from models.words import DeadlineKind, ObligationStatus, ReviewResult

ASKED: sa.BindParameter[Any] = sa.bindparam("obligations", expanding=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class StandingVersion:
    """A document that stands for an obligation, with the review of it that stands."""

    submission_id: int
    version: int
    nil: bool
    result: ReviewResult | None
    resubmit_by: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What is true of one obligation, whatever its status says."""

    versions: tuple[StandingVersion, ...]  # first to last
    exempt: bool
    dropped: bool  # an amendment of the plan asks for it no more
    awaits_event: bool
    done_on_issue: bool
    folded: bool
    task_code: str
    unit_id: str
    plan_id: int

    @property
    def latest(self) -> StandingVersion | None:
        """The newest version."""
        return self.versions[-1] if self.versions else None

    @property
    def status(self) -> ObligationStatus:
        """The one status that these facts allow."""
        newest = self.latest
        return status_of(
            latest=Latest(nil=newest.nil, review=newest.result) if newest else None,
            exempt=self.exempt,
            dropped=self.dropped,
            awaits_event=self.awaits_event,
            done_on_issue=self.done_on_issue,
            folded=self.folded,
        )


def facts_of(session: Session, *, obligations: Collection[int]) -> dict[int, Facts]:
    """The facts of each of these obligations."""
    found: dict[int, Facts] = {}
    for some in chunks(list(obligations)):
        asked = {"obligations": list(some)}
        versions: defaultdict[int, list[StandingVersion]] = defaultdict(list)
        for key, *row in session.execute(_versions(), asked):
            versions[key].append(_version(row))
        spared = {(key, amendment is not None) for key, amendment in session.execute(_exempt(), asked)}
        for task in session.execute(_tasks(), asked):
            found[task.id] = _facts(task, versions[task.id], spared)
    return found


def _version(row: Sequence[Any]) -> StandingVersion:
    submission, version, nil, result, resubmit_by = row
    return StandingVersion(
        submission_id=submission, version=version, nil=nil, result=result, resubmit_by=resubmit_by
    )


def _facts(row: Any, versions: Sequence[StandingVersion], spared: Collection[tuple[int, bool]]) -> Facts:
    """`spared`: obligations with whether an amendment spared them."""
    return Facts(
        versions=tuple(versions),
        exempt=(row.id, False) in spared,
        dropped=(row.id, True) in spared,
        awaits_event=row.deadline_kind is DeadlineKind.RELATIVE and row.effective_due is None,
        done_on_issue=bool(row.facts.get("done_on_issue")),
        folded=row.folded_into is not None,
        task_code=row.code,
        unit_id=row.carried_by,
        plan_id=row.plan_id,
    )


@cache  # documents are recorded by the thousand when a year is played
def _versions() -> sa.Select[Any]:
    return (
        sa.select(
            col(SubmissionLink.obligation_id),
            col(SubmissionLink.submission_id),
            col(SubmissionLink.version),
            col(Submission.nil),
            col(Review.result),
            col(Review.resubmit_by),
        )
        .join(Submission, col(Submission.id) == col(SubmissionLink.submission_id))
        .outerjoin(
            Review,
            sa.and_(col(Review.submission_id) == col(Submission.id), *review_stands(None)),
        )
        .where(col(SubmissionLink.obligation_id).in_(ASKED), *links_stand(None))
        .order_by(col(SubmissionLink.version), col(SubmissionLink.id))
    )


@cache
def _exempt() -> sa.Select[Any]:
    return sa.select(col(Exemption.obligation_id), col(Exemption.amendment_id)).where(
        col(Exemption.obligation_id).in_(ASKED), col(Exemption.undone_at).is_(None)
    )


@cache
def _tasks() -> sa.Select[Any]:
    return (
        sa.select(
            col(Obligation.id),
            col(Obligation.plan_id),
            col(Obligation.carried_by),
            col(Obligation.effective_due),
            col(Obligation.folded_into),
            col(PlanTask.code),
            col(PlanTask.deadline_kind),
            col(PlanTask.facts),
        )
        .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
        .where(col(Obligation.id).in_(ASKED))
    )


def standing_extension(session: Session, *, obligation: int) -> Extension | None:
    """The newest extension that was not undone."""
    statement = (
        select(Extension)
        .where(col(Extension.obligation_id) == obligation, col(Extension.undone_at).is_(None))
        .order_by(col(Extension.id).desc())
    )
    return session.exec(statement).first()


def standing_exemption(session: Session, *, obligation: int) -> Exemption | None:
    """The exemption that was not undone; one that an amendment wrote is nobody's to undo."""
    statement = select(Exemption).where(
        col(Exemption.obligation_id) == obligation,
        col(Exemption.undone_at).is_(None),
        col(Exemption.amendment_id).is_(None),
    )
    return session.exec(statement).first()


def standing_review(session: Session, *, submission: int) -> Review | None:
    """What was said of a document, if that stands."""
    statement = select(Review).where(col(Review.submission_id) == submission, col(Review.voided_at).is_(None))
    return session.exec(statement).first()


def locked(session: Session, *, obligations: Collection[int]) -> Mapping[int, Obligation]:
    """The rows of these obligations, nobody else's until the transaction ends; in one order."""
    found: dict[int, Obligation] = {}
    for some in chunks(sorted(obligations)):
        statement = (
            select(Obligation)
            .where(col(Obligation.id).in_(some))
            .order_by(col(Obligation.id))
            .with_for_update(of=Obligation, key_share=True)
            .execution_options(populate_existing=True)
        )
        found.update({one.id: one for one in session.exec(statement) if one.id})
    return found
