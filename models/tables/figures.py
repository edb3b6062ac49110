"""The figures a plan asks for, and what units report in their workbooks."""

from datetime import datetime

from sqlmodel import Field, SQLModel, UniqueConstraint

from models.words import IndicatorKind, TaskResult

from .columns import words


class Indicator(SQLModel, table=True):
    """One figure that every report states."""

    __table_args__ = (UniqueConstraint("plan_id", "code"),)

    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id", index=True)
    position: int  # order in the workbook
    code: str
    name: str
    unit: str  # cuộc, lượt người, triệu đồng
    kind: IndicatorKind = words(IndicatorKind)
    minimum: float | None = None  # at least so much, of each unit
    task_code: str = ""  # the task it measures; empty: the whole plan
    trainings: str = ""  # a TrainingFigure: counted from trainings, not asked for; empty: units report it


class WorkbookImport(SQLModel, table=True):
    """One reading of a workbook of a document; the newest one that is not replaced counts."""

    __tablename__ = "workbook_import"

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    file_id: int = Field(foreign_key="submission_file.id")
    imported_by: str
    imported_at: datetime
    replaced_at: datetime | None = None


class Figure(SQLModel, table=True):
    """One number of a workbook."""

    __table_args__ = (UniqueConstraint("import_id", "indicator_id", "year"),)

    id: int | None = Field(default=None, primary_key=True)
    import_id: int = Field(foreign_key="workbook_import.id", index=True)
    indicator_id: int = Field(foreign_key="indicator.id", index=True)
    year: int  # of the figure; the workbook of a three-year review has three
    value: float
    estimate: bool = False  # ước


class ReportedTask(SQLModel, table=True):
    """One row about a whole-year task in a workbook."""

    __tablename__ = "reported_task"
    __table_args__ = (UniqueConstraint("import_id", "task_id"),)

    id: int | None = Field(default=None, primary_key=True)
    import_id: int = Field(foreign_key="workbook_import.id", index=True)
    task_id: int = Field(foreign_key="plan_task.id")
    result: TaskResult = words(TaskResult)
    evidence: str = ""
