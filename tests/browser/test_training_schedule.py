"""A schedule of trainings, from the start page to the drafts in the mailbox."""

import re

import pytest
from playwright.sync_api import expect
from sqlmodel import col, func, select

from flows.delivery.captured import list_mails
from models.tables import Training
from tests.browser.by_api import count
from tests.browser.driver import OFFICER, PATIENCE, Coordinator
from tests.running_service import eventually

SCHEDULE = "Xây dựng lịch tập huấn"
HOSTS = {
    "miền Bắc": "Công an tỉnh Ninh Bình",
    "miền Trung": "Công an tỉnh Nghệ An",
    "miền Nam": "Công an tỉnh Long An",
}
WAITS = re.compile("Chờ trả lời: 03 lớp tập huấn: miền Bắc")

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.long]


def test_a_schedule_is_proposed_edited_warned_about_and_taken(person: Coordinator) -> None:
    """The reasons are on a page; a Saturday set by hand is taken all the same."""
    person.open(SCHEDULE)
    person.choose("Người thực hiện", OFFICER)
    person.choose("Kế hoạch", "2024")
    person.write("Xếp lịch từ ngày", "01/04/2024")
    person.write("Xếp lịch đến ngày", "31/05/2024")
    for region, host in HOSTS.items():
        person.choose(f"Đơn vị đăng cai, {region}", host)
        person.write(f"Địa điểm, {region}", f"Hội trường {host}")
        person.write(f"Sức chứa (người), {region}", "150")
    person.submit()

    dialog = person.question(WAITS)
    person.click(dialog.get_by_role("link", name="Xem lịch đề xuất và lý do"), "Xem lịch đề xuất và lý do")
    person.reads("Ngày sớm nhất phù hợp. Không sớm hơn vì:")
    person.go_back()
    dialog = person.question(WAITS)
    dialog.get_by_label("Ngày khai mạc, miền Nam").fill("25/05/2024")
    person.answer("Sửa ngày")
    dialog = person.question(re.compile("miền Nam 25/05/2024 – 26/05/2024"))
    expect(dialog).to_contain_text("Miền Nam: ngày 25/05/2024 là ngày nghỉ (thứ Bảy)", timeout=PATIENCE)
    person.answer("Đồng ý lịch này")
    done = re.compile("Đã lập lịch 03 lớp tập huấn: .*miền Nam 25/05/2024 – 26/05/2024")
    expect(person.page.get_by_text(done).first).to_be_visible(timeout=PATIENCE)
    person.completes()

    assert count(person.service, select(func.count(col(Training.id)))) == 3
    assert len(list((person.service.data / "outgoing").glob("giay-moi-tap-huan-*.docx"))) == 3

    def drafts() -> bool:
        mails = list_mails(person.service.data / "mailbox")
        return sum("Dự thảo giấy mời" in mail.subject for mail in mails) == 3

    eventually(drafts, seconds=60, what="the drafts")
