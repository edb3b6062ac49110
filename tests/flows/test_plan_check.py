"""`dondoc plan check`: what a coordinator reads about a plan file."""

import csv
from datetime import date
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

import config
from flows.commands import plans
from flows.work.pages.plan_check import check_plan
from models.plan_file import read_plan
from models.policy_file import read_policy
from models.rules.holiday_file import read_holiday_file
from models.rules.workdays import shipped_days
from templates.dashboards.plan_check import total
from templates.dashboards.plan_check_facts import PlanSheet
from tests.models.plan_units import UNITS

CONFIG = Path(config.__file__).parent
PLAN_2024 = CONFIG / "plans" / "2024.yaml"
PLANS = Path(__file__).parent.parent / "models" / "plans"
POLICY = read_policy((CONFIG / "policy.yaml").read_text("utf-8"), name="policy.yaml")
DAYS_OFF = read_holiday_file((CONFIG / "holidays" / "vietnam.csv").read_text("utf-8"), name="vietnam.csv")
CALENDAR = shipped_days(years=range(2023, 2027), extra=DAYS_OFF)


@pytest.fixture(scope="module")
def units_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The test's units as an installation would import them."""
    path = tmp_path_factory.mktemp("units") / "units.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "tên", "loại", "vùng", "bí danh", "hiệu lực từ", "hiệu lực đến"])
        for unit in UNITS:
            rows.writerow(
                [
                    unit.id,
                    unit.names[0],
                    unit.kind.value,
                    unit.region.value,
                    "|".join(unit.names[1:]),
                    _day(unit.valid_from),
                    _day(unit.valid_to),
                ]
            )
    return path


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _check(file: Path, units: Path | None) -> Result:
    app = typer.Typer()
    plans.add_to(app)
    app.callback()(lambda: None)
    options = ["--units", str(units)] if units else []
    return CliRunner().invoke(app, ["plan", "check", str(file), *options])


def _sheet(file: Path) -> PlanSheet:
    plan = read_plan(file.read_text("utf-8"), name=file.name, ladders=POLICY.ladders)
    return check_plan(plan=plan, units=UNITS, policy=POLICY, calendar=CALENDAR)


def test_the_plan_of_2024_in_words(units_file: Path) -> None:
    result = _check(PLAN_2024, units_file)
    shown = " ".join(result.output.split())
    assert result.exit_code == 0
    for words in (
        "762/QĐ-BCA-V03, ngày 06/02/2024 của Bộ trưởng Bộ Công an",
        "“trước ngày 29/02/2024” Các mục II.1.1.b Ngày cuối hết thứ Tư, 28/02/2024 "
        "Nên xong thứ Tư, 28/02/2024",
        "thứ Tư, 21/02/2024; thứ Ba, 27/02/2024",
        "“trước ngày 15/12/2024” Các mục III.3.b Ngày cuối hết thứ Bảy, 14/12/2024 (ngày nghỉ) "
        "Nên xong thứ Sáu, 13/12/2024",
        "thứ Sáu, 15/11/2024; thứ Sáu, 06/12/2024; thứ Năm, 12/12/2024",
        "Trùng mục II.1.1.b: không tính lần thứ hai",
        "Đã hoàn thành khi ban hành: 762/QĐ-BCA-V03",
        "30 mục, 1.228 đầu việc = 16 nhiệm vụ × 72 + 1 nhiệm vụ × 66 + 10 nhiệm vụ × 1",
    ):
        assert words in shown


def test_the_shipped_units_give_the_same_1228(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DONDOC_DATA", str(tmp_path))
    assert "30 mục, 1.228 đầu việc" in _check(PLAN_2024, None).output


def test_piped_it_fits_100_columns_without_terminal_codes(units_file: Path) -> None:
    output = _check(PLAN_2024, units_file).output
    assert max(map(len, output.splitlines())) <= 100
    assert "\x1b" not in output


def test_every_mistake_is_told_at_once_with_the_names_nobody_bears(tmp_path: Path, units_file: Path) -> None:
    file = tmp_path / "sai.yaml"
    text = (PLANS / "mau-2025.yaml").read_text("utf-8")
    text = text.replace("15/3/2025", "29/02/2025").replace("[Cục Hậu cần,", "[Cục Hậu cầu,")
    file.write_text(text.replace("  title: Kế hoạch mẫu\n", ""), "utf-8")
    result = _check(file, units_file)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert [line.removeprefix(f"{file}:").split(":")[0] for line in result.stderr.splitlines()] == [
        "3",
        "13",
        "18",
        "Tệp kế hoạch có 3 chỗ cần sửa.",
    ]
    assert "có phải “Cục Hậu cần”?" in result.stderr
    assert "“trước ngày 28/02/2025”" in result.stderr


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(None, "không mở được tệp"), (b"plan: \xff\xfe", "không theo bảng mã UTF-8"), (b"\x00", "tệp: ")],
)
def test_a_file_that_cannot_be_read_gets_a_sentence(
    tmp_path: Path, units_file: Path, content: bytes | None, sentence: str
) -> None:
    file = tmp_path / "plan.yaml"
    if content is not None:
        file.write_bytes(content)
    result = _check(file, units_file)
    assert result.exit_code == 1
    assert sentence in result.stderr
    assert "Traceback" not in result.output


def test_units_that_cannot_be_read_get_a_sentence(tmp_path: Path) -> None:
    units = tmp_path / "units.csv"
    units.write_text("id,tên\nCA02,Công an tỉnh Hà Giang\n", "utf-8")
    result = _check(PLAN_2024, units)
    assert result.exit_code == 1
    assert "units.csv, hàng 2, cột «" in result.stderr


def test_a_different_plan_shows_its_windows_hours_events_and_periods(units_file: Path) -> None:
    shown = " ".join(_check(PLANS / "so-hoa-2025.yaml", units_file).output.split())
    for words in (
        "Từ thứ Bảy, 01/03/2025 Ngày cuối hết thứ Bảy, 31/05/2025",
        "trước 20 giờ 00, Chủ nhật, 25/05/2025 (ngày nghỉ)",
        "20 ngày sau sự kiện “kết thúc thí điểm”; ngày cuối chỉ tính được khi đã ghi nhận sự kiện này",
        "Kỳ 2 hết Chủ nhật, 30/11/2025 (ngày nghỉ); nên xong thứ Sáu, 28/11/2025",
        "01 kỳ đã kết thúc trước ngày ban hành kế hoạch nên không tính",
        "chốt số liệu ngày 30/11/2025; sau ngày chốt là số ước",
        "Số lượng: ít nhất 500 hồ sơ mỗi đơn vị",
    ):
        assert words in shown


def test_each_unit_knows_how_many_it_owes() -> None:
    owes = {line.obligations: line.units for line in _sheet(PLAN_2024).owes}
    assert owes[24] == ("Cục Pháp chế và cải cách hành chính, tư pháp",)
    assert owes[18] == ("Văn phòng Bộ",)
    assert (len(owes[17]), len(owes[16])) == (66, 4)


def test_a_stage_before_the_plan_was_issued_is_marked() -> None:
    text = (PLANS / "mau-2025.yaml").read_text("utf-8").replace("15/3/2025", "14/02/2025")
    plan = read_plan(text, name="x.yaml", ladders=POLICY.ladders)
    sheet = check_plan(plan=plan, units=UNITS, policy=POLICY, calendar=CALENDAR)
    stages = [(stage.day, stage.before_issue) for stage in sheet.deadlines[0].stages if not stage.after]
    assert stages == [(date(2025, 2, 6), True), (date(2025, 2, 12), False)]


def test_the_total_says_what_it_is_made_of() -> None:
    assert total(_sheet(PLANS / "mau-2025.yaml").tasks) == "2 mục, 4 đầu việc = 2 nhiệm vụ × 2."
