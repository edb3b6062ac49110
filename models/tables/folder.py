"""What is true of the whole data folder: its kind, its clock, the stop switch."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from models.words import FolderKind

from .columns import words


class Folder(SQLModel, table=True):
    """The one row that says whether this folder is live or the example, and the example's day."""

    id: int = Field(default=1, primary_key=True)
    kind: FolderKind = words(FolderKind)
    example_day: date | None = None
    rules: str = ""  # fingerprint of the calendar and policy that the stages were last set by
    audit_told: int = 0  # the last audit row whose event Prefect's server has confirmed
    created_at: datetime


class StopSwitch(SQLModel, table=True):
    """The one row that is read before every claim; `stopped` keeps all mail in the outbox."""

    __tablename__ = "stop_switch"

    id: int = Field(default=1, primary_key=True)
    stopped: bool = False
    by: str = ""
    reason: str = ""
    changed_at: datetime
