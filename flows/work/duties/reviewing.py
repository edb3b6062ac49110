"""What reviewers say of documents: Đạt yêu cầu, or Đề nghị bổ sung, hoàn thiện; and taking it back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from flows.work.documents.judging import judge_again
from flows.work.mails.receipts import About, queue_receipt
from flows.work.mails.returns import is_waiting, queue_return
from flows.work.refusals import RefusedError
from flows.work.texts import refuse_odd_text
from flows.work.world import World
from models.store.duty_facts import facts_of, standing_review
from models.store.locking import the_locked_row
from models.store.obligations import links_of
from models.store.units import name_on
from models.tables import Review, Submission, SubmissionFile, WorkbookImport
from models.words import Change, ReturnReason, ReviewResult
from templates.duty_words import RESULTS, RETURN_REASONS
from templates.words_vi import lowered, plain_day

from .changing import settle
from .yearly import settle_yearly


@dataclass(frozen=True, kw_only=True, slots=True)
class Returning:
    """Why a document is returned, and until when its completed version is awaited."""

    reason: ReturnReason
    comment: str
    resubmit_by: date


def accept(session: Session, *, submission_id: int, by: str, world: World, tell: bool = True) -> str:
    """Đạt yêu cầu: what the document meets is done; one sentence. Raises RefusedError.

    `tell`: the unit's receipt says so; nobody is told that a list of names needs no review.
    """
    submission, met = _reviewable(session, submission_id, world)
    session.add(
        Review(
            submission_id=submission_id,
            result=ReviewResult.ACCEPTED,
            reviewed_by=by,
            reviewed_at=world.now,
        )
    )
    session.flush()
    yearly = settle_yearly(session, reports=met, world=world)
    judge_again(session, obligations=yearly)
    _settle(session, [*met, *yearly], Change.ACCEPT, submission_id, by, world)
    if tell:
        queue_receipt(session, submission_id=submission_id, world=world, about=About.ACCEPTED)
    more = f"; {len(yearly)} nhiệm vụ cả năm theo biểu số liệu" if yearly else ""
    return f"{_named(session, submission, world)}: {RESULTS[ReviewResult.ACCEPTED]}{more}."


def send_back(session: Session, *, submission_id: int, returning: Returning, by: str, world: World) -> str:
    """Đề nghị bổ sung, hoàn thiện: a round towards the new day begins; one sentence. Raises RefusedError.

    Whether the first version was on time stays as it is.
    """
    submission, met = _reviewable(session, submission_id, world)
    refuse_returning(returning, who=_named(session, submission, world), world=world)
    row = Review(
        submission_id=submission_id,
        result=ReviewResult.RETURNED,
        reason=returning.reason,
        comment=returning.comment.strip(),
        resubmit_by=returning.resubmit_by,
        reviewed_by=by,
        reviewed_at=world.now,
    )
    session.add(row)
    session.flush()
    _settle(session, met, Change.RETURN, submission_id, by, world)
    assert row.id is not None
    queue_return(session, review_id=row.id, world=world)
    why = lowered(RETURN_REASONS[returning.reason])
    until = f"gửi lại chậm nhất ngày {plain_day(returning.resubmit_by)}"
    return f"{_named(session, submission, world)}: {RESULTS[ReviewResult.RETURNED]}, {until} ({why})."


def refuse_returning(returning: Returning, *, who: str, world: World) -> None:
    """Refuse a return that does not say why, or until when; raises RefusedError naming the document."""
    if not returning.comment.strip():
        raise RefusedError(f"{who}: đề nghị ghi rõ nội dung cần bổ sung, hoàn thiện.")
    refuse_odd_text(returning.comment, field=f"{who}: ý kiến")
    if returning.resubmit_by <= world.today:
        raise RefusedError(
            f"{who}: ngày gửi lại {plain_day(returning.resubmit_by)} không sau hôm nay "
            f"({plain_day(world.today)}); đề nghị chọn ngày khác."
        )


def take_back(session: Session, *, submission_id: int, reason: str, by: str, world: World) -> str:
    """Undo the result of a review: the document waits for one again; raises RefusedError."""
    submission = the_locked_row(session, Submission, submission_id)
    review = standing_review(session, submission=submission_id)
    who = _named(session, submission, world)
    if review is None or submission.voided_at:
        raise RefusedError(f"{who} chưa có kết quả rà soát nào để hủy.")
    if not reason.strip():
        raise RefusedError("Thiếu lý do hủy kết quả rà soát.")
    refuse_odd_text(reason, field="Lý do")
    review.voided_at, review.voided_by, review.void_reason = world.now, by, reason
    session.flush()
    met = reported_in(session, submission_id=submission_id)
    met += settle_yearly(session, reports=met, world=world)
    judge_again(session, obligations=met)
    _settle(session, met, Change.UNDO_REVIEW, submission_id, by, world)
    return f"Đã hủy kết quả rà soát «{RESULTS[review.result]}» của {who}; văn bản trở lại chờ rà soát."


def carry_over(session: Session, *, old: int, new: int, by: str, world: World) -> None:
    """A corrected record is the same document: files, figures and the result of its review go with it."""
    for table in (SubmissionFile, WorkbookImport):
        moved = sa.update(table).where(col(table.submission_id) == old).values(submission_id=new)
        session.connection().execute(moved)
    session.expire_all()
    review = standing_review(session, submission=old)
    if review is None:
        return
    copy = _same_again(session, review, new, world)
    yearly = [link.obligation_id for link in links_of(session, submission=old) if link.linked_at]
    yearly += settle_yearly(session, reports=reported_in(session, submission_id=new), world=world)
    judge_again(session, obligations=yearly)
    _settle(session, yearly, Change.RECORD, new, by, world)
    if review.result is ReviewResult.ACCEPTED:
        queue_receipt(session, submission_id=new, world=world, about=About.ACCEPTED)
    elif is_waiting(session, review_id=review.id or 0):  # that mail is withdrawn: it speaks of the old record
        queue_return(session, review_id=copy, world=world)


def _same_again(session: Session, review: Review, submission: int, world: World) -> int:
    row = Review(
        submission_id=submission,
        result=review.result,
        reason=review.reason,
        comment=review.comment,
        resubmit_by=review.resubmit_by,
        reviewed_by=review.reviewed_by,
        reviewed_at=world.now,
    )
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def follow_workbook(session: Session, *, submission_id: int, by: str, world: World) -> None:
    """The workbook of a report came or went: of an accepted one the whole-year tasks follow at once."""
    yearly = settle_yearly(session, reports=reported_in(session, submission_id=submission_id), world=world)
    judge_again(session, obligations=yearly)
    about = {"submission": submission_id}
    settle(session, obligations=yearly, change=Change.WORKBOOK, by=by, world=world, about=about)


def reported_in(session: Session, *, submission_id: int) -> list[int]:
    """The obligations that a document was recorded for; not those that its workbook fulfils."""
    links = links_of(session, submission=submission_id)
    return [link.obligation_id for link in links if link.linked_at is None]


def _reviewable(session: Session, submission_id: int, world: World) -> tuple[Submission, list[int]]:
    """The document and the obligations whose newest version it is; one recorded for several may be both."""
    submission = the_locked_row(session, Submission, submission_id)
    who = _named(session, submission, world)
    if submission.voided_at:
        raise RefusedError(f"{who} không còn hiệu lực (đã hủy hoặc đã sửa ghi nhận).")
    review = standing_review(session, submission=submission_id)
    if review is not None:
        raise RefusedError(f"{who} đã có kết quả rà soát: {RESULTS[review.result]}.")
    facts = facts_of(session, obligations=reported_in(session, submission_id=submission_id))
    met = [key for key, one in facts.items() if one.latest and one.latest.submission_id == submission_id]
    if not met:
        raise RefusedError(f"{who}: đơn vị đã gửi bản mới hơn; đề nghị rà soát bản mới.")
    return submission, met


def _settle(
    session: Session, ids: Collection[int], change: Change, submission_id: int, by: str, world: World
) -> None:
    session.get_one(Submission, submission_id).review_run = ""
    about = {"submission": submission_id}
    settle(session, obligations=set(ids), change=change, by=by, world=world, about=about)


def _named(session: Session, submission: Submission, world: World) -> str:
    number = submission.document_number or "(không số)"
    return f"Văn bản số {number} của {name_on(session, unit=submission.unit_id, day=world.today)}"
