"""What a sheet for commendation says of each unit beyond the official count."""

from collections import Counter, defaultdict
from collections.abc import Mapping

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.store.interim import annual_report, reported_figures
from models.tables import Indicator, Obligation, Review, Submission, SubmissionLink
from models.words import ReviewResult


def times_returned(session: Session, *, plan: int) -> Mapping[str, int]:
    """By unit how often a document for this plan was asked to be completed; undone returns do not count."""
    statement = (
        sa.select(col(Obligation.carried_by), sa.func.count(sa.distinct(col(Review.id))))
        .select_from(Review)
        .join(Submission, col(Submission.id) == col(Review.submission_id))
        .join(SubmissionLink, col(SubmissionLink.submission_id) == col(Submission.id))
        .join(Obligation, col(Obligation.id) == col(SubmissionLink.obligation_id))
        .where(
            col(Obligation.plan_id) == plan,
            col(Review.result) == ReviewResult.RETURNED,
            col(Review.voided_at).is_(None),
            col(Submission.voided_at).is_(None),
            col(SubmissionLink.unlinked_at).is_(None),
        )
        .group_by(col(Obligation.carried_by))
    )
    return {unit: int(times) for unit, times in session.execute(statement)}


def quantities_met(session: Session, *, plan: int, year: int) -> Mapping[str, tuple[int, int]]:
    """By unit with figures in its annual report: minimums met, of those asked; what is missing is not met."""
    task = annual_report(session, plan=plan)
    asked = {
        one.id: one.minimum
        for one in session.exec(select(Indicator).where(col(Indicator.plan_id) == plan))
        if one.minimum is not None and not one.trainings
    }
    if task is None or task.id is None or not asked:
        return {}
    met: defaultdict[str, Counter[bool]] = defaultdict(Counter)
    for one in reported_figures(session, task=task.id, years=(year,)):
        least = asked.get(one.indicator)
        met[one.unit][least is not None and one.value >= least] += 1
    return {unit: (found[True], len(asked)) for unit, found in met.items()}
