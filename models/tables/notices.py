"""The ledger: what became of each stage of each obligation."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.words import NoticeKind, NoticeStatus, Role

from .columns import words


class Notice(SQLModel, table=True):
    """Exactly one row per stage that fell due while its obligation was owed."""

    __table_args__ = (UniqueConstraint("obligation_id", "round", "kind", "stage", "role"),)

    id: int | None = Field(default=None, primary_key=True)
    obligation_id: int = Field(foreign_key="obligation.id")
    round: int
    kind: NoticeKind = words(NoticeKind)
    stage: str  # its name in the policy, with the repeat number: hoi-thuc#2
    role: Role = words(Role)
    due_on: date  # the day the stage fell on, after holidays and quiet days
    status: NoticeStatus = words(NoticeStatus, index=True)
    reason: str = ""  # why it was moved or not sent, as people read it
    decided_on: date  # day of the run that wrote the row
    decided_at: datetime
    settled_at: datetime | None = None  # when it was sent or given up
