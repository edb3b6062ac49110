"""A coordinator's papers in the browser: a letter drafted and numbered, the report, a table, a plan's end."""

import re

import pytest
from playwright.sync_api import expect

from templates.dashboards.compilation import TITLE as COMPILED
from tests.browser.driver import OFFICER, PATIENCE, Coordinator
from tests.browser.published import is_as_published

PLAN = "II.1.1.b"
DRAFT, NUMBER, CLOSE = "Soạn công văn đôn đốc", "Ghi số, ngày văn bản đi", "Kết thúc theo dõi kế hoạch"
EXPORT = "Xuất bảng tổng hợp"

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.long]


def begin(person: Coordinator, form: str) -> None:
    person.clicks.clear()
    person.open(form)
    person.choose("Người thực hiện", OFFICER)


def test_a_letter_is_read_drafted_and_numbered(person: Coordinator) -> None:
    begin(person, DRAFT)
    person.choose("Nhiệm vụ", PLAN)
    person.write("Đề nghị gửi chậm nhất ngày", "20/03/2024")
    person.submit()
    person.clicks.append("View run")  # the question is answered on the run's page
    dialog = person.question(re.compile("Chờ trả lời: .*72 đơn vị"))
    person.click(dialog.get_by_role("link", name="Xem nội dung công văn"), "Xem nội dung công văn")
    person.reads("Phụ lục")
    person.reads("đã nhận được 0/72")
    person.go_back()
    person.question(re.compile("Chờ trả lời: .*72 đơn vị"))
    person.answer("Soạn công văn")
    person.ends(re.compile("Đã soạn 01 công văn đôn đốc lần 1"))
    is_as_published(person, DRAFT, daily=False)

    begin(person, NUMBER)
    person.choose("Công văn", "lần 1")
    person.write("Số, ký hiệu", "5/V03-P1")
    person.write("Ngày văn bản", "14/03/2024")
    person.submit()
    person.ends(re.compile("Từ chối: .*ghi như 05/V03-P1"), state="Từ chối")

    begin(person, NUMBER)
    person.choose("Công văn", "lần 1")
    person.write("Số, ký hiệu", "05/V03-P1")
    person.write("Ngày văn bản", "14/03/2024")
    person.submit()
    person.ends(re.compile("Đã ghi công văn số 05/V03-P1 ngày 14/03/2024"))
    is_as_published(person, NUMBER, daily=False)


def test_the_report_is_compiled_as_a_draft(person: Coordinator) -> None:
    begin(person, "Tổng hợp báo cáo")
    person.choose("Kế hoạch", "2024")
    person.choose("Báo cáo gửi", "Lãnh đạo Bộ")
    person.submit()
    person.see_answer(COMPILED, heading=COMPILED)
    person.reads("outgoing")
    is_as_published(person, "Tổng hợp báo cáo", daily=False)


def test_a_table_is_exported(person: Coordinator) -> None:
    begin(person, EXPORT)
    person.choose("Kế hoạch", "2024")
    person.choose("Bảng", "Thống kê")
    person.submit()
    person.ends(re.compile("Đã xuất thống kê"))
    is_as_published(person, EXPORT, daily=False)


def test_the_end_of_a_plan_is_looked_at_and_left_for_later(person: Coordinator) -> None:
    """What is open is shown first; nothing is closed without the answer that says so."""
    begin(person, CLOSE)
    person.choose("Kế hoạch", "2024")
    person.write("Căn cứ", "Báo cáo số 12/BC-BCA-V03 ngày 20/12/2024")
    person.submit()
    person.clicks.append("View run")  # the question is answered on the run's page
    dialog = person.question(re.compile("Chờ trả lời: kết thúc theo dõi"), field="Quyết định")
    person.click(dialog.get_by_role("link", name="Xem những gì còn lại"), "Xem những gì còn lại")
    expect(person.page.get_by_role("heading", level=1).last).to_be_visible(timeout=PATIENCE)
    person.go_back()
    person.question(re.compile("Chờ trả lời: kết thúc theo dõi"), field="Quyết định")
    person.answer("Chưa kết thúc", field="Quyết định")
    person.ends(re.compile("Người thực hiện chọn chưa kết thúc"), state="Từ chối")
    is_as_published(person, CLOSE, daily=False)
