"""Judging documents by the days in force, and which of their days can be true."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from sqlmodel import Session

from flows.work.refusals import RefusedError
from models.rules.punctuality import on_time
from models.rules.workdays import WorkCalendar, target_day
from models.store.duty_facts import facts_of
from models.store.obligations import DocumentTarget, standing_links
from models.store.owed import chunks
from models.tables import Obligation, Submission
from models.words import ObligationStatus
from templates.words_vi import plain_day

EARLY = timedelta(days=180)  # units may act on a plan while it is being drafted


def refuse_wrong_year(*, name: str, day: date | None, plan_issued_on: date, plan_year: int) -> None:
    """Refuse a day no document or event of the plan can bear: in all likelihood its year is mistyped.

    The earliest credible day is half a year before the plan's own day, or 01/01 of the plan's year if the
    plan came so late that this is earlier. For a plan of 06/02/2024 the same day of 2023 is refused,
    December 2023 is not.
    """
    if day and day < min(date(plan_year, 1, 1), plan_issued_on - EARLY):
        raise RefusedError(
            f"{name} {plain_day(day)} quá xa trước ngày ban hành Kế hoạch ({plain_day(plan_issued_on)}); "
            "đề nghị kiểm tra lại năm."
        )


def aim_at(obligation: Obligation, *, last_day: date, calendar: WorkCalendar) -> None:
    """Set the day to aim at; of a returned document it is that of the completed version."""
    returned = obligation.resubmit_by if obligation.status is ObligationStatus.RETURNED else None
    obligation.target_day = target_day(last_day=returned or last_day, calendar=calendar)


def judge(*, submission: Submission, target: DocumentTarget) -> bool | None:
    """Whether the document is in time; None if that cannot be said.

    The day is the obligation's last valid day; of a completed version the day that the return named.
    """
    return on_time(
        judged_by=target.judged_by,
        issued_on=submission.issued_on,
        sent_on=submission.sent_on,
        received_on=submission.arrived_on,
        received_time=submission.arrived_time,
        last_day=target.resubmit_by or target.effective_due,
        due_time=None if target.resubmit_by else target.due_time,
        before_hour=target.before_hour,
    )


def judge_again(session: Session, *, obligations: Sequence[int]) -> None:
    """After days moved or versions changed: judge every document that stands, each by its own day."""
    session.flush()
    for some in chunks(obligations):
        facts = facts_of(session, obligations=some)
        for link, submission, target in standing_links(session, obligations=some):
            versions = facts[target.obligation_id].versions
            place = [one.submission_id for one in versions].index(link.submission_id)
            asked = versions[place - 1].resubmit_by if place else None
            link.on_time = judge(submission=submission, target=replace(target, resubmit_by=asked))
