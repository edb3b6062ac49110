"""The outbox: messages, their recipients, what they carry."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Index, SQLModel

from models.words import MessageKind, MessageStatus, RecipientKind, RecipientStatus, Role

from .columns import facts, words


class Message(SQLModel, table=True):
    """One mail to one group of addresses; text and bytes are made at its first claim and kept."""

    __table_args__ = (
        Index("ix_message_ready", "status", "not_before", "id"),
        Index("ix_message_day", "day", "kind"),
        Index("ix_message_settled", "settled_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: MessageKind = words(MessageKind)
    day: date  # the day it is for, on the folder's clock
    dedup_key: str = Field(unique=True)  # such as chase:2024-02-21:address
    message_id: str = Field(unique=True)  # the header, without angle brackets
    status: MessageStatus = words(MessageStatus)
    plan_id: int | None = Field(default=None, foreign_key="plan.id")
    created_at: datetime
    not_before: datetime  # machine clock: earliest attempt (sending window, back-off)
    attempts: int = 0
    claimed_by: str = ""
    lease_until: datetime | None = None  # machine clock
    data_begun_at: datetime | None = None  # from here on it may have arrived
    settled_at: datetime | None = None
    reason: str = ""  # last answer of the server, or why withdrawn, failed, replaced
    replaced_by: int | None = Field(default=None, foreign_key="message.id")
    facts: dict[str, Any] = facts(default_factory=dict)  # what the text is made of, where items do not say it
    subject: str = ""  # known after the first claim
    content: bytes | None = Field(default=None, sa_type=sa.LargeBinary)


class MessageRecipient(SQLModel, table=True):
    """One address of one message."""

    __tablename__ = "message_recipient"

    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key="message.id", index=True)
    kind: RecipientKind = words(RecipientKind)
    address: str = Field(index=True)
    role: Role | None = words(Role, default=None, nullable=True)
    status: RecipientStatus = words(RecipientStatus)
    reply: str = ""  # what the server said of it


class MessageItem(SQLModel, table=True):
    """One thing a message is about: a ledger row, an obligation, or a plan and unit."""

    __tablename__ = "message_item"

    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key="message.id", index=True)
    notice_id: int | None = Field(default=None, foreign_key="notice.id", index=True)
    obligation_id: int | None = Field(default=None, foreign_key="obligation.id")
    plan_id: int | None = Field(default=None, foreign_key="plan.id")
    unit_id: str | None = Field(default=None, foreign_key="unit.id")
    submission_id: int | None = Field(default=None, foreign_key="submission.id", index=True)
    text: str = ""  # a line of a brief or alarm, as data


class ReturnedMail(SQLModel, table=True):
    """What a delivery status notice said of one recipient of one message; each notice is taken once."""

    __tablename__ = "returned_mail"

    id: int | None = Field(default=None, primary_key=True)
    digest: str = Field(unique=True)  # of the notice and the recipient it speaks of
    message_id: int = Field(foreign_key="message.id", index=True)
    address: str = Field(index=True)
    condemned: bool  # the address takes no more mail until somebody corrects it; else it is only noted
    reason: str
    recorded_at: datetime


class MessageAttachment(SQLModel, table=True):
    """A file of a message, by its SHA-256 in the data folder's files/."""

    __tablename__ = "message_attachment"

    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key="message.id", index=True)
    sha256: str
    name: str
    media_type: str
