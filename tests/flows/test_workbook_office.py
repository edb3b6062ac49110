"""Issue M3, shown by 5: a workbook opened in LibreOffice, filled in, saved, read back.

Where LibreOffice Calc is missing the test is skipped and says so; TEST_SOFFICE may name another program.
"""

import json
import os
import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from flows.work.figures.opening import open_workbook
from flows.work.figures.reading import Expected, ReadFigure, ReadTask, read_workbook
from flows.work.files.checking import check_file
from models.words import IndicatorKind, TaskResult
from templates.workbooks.facts import FigureAsked, TaskAsked, WorkbookFacts
from templates.workbooks.render import workbook
from tests.fakes.workbooks import filled, unpacked

FACTS = WorkbookFacts(
    plan_code="2024",
    plan_title="Kế hoạch thực hiện Đề án năm 2024",
    plan_number="762/QĐ-BCA-V03",
    plan_issued_on=date(2024, 2, 6),
    unit_id="CA02",
    unit_name="Công an tỉnh Hà Giang",
    sender="Cục Pháp chế và cải cách hành chính, tư pháp",
    kind="annual",
    years=(2024,),
    period=(date(2023, 12, 15), date(2024, 12, 14)),
    figures=(
        FigureAsked(code="cuoc", name="Cuộc", unit="cuộc", kind=IndicatorKind.COUNT, minimum=None),
        FigureAsked(code="tien", name="Kinh phí", unit="triệu đồng", kind=IndicatorKind.TOTAL, minimum=None),
    ),
    tasks=(TaskAsked(code="II.3.1", title="Đổi mới nội dung, hình thức"),),
)
EXPECTED = Expected(indicators={one.code: one.kind for one in FACTS.figures}, tasks=frozenset({"II.3.1"}))
HAND = Path(__file__).parents[1] / "fakes" / "office_hand.py"
CELLS = {
    "Số liệu!D7": 65366,
    "Số liệu!D8": 1250.75,
    "Số liệu!E8": "Ước",
    "Nhiệm vụ cả năm!C7": "Đã hoàn thành",
    "Nhiệm vụ cả năm!D7": "Báo cáo số 12/BC; 3 mô hình “điểm”",
}


def saved_by_office(path: Path, folder: Path) -> Path:
    """Opened and saved as xlsx by LibreOffice; skips where it cannot open a workbook."""
    office = os.environ.get("TEST_SOFFICE") or shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice (soffice) is not installed: the workbook was not opened in it")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "xlsx:Calc MS Excel 2007 XML"]
    done = subprocess.run(
        [*command, "--outdir", str(folder / "saved"), str(path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    saved = folder / "saved" / path.name
    if not saved.exists():
        told = " ".join(done.stderr.split()[-6:])
        pytest.skip(f"LibreOffice Calc is not installed, so soffice opens no workbook: {told}")
    return saved


def filled_in_office(path: Path, folder: Path) -> Path:
    """Opened, filled in and saved by LibreOffice; skips where it or its Python bridge is missing."""
    office, python = os.environ.get("TEST_SOFFICE") or shutil.which("soffice"), "/usr/bin/python3"
    bridged = (
        Path(python).exists() and not subprocess.run([python, "-c", "import uno"], check=False).returncode
    )
    if office is None or not bridged:
        pytest.skip("LibreOffice with python3-uno is not installed: no workbook was filled in there")
    saved = folder / "filled.xlsx"
    command = [python, str(HAND), office, str(folder), str(path), str(saved), json.dumps(CELLS)]
    subprocess.run(command, check=True, timeout=180)
    return saved


def test_a_workbook_filled_in_and_saved_in_libreoffice_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "bieu-so-lieu-2024-CA02.xlsx"
    path.write_bytes(workbook(FACTS))
    is_read_back(filled_in_office(path, tmp_path))


def test_a_workbook_saved_anew_by_libreoffice_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "bieu-so-lieu-2024-CA02.xlsx"
    path.write_bytes(filled(workbook(FACTS), CELLS))
    saved = saved_by_office(path, tmp_path)
    assert unpacked(saved.read_bytes()).keys() != unpacked(path.read_bytes()).keys(), "written anew"
    is_read_back(saved)


def is_read_back(saved: Path) -> None:
    """Everything that was entered, as it was entered."""
    book = open_workbook(check_file(saved, largest_mb=25))
    reading = read_workbook(book, expected=EXPECTED)
    assert reading.figures == (
        ReadFigure(code="cuoc", year=2024, value=65366, estimate=False),
        ReadFigure(code="tien", year=2024, value=1250.75, estimate=True),
    )
    evidence = "Báo cáo số 12/BC; 3 mô hình “điểm”"
    assert reading.tasks == (ReadTask(code="II.3.1", result=TaskResult.DONE, evidence=evidence),)
