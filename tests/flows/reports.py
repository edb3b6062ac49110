"""A small plan whose annual report comes with a workbook, and units that owe it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlmodel import Session, col, select

from flows.work.documents.record import Entry, record
from flows.work.figures.importing import Imported, import_workbook
from flows.work.figures.workbook import workbook_for
from flows.work.files.checking import check_content
from flows.work.files.store import Files
from flows.work.world import World
from models.tables import Figure, Indicator, InterimReview, Plan, PlanTask, ReportedTask, WorkbookImport
from models.words import DeadlineKind, IndicatorKind, JudgedBy
from tests.factories import add_plan, add_task, add_units, moment, world_on
from tests.fakes.workbooks import filled

ISSUED = date(2024, 2, 6)
TODAY = date(2024, 12, 10)
WORLD = world_on(TODAY)
UNITS = ("CA02", "CA04", "CA06")
INDICATORS = (
    ("cuoc", "Cuộc tuyên truyền", "cuộc", IndicatorKind.COUNT, None),
    ("mo-hinh", "Mô hình mới", "mô hình", IndicatorKind.COUNT, 1),
    ("kinh-phi", "Kinh phí", "triệu đồng", IndicatorKind.TOTAL, None),
)
GOOD = {
    "Số liệu!D7": 120,
    "Số liệu!D8": 2,
    "Số liệu!D9": 75.5,
    "Số liệu!E9": "Ước",
    "Nhiệm vụ cả năm!C7": "Đã hoàn thành",
    "Nhiệm vụ cả năm!D7": "12 cuộc; báo cáo số 9/BC",
    "Nhiệm vụ cả năm!C8": "Đang thực hiện",
}


@dataclass(frozen=True, kw_only=True)
class Reports:
    """One plan in a database and a data folder."""

    session: Session
    plan: int
    data: Path

    @property
    def files(self) -> Files:
        """The data folder's."""
        return Files(data=self.data)

    def blank(self, unit: str = "CA02", *, years: tuple[int, ...] = (2024,)) -> bytes:
        """The workbook as it is sent to the unit."""
        return workbook_for(self.session, plan_id=self.plan, unit=unit, years=years, world=WORLD)

    def good(self, unit: str = "CA02", *, but: Mapping[str, object] | None = None) -> bytes:
        """The workbook as the unit sends it back; `but`: these cells otherwise."""
        return filled(self.blank(unit), {**GOOD, **(but or {})})

    def record(self, unit: str = "CA02", *, number: str = "105/BC", task: str = "III.3.b") -> int:
        """The unit's report came in."""
        entry = Entry(
            unit=unit,
            tasks=((self.plan, task, ""),),
            number=f"{number}-{unit}",
            issued_on=date(2024, 12, 9),
            arrived_on=TODAY,
        )
        return record(self.session, entry=entry, by="Cán bộ 1", world=WORLD).submission_id

    def read(
        self, submission: int, content: bytes, *, name: str = "bieu.xlsx", world: World = WORLD
    ) -> Imported:
        """A workbook is imported into a document."""
        return import_workbook(
            self.session,
            submission_id=submission,
            checked=check_content(content, name=name, largest_mb=25),
            by="Cán bộ 1",
            files=self.files,
            world=world,
        )

    def figures(self, submission: int) -> dict[tuple[str, int], tuple[float, bool]]:
        """What counts of a document: value and whether it is an estimate, by code and year."""
        statement = (
            select(Indicator.code, Figure.year, Figure.value, Figure.estimate)
            .join(Figure, col(Figure.indicator_id) == col(Indicator.id))
            .join(WorkbookImport, col(WorkbookImport.id) == col(Figure.import_id))
            .where(col(WorkbookImport.submission_id) == submission, col(WorkbookImport.replaced_at).is_(None))
        )
        return {(code, year): (value, bool(mark)) for code, year, value, mark in self.session.exec(statement)}

    def tasks(self, submission: int) -> dict[str, tuple[str, str]]:
        """Result and evidence by task."""
        statement = (
            select(PlanTask.code, ReportedTask.result, ReportedTask.evidence)
            .join(ReportedTask, col(ReportedTask.task_id) == col(PlanTask.id))
            .join(WorkbookImport, col(WorkbookImport.id) == col(ReportedTask.import_id))
            .where(col(WorkbookImport.submission_id) == submission, col(WorkbookImport.replaced_at).is_(None))
        )
        return {code: (str(result), evidence) for code, result, evidence in self.session.exec(statement)}


def add_reports(session: Session, *, data: Path, code: str = "2024", year: int = 2024) -> Reports:
    """The plan, its annual report, two whole-year tasks, its figures."""
    if not session.exec(select(Plan)).first():
        add_units(session, *UNITS)
    issued, due = ISSUED.replace(year=year), date(year, 12, 14)
    plan, world = add_plan(session, code=code, issued_on=issued), world_on(issued)
    assert plan.id is not None
    plan.reporting_from, plan.reporting_to = date(year - 1, 12, 15), due
    common = {"plan": plan, "units": UNITS, "world": world}
    add_task(
        session,
        **common,  # type: ignore[arg-type]  # the same for every task
        due=due,
        code="III.3.b",
        ladder="bao-cao",
        judged_by=JudgedBy.SENT,
        annual_report=True,
    )
    for task in ("II.3.1", "II.4.1"):
        add_task(session, **common, code=task, ladder="", kind=DeadlineKind.PERIOD)  # type: ignore[arg-type]
    for position, (key, name, unit, kind, minimum) in enumerate(INDICATORS):
        session.add(
            Indicator(
                plan_id=plan.id, position=position, code=key, name=name, unit=unit, kind=kind, minimum=minimum
            )
        )
    session.flush()
    return Reports(session=session, plan=plan.id, data=data)


def add_review(reports: Reports, *, code: str = "II.1.2.b") -> None:
    """A three-year review that every unit reports for."""
    session = reports.session
    plan = session.get_one(Plan, reports.plan)
    add_task(session, plan=plan, units=UNITS, due=date(2024, 12, 20), world=WORLD, code=code)
    task = session.exec(select(PlanTask).where(col(PlanTask.code) == code)).one()
    assert task.id is not None
    session.add(
        InterimReview(
            plan_id=reports.plan,
            task_id=task.id,
            first_year=2022,
            last_year=2024,
            recorded_by="Cán bộ 1",
            recorded_at=moment(),
        )
    )
    session.flush()
