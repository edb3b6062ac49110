"""Pictures of trainings: the schedule that waits, the invitation, an answer, who came, the page."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page

from flows.delivery.captured import list_mails, read_mail
from tests.browser.by_api import choice, fill_in
from tests.browser.driver import OFFICER, PATIENCE, Coordinator
from tests.running_service import Service, eventually

SCHEDULE, PAGE = "Xây dựng lịch tập huấn", "Tình hình tập huấn"
HOSTS = {"north": "Công an tỉnh Ninh Bình", "centre": "Công an tỉnh Nghệ An", "south": "Công an tỉnh Long An"}
REGION = "miền Bắc"
PEOPLE = "Nguyễn Văn An; Đại úy, Phó Đội trưởng; 0912 345 678\nTrần Thị Bình; Thượng úy; 0987 654 321"
Keep = Callable[[str, bytes], None]
Page_ = Callable[[str, int], None]  # a picture of the page that is open: name, height


def trainings(person: Coordinator, *, keep: Keep, page: Page_) -> None:
    """Three trainings planned; one of them announced, answered and held, on days from 15/03/2024 on."""
    service = person.service
    person.page.goto(f"{service.url}/runs/flow-run/{_planned(service)}")
    dialog = person.question(re.compile("Chờ trả lời: 03 lớp"))
    keep("lich-tap-huan", _shown(dialog))
    person.answer("Đồng ý lịch này")
    person.ends(re.compile("Đã lập lịch 03 lớp"))
    fill_in(service, "Gửi giấy mời tập huấn", training=REGION, number="15/GM-V03-P1", day="14/03/2024")
    _mail(person.page.context.new_page(), service, "[Giấy mời]", "giay-moi", keep)
    for unit in ("Hà Nội", "Hải Phòng", "Bắc Ninh"):
        fill_in(
            service,
            "Ghi nhận cán bộ được cử dự tập huấn",
            training=REGION,
            unit=unit,
            pasted=PEOPLE,
            number="12/CV",
        )
    fill_in(service, "Danh sách ký nhận tập huấn", training=REGION)
    person.open(PAGE)
    page("tinh-hinh-tap-huan", 1500)


def _planned(service: Service) -> str:
    """A run of the schedule's form, sent without the browser; its id."""
    deployment = service.deployment(SCHEDULE)
    fields = deployment["parameter_openapi_schema"]["definitions"]["TrainingsForm"]["properties"]
    sent: dict[str, object] = {"by": OFFICER, "plan": "2024"}
    sent |= {f"host_{name}": host for name, host in HOSTS.items()}
    sent = {key: choice(fields[key], str(words)) for key, words in sent.items()}
    sent |= {f"place_{name}": f"Hội trường {host}" for name, host in HOSTS.items()}
    sent |= {f"capacity_{name}": 150 for name in HOSTS}
    sent |= {"first": "15/04/2024", "last": "14/06/2024"}
    path = f"/deployments/{deployment['id']}/create_flow_run"
    return str(service.ask("POST", path, {"parameters": {"form": sent}})["id"])


def _shown(dialog: Locator) -> bytes:
    return dialog.screenshot(animations="disabled", timeout=PATIENCE)


def _mail(page: Page, service: Service, about: str, name: str, keep: Keep) -> None:
    """One mail of the mailbox as HTML, in a window a little wider than a phone's."""
    folder = service.data / "mailbox"

    def found() -> list[int]:
        return [mail.number for mail in list_mails(folder) if about in mail.subject]

    number = eventually(found, seconds=60, what=about)[0]
    page.set_viewport_size({"width": 720, "height": 1500})
    page.set_content(read_mail(folder, number).html)
    keep(name, page.screenshot(full_page=True))
    page.close()
