"""What units handed in, and which obligations each document meets."""

from datetime import date, datetime, time

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.words import Channel, FileKind, Form, Secrecy

from .columns import words


class Submission(SQLModel, table=True):
    """One recorded document; voided and re-entered, never overwritten."""

    id: int | None = Field(default=None, primary_key=True)
    unit_id: str = Field(foreign_key="unit.id", index=True)
    document_number: str = ""
    issued_on: date | None = None
    sent_on: date | None = None
    arrived_on: date
    arrived_time: time | None = None
    channel: Channel = words(Channel)
    form: Form = words(Form)
    secrecy: Secrecy = words(Secrecy)
    remark: str = ""
    nil: bool = False  # báo cáo không phát sinh
    review_run: str = ""  # the flow run of the review it lies in; empty: in none
    recorded_by: str
    recorded_at: datetime
    voided_at: datetime | None = None
    voided_by: str = ""
    void_reason: str = ""


class SubmissionLink(SQLModel, table=True):
    """Submission meets obligation, as its n-th version."""

    __tablename__ = "submission_link"
    __table_args__ = (UniqueConstraint("submission_id", "obligation_id"),)

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    obligation_id: int = Field(foreign_key="obligation.id", index=True)
    version: int
    on_time: bool | None = None  # None: the task's due day was not known yet
    linked_at: datetime | None = None  # None: when recorded; else by the acceptance of a report
    unlinked_at: datetime | None = None  # that acceptance was undone, or a newer version says otherwise


class SubmissionFile(SQLModel, table=True):
    """A file that came in with a document, by its SHA-256 in the data folder's files/."""

    __tablename__ = "submission_file"

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    kind: FileKind = words(FileKind)
    sha256: str
    name: str  # as the sender called it: data, never a path
    media_type: str
    size: int  # bytes
    attached_by: str
    attached_at: datetime
    removed_at: datetime | None = None
