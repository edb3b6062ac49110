"""What happened to obligations, as rows: stages, mails, documents, due days, pauses, approvals."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, or_, select

from models.store.owed import OwedRow, every
from models.tables import (
    Audit,
    DueChange,
    Message,
    MessageItem,
    MessageRecipient,
    Notice,
    Obligation,
    Pause,
    Submission,
    SubmissionLink,
)
from models.words import RecipientStatus


@dataclass(frozen=True, kw_only=True, slots=True)
class MailRecipient:
    """One address of a mail."""

    address: str
    status: RecipientStatus
    reply: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Mail:
    """One mail that carried a stage."""

    row: Message
    recipients: tuple[MailRecipient, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """One recorded document of an obligation."""

    row: Submission
    version: int
    on_time: bool | None

    def stands_at(self, moment: datetime) -> bool:
        """Whether it was recorded and not voided by then."""
        voided = self.row.voided_at
        return self.row.recorded_at <= moment and (voided is None or voided > moment)


@dataclass(frozen=True, kw_only=True, slots=True)
class Past:
    """Everything that is stored about one obligation."""

    row: OwedRow
    notices: tuple[Notice, ...]  # in the order in which they were decided
    mails: Mapping[int, tuple[Mail, ...]]  # by notice, oldest first
    documents: tuple[Document, ...]
    due_changes: tuple[DueChange, ...]
    pauses: tuple[Pause, ...]  # of the obligation and of the unit that carries it
    audits: tuple[Audit, ...]  # of the obligation and of that unit, oldest first


def past_of(session: Session, *, obligation: int) -> Past:
    """All rows about one obligation; asked for one at a time, when somebody wants to read its story."""
    row = OwedRow(**session.execute(every(col(Obligation.id) == obligation)).mappings().one())
    notices = session.exec(
        select(Notice).where(col(Notice.obligation_id) == obligation).order_by(col(Notice.id))
    ).all()
    changes = select(DueChange).where(col(DueChange.obligation_id) == obligation).order_by(col(DueChange.id))
    whose = or_(col(Pause.obligation_id) == obligation, col(Pause.obligation_id).is_(None))
    pauses = select(Pause).where(col(Pause.unit_id) == row.carried_by, whose).order_by(col(Pause.id))
    return Past(
        row=row,
        notices=tuple(notices),
        mails=_mails(session, [one.id for one in notices if one.id]),
        documents=_documents(session, obligation),
        due_changes=tuple(session.exec(changes)),
        pauses=tuple(session.exec(pauses)),
        audits=_audits(session, row),
    )


def _mails(session: Session, notices: Collection[int]) -> Mapping[int, tuple[Mail, ...]]:
    carried = session.exec(
        select(MessageItem.notice_id, Message)
        .join(Message, col(Message.id) == col(MessageItem.message_id))
        .where(col(MessageItem.notice_id).in_(notices))
        .order_by(col(Message.id))
    ).all()
    people: defaultdict[int, list[MailRecipient]] = defaultdict(list)
    wanted = {message.id for _, message in carried}
    for one in session.exec(
        select(MessageRecipient)
        .where(col(MessageRecipient.message_id).in_(wanted))
        .order_by(col(MessageRecipient.id))
    ):
        people[one.message_id].append(MailRecipient(address=one.address, status=one.status, reply=one.reply))
    found: defaultdict[int, list[Mail]] = defaultdict(list)
    for notice, message in carried:
        if notice and message.id:
            found[notice].append(Mail(row=message, recipients=tuple(people[message.id])))
    return {key: tuple(mails) for key, mails in found.items()}


def _documents(session: Session, obligation: int) -> tuple[Document, ...]:
    statement = (
        select(Submission, SubmissionLink)
        .join(SubmissionLink, col(SubmissionLink.submission_id) == col(Submission.id))
        .where(col(SubmissionLink.obligation_id) == obligation)
        .order_by(col(SubmissionLink.version), col(Submission.id))
    )
    return tuple(
        Document(row=row, version=link.version, on_time=link.on_time) for row, link in session.exec(statement)
    )


def _audits(session: Session, row: OwedRow) -> tuple[Audit, ...]:
    of_unit = (col(Audit.subject) == "unit") & (col(Audit.subject_id) == row.carried_by)
    of_this = (col(Audit.subject) == "obligation") & (col(Audit.subject_id) == str(row.id))
    return tuple(session.exec(select(Audit).where(or_(of_this, of_unit)).order_by(col(Audit.id))))


def due_on(past: Past, *, moment: datetime) -> date | None:
    """The last valid day as it stood at `moment`: what the first later change replaced, else today's."""
    for change in past.due_changes:
        if change.recorded_at > moment:
            return change.old_due
    return past.row.effective_due
