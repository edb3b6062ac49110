"""Judging documents by the days in force, and which of their days can be true."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlmodel import Session

from flows.work.refusals import RefusedError
from models.rules.punctuality import on_time
from models.store.obligations import DocumentTarget, standing_links
from models.store.owed import chunks
from models.tables import Submission
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


def judge(*, submission: Submission, target: DocumentTarget) -> bool | None:
    """Whether the document meets the obligation's present last valid day; None if that cannot be said."""
    return on_time(
        judged_by=target.judged_by,
        issued_on=submission.issued_on,
        sent_on=submission.sent_on,
        received_on=submission.arrived_on,
        received_time=submission.arrived_time,
        last_day=target.effective_due,
        due_time=target.due_time,
        before_hour=target.before_hour,
    )


def judge_again(session: Session, *, obligations: Sequence[int]) -> None:
    """After the obligations' days moved: judge the documents that stand by the new ones."""
    session.flush()
    for some in chunks(obligations):
        for link, submission, target in standing_links(session, obligations=some):
            link.on_time = judge(submission=submission, target=target)
