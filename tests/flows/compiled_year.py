"""The plan of 2024 with the reports of its 72 units: seeded workbooks, sent through the real import."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random

from sqlmodel import Session, col, select

from flows.work.documents.record import Entry, record
from flows.work.figures.importing import import_workbook
from flows.work.figures.workbook import workbooks_for
from flows.work.files.checking import check_content
from flows.work.files.store import Files
from flows.work.plans.example import load_example
from flows.work.world import World
from models.plan_file import read_plan
from models.tables import Obligation, Plan, PlanTask
from tests.factories import ROOT, world_on
from tests.fakes.workbooks import PARTS, filled, unpacked

ISSUED, SENT = date(2024, 2, 6), date(2024, 12, 12)
REPORT = "III.3.b"
RESULTS = ("Đã hoàn thành", "Đã hoàn thành", "Đã hoàn thành", "Đang thực hiện", "Chưa thực hiện", "")
LARGEST = {8: 3_000, 9: 200_000, 11: 9_000, 26: 900, 27: 400}  # by row, where a figure is rather large
MODELS, TOTALS = 13, (25, 26)  # rows: at least one of each unit; amounts that may have decimals
FIRST_ROW, LAST_ROW = 7, 27
SEED = 762


@dataclass
class CompiledYear:
    """One plan in a database and a data folder, and the workbooks that came."""

    session: Session
    data: Path
    plan: int
    units: list[str]
    workbooks: dict[str, bytes] = field(default_factory=dict)  # as the units sent them

    @property
    def files(self) -> Files:
        """The data folder's."""
        return Files(data=self.data)

    def blanks(self, units: Collection[str]) -> dict[str, bytes]:
        """The workbooks as they are sent to these units."""
        made = workbooks_for(
            self.session, plan_id=self.plan, units=units, years=(2024,), world=world_on(SENT)
        )
        return {unit: content for unit, (_, content) in made.items()}

    def report(self, units: Sequence[str], *, day: date = SENT, prefix: str = "") -> None:
        """Their reports came in on this day, with workbooks."""
        world = world_on(day)
        for unit, blank in self.blanks(units).items():
            submission = self.record(unit, number=f"{prefix}{self.units.index(unit) + 1:02}/BC", world=world)
            content = filled(blank, cells_of(unit, tasks=tasks_in(blank)))
            self.read(unit, submission, content, world)

    def record(self, unit: str, *, number: str, world: World) -> int:
        """A report without a workbook."""
        entry = Entry(
            unit=unit,
            tasks=((self.plan, REPORT, ""),),
            number=number,
            issued_on=world.today,
            sent_on=world.today,
            arrived_on=world.today,
        )
        return record(self.session, entry=entry, by=officer(), world=world).submission_id

    def read(self, unit: str, submission: int, content: bytes, world: World) -> None:
        """The unit's workbook is imported."""
        name = f"bieu-so-lieu-2024-{unit}.xlsx"
        import_workbook(
            self.session,
            submission_id=submission,
            checked=check_content(content, name=name, largest_mb=25),
            by=officer(),
            files=self.files,
            world=world,
        )
        self.workbooks[unit] = content


def officer() -> str:
    """Who does it all."""
    return "Cán bộ đầu mối 1, V03"


def tasks_in(blank: bytes) -> int:
    """How many whole-year tasks the workbook lists."""
    sheet = unpacked(blank)[PARTS["Nhiệm vụ cả năm"]].decode()
    return sum(int(row) >= FIRST_ROW for row in re.findall(r'<c r="C(\d+)"', sheet))


def cells_of(unit: str, *, tasks: int) -> dict[str, object]:
    """What the unit enters: always the same for the same unit; now and then nothing, or an estimate."""
    random = Random(f"{SEED}:{unit}")
    cells: dict[str, object] = {}
    for row in range(FIRST_ROW, LAST_ROW + 1):
        if random.random() < 0.03:
            continue
        value: float = random.randint(0, LARGEST.get(row, 60))
        if row == MODELS:
            value = random.choice((0, 1, 1, 2, 3))
        if row in TOTALS:
            value = random.randint(0, 40_000) / 8
        cells[f"Số liệu!D{row}"] = value
        if random.random() < 0.05:
            cells[f"Số liệu!E{row}"] = "Ước"
    for row in range(FIRST_ROW, FIRST_ROW + tasks):
        if result := random.choice(RESULTS):
            cells[f"Nhiệm vụ cả năm!C{row}"] = result
    return cells


def compiled_year(session: Session, *, data: Path) -> CompiledYear:
    """The shipped plan, issued; nobody has sent anything yet."""
    path, world = ROOT / "config" / "plans" / "2024.yaml", world_on(ISSUED)
    content = path.read_bytes()
    units = ROOT / "config" / "units"
    load_example(
        session,
        plan=read_plan(content.decode(), name=path.name, ladders=world.policy.ladders),
        content=content,
        units=units / "units.csv",
        contacts=units / "sample-contacts.csv",
        world=world,
    )
    plan = session.exec(select(Plan)).one()
    assert plan.id is not None
    owing = (
        select(Obligation.owed_by)
        .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
        .where(col(PlanTask.code) == REPORT)
        .order_by(col(Obligation.id))
    )
    return CompiledYear(session=session, data=data, plan=plan.id, units=list(session.exec(owing)))
