"""What receipts and returns say, from the documents they are about."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select

from flows.clock import ZONE
from flows.delivery.compose import Withdraw
from flows.work.world import World
from models.rules.workdays import target_day
from models.store.duty_facts import facts_of
from models.store.obligations import links_of
from models.store.standing import links_stand
from models.store.units import names_on
from models.tables import Message, MessageItem, Obligation, PlanTask, Review, Submission, SubmissionLink
from models.words import Form, ObligationStatus, ReviewResult, Secrecy
from templates.duty_words import RETURN_REASONS
from templates.mail.facts import MailFacts, ReceiptFacts, ReceivedLine, ReturnFacts, Sender

from .receipts import About
from .still_owed import key_of

NOTHING = "không còn văn bản nào cần xác nhận"
TAKEN_BACK = "kết quả rà soát đã được hủy hoặc ghi nhận đã được sửa trước khi gửi"
OVERTAKEN = "văn bản không còn phải bổ sung, hoàn thiện khi đến lúc gửi"
NOT_BY_MAIL = "nội dung được trao đổi theo đường văn bản có độ mật, không nêu trong thư này"
FORMS = {
    Form.ORIGINAL: "Bản chính có ký, đóng dấu",
    Form.FILE: "Tệp",
    Form.BOTH: "Bản chính và tệp",
}


def receipt_facts(
    session: Session, *, messages: Sequence[Message], sender: Sender, world: World
) -> dict[int, MailFacts | Withdraw]:
    """An answer for each receipt by its id, asked again what still holds."""
    if not messages:
        return {}
    items: defaultdict[int, list[MessageItem]] = defaultdict(list)
    wanted = col(MessageItem.message_id).in_([key_of(message) for message in messages])
    for item in session.exec(select(MessageItem).where(wanted).order_by(col(MessageItem.id))):
        items[item.message_id].append(item)
    ids = {item.submission_id for found in items.values() for item in found if item.submission_id}
    rows = {row.id: row for row in session.exec(select(Submission).where(col(Submission.id).in_(ids)))}
    accepted = _accepted(session, list(ids))
    lines = _lines(session, [row for row in rows.values() if row.id])
    names = names_on(session, world.today)
    answers: dict[int, MailFacts | Withdraw] = {}
    for message in messages:
        told: dict[About, list[ReceivedLine]] = {about: [] for about in About}
        for item in items[key_of(message)]:
            row = rows.get(item.submission_id)
            if row is not None and row.id and _holds(About(item.text), row, row.id in accepted):
                told[About(item.text)].append(lines[row.id])
        told[About.RECEIVED] = [one for one in told[About.RECEIVED] if one not in told[About.ACCEPTED]]
        unit = items[key_of(message)][0].unit_id or ""
        answers[key_of(message)] = (
            ReceiptFacts(
                day=world.today,
                sender=sender,
                unit_name=names.get(unit, unit),
                received=tuple(told[About.RECEIVED]),
                accepted=tuple(told[About.ACCEPTED]),
                outdated=tuple(told[About.OUTDATED]),
                example=world.example,
            )
            if any(told.values())
            else Withdraw(reason=NOTHING)
        )
    return answers


def _holds(about: About, row: Submission, accepted: bool) -> bool:
    """Whether a line is still true: a record may have been voided, a result taken back, before it left."""
    if about is About.OUTDATED:
        return row.voided_at is not None
    return row.voided_at is None and (about is About.RECEIVED or accepted)


def _accepted(session: Session, ids: Sequence[int]) -> set[int]:
    statement = select(Review.submission_id).where(
        col(Review.submission_id).in_(ids),
        col(Review.voided_at).is_(None),
        col(Review.result) == ReviewResult.ACCEPTED,
    )
    return set(session.exec(statement))


def return_facts(session: Session, *, message: Message, sender: Sender, world: World) -> MailFacts | Withdraw:
    """What the unit is asked to complete."""
    review = session.get_one(Review, message.facts["review"])
    row = session.get_one(Submission, review.submission_id)
    if review.voided_at or row.voided_at or not review.resubmit_by or not review.reason:
        return Withdraw(reason=TAKEN_BACK)
    if not _still_awaited(session, review.submission_id):
        return Withdraw(reason=OVERTAKEN)
    names = names_on(session, world.today)
    return ReturnFacts(
        day=world.today,
        sender=sender,
        unit_name=names.get(row.unit_id, row.unit_id),
        line=_lines(session, [row])[review.submission_id],
        reason=RETURN_REASONS[review.reason],
        comment=review.comment if row.secrecy is Secrecy.NORMAL else NOT_BY_MAIL,
        resubmit_by=review.resubmit_by,
        target_day=target_day(last_day=review.resubmit_by, calendar=world.calendar),
        example=world.example,
    )


def _still_awaited(session: Session, submission: int) -> bool:
    """Whether a completed version of this document is owed: no newer one came, nobody was spared."""
    duties = [link.obligation_id for link in links_of(session, submission=submission)]
    return any(
        one.status is ObligationStatus.RETURNED and one.latest and one.latest.submission_id == submission
        for one in facts_of(session, obligations=duties).values()
    )


def _lines(session: Session, rows: Sequence[Submission]) -> Mapping[int, ReceivedLine]:
    """Each document as mails state it."""
    met: defaultdict[int, list[PlanTask]] = defaultdict(list)
    statement = (
        select(SubmissionLink.submission_id, PlanTask)
        .join(Obligation, col(Obligation.id) == col(SubmissionLink.obligation_id))
        .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
        .where(
            col(SubmissionLink.submission_id).in_([row.id for row in rows]),
            col(SubmissionLink.linked_at).is_(None),
        )
        .order_by(col(PlanTask.position))
    )
    for submission, task in session.exec(statement):
        met[submission].append(task)
    places = _places(session, rows)
    return {row.id: _line(row, met[row.id], places.get(row.id, 1)) for row in rows if row.id}


def _places(session: Session, rows: Sequence[Submission]) -> Mapping[int, int]:
    """Which of the standing versions each document is."""
    mine = [row.id for row in rows]
    duties = select(SubmissionLink.obligation_id).where(col(SubmissionLink.submission_id).in_(mine))
    statement = (
        select(SubmissionLink.obligation_id, SubmissionLink.submission_id)
        .join(Submission, col(Submission.id) == col(SubmissionLink.submission_id))
        .where(
            col(SubmissionLink.obligation_id).in_(duties),
            col(SubmissionLink.linked_at).is_(None),
            *links_stand(None),
        )
        .order_by(col(SubmissionLink.version))
    )
    order: defaultdict[int, list[int]] = defaultdict(list)
    for duty, submission in session.exec(statement):
        order[duty].append(submission)
    found: dict[int, int] = {}
    for versions in order.values():
        for place, submission in enumerate(versions, 1):
            found[submission] = max(found.get(submission, 1), place)
    return found


def _line(row: Submission, met: Sequence[PlanTask], place: int) -> ReceivedLine:
    documents = dict.fromkeys(str(task.facts.get("document") or task.title) for task in met)
    return ReceivedLine(
        number=row.document_number or "(không số)",
        issued_on=row.issued_on,
        arrived_on=row.arrived_on,
        arrived_time=row.arrived_time,
        recorded_at=row.recorded_at.astimezone(ZONE),
        what="; ".join(documents) if row.secrecy is Secrecy.NORMAL else "",
        form=FORMS[row.form],
        version=place,
        nil=row.nil,
    )
