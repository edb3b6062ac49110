"""Rounds of *Ghi nhận nhiều văn bản đến*: a run that is answered starts again from the top."""

from typing import Any

from sqlmodel import Field, SQLModel

from .columns import facts


class RecordingRound(SQLModel, table=True):
    """What a run showed in one round, and what the answer brought about; both are kept as they were."""

    __tablename__ = "recording_round"

    flow_run_id: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    shown: dict[str, Any] = facts()
    effect: dict[str, Any] | None = facts(default=None)  # None: not confirmed yet
