"""What happened to obligations, as rows: stages, mails, documents, due days, pauses, approvals."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, or_, select

from models.store.delegates import substitutes
from models.store.owed import OwedRow, every
from models.tables import (
    Audit,
    DueChange,
    Exemption,
    Message,
    MessageItem,
    MessageRecipient,
    Notice,
    Obligation,
    ObligationTransfer,
    Pause,
    PlanTask,
    Review,
    Submission,
    SubmissionLink,
)
from models.words import ObligationStatus, RecipientStatus


@dataclass(frozen=True, kw_only=True, slots=True)
class MailRecipient:
    """One address of a mail."""

    address: str
    status: RecipientStatus
    reply: str
    instead_of: str = ""  # who was away, as `name, address`


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
    linked_at: datetime | None = None  # None: when recorded
    unlinked_at: datetime | None = None
    reviews: tuple[Review, ...] = ()  # oldest first

    def stands_at(self, moment: datetime) -> bool:
        """Whether it was recorded for the obligation and neither voided nor taken back by then."""
        since = max(self.row.recorded_at, self.linked_at or self.row.recorded_at)
        return since <= moment and _not_by(self.row.voided_at, moment) and _not_by(self.unlinked_at, moment)

    def review_at(self, moment: datetime) -> Review | None:
        """What a reviewer had said of it by then; None if nobody had, or it was taken back."""
        for one in self.reviews:
            if one.reviewed_at <= moment and _not_by(one.voided_at, moment):
                return one
        return None


def _not_by(undone: datetime | None, moment: datetime) -> bool:
    return undone is None or undone > moment


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
    last_day: date | None  # that holds today; `row` has the day of the new version if one is awaited
    exemptions: tuple[Exemption, ...] = ()
    transfers: tuple[ObligationTransfer, ...] = ()  # to other units, oldest first
    gathered: tuple[ObligationTransfer, ...] = ()  # the same, and of what was folded into it
    task_facts: Mapping[str, Any] = field(default_factory=dict)

    def done_on_issue(self, present: ObligationStatus) -> bool:
        """Whether the plan's own document fulfilled it: the task says so, or it is done without any other."""
        stated = self.task_facts.get("done_on_issue")
        if stated is not None:
            return bool(stated)
        return present is ObligationStatus.DONE and not any(_stands_now(one) for one in self.documents)


def _stands_now(document: Document) -> bool:
    return document.row.voided_at is None and document.unlinked_at is None


def past_of(session: Session, *, obligation: int) -> Past:
    """All rows about one obligation; asked for one at a time, when somebody wants to read its story."""
    row = OwedRow(**session.execute(every(col(Obligation.id) == obligation)).mappings().one())
    notices = session.exec(
        select(Notice).where(col(Notice.obligation_id) == obligation).order_by(col(Notice.id))
    ).all()
    changes = select(DueChange).where(col(DueChange.obligation_id) == obligation).order_by(col(DueChange.id))
    whose = or_(col(Pause.obligation_id) == obligation, col(Pause.obligation_id).is_(None))
    pauses = select(Pause).where(col(Pause.unit_id) == row.carried_by, whose).order_by(col(Pause.id))
    spared = select(Exemption).where(col(Exemption.obligation_id) == obligation).order_by(col(Exemption.id))
    of_it = select(Obligation.id).where(
        or_(col(Obligation.id) == obligation, col(Obligation.folded_into) == obligation)
    )
    moved = select(ObligationTransfer).where(col(ObligationTransfer.obligation_id).in_(of_it))
    gathered = tuple(session.exec(moved.order_by(col(ObligationTransfer.id))))
    return Past(
        row=row,
        notices=tuple(notices),
        mails=_mails(session, [one.id for one in notices if one.id], row.carried_by),
        documents=_documents(session, obligation),
        due_changes=tuple(session.exec(changes)),
        pauses=tuple(session.exec(pauses)),
        audits=_audits(session, row),
        last_day=session.get_one(Obligation, obligation).effective_due,
        exemptions=tuple(session.exec(spared)),
        transfers=tuple(one for one in gathered if one.obligation_id == obligation),
        gathered=gathered,
        task_facts=session.get_one(PlanTask, row.task_id).facts,
    )


def _mails(session: Session, notices: Collection[int], unit: str) -> Mapping[int, tuple[Mail, ...]]:
    carried = session.exec(
        select(MessageItem.notice_id, Message)
        .join(Message, col(Message.id) == col(MessageItem.message_id))
        .where(col(MessageItem.notice_id).in_(notices))
        .order_by(col(Message.id))
    ).all()
    people: defaultdict[int, list[MailRecipient]] = defaultdict(list)
    wanted = {message.id: message for _, message in carried}
    stood_in = substitutes(session, unit=unit) if wanted else ()
    for one in session.exec(
        select(MessageRecipient)
        .where(col(MessageRecipient.message_id).in_(wanted))
        .order_by(col(MessageRecipient.id))
    ):
        message = wanted[one.message_id]
        instead = next((two.who for two in stood_in if two.took(one.address, message=message)), "")
        people[one.message_id].append(
            MailRecipient(address=one.address, status=one.status, reply=one.reply, instead_of=instead)
        )
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
    found = session.exec(statement).all()
    reviews = _reviews(session, [row.id for row, _ in found if row.id])
    return tuple(
        Document(
            row=row,
            version=link.version,
            on_time=link.on_time,
            linked_at=link.linked_at,
            unlinked_at=link.unlinked_at,
            reviews=tuple(reviews.get(row.id or 0, ())),
        )
        for row, link in found
    )


def _reviews(session: Session, submissions: Collection[int]) -> Mapping[int, Sequence[Review]]:
    found: defaultdict[int, list[Review]] = defaultdict(list)
    statement = select(Review).where(col(Review.submission_id).in_(submissions)).order_by(col(Review.id))
    for one in session.exec(statement):
        found[one.submission_id].append(one)
    return found


def _audits(session: Session, row: OwedRow) -> tuple[Audit, ...]:
    of_unit = (col(Audit.subject) == "unit") & (col(Audit.subject_id) == row.carried_by)
    of_this = (col(Audit.subject) == "obligation") & (col(Audit.subject_id) == str(row.id))
    return tuple(session.exec(select(Audit).where(or_(of_this, of_unit)).order_by(col(Audit.id))))


def due_on(past: Past, *, moment: datetime) -> date | None:
    """The last valid day as it stood at `moment`: what the first later change replaced, else today's."""
    for change in past.due_changes:
        if change.recorded_at > moment:
            return change.old_due
    return past.last_day
