"""Forms as a coordinator uses them, in a real browser against a real service; skipped without Chromium.

The tests share one example, whose clock stands on 06/02/2024, and leave each other's documents alone.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlmodel import col, func, select

from models.database import connect, reading
from models.tables import Submission
from tests.browser.driver import CHROMIUM, PATIENCE, Coordinator, chromium
from tests.running_service import Service

PLAN, REPORT = "II.1.1.b", "III.3.b"
OFFICER = "Cán bộ đầu mối 1, V03"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.server,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed: the forms are not tested here"),
]


@pytest.fixture(scope="module")
def example(prefect_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The working example, up."""
    service = Service(
        data=tmp_path_factory.mktemp("browser") / "data", arguments=(), prefect=prefect_database
    )
    yield service.running()
    service.stop()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def coordinator(browser: Browser, example: Service) -> Iterator[Coordinator]:
    page = browser.new_page(viewport={"width": 1250, "height": 1400})
    yield Coordinator(page=page, service=example)
    page.close()


def test_forty_documents_are_recorded_in_one_go(coordinator: Coordinator) -> None:
    """One row of forty comes back, is corrected in the dialog, and all forty go in."""
    coordinator.open("Đơn vị chưa gửi")
    units = coordinator.units(PLAN)[:40]
    assert len(units) == 40
    rows = [f"{unit}; {n:02}/KH-CAT; 05/02/2024; 06/02/2024" for n, unit in enumerate(units, 1)]
    wrong = rows[7].replace("05/02/2024", "31/02/2024")

    coordinator.open("Ghi nhận nhiều văn bản đến")
    coordinator.choose("Người thực hiện", OFFICER)
    coordinator.choose("Nhiệm vụ", PLAN)
    coordinator.write("Dán các dòng từ sổ hoặc Excel", "\n".join([*rows[:7], wrong, *rows[8:]]))
    coordinator.submit()

    dialog = coordinator.question("Chờ trả lời: 39 dòng đọc được, 1 dòng cần sửa")
    coordinator.reads("ngày 31/02/2024 không có trong lịch")
    field = dialog.get_by_role("textbox")
    expect(field).to_have_value(wrong, timeout=PATIENCE)
    field.fill(rows[7])
    coordinator.answer("Ghi các dòng đọc được")
    coordinator.question("Chờ trả lời: 1 dòng đọc được, 0 dòng cần sửa")
    coordinator.answer("Ghi các dòng đọc được")
    coordinator.ends("Đã ghi nhận 40 văn bản.")

    assert recorded(coordinator.service, number="%/KH-CAT") == 40
    coordinator.open("Tổng quan tiến độ")
    figures = coordinator.page.get_by_role("row", name=re.compile(rf"^{PLAN} 72 40 40 .* 0 32 0"))
    expect(figures).to_be_visible(timeout=PATIENCE)
    coordinator.open("Đơn vị chưa gửi")
    left = coordinator.units(PLAN)
    assert len(left) == 32
    assert not set(left) & set(units)
    coordinator.start()
    expect(coordinator.page.get_by_text("Chờ trả lời")).to_have_count(0)


def test_a_document_is_recorded_from_the_line_of_its_unit(coordinator: Coordinator) -> None:
    """The link in *Đơn vị chưa gửi* fills in unit and task; what is left takes a minute."""
    fill_in(coordinator, unit="Công an tỉnh Hà Giang", number="17/BC-CAT-PV01", arrived="06/02/2024")
    coordinator.ends(f"Đã ghi nhận văn bản số 17/BC-CAT-PV01 của Công an tỉnh Hà Giang ({REPORT}: đúng hạn).")
    coordinator.open("Đơn vị chưa gửi")
    assert "Công an tỉnh Hà Giang" not in coordinator.units(REPORT)


def test_a_future_date_is_refused_with_a_sentence(coordinator: Coordinator) -> None:
    """The run is no failure: its state is «Từ chối», its name says why, and nothing is recorded."""
    fill_in(coordinator, unit="Công an tỉnh Cao Bằng", number="18/BC-CAT-PV01", arrived="06/03/2024")
    coordinator.ends(
        "Từ chối: Ngày đến 06/03/2024 là ngày trong tương lai; hôm nay là 06/02/2024.", state="Từ chối"
    )
    assert recorded(coordinator.service, number="18/BC-CAT-PV01") == 0
    coordinator.open("Đơn vị chưa gửi")
    assert "Công an tỉnh Cao Bằng" in coordinator.units(REPORT)


def test_all_mail_is_stopped_by_a_form_and_the_overview_says_so(coordinator: Coordinator) -> None:
    coordinator.open("Dừng, cho gửi lại thư")
    coordinator.choose("Người thực hiện", OFFICER)
    coordinator.choose("Việc cần làm", "Dừng gửi thư")
    coordinator.write("Lý do", "Kiểm tra lại địa chỉ")
    coordinator.submit()
    expect(coordinator.page.get_by_text("Completed", exact=True).first).to_be_visible(timeout=PATIENCE)
    coordinator.open("Tổng quan tiến độ")
    coordinator.reads("Kiểm tra lại địa chỉ")


def fill_in(coordinator: Coordinator, *, unit: str, number: str, arrived: str) -> None:
    """Open the form from the unit's line and submit it."""
    coordinator.open("Đơn vị chưa gửi")
    line = coordinator.rows(REPORT).filter(has_text=unit)
    line.get_by_role("link", name="Ghi nhận").click(timeout=PATIENCE)
    coordinator.choose("Người thực hiện", OFFICER)
    coordinator.write("Số/ký hiệu", number)
    coordinator.write("Ngày ban hành", "05/02/2024")
    coordinator.write("Ngày đến", arrived)
    coordinator.submit()


def recorded(service: Service, *, number: str) -> int:
    """How many documents with such a number the database holds."""
    engine = connect(url=f"sqlite:///{service.data / 'dondoc.sqlite3'}")
    with reading(engine) as session:
        wanted = select(func.count()).where(col(Submission.document_number).like(number))
        count = session.exec(wanted).one()
    engine.dispose()
    return count
