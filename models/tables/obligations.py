"""Who owes what by when, each change of the day, and the events deadlines wait for."""

from datetime import date, datetime, time
from typing import Any

from sqlmodel import Field, Index, SQLModel, UniqueConstraint, text

from models.words import DueChangeKind, ObligationStatus

from .columns import facts, words

OPEN = text("status = 'open'")  # few of those whose day is past


class Obligation(SQLModel, table=True):
    """Task x unit x occurrence."""

    __table_args__ = (
        UniqueConstraint("task_id", "owed_by", "occurrence"),
        Index("ix_obligation_next_notice", "next_notice_on"),
        Index("ix_obligation_open_due", "effective_due", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_obligation_resubmit_by", "resubmit_by"),
    )

    id: int | None = Field(default=None, primary_key=True)
    public_id: str = Field(unique=True)  # random; what mails and letters may quote
    plan_id: int = Field(foreign_key="plan.id", index=True)
    task_id: int = Field(foreign_key="plan_task.id")
    owed_by: str = Field(foreign_key="unit.id", index=True)  # never changes
    carried_by: str = Field(foreign_key="unit.id", index=True)  # who is chased
    occurrence: str = ""  # empty for the only one, else such as 2024-06
    status: ObligationStatus = words(ObligationStatus)
    opens_on: date | None = None
    original_due: date | None = None  # set once, when known
    effective_due: date | None = None  # last valid day, after any roll
    due_time: time | None = None  # None: end of the day
    target_day: date | None = None  # last working day on or before effective_due
    round: int = 1
    round_from: date | None = None  # first day the present round's stages may fall on
    resubmit_by: date | None = None  # the day the round counts to, if a return opened it
    ladder: list[dict[str, Any]] | None = facts(default=None)  # frozen when the round turns overdue
    next_notice_on: date | None = None  # None: nothing will fall due until something changes
    added_at: datetime | None = None  # owed since then; None: since its plan or task began
    folded_into: int | None = None  # the obligation that stands for this one since units were merged


class DueChange(SQLModel, table=True):
    """One setting or moving of an obligation's due day."""

    __tablename__ = "due_change"

    id: int | None = Field(default=None, primary_key=True)
    obligation_id: int = Field(foreign_key="obligation.id", index=True)
    kind: DueChangeKind = words(DueChangeKind)
    old_due: date | None = None
    new_due: date | None = None
    by: str = ""
    why: str = ""
    recorded_at: datetime


class ObligationTransfer(SQLModel, table=True):
    """From `day` on another unit carries an obligation, or it is folded into one that this unit carries."""

    __tablename__ = "obligation_transfer"

    id: int | None = Field(default=None, primary_key=True)
    obligation_id: int = Field(foreign_key="obligation.id", index=True)
    reform_id: int = Field(foreign_key="unit_reform.id", index=True)
    day: date
    from_unit: str = Field(foreign_key="unit.id")
    to_unit: str = Field(foreign_key="unit.id")
    folded_into: int | None = Field(default=None, foreign_key="obligation.id")
    recorded_at: datetime


class PlanEvent(SQLModel, table=True):
    """An event that relative deadlines of a plan wait for, with its day; voided, never overwritten."""

    __tablename__ = "plan_event"

    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id", index=True)
    event: str
    day: date
    recorded_by: str
    recorded_at: datetime
    voided_at: datetime | None = None
