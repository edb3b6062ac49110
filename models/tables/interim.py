"""Interim reviews (sơ kết) of a plan, and the difficulties that units report."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel


class InterimReview(SQLModel, table=True):
    """One review over several years, with the task that makes units report for it."""

    __tablename__ = "interim_review"

    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id", index=True)
    task_id: int = Field(foreign_key="plan_task.id")
    first_year: int
    last_year: int
    conference_on: date | None = None
    place: str = ""
    flow_run_id: str = Field(default="", index=True)  # the run that set it up: an answer twice makes one
    recorded_by: str
    recorded_at: datetime
    closed_at: datetime | None = None


class Difficulty(SQLModel, table=True):
    """What a unit finds difficult, who is to answer it, and the answer."""

    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id", index=True)
    unit_id: str = Field(foreign_key="unit.id", index=True)  # whose difficulty
    task_id: int | None = Field(default=None, foreign_key="plan_task.id")  # the answer, as an obligation
    text: str
    raised_on: date
    answered_by: str = Field(foreign_key="unit.id")  # the department that is to answer
    answer_by: date
    answer: str = ""
    answered_on: date | None = None
    recorded_by: str
    recorded_at: datetime
    answer_recorded_by: str = ""
    answer_recorded_at: datetime | None = None
