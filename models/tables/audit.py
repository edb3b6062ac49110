"""The audit trail: for reading, never for recomputing."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, Index, SQLModel

from .columns import facts


class Audit(SQLModel, table=True):
    """One change of state; `by` is self-declared."""

    __table_args__ = (Index("ix_audit_subject", "subject", "subject_id"),)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime
    by: str
    action: str  # source:subject:action, such as form:submission:record
    subject: str  # table name
    subject_id: str
    text: str  # one Vietnamese sentence
    facts: dict[str, Any] = facts(default_factory=dict)
