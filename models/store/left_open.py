"""What is still open under one plan, and what of it waits to leave: asked before it is closed."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.tables import (
    InterimReview,
    Message,
    MessageItem,
    Notice,
    Obligation,
    OutgoingLetter,
    SubmissionLink,
    Training,
)
from models.words import LetterKind, MessageKind, MessageStatus, NoticeStatus, TrainingStatus

ENDS = (  # what asks something of somebody; receipts, invitations, notes and files for officers still leave
    MessageKind.CHASE,
    MessageKind.ANNOUNCEMENT,
    MessageKind.REVIEW_REQUEST,
    MessageKind.AMENDMENT,
    MessageKind.RETURN,
    MessageKind.LEADERS,
    MessageKind.LETTER,
)
UNSENT = (MessageStatus.QUEUED, MessageStatus.RETRY)
WAITING = (NoticeStatus.HELD, NoticeStatus.NO_ADDRESS)


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenLetter:
    """A drafted letter that the post room has not numbered."""

    kind: LetterKind
    time: int
    draft_name: str
    drafted_by: str


def letters_without_number(session: Session, *, plan: int) -> list[OpenLetter]:
    """Drafts that nothing newer has replaced."""
    statement = select(OutgoingLetter).where(
        col(OutgoingLetter.plan_id) == plan,
        col(OutgoingLetter.letter_number) == "",
        col(OutgoingLetter.replaced_by).is_(None),
    )
    return [
        OpenLetter(kind=one.kind, time=one.time, draft_name=one.draft_name, drafted_by=one.drafted_by)
        for one in session.exec(statement.order_by(col(OutgoingLetter.id)))
    ]


def queued_messages(session: Session, *, plan: int) -> list[int]:
    """Mails of this plan alone that ask something of somebody and have not left; one on its way is none."""
    others = sa.exists().where(col(MessageItem.message_id) == col(Message.id), _of_another(plan))
    own = sa.exists().where(col(MessageItem.message_id) == col(Message.id), ~_of_another(plan))
    statement = (
        select(Message.id)
        .where(
            col(Message.kind).in_(ENDS),
            col(Message.status).in_(UNSENT),
            col(Message.data_begun_at).is_(None),
            sa.or_(col(Message.plan_id) == plan, sa.and_(col(Message.plan_id).is_(None), own, ~others)),
        )
        .order_by(col(Message.id))
        .with_for_update(skip_locked=True)
    )
    return [key for key in session.exec(statement) if key]


def _of_another(plan: int) -> Any:
    """The condition on MessageItem that it is about another plan, or a document of one."""
    met = sa.exists().where(
        col(SubmissionLink.submission_id) == col(MessageItem.submission_id),
        col(Obligation.id) == col(SubmissionLink.obligation_id),
        col(Obligation.plan_id) == plan,
    )
    return sa.and_(
        sa.func.coalesce(col(MessageItem.plan_id), 0) != plan,
        ~sa.and_(col(MessageItem.submission_id).is_not(None), met),
    )


def unsent_notices(session: Session, *, plan: int) -> list[int]:
    """Stages that wait for an approval, an address, or a mail that nobody has made yet."""
    of_mail = (
        sa.select(col(MessageItem.notice_id))
        .join(Message, col(Message.id) == col(MessageItem.message_id))
        .where(col(MessageItem.notice_id).is_not(None), col(Message.content).is_not(None), _leaves())
    )
    statement = (
        select(Notice.id)
        .join(Obligation, col(Obligation.id) == col(Notice.obligation_id))
        .where(
            col(Obligation.plan_id) == plan,
            sa.or_(
                col(Notice.status).in_(WAITING),
                sa.and_(col(Notice.status) == NoticeStatus.PLANNED, col(Notice.id).not_in(of_mail)),
            ),
        )
        .order_by(col(Notice.id))
        .with_for_update(of=Notice, skip_locked=True)
    )
    return [key for key in session.exec(statement) if key]


def _leaves() -> Any:
    """The condition on Message that it may still arrive: made, and given up by nobody."""
    return col(Message.status).in_((MessageStatus.QUEUED, MessageStatus.CLAIMED, MessageStatus.RETRY))


def held_count(session: Session, *, plan: int) -> int:
    """Stages that wait for an officer's approval."""
    statement = (
        sa.select(sa.func.count())
        .select_from(Notice)
        .join(Obligation, col(Obligation.id) == col(Notice.obligation_id))
        .where(col(Obligation.plan_id) == plan, col(Notice.status) == NoticeStatus.HELD)
    )
    return int(session.execute(statement).scalar_one())


def open_reviews_of(session: Session, *, plan: int) -> int:
    """Interim reviews that nobody has ended."""
    statement = sa.select(sa.func.count()).where(
        col(InterimReview.plan_id) == plan, col(InterimReview.closed_at).is_(None)
    )
    return int(session.execute(statement).scalar_one())


def trainings_ahead(session: Session, *, plan: int) -> list[str]:
    """Trainings whose attendance nobody has recorded."""
    statement = select(Training.title).where(
        col(Training.plan_id) == plan,
        col(Training.status).in_((TrainingStatus.PLANNED, TrainingStatus.ANNOUNCED)),
    )
    return list(session.exec(statement.order_by(col(Training.first_day), col(Training.id))))
