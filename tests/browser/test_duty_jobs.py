"""More jobs of a coordinator, counted as in test_jobs: what becomes of one document, of one unit's duty."""

import re

import pytest
from typer.testing import CliRunner

from flows.cli import main as app
from templates.dashboards.figures_import import TITLE as IMPORTED
from tests.browser.driver import OFFICER, Coordinator
from tests.browser.published import is_as_published

REPORT = "III.3.b"
NOTHING, LATER, SPARED = "Công an tỉnh Sơn La", "Công an tỉnh Lai Châu", "Công an tỉnh Yên Bái"
TROUBLED, EMPTY = "Công an tỉnh Hà Giang", "Công an tỉnh Cà Mau"

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.long]


def test_a_nil_report_gets_its_file_and_is_accepted(person: Coordinator) -> None:
    """Three daily jobs with one document, each by the link in its line."""
    person.open("Đơn vị chưa gửi")
    line = person.rows(REPORT).filter(has_text=NOTHING)
    person.follow(line.get_by_role("link", name="Không phát sinh"), "Không phát sinh")
    person.enter(number="31/BC-CAT-PV01", issued="11/03/2024", arrived="13/03/2024")
    person.ends(f"Đã ghi nhận báo cáo không phát sinh số 31/BC-CAT-PV01 của {NOTHING} ({REPORT}: đúng hạn).")
    is_as_published(person, "Báo cáo không phát sinh")

    (person.service.data / "incoming" / "bao-cao.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    from_line(person, "Tệp")
    person.choose("Người thực hiện", OFFICER)
    person.submit()
    person.ends(re.compile("Đã đính kèm .*bao-cao.pdf"))
    is_as_published(person, "Đính kèm tệp")

    from_line(person, "Đạt")
    person.choose("Người thực hiện", OFFICER)
    person.submit()
    person.ends(f"Đã rà soát: Văn bản số 31/BC-CAT-PV01 của {NOTHING}: Đạt yêu cầu.")
    is_as_published(person, "Rà soát một văn bản đạt yêu cầu")


def from_line(person: Coordinator, link: str) -> None:
    """A form by the link in the document's line of *Văn bản đã nhận*."""
    person.clicks.clear()
    person.open("Văn bản đã nhận")
    line = person.page.get_by_role("row").filter(has_text="31/BC-CAT-PV01")
    person.follow(line.get_by_role("link", name=link, exact=True), link)


def test_a_unit_gets_more_time_and_another_is_spared(person: Coordinator) -> None:
    """By the links beside the task in *Đơn vị chưa gửi*."""
    for_the_report(person, "Gia hạn")
    person.choose("Đơn vị", LATER)
    person.choose("Việc cần làm", "Gia hạn")
    person.write("Lý do", "khắc phục hậu quả thiên tai")
    person.write("Gia hạn đến hết ngày", "20/12/2024")
    person.write("Số văn bản đề nghị gia hạn", "12/CAT-PV01")
    person.write("Ngày văn bản đề nghị", "11/03/2024")
    person.write("Lãnh đạo đồng ý", "Phó Cục trưởng")
    person.submit()
    person.ends(re.compile(f"Đã gia hạn nhiệm vụ {REPORT} của {LATER} đến hết ngày 20/12/2024"))
    is_as_published(person, "Gia hạn gửi văn bản", daily=False)

    person.clicks.clear()
    for_the_report(person, "Không thuộc diện")
    person.choose("Đơn vị", SPARED)
    person.write("Căn cứ, lý do", "Công văn số 05/V03-P2")
    person.submit()
    person.ends(f"Đã ghi: {SPARED} không thuộc diện thực hiện nhiệm vụ {REPORT}.")
    is_as_published(person, "Không thuộc diện thực hiện", daily=False)


def for_the_report(person: Coordinator, link: str) -> None:
    """A form with the report filled in, and who signs it."""
    person.open("Đơn vị chưa gửi")
    person.follow(person.page.get_by_role("link", name=link, exact=True).last, link)
    person.choose("Người thực hiện", OFFICER)


def test_a_difficulty_is_handed_to_whoever_answers_it(person: Coordinator) -> None:
    person.open("Ghi nhận khó khăn, vướng mắc")
    person.choose("Người thực hiện", OFFICER)
    person.choose("Đơn vị", TROUBLED)
    person.choose("Kế hoạch", "2024")
    person.write("Nội dung khó khăn, vướng mắc", "Chưa có hướng dẫn thống nhất về mẫu biểu")
    person.write("Ngày nêu", "11/03/2024")
    person.choose("Đơn vị trả lời", "Cục Kế hoạch và tài chính")
    person.write("Đề nghị trả lời chậm nhất ngày", "29/03/2024")
    person.submit()
    person.ends(re.compile("Đã ghi nhận khó khăn, vướng mắc KK-01"))
    is_as_published(person, "Ghi nhận khó khăn, vướng mắc", daily=False)


def test_workbooks_are_imported(person: Coordinator) -> None:
    """All that lie in the folder; of each, what became of it."""
    blank = person.service.data / "incoming" / "bieu.xlsx"
    arguments = ["figures", "workbook", "--unit", EMPTY, "--out", str(blank)]
    assert CliRunner().invoke(app, [*arguments, "--data", str(person.service.data)]).exit_code == 0
    person.open("Nhập biểu số liệu")
    person.choose("Người thực hiện", OFFICER)
    person.submit()
    person.see_answer(IMPORTED, heading=IMPORTED)
    person.reads("bieu.xlsx")
    is_as_published(person, "Nhập biểu số liệu", daily=False)
    blank.unlink()
