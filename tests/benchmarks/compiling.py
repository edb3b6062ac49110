"""Time and memory of compiling a report: `python -m tests.benchmarks.compiling 72 11000`.

Each number of units is compiled in a process of its own, on SQLite, with all reports in: 21 figures and the
results of 12 whole-year tasks a unit. What is compared with an earlier compiling is measured by a second one.
"""

import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from sqlmodel import Session, SQLModel, insert

from flows.work.compiling.facts import Order, report_facts
from flows.work.compiling.gathering import gather
from flows.work.compiling.keeping import as_content
from flows.work.compiling.making import compile_report
from flows.work.compiling.wish import Wish
from flows.work.files.store import Files
from models.database import connect, migrate, transaction
from models.tables import (
    Figure,
    Indicator,
    Obligation,
    Plan,
    PlanTask,
    ReportedTask,
    Submission,
    SubmissionFile,
    SubmissionLink,
    Unit,
    UnitName,
    WorkbookImport,
)
from models.words import (
    Authority,
    Channel,
    DeadlineKind,
    FileKind,
    Form,
    IndicatorKind,
    JudgedBy,
    ObligationStatus,
    Region,
    Secrecy,
    TaskOrigin,
    TaskResult,
    UnitKind,
)
from templates.letters.report import report
from templates.workbooks.report import report_workbook
from tests.factories import add_plan, moment, world_on

FIGURES, TASKS = 21, 12
SENT, TODAY = date(2024, 12, 12), date(2024, 12, 20)
RESULTS = tuple(TaskResult)
T = TypeVar("T")


def main() -> None:
    """A process for each size, so that its memory is its own."""
    if len(sys.argv) == 3 and sys.argv[1] == "--one":
        measure(int(sys.argv[2]))
        return
    for size in sys.argv[1:] or ("72", "11000"):
        subprocess.run([sys.executable, "-m", "tests.benchmarks.compiling", "--one", size], check=True)


def measure(units: int) -> None:
    """One size: each part, then everything as a form does it."""
    with TemporaryDirectory() as folder:
        engine = connect(url=f"sqlite:///{folder}/dondoc.sqlite3")
        migrate(engine)
        with transaction(engine) as session:
            plan = fill(session, units)
        with transaction(engine) as session:
            _parts(session, plan, units)
            whole = _timed("everything, first", lambda: _compile(session, plan, folder, "1"))
            again = _timed("everything, compared with it", lambda: _compile(session, plan, folder, "2"))
            assert whole != again
        sizes = {path.suffix: path.stat().st_size for path in (Path(folder) / "outgoing").iterdir()}
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"  peak memory {peak:,.0f} MB; xlsx {sizes['.xlsx']:,} bytes, docx {sizes['.docx']:,} bytes")
        engine.dispose()


def _parts(session: Session, plan: int, units: int) -> None:
    print(f"{units:,} units, {units * FIGURES:,} figures, {units * TASKS:,} task results")
    world = world_on(TODAY)
    row = session.get_one(Plan, plan)
    order = Order(authority=Authority.FOCAL, final=False, by="Cán bộ 1", made_at=world.now)
    compiled = _timed("reading", lambda: gather(session, plan_id=plan, known_on=TODAY, world=world))
    assert len(compiled.counted) == units
    facts = _timed(
        "sums",
        lambda: report_facts(session, plan=row, compiled=compiled, before=None, order=order, world=world),
    )
    _timed("content as JSON", lambda: as_content(compiled))
    _timed(".docx", lambda: report(facts))
    _timed(".xlsx", lambda: report_workbook(facts))


def _timed(what: str, work: Callable[[], T]) -> T:
    start = time.perf_counter()
    done = work()
    print(f"  {what:32} {time.perf_counter() - start:7.2f} s", flush=True)
    return done


def _compile(session: Session, plan: int, folder: str, run: str) -> int:
    wish = Wish(plan_id=plan, known_on=TODAY, final=False, authority=Authority.FOCAL)
    files, world = Files(data=Path(folder)), world_on(TODAY)
    return compile_report(session, wish=wish, run=run, by="Cán bộ 1", files=files, world=world).id


def fill(session: Session, units: int) -> int:
    """A plan, its units, and a report of each with a workbook."""
    plan = add_plan(session)
    assert plan.id is not None
    session.add_all([_task(plan.id, number) for number in range(TASKS + 1)])
    session.add_all([_indicator(plan.id, number) for number in range(FIGURES)])
    session.flush()
    names = [f"U{number:05}" for number in range(1, units + 1)]
    for table, rows in _rows(plan.id, names):
        _write(session, table, rows)
    return plan.id


def _write(session: Session, table: type[SQLModel], rows: Iterator[dict[str, object]]) -> None:
    batch: list[dict[str, object]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == 5_000:
            session.execute(insert(table), batch)
            batch = []
    if batch:
        session.execute(insert(table), batch)


def _task(plan: int, number: int) -> PlanTask:
    """The first one is the annual report; its id is 1."""
    report_ = number == 0
    return PlanTask(
        plan_id=plan,
        position=number,
        code="III.3.b" if report_ else f"II.{number}",
        title=f"Nhiệm vụ {number}",
        origin=TaskOrigin.FILE,
        deadline_phrase="trước ngày 15/12/2024" if report_ else "cả năm 2024",
        deadline_kind=DeadlineKind.DAY if report_ else DeadlineKind.PERIOD,
        judged_by=JudgedBy.SENT,
        annual_report=report_,
        facts={"document": "Báo cáo"},
    )


def _indicator(plan: int, number: int) -> Indicator:
    return Indicator(
        plan_id=plan,
        position=number,
        code=f"chi-tieu-{number}",
        name=f"Chỉ tiêu số {number}",
        unit="cuộc",
        kind=IndicatorKind.COUNT,
        minimum=1 if number == 6 else None,
        task_code=f"II.{number % TASKS + 1}",
    )


def _rows(plan: int, names: list[str]) -> Iterator[tuple[type[SQLModel], Iterator[dict[str, object]]]]:
    """Table by table; the n-th unit's document, file and import have the id n."""
    at, regions = moment(datetime.combine(SENT, datetime.min.time()).isoformat()), tuple(Region)
    count = range(1, len(names) + 1)
    yield (
        Unit,
        (
            {
                "id": name,
                "code": "",
                "kind": UnitKind.PROVINCE,
                "region": regions[number % 4],
                "position": number,
            }
            for number, name in enumerate(names)
        ),
    )
    yield UnitName, ({"unit_id": name, "name": f"Công an đơn vị {name}"} for name in names)
    yield Obligation, (_obligation(plan, task, name) for task in range(1, TASKS + 2) for name in names)
    yield Submission, (_submission(name, at) for name in names)
    yield (
        SubmissionLink,
        ({"submission_id": key, "obligation_id": key, "version": 1, "on_time": True} for key in count),
    )
    yield SubmissionFile, (_file(key, at) for key in count)
    yield (
        WorkbookImport,
        (
            {"submission_id": key, "file_id": key, "imported_by": "Cán bộ 1", "imported_at": at}
            for key in count
        ),
    )
    yield (
        Figure,
        (
            {
                "import_id": key,
                "indicator_id": number,
                "year": 2024,
                "value": float((key * 7 + number) % 1_000),
                "estimate": (key + number) % 20 == 0,
            }
            for key in count
            for number in range(1, FIGURES + 1)
        ),
    )
    yield (
        ReportedTask,
        (
            {
                "import_id": key,
                "task_id": task,
                "result": RESULTS[(key + task) % 3],
                "evidence": "Văn bản số 12/KH",
            }
            for key in count
            for task in range(2, TASKS + 2)
        ),
    )


def _obligation(plan: int, task: int, unit: str) -> dict[str, object]:
    due = date(2024, 12, 14) if task == 1 else date(2024, 12, 31)
    return {
        "public_id": f"{task}-{unit}",
        "plan_id": plan,
        "task_id": task,
        "owed_by": unit,
        "carried_by": unit,
        "occurrence": "",
        "status": ObligationStatus.ARRIVED if task == 1 else ObligationStatus.OPEN,
        "original_due": due,
        "effective_due": due,
        "target_day": due,
        "round": 1,
    }


def _submission(unit: str, at: datetime) -> dict[str, object]:
    return {
        "unit_id": unit,
        "document_number": f"105/BC-{unit}",
        "issued_on": SENT,
        "sent_on": SENT,
        "arrived_on": SENT,
        "channel": Channel.PAPER,
        "form": Form.BOTH,
        "secrecy": Secrecy.NORMAL,
        "remark": "",
        "nil": False,
        "review_run": "",
        "recorded_by": "Cán bộ 1",
        "recorded_at": at,
        "voided_by": "",
        "void_reason": "",
    }


def _file(key: int, at: datetime) -> dict[str, object]:
    return {
        "submission_id": key,
        "kind": FileKind.WORKBOOK,
        "sha256": f"{key:064}",
        "name": f"bieu-so-lieu-2024-{key}.xlsx",
        "media_type": "",
        "size": 1,
        "attached_by": "Cán bộ 1",
        "attached_at": at,
    }


if __name__ == "__main__":
    main()
