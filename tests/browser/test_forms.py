"""What the forms refuse or hand back, in a real browser; these tests record documents for the plans alone."""

import pytest
from playwright.sync_api import expect
from sqlmodel import col, func, select

from models.database import connect, reading
from models.tables import Submission
from tests.browser.driver import OFFICER, PATIENCE, Coordinator
from tests.running_service import Service

PLAN, REPORT = "II.1.1.b", "III.3.b"

pytestmark = [pytest.mark.browser, pytest.mark.server]


@pytest.mark.long
def test_forty_documents_are_recorded_in_one_go(person: Coordinator) -> None:
    """One row of forty comes back, is corrected in the dialog, and all forty go in."""
    person.open("Đơn vị chưa gửi")
    units = person.units(PLAN)[:40]
    assert len(units) == 40
    rows = [f"{unit}; {n:02}/KH-CAT; 05/02/2024; 06/02/2024" for n, unit in enumerate(units, 1)]
    wrong = rows[7].replace("05/02/2024", "31/02/2024")

    person.open("Ghi nhận nhiều văn bản đến")
    person.choose("Người thực hiện", OFFICER)
    person.choose("Nhiệm vụ", PLAN)
    person.write("Dán các dòng từ sổ hoặc Excel", "\n".join([*rows[:7], wrong, *rows[8:]]))
    person.submit()

    dialog = person.question("Chờ trả lời: 39 dòng đọc được, 1 dòng cần sửa")
    person.reads("ngày 31/02/2024 không có trong lịch")
    field = dialog.get_by_role("textbox")
    expect(field).to_have_value(wrong, timeout=PATIENCE)
    field.fill(rows[7])
    person.answer("Ghi các dòng đọc được")
    person.question("Chờ trả lời: 1 dòng đọc được, 0 dòng cần sửa")
    person.answer("Ghi các dòng đọc được")
    person.ends("Đã ghi nhận 40 văn bản.")

    assert recorded(person.service, number="%/KH-CAT") == 40
    person.open("Tổng quan tiến độ")
    figures = person.page.get_by_role("row", name=f"{PLAN} 72 40 40 (55,6%) 0 32 32", exact=True)
    expect(figures).to_be_visible(timeout=PATIENCE)
    person.open("Đơn vị chưa gửi")
    left = person.units(PLAN)
    assert len(left) == 32
    assert not set(left) & set(units)
    person.start()
    expect(person.page.get_by_text("Chờ trả lời")).to_have_count(0)


@pytest.mark.long
def test_a_future_date_is_refused_with_a_sentence(person: Coordinator) -> None:
    """The run is no failure: its state is «Từ chối», its name says why, and nothing is recorded."""
    unit = "Công an tỉnh Yên Bái"  # no other test takes its report
    person.record_from(task=REPORT, unit=unit)
    person.enter(number="18/BC-CAT-PV01", issued="05/02/2024", arrived="06/04/2024")
    person.ends(
        "Từ chối: Ngày đến 06/04/2024 là ngày trong tương lai; hôm nay là 14/03/2024.", state="Từ chối"
    )
    assert recorded(person.service, number="18/BC-CAT-PV01") == 0
    person.open("Đơn vị chưa gửi")
    assert unit in person.units(REPORT)


def recorded(service: Service, *, number: str) -> int:
    """How many documents with such a number the database holds."""
    engine = connect(url=f"sqlite:///{service.data / 'dondoc.sqlite3'}")
    with reading(engine) as session:
        wanted = select(func.count()).where(col(Submission.document_number).like(number))
        count = session.exec(wanted).one()
    engine.dispose()
    return count
