"""The jobs of a coordinator's day, done from the start page with what the guide says; clicks are counted.

What is typed is not a click, nor is looking at the run afterwards, unless the answer is what was wanted.
The counts stand in the guide, by test. All documents that these tests record are for the report.
"""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.driver import OFFICER, PATIENCE, Coordinator
from tests.browser.published import is_as_published

PLAN, REPORT = "II.1.1.b", "III.3.b"
UNIT, LOOKED_UP = "Công an tỉnh Hà Giang", "Công an tỉnh Cà Mau"

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.long]


def test_one_document_is_recorded_and_voided(person: Coordinator) -> None:
    """The link in *Đơn vị chưa gửi* fills in unit and task; the unit leaves the page, and comes back."""
    person.record_from(task=REPORT, unit=UNIT)
    person.enter(number="17/BC-CAT-PV01", issued="05/02/2024", arrived="13/03/2024")
    person.ends(f"Đã ghi nhận văn bản số 17/BC-CAT-PV01 của {UNIT} ({REPORT}: đúng hạn).")
    is_as_published(person, "Ghi nhận một văn bản")
    person.open("Đơn vị chưa gửi")
    assert UNIT not in person.units(REPORT)

    person.clicks.clear()
    person.open("Sửa, hủy ghi nhận")
    person.choose("Người thực hiện", OFFICER)
    person.choose("Văn bản đã ghi nhận", "Hà Giang")
    person.choose("Việc cần làm", "Hủy ghi nhận")
    person.write("Lý do", "ghi nhầm đơn vị")
    person.submit()
    person.ends("Đã hủy ghi nhận văn bản số 17/BC-CAT-PV01; 1 nhiệm vụ trở lại trạng thái chưa gửi.")
    is_as_published(person, "Sửa, hủy ghi nhận", daily=False)
    person.open("Đơn vị chưa gửi")
    assert UNIT in person.units(REPORT)


def test_many_documents_are_recorded(person: Coordinator) -> None:
    person.open("Đơn vị chưa gửi")
    units = [unit for unit in person.units(REPORT) if unit != UNIT][-20:]
    person.follow(person.page.get_by_role("link", name="Ghi nhận nhiều", exact=True).last, "Ghi nhận nhiều")
    person.choose("Người thực hiện", OFFICER)
    rows = [f"{unit}; {n:02}/BC; 11/03/2024; 13/03/2024" for n, unit in enumerate(units, 1)]
    person.write("Dán các dòng từ sổ hoặc Excel", "\n".join(rows))
    person.submit()
    person.ends("Đã ghi nhận 20 văn bản.")
    is_as_published(person, "Ghi nhận nhiều văn bản")


def test_a_contact_is_changed(person: Coordinator) -> None:
    person.open("Cập nhật đầu mối")
    person.choose("Người thực hiện", OFFICER)
    person.choose("Đơn vị", UNIT)
    person.write("Địa chỉ thư điện tử", "moi@ca-hagiang.example")
    person.submit()
    person.completes()
    is_as_published(person, "Cập nhật đầu mối")


def test_a_day_off_is_added(person: Coordinator) -> None:
    person.open("Cập nhật ngày nghỉ")
    person.choose("Người thực hiện", OFFICER)
    person.write("Các ngày nghỉ, làm bù", "06/12/2024: nghỉ bù")
    person.write("Căn cứ", "01/TB")
    person.submit()
    person.clicks.append("View run")  # the question is answered on the run's page
    person.question("Chờ trả lời: 1 ngày nghỉ, làm bù", field="Áp dụng các ngày này?")
    person.answer("Áp dụng", field="Áp dụng các ngày này?")
    done = person.page.get_by_text(re.compile("Đã cập nhật 1 ngày nghỉ")).first
    expect(done).to_be_visible(timeout=PATIENCE)
    is_as_published(person, "Cập nhật ngày nghỉ", daily=False)


def test_a_day_is_previewed(person: Coordinator) -> None:
    """Friday: the coordinators' brief, since a letter waits for an approval or plans are late."""
    person.open("Xem trước thư sẽ gửi")
    person.write("Ngày", "15/03/2024")
    person.submit()
    person.see_answer("Xem trước thư sẽ gửi", heading="Xem trước thư sẽ gửi: thứ Sáu, 15/03/2024")
    mail = person.page.get_by_role("listitem").filter(has_text="gửi canbo1@v03.example: ").first
    expect(mail).to_contain_text("Bản tin sáng")
    expect(mail).to_contain_text("vì có việc cần chú ý trong ngày")
    is_as_published(person, "Xem trước thư sẽ gửi")


def test_why_a_unit_was_reminded_is_looked_up(person: Coordinator) -> None:
    """From its line in *Đơn vị chưa gửi*: which mail went to whom on which day."""
    person.open("Đơn vị chưa gửi")
    line = person.rows(PLAN).filter(has_text=LOOKED_UP)
    person.follow(line.get_by_role("link", name="quá trình"), "quá trình")
    person.submit()
    title = f"Tra cứu quá trình nhắc việc: {LOOKED_UP}"
    person.see_answer(title, heading=f"Quá trình nhắc việc: {LOOKED_UP}")
    person.reads("Nhắc trước hạn, mốc 27/02/2024, gửi cán bộ đầu mối")
    is_as_published(person, "Tra cứu quá trình nhắc việc")


def test_what_the_days_ahead_will_bring_is_played(person: Coordinator) -> None:
    """To the end of a near day; the whole year takes longer and shows the same page."""
    person.open("Chạy thử lịch gửi cả năm")
    person.page.get_by_label("Tỷ lệ đúng hạn giả định (%)").fill("80")
    person.write("Đến hết ngày", "18/03/2024")
    person.submit()
    person.see_answer("Chạy thử lịch gửi cả năm", heading="Chạy thử lịch gửi cả năm")
    person.reads("Từ 14/03/2024 đến 18/03/2024")
    [page] = (person.service.data / "outgoing").glob("chay-thu-*.html")
    person.reads(f"outgoing/{page.name}")
    is_as_published(person, "Chạy thử lịch gửi cả năm", daily=False)


def test_a_held_letter_is_approved(person: Coordinator) -> None:
    person.open("Duyệt gửi cấp trên")
    link = person.page.get_by_role("link", name="Mở biểu mẫu Duyệt gửi cấp trên")
    person.follow(link, "Mở biểu mẫu")
    person.choose("Người thực hiện", OFFICER)
    person.choose("Nội dung chờ duyệt", "dự thảo công văn đôn đốc lần 1")
    person.page.keyboard.press("Escape")
    person.choose("Quyết định", "Duyệt gửi")
    person.submit()
    done = person.page.get_by_text(re.compile("Đã duyệt: dự thảo công văn đôn đốc lần 1")).first
    expect(done).to_be_visible(timeout=PATIENCE)
    assert list((person.service.data / "outgoing").glob("cong-van-don-doc-II-1-1-b-lan-1-*.docx"))
    is_as_published(person, "Duyệt gửi cấp trên", daily=False)


def test_a_unit_is_left_alone_for_some_days(person: Coordinator) -> None:
    person.open("Tạm dừng đôn đốc")
    person.choose("Người thực hiện", OFFICER)
    person.choose("Đơn vị", "Công an tỉnh Lào Cai")
    person.page.get_by_label("Số ngày làm việc").fill("5")
    person.write("Lý do", "khắc phục hậu quả lũ lụt")
    person.submit()
    told = person.page.get_by_text(
        re.compile("Đã tạm dừng đôn đốc mọi nhiệm vụ của Công an tỉnh Lào Cai")
    ).first
    expect(told).to_be_visible(timeout=PATIENCE)
    is_as_published(person, "Tạm dừng đôn đốc")


def test_all_mail_is_stopped_and_the_overview_says_so(person: Coordinator) -> None:
    person.open("Dừng, cho gửi lại thư")
    person.choose("Người thực hiện", OFFICER)
    person.choose("Việc cần làm", "Dừng gửi thư")
    person.write("Lý do", "Kiểm tra lại địa chỉ")
    person.submit()
    person.completes()
    is_as_published(person, "Dừng, cho gửi lại thư", daily=False)
    person.open("Tổng quan tiến độ")
    person.reads("Kiểm tra lại địa chỉ")
