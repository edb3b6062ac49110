"""Mails that came back: a notice about a mail of ours marks the address, anything else is only counted."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.delivery.imap import ImapError, ImapSettings, read_new
from flows.delivery.returned import Returned, read_notice
from flows.work.audit import SYSTEM, audit
from flows.work.world import World
from models.database import transaction
from models.tables import Address, Message, MessageItem, MessageRecipient, Notice, ReturnedMail
from models.words import AddressStatus, MessageStatus, NoticeStatus, RecipientStatus

CAME_BACK = "thư bị trả lại"


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """What one reading of the mailbox brought."""

    mails: int = 0
    condemned: int = 0  # addresses that take no more mail until somebody corrects them
    noted: int = 0  # late, or refused for what the mail was
    ignored: int = 0  # no notice, or one about no mail of ours to that recipient
    known: int = 0  # taken before
    fault: str = ""  # why the mailbox could not be read, or not to its end

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            mails=self.mails + other.mails,
            condemned=self.condemned + other.condemned,
            noted=self.noted + other.noted,
            ignored=self.ignored + other.ignored,
            known=self.known + other.known,
            fault=self.fault or other.fault,
        )


def read_returned(*, engine: sa.Engine, mailbox: ImapSettings, world_of: Callable[[Session], World]) -> Tally:
    """Read what is new in the mailbox and record it; a mailbox out of reach is a fault in the answer."""
    total = Tally()

    def take(mails: Sequence[bytes]) -> None:
        nonlocal total
        with transaction(engine) as session:
            total += record_returned(session, mails=mails, world=world_of(session))

    try:
        read_new(settings=mailbox, take=take)
    except ImapError as error:
        return replace(total, fault=str(error))
    return total


def record_returned(session: Session, *, mails: Iterable[bytes], world: World) -> Tally:
    """Take each mail's notices once; forged and foreign ones change nothing."""
    total = Tally()
    for content in mails:
        notices = [one for one in read_notice(content) if not one.is_delivered]
        total += Tally(mails=1, ignored=0 if notices else 1)
        for notice in notices:
            total += _take(session, notice, world)
    return total


def _take(session: Session, notice: Returned, world: World) -> Tally:
    found = _recipient(session, notice)
    if found is None:
        return Tally(ignored=1)
    message, recipient = found
    digest = _digest(notice, recipient.address)
    if session.exec(select(ReturnedMail.id).where(col(ReturnedMail.digest) == digest)).first():
        return Tally(known=1)
    condemned = notice.condemns and not _corrected_since(session, message, recipient.address)
    session.add(
        ReturnedMail(
            digest=digest,
            message_id=recipient.message_id,
            address=recipient.address,
            condemned=condemned,
            reason=notice.reason,
            recorded_at=world.now,
        )
    )
    if condemned:
        _condemn(session, message, recipient, f"{CAME_BACK}: {notice.reason}".rstrip(": "), world)
    session.flush()
    return Tally(condemned=1) if condemned else Tally(noted=1)


def _recipient(session: Session, notice: Returned) -> tuple[Message, MessageRecipient] | None:
    """The recipient it is about: of a mail that left us, under a Message-ID that is ours."""
    statement = (
        select(Message, MessageRecipient)
        .join(MessageRecipient, col(MessageRecipient.message_id) == col(Message.id))
        .where(
            col(Message.message_id).in_(notice.message_ids),
            col(Message.data_begun_at).is_not(None),
            sa.func.lower(col(MessageRecipient.address)).in_(notice.recipients),
        )
    )
    return session.exec(statement).first()


def _digest(notice: Returned, address: str) -> str:
    """A late mail may be told about again, by a notice of its own."""
    told = (*notice.message_ids, notice.notice_id, address, notice.action, notice.status)
    return sha256("\n".join(told).encode("utf-8", "replace")).hexdigest()


def _corrected_since(session: Session, message: Message, address: str) -> bool:
    """Somebody entered this address anew after the mail had left: the notice speaks of the time before."""
    known = session.get(Address, address)
    return (
        known is not None
        and known.status is AddressStatus.OK
        and message.settled_at is not None
        and known.changed_at >= message.settled_at
    )


def _condemn(
    session: Session, message: Message, recipient: MessageRecipient, reason: str, world: World
) -> None:
    """As when the server refuses at RCPT: no more mail to it, and whom the mail did not reach is not told."""
    at = world.now
    known = session.get(Address, recipient.address)
    if known is None or known.status is not AddressStatus.REFUSED:
        session.merge(
            Address(address=recipient.address, status=AddressStatus.REFUSED, reason=reason, changed_at=at)
        )
    recipient.status, recipient.reply = RecipientStatus.REFUSED, reason
    audit(
        session,
        world=world,
        by=SYSTEM,
        action="mail:address:refuse",
        subject="address",
        subject_id=recipient.address,
        text=f"Địa chỉ {recipient.address} bị từ chối: {reason}.",
    )
    session.flush()
    if message.status is MessageStatus.SENT and not _reached(session, message):
        _fail(session, message, reason)


def _reached(session: Session, message: Message) -> bool:
    others = select(MessageRecipient.id).where(
        col(MessageRecipient.message_id) == message.id,
        col(MessageRecipient.status) != RecipientStatus.REFUSED,
    )
    return session.exec(others).first() is not None


def _fail(session: Session, message: Message, reason: str) -> None:
    message.status, message.reason = MessageStatus.FAILED, reason
    carried = select(MessageItem.notice_id).where(col(MessageItem.message_id) == message.id)
    change = sa.update(Notice).where(col(Notice.id).in_(carried), col(Notice.status) == NoticeStatus.SENT)
    session.execute(change.values(status=NoticeStatus.REFUSED, reason=reason))
