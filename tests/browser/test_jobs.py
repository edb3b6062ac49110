"""The jobs of a coordinator's day, done from the start page with what the guide says; clicks are counted.

What is typed is not a click, nor is looking at the run afterwards. The counts stand in the guide, by test.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.driver import CHROMIUM, PATIENCE, Coordinator, chromium
from tests.browser.pictures import day
from tests.running_service import Service

OFFICER = "Cán bộ đầu mối 1, V03"
PLAN, REPORT = "II.1.1.b", "III.3.b"
UNIT = "Công an tỉnh Hà Giang"
GUIDE = Path(__file__).parents[2] / "docs" / "huong-dan.md"
MOST = 6  # clicks of a job that is done every day

pytestmark = [
    pytest.mark.browser,
    pytest.mark.server,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: the jobs are not tested here"),
]


@pytest.fixture(scope="module")
def example(prefect_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The example on 14/03/2024: a letter about the late plans waits for an approval."""
    service = Service(data=tmp_path_factory.mktemp("jobs") / "data", arguments=(), prefect=prefect_database)
    day(service.running(), "14/03/2024")
    yield service
    service.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def person(browser: Browser, example: Service) -> Iterator[Coordinator]:
    page = browser.new_page(viewport={"width": 1250, "height": 1600})
    yield Coordinator(page=page, service=example)
    page.close()


def published(job: str) -> int:
    """The number of clicks that the guide states for a job."""
    found = re.search(rf"^\| {re.escape(job)} \| (\d+) \|", GUIDE.read_text("utf-8"), re.MULTILINE)
    assert found is not None, f"the guide does not state the clicks of «{job}»"
    return int(found[1])


def is_as_published(person: Coordinator, job: str, *, daily: bool = True) -> None:
    """The clicks it took are those of the guide, and few enough for every day."""
    assert len(person.clicks) == published(job), person.clicks
    assert not daily or len(person.clicks) <= MOST, person.clicks


def test_one_document_is_recorded(person: Coordinator) -> None:
    person.open("Đơn vị chưa gửi")
    line = person.rows(PLAN).filter(has_text=UNIT)
    person.follow(line.get_by_role("link", name="Ghi nhận"), "Ghi nhận")
    person.choose("Người thực hiện", OFFICER)
    for field, text in (("Số/ký hiệu", "05/KH"), ("Ngày ban hành", "27/02/2024"), ("Ngày đến", "13/03/2024")):
        person.write(field, text)
    person.submit()
    person.ends(f"Đã ghi nhận văn bản số 05/KH của {UNIT} ({PLAN}: đúng hạn).")
    is_as_published(person, "Ghi nhận một văn bản")


def test_many_documents_are_recorded(person: Coordinator) -> None:
    person.open("Đơn vị chưa gửi")
    units = person.units(REPORT)[:20]
    person.follow(person.page.get_by_role("link", name="Ghi nhận nhiều", exact=True).last, "Ghi nhận nhiều")
    person.choose("Người thực hiện", OFFICER)
    rows = [f"{unit}; {n:02}/BC; 11/03/2024; 13/03/2024" for n, unit in enumerate(units, 1)]
    person.write("Dán các dòng từ sổ hoặc Excel", "\n".join(rows))
    person.submit()
    person.ends("Đã ghi nhận 20 văn bản.")
    is_as_published(person, "Ghi nhận nhiều văn bản")


def test_a_record_is_voided(person: Coordinator) -> None:
    record_for(person, "Công an tỉnh Cao Bằng")
    person.open("Sửa, hủy ghi nhận")
    person.choose("Người thực hiện", OFFICER)
    person.choose("Văn bản đã ghi nhận", "Cao Bằng")
    person.choose("Việc cần làm", "Hủy ghi nhận")
    person.write("Lý do", "ghi nhầm đơn vị")
    person.submit()
    person.ends("Đã hủy ghi nhận văn bản số 06/KH; 1 nhiệm vụ trở lại trạng thái chưa gửi.")
    is_as_published(person, "Sửa, hủy ghi nhận", daily=False)


def record_for(person: Coordinator, unit: str) -> None:
    """A record to be voided; its own clicks do not count."""
    person.open("Đơn vị chưa gửi")
    person.follow(person.rows(PLAN).filter(has_text=unit).get_by_role("link", name="Ghi nhận"), "Ghi nhận")
    person.choose("Người thực hiện", OFFICER)
    for field, text in (("Số/ký hiệu", "06/KH"), ("Ngày ban hành", "27/02/2024"), ("Ngày đến", "13/03/2024")):
        person.write(field, text)
    person.submit()
    person.ends(f"Đã ghi nhận văn bản số 06/KH của {unit} ({PLAN}: đúng hạn).")
    person.clicks.clear()


def test_a_contact_is_changed(person: Coordinator) -> None:
    person.open("Cập nhật đầu mối")
    person.choose("Người thực hiện", OFFICER)
    person.choose("Đơn vị", UNIT)
    person.write("Địa chỉ thư điện tử", "moi@ca-hagiang.example")
    person.submit()
    expect(person.page.get_by_text("Completed", exact=True).first).to_be_visible(timeout=PATIENCE)
    is_as_published(person, "Cập nhật đầu mối")


def test_a_day_off_is_added(person: Coordinator) -> None:
    person.open("Cập nhật ngày nghỉ")
    person.choose("Người thực hiện", OFFICER)
    person.write("Các ngày nghỉ, làm bù", "06/12/2024: nghỉ bù")
    person.write("Căn cứ", "01/TB")
    person.submit()
    person.ends("Chờ trả lời: 1 ngày nghỉ, làm bù", state="Suspended")
    person.click(person.page.get_by_role("button", name="Open menu").first, "⋮")
    person.click(person.page.get_by_role("menuitem", name="Resume"), "Resume")
    person.choose("Áp dụng các ngày này?", "Áp dụng")
    dialog = person.page.get_by_role("dialog", name="Resume Flow Run")
    person.click(dialog.get_by_role("button", name="Resume"), "Resume")
    expect(person.page.get_by_text(re.compile("Đã cập nhật 1 ngày nghỉ")).first).to_be_visible(
        timeout=PATIENCE
    )
    is_as_published(person, "Cập nhật ngày nghỉ", daily=False)


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


def test_all_mail_is_stopped(person: Coordinator) -> None:
    person.open("Dừng, cho gửi lại thư")
    person.choose("Người thực hiện", OFFICER)
    person.choose("Việc cần làm", "Dừng gửi thư")
    person.write("Lý do", "Kiểm tra lại địa chỉ")
    person.submit()
    expect(person.page.get_by_text("Completed", exact=True).first).to_be_visible(timeout=PATIENCE)
    is_as_published(person, "Dừng, cho gửi lại thư", daily=False)
