"""A review is set up: its task, what each unit owes, the requests; one transaction, once per run."""

from sqlmodel import Session

from flows.clock import day_of
from flows.work.added_task import add_task, owe
from flows.work.audit import audit
from flows.work.files.store import Files
from flows.work.plans.closed import refuse_closed
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.store.interim import review_of_run
from models.tables import InterimReview, PlanTask
from models.words import Phase, TaskOrigin
from templates.letters.outline import heads
from templates.words_vi import count, plain_day

from .letter import draft_request
from .planning import SUBMISSION, ReviewPlan, plan_review
from .requesting import request_reports
from .wish import Wish


class DatesRefusedError(RefusedError):
    """The dates cannot be any more; another date would do."""


def create_review(session: Session, *, wish: Wish, run: str, by: str, files: Files, world: World) -> str:
    """Set the review up and say so in one sentence; answered twice, a run makes one review.

    Raises DatesRefusedError, or RefusedError if no other date would help.
    """
    if made := made_by(session, run=run):
        return made
    refuse_closed(session, plans={wish.plan_id})
    planned = plan_review(session, wish=wish, world=world)
    if planned.checked.refusals:
        raise DatesRefusedError(" ".join(planned.checked.refusals))
    review = _write(session, planned, run, by, world)
    asked = request_reports(session, review=review, world=world)
    draft = draft_request(session, review=review, by=by, files=files, world=world)
    sentence = f"{_sentence(planned, asked)} Dự thảo công văn đề nghị báo cáo: {draft}."
    audit(
        session,
        world=world,
        by=by,
        action="form:interim_review:create",
        subject="interim_review",
        subject_id=review.id,
        text=sentence,
        facts={"task": planned.code},
    )
    return sentence


def made_by(session: Session, *, run: str) -> str:
    """What was said when this run set its review up; empty if it has not yet."""
    review = review_of_run(session, run=run)
    if review is None:
        return ""
    document = session.get_one(PlanTask, review.task_id).facts["document"]
    return f"Đã tổ chức sơ kết từ ngày {plain_day(day_of(review.recorded_at))}: {document}."


def _write(session: Session, planned: ReviewPlan, run: str, by: str, world: World) -> InterimReview:
    wish, annual = planned.wish, planned.annual
    task = add_task(
        session,
        plan_id=wish.plan_id,
        code=planned.code,
        title=planned.document,
        origin=TaskOrigin.REVIEW,
        phrase=planned.deadline_words,
        judged_by=planned.judged_by,
        ladder=planned.ladder,
        submission=(annual.submission if annual else "") or SUBMISSION,
        met_with=annual.code if annual and wish.combined else "",
        facts={
            "item": planned.item,
            "document": planned.document,
            "where": annual.facts.get("where", "") if annual else "",
            "prepare": list(heads(first=wish.first_year, last=wish.last_year)),
            "phase": Phase.REVIEW.value,
        },
    )
    assert task.id is not None
    owed = [(one.owed_by, one.carried_by, one.last_day) for one in planned.units]
    owe(session, task=task, owed=owed, told_today=True, by=by, why="tổ chức sơ kết", world=world)
    review = InterimReview(
        plan_id=wish.plan_id,
        task_id=task.id,
        first_year=wish.first_year,
        last_year=wish.last_year,
        conference_on=wish.conference_on,
        place=wish.place,
        flow_run_id=run,
        recorded_by=by,
        recorded_at=world.now,
    )
    session.add(review)
    session.flush()
    return review


def _sentence(planned: ReviewPlan, asked: int) -> str:
    units, without = len(planned.units), sum(not one.addressed for one in planned.units)
    sentence = f"Đã tổ chức sơ kết: {planned.document}, {count(units)} đơn vị, {planned.deadline_words}"
    sentence += ", kết hợp với báo cáo năm" if planned.wish.combined else ""
    sentence += f"; {count(asked)} thư đề nghị báo cáo được đưa vào hàng chờ gửi."
    if without:
        sentence += f" {count(without)} đơn vị chưa có địa chỉ, thư được soạn khi có địa chỉ."
    return sentence
