"""What units handed in, and which obligations each document meets."""

from datetime import date, datetime, time

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.words import Channel, Form, Secrecy

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
