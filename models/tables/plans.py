"""A plan, the bytes of its file, and its tasks."""

from datetime import date, datetime
from typing import Any

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.words import DeadlineKind, JudgedBy, PlanStatus, TaskOrigin

from .columns import facts, words


class Plan(SQLModel, table=True):
    """One plan in force; nothing assumes that there is only one."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)  # the file's own name for the plan, such as 2024
    title: str
    document_number: str
    issued_on: date
    year: int
    status: PlanStatus = words(PlanStatus)
    focal_unit: str = Field(foreign_key="unit.id")
    superior_unit: str = ""  # named in texts, never mailed
    previous_plan: str = ""
    remind_from: date  # no stage before this day
    announce: bool = False  # whether each unit is told what it owes
    legal_basis: str = ""
    reporting_from: date | None = None
    reporting_to: date | None = None
    closed_at: datetime | None = None  # Kết thúc theo dõi kế hoạch: read-only from then on
    closed_by: str = ""
    phase: str = ""  # of the plan's journey, as last announced; empty: not yet
    phase_told: str = ""  # the last one whose event Prefect's server has confirmed


class PlanRevision(SQLModel, table=True):
    """The bytes of a plan file as they were issued."""

    __tablename__ = "plan_revision"
    __table_args__ = (UniqueConstraint("plan_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id")
    number: int
    sha256: str
    content: bytes
    recorded_at: datetime
    recorded_by: str = ""


class PlanTask(SQLModel, table=True):
    """One item of a plan; the item that repeats another has `same_as` and no obligations."""

    __tablename__ = "plan_task"
    __table_args__ = (UniqueConstraint("plan_id", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id", index=True)
    position: int  # order in the document
    code: str
    title: str
    origin: TaskOrigin = words(TaskOrigin)
    deadline_phrase: str
    deadline_kind: DeadlineKind = words(DeadlineKind)
    event: str = ""  # what a relative deadline waits for
    judged_by: JudgedBy = words(JudgedBy)
    ladder: str = ""  # name in the policy; empty: not chased
    same_as: str = ""
    met_with: str = ""  # the task whose document meets this one too: one document, one ladder
    annual_report: bool = False  # once it has arrived, nothing about whole-year tasks goes to the unit
    secret: bool = False  # documents of this task may be classified
    submission: str = ""  # what is to be sent, in words ("Kế hoạch đã ký, đóng dấu ...")
    facts: dict[str, Any] = facts(default_factory=dict)  # lead, coordinate, asked, quantity, evidence, ...
    dropped_at: datetime | None = None  # an amendment took it out of the plan


class PlanAmendment(SQLModel, table=True):
    """One amendment of a plan: the document that orders it, and the revision that holds its file."""

    __tablename__ = "plan_amendment"
    __table_args__ = (UniqueConstraint("plan_id", "revision"),)

    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id", index=True)
    revision: int  # PlanRevision.number
    document_number: str
    issued_on: date
    reason: str = ""
    facts: dict[str, Any] = facts(default_factory=dict)  # what it changed, in words, and for which units
    flow_run_id: str = Field(default="", index=True)
    recorded_by: str
    recorded_at: datetime
