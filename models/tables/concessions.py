"""What an obligation is spared: more time, or all of it."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel


class Extension(SQLModel, table=True):
    """Gia hạn: a leader agreed to a unit's request; undone, never overwritten."""

    id: int | None = Field(default=None, primary_key=True)
    obligation_id: int = Field(foreign_key="obligation.id", index=True)
    request_number: str  # of the unit's letter
    requested_on: date
    agreed_by: str  # the leader
    reason: str
    old_due: date
    new_due: date
    recorded_by: str
    recorded_at: datetime
    undone_at: datetime | None = None
    undone_by: str = ""
    undo_reason: str = ""


class Exemption(SQLModel, table=True):
    """Không thuộc diện thực hiện: the plan does not mean this unit; undone, never overwritten.

    With `amendment_id` the plan no longer asks for it: what had come in by then stays as it is.
    """

    id: int | None = Field(default=None, primary_key=True)
    obligation_id: int = Field(foreign_key="obligation.id", index=True)
    basis: str  # where the plan, or a leader, says so
    recorded_by: str
    recorded_at: datetime
    undone_at: datetime | None = None
    undone_by: str = ""
    undo_reason: str = ""
    amendment_id: int | None = None  # the PlanAmendment that took the task, or the unit, out of the plan
