"""Days off and working Saturdays that this installation added."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from models.words import DayKind

from .columns import words


class DayOverride(SQLModel, table=True):
    """One day that differs from what the package knows; the latest row of a day holds."""

    __tablename__ = "day_override"

    id: int | None = Field(default=None, primary_key=True)
    day: date = Field(index=True)
    kind: DayKind = words(DayKind)
    name: str
    estimate: bool = False
    source: str = ""
    recorded_by: str
    recorded_at: datetime
