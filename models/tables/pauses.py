"""Days on which an obligation, or all of a unit's, are not chased."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel


class Pause(SQLModel, table=True):
    """One pause, of an obligation or (`obligation_id` NULL) of everything a unit carries."""

    id: int | None = Field(default=None, primary_key=True)
    unit_id: str = Field(foreign_key="unit.id", index=True)
    obligation_id: int | None = Field(default=None, foreign_key="obligation.id", index=True)
    first_day: date
    last_day: date  # of the pause, included; lifting it early moves this day
    reason: str
    recorded_by: str
    recorded_at: datetime
