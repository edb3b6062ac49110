"""Papers that leave the house: letters with their numbers, compiled reports with what they were made from."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.words import Authority, LetterKind

from .columns import facts, words


class OutgoingLetter(SQLModel, table=True):
    """One letter, from its draft to the number that the post room gave."""

    __tablename__ = "outgoing_letter"

    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id", index=True)
    task_id: int | None = Field(default=None, foreign_key="plan_task.id")  # what it chases
    kind: LetterKind = words(LetterKind)
    authority: Authority = words(Authority)
    time: int = 1  # lần
    as_of: datetime  # the moment at which its numbers are true
    new_date: date | None = None  # by when it asks for the document
    facts: dict[str, Any] = facts(default_factory=dict)  # signatory, place, distribution list as typed
    draft_file: str  # SHA-256
    draft_name: str  # in outgoing/
    flow_run_id: str = Field(default="", index=True)  # the run that drafted it: an answer twice makes one
    drafted_by: str
    drafted_at: datetime
    letter_number: str = ""  # empty: not signed yet
    letter_date: date | None = None
    signed_file: str = ""  # SHA-256 of the signed copy that mails carry; empty: none
    signed_name: str = ""
    signed_media_type: str = ""
    numbered_by: str = ""
    numbered_at: datetime | None = None
    replaced_by: int | None = Field(default=None, foreign_key="outgoing_letter.id")  # a fresh draft


class LetterUnit(SQLModel, table=True):
    """One unit that a letter is about."""

    __tablename__ = "letter_unit"
    __table_args__ = (UniqueConstraint("letter_id", "unit_id"),)

    id: int | None = Field(default=None, primary_key=True)
    letter_id: int = Field(foreign_key="outgoing_letter.id", index=True)
    unit_id: str = Field(foreign_key="unit.id")
    obligation_id: int | None = Field(default=None, foreign_key="obligation.id")


class Compilation(SQLModel, table=True):
    """One compiling of a plan's report: what it was made from, so that the next one can say what changed."""

    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id", index=True)
    known_on: date  # what was known at the end of this day
    final: bool = False
    content: dict[str, Any] = facts()  # submissions and figures by unit
    files: dict[str, Any] = facts(default_factory=dict)  # name in outgoing/ -> SHA-256
    flow_run_id: str = Field(default="", index=True)
    compiled_by: str
    compiled_at: datetime
