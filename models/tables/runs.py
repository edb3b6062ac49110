"""Days whose daily run was done."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel


class DayRun(SQLModel, table=True):
    """One day that was run to its end; a later run of the same day finds it."""

    __tablename__ = "day_run"

    day: date = Field(primary_key=True)
    finished_at: datetime
    summary: str
