"""The papers of 2024 through the real flows: a letter, a table, the compiled report, the end of the plan."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import Session

from flows.compile_report import CompileForm, compile_report
from flows.delivery.captured import read_all
from flows.export_table import ExportForm, export_table
from flows.many_form import AT_ONCE, ManyForm
from flows.record_documents import record_documents
from flows.work.choices import plan_labels
from flows.work.papers.labels import letter_labels
from tests.flows.example_year import ExampleYear, running_year
from tests.running_service import eventually

DRAFT, NUMBER = "Soạn công văn đôn đốc", "Ghi số, ngày văn bản đi"
CLOSE = "Kết thúc theo dõi kế hoạch"
PLAN = "II.1.1.b"


@pytest.fixture
def year(
    prefect_database: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ExampleYear]:
    with running_year(
        ExampleYear, prefect=prefect_database, factory=tmp_path_factory, monkeypatch=monkeypatch
    ) as year:
        yield year


@pytest.fixture
def anyio_backend() -> str:
    """Prefect runs on asyncio."""
    return "asyncio"


def newest(session: Session) -> str:
    return next(iter(letter_labels(session)))


@pytest.mark.server
@pytest.mark.long
@pytest.mark.anyio
@pytest.mark.filterwarnings("ignore:.*socket:pytest.PytestUnraisableExceptionWarning")  # Prefect's clients
async def test_a_letter_a_table_the_report_and_the_end_of_the_plan(
    year: ExampleYear,
) -> None:
    await year.day("14/03/2024")
    rows = [f"{unit.partition(' · ')[0]}; 05/KH; 26/02/2024; 27/02/2024" for unit in year.units[:70]]
    many = ManyForm(by=year.officer, task=year.tasks[PLAN], rows="\n".join(rows), mode=AT_ONCE, units=[])
    await year.run(record_documents, many)

    # Shown, then drafted.
    form = {"by": year.officer, "task": year.tasks[PLAN], "new_date": "20/03/2024"}
    run = year.start(DRAFT, form)
    said = year.answer(run, {"answer": "Soạn công văn"})
    assert "Đã soạn 01 công văn đôn đốc lần 1" in said
    assert "(02 đơn vị)" in said

    # One unit sends before the letter is signed: it is named, and a fresh draft leaves it out.
    late = year.units[70].partition(" · ")[0]
    one = ManyForm(
        by=year.officer,
        task=year.tasks[PLAN],
        rows=f"{late}; 09/KH; 13/03/2024; 14/03/2024",
        mode=AT_ONCE,
        units=[],
    )
    incoming = year.settings.data / "incoming"
    incoming.mkdir(exist_ok=True)
    (incoming / "cong-van.pdf").write_bytes(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")
    await year.run(record_documents, one)
    numbered = {"by": year.officer, "number": "05/V03-P1", "day": "14/03/2024", "file": "cong-van.pdf"}
    run = year.start(NUMBER, {**numbered, "letter": year.ask(newest)})
    assert "01 đơn vị trong công văn đã gửi" in year.reaches(run, "PAUSED")["name"]
    assert "(01 đơn vị)" in year.answer(run, {"answer": "Soạn lại dự thảo theo hôm nay"})

    # Numbered: nothing has changed since, so nobody is asked; one mail to the one that is late.
    path = f"/deployments/{year.service.deployment(NUMBER)['id']}/create_flow_run"
    parameters = {"form": {**numbered, "letter": year.ask(newest)}}
    run = year.service.ask("POST", path, {"parameters": parameters})["id"]
    assert "Đã ghi công văn số 05/V03-P1" in str(year.reaches(run, "COMPLETED")["name"])

    def carried() -> int:
        return sum("[Công văn]" in one.summary.subject for one in read_all(year.settings.data / "mailbox"))

    eventually(lambda: carried() == 1, seconds=60, what="the letter")

    # A table and the compiled report, as files for the officer.
    plan = str(next(iter(year.ask(plan_labels))))
    table = ExportForm(by=year.officer, plan=plan, table="Đơn vị chậm")
    assert "outgoing" in await year.run(export_table, table)
    report = CompileForm(by=year.officer, plan=plan, reader="Lãnh đạo Bộ")
    assert "outgoing" in await year.run(compile_report, report)
    made = {one.suffix for one in (year.settings.data / "outgoing").iterdir()}
    assert {".docx", ".xlsx"} <= made

    # Closed: what is open is shown first, then nobody is chased and nothing changes any more.
    run = year.start(CLOSE, {"by": year.officer, "plan": plan, "reason": "báo cáo số 12/BC-BCA-V03"})
    assert "kết thúc theo dõi" in year.answer(run, {"answer": "Kết thúc theo dõi"})
    assert "0 thư nhắc việc" in await year.day("19/03/2024")
