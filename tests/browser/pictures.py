"""The pictures of README and guide, made anew from the example: `python -m tests.browser.pictures`."""

import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count, islice
from pathlib import Path

from playwright.sync_api import Browser, Page

from flows.delivery.captured import list_mails, read_mail
from tests.browser.driver import OFFICER, PATIENCE, Coordinator, chromium
from tests.browser.paper_pictures import papers
from tests.browser.small_png import smaller
from tests.browser.training_pictures import trainings
from tests.running_service import Service

FOLDER = Path(__file__).parents[2] / "docs" / "hinh"
MANY = "Ghi nhận nhiều văn bản đến"
PLAN = "II.1.1.b"
UNIT = "Công an tỉnh Hà Giang"  # its mails are shown, and the form filled in for it
MARGIN = 16  # pixels above what is shown


def main() -> None:
    """Play five weeks of the example and take pictures of what people see."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as room, running(Path(room) / "data") as service:
        service.run_day("21/02/2024")
        with chromium() as browser:
            mails(browser, service)
            page = browser.new_page(viewport={"width": 1300, "height": 2400})
            play(Coordinator(page=page, service=service))
    for picture in sorted(FOLDER.glob("*.png")):
        print(f"{picture.name:24} {picture.stat().st_size // 1024:4} kB")


@contextmanager
def running(data: Path) -> Iterator[Service]:
    """The example, up."""
    service = Service(data=data, arguments=())
    yield service.running()
    service.stop()


def play(person: Coordinator) -> None:
    """Documents come in until the reminding is over; pictures are taken on the way."""
    person.open("Đơn vị chưa gửi")
    units = iter([unit for unit in person.units(PLAN) if unit != UNIT])
    record(person, register(islice(units, 31), issued="19/02/2024", arrived="21/02/2024"))
    person.service.run_day("27/02/2024")
    single_form(person)
    reviewed(person, register(islice(units, 17), issued="23/02/2024", arrived="27/02/2024"))
    person.service.run_day("01/03/2024")
    record(person, register(islice(units, 6), issued="29/02/2024", arrived="01/03/2024"))
    person.open("Đơn vị chưa gửi")
    page_picture(person.page, "don-vi-chua-gui", height=1120)
    person.open("Tổng quan tiến độ")
    page_picture(person.page, "tong-quan", height=1060)
    person.start()
    page_picture(person.page, "bat-dau", height=1300)
    review(person)
    person.service.run_day("14/03/2024")
    person.open("Tiến trình kế hoạch")
    page_picture(person.page, "tien-trinh", height=1215)
    person.open("Duyệt gửi cấp trên")
    page_picture(person.page, "cho-duyet", height=1250)
    trainings(
        person,
        keep=lambda name, png: keep(person.page, name, png),
        page=lambda name, height: page_picture(person.page, name, height=height),
    )
    papers(person, page=lambda name, height: page_picture(person.page, name, height=height))


def review(person: Coordinator) -> None:
    """What has come in, and the answer to a review of it."""
    person.open("Văn bản đã nhận")
    page_picture(person.page, "van-ban-da-nhan", height=1060)
    link = person.page.get_by_role("link", name="Rà soát báo cáo", exact=True)
    person.follow(link.first, "Rà soát báo cáo")
    person.choose("Người thực hiện", OFFICER)
    person.submit()
    dialog = person.question(re.compile("Chờ trả lời: rà soát"))
    person.choose("Việc tiếp theo", "Ghi kết quả rà soát")
    dialog.get_by_role("switch").click()
    dialog.get_by_role("button", name="Add item").click()
    person.choose("Văn bản", "Công an tỉnh Cao Bằng")
    person.choose("Lý do", "Thiếu nội dung theo đề cương")
    dialog.get_by_label("Nội dung cần bổ sung").fill("Bổ sung phân công trách nhiệm, tiến độ từng nhiệm vụ")
    dialog.get_by_label("Gửi lại chậm nhất ngày").fill("15/03/2024")
    keep(person.page, "ra-soat", dialog.screenshot(animations="disabled"))
    person.resume()
    person.ends(re.compile("Đã rà soát: "))


def register(units: Iterator[str], *, issued: str, arrived: str) -> list[str]:
    """Rows as a register has them."""
    numbers = zip(units, count(5, 3), strict=False)
    return [f"{unit}; {number:02}/KH-CAT-PV01; {issued}; {arrived}" for unit, number in numbers]


def record(person: Coordinator, rows: Sequence[str]) -> None:
    """Record many documents, all of them readable."""
    paste(person, rows)
    person.question(f"Chờ trả lời: {len(rows)} dòng đọc được, 0 dòng cần sửa")
    person.answer("Ghi các dòng đọc được")
    person.ends(f"Đã ghi nhận {len(rows)} văn bản.")


def reviewed(person: Coordinator, rows: Sequence[str]) -> None:
    """Record rows of which two are wrong at first, with a picture of the question."""
    wrong = {rows[3]: rows[3].replace("23/02/2024", "31/02/2024"), rows[8]: rows[8].replace("tỉnh", "tỉh")}
    paste(person, [wrong.get(row, row) for row in rows])
    dialog = person.question(f"Chờ trả lời: {len(rows) - 2} dòng đọc được, 2 dòng cần sửa")
    person.choose("Việc tiếp theo", "Ghi các dòng đọc được")
    keep(person.page, "xac-nhan", dialog.screenshot(animations="disabled"))
    dialog.get_by_role("textbox").fill("\n".join(wrong))
    dialog.get_by_role("button", name="Resume").click()
    person.question("Chờ trả lời: 2 dòng đọc được, 0 dòng cần sửa")
    person.answer("Ghi các dòng đọc được")
    person.ends(f"Đã ghi nhận {len(rows)} văn bản.")


def paste(person: Coordinator, rows: Sequence[str]) -> None:
    """The form for many documents, submitted."""
    person.open(MANY)
    person.choose("Người thực hiện", OFFICER)
    person.choose("Nhiệm vụ", PLAN)
    person.write("Dán các dòng từ sổ hoặc Excel", "\n".join(rows))
    person.submit()


def single_form(person: Coordinator) -> None:
    """The form opened from a unit's line, filled in and left unsubmitted."""
    person.open("Đơn vị chưa gửi")
    line = person.rows(PLAN).filter(has_text=UNIT)
    line.get_by_role("link", name="Ghi nhận").click(timeout=PATIENCE)
    person.choose("Người thực hiện", OFFICER)
    person.write("Số/ký hiệu", "05/KH-CAT-PV01")
    person.write("Ngày ban hành", "26/02/2024")
    person.write("Ngày đến", "27/02/2024")
    person.page.get_by_role("heading", name="Parameters").click()
    shot(person.page, "ghi-nhan", top=0, height=1090)


def page_picture(page: Page, name: str, *, height: int) -> None:
    """The text of a page, from its title down."""
    title = page.get_by_role("heading", level=1).last.bounding_box()
    assert title is not None
    shot(page, name, top=title["y"] - MARGIN, height=height)


def shot(page: Page, name: str, *, top: float, height: float) -> None:
    """What stands right of the menu from `top` down."""
    page.mouse.move(0, 0)
    column = page.get_by_role("main").first.bounding_box()
    assert column is not None
    png = page.screenshot(
        clip={"x": column["x"], "y": top, "width": column["width"], "height": height}, animations="disabled"
    )
    keep(page, name, png)


def keep(page: Page, name: str, png: bytes) -> None:
    """Write a picture with as few bytes as it needs."""
    (FOLDER / f"{name}.png").write_bytes(smaller(page, png))


def mails(browser: Browser, service: Service) -> None:
    """One reminder and one announcement as HTML, in a window a little wider than a phone's."""
    folder = service.data / "mailbox"
    found = [mail for mail in list_mails(folder) if "hagiang" in mail.to]
    page = browser.new_page(viewport={"width": 720, "height": 1500})
    for name, mail in zip(("thu-nhac", "thu-trien-khai"), found, strict=True):  # the newest first
        page.set_content(read_mail(folder, mail.number).html)
        keep(page, name, page.screenshot(full_page=name == "thu-nhac"))
    page.close()


if __name__ == "__main__":
    main()
