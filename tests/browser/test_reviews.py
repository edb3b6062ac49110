"""The two flows that wait for an answer, from the start page to the resumed end.

Both wait while the service is stopped and started again; then each is answered in the browser.
"""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, expect
from sqlmodel import col, func, select

from flows.delivery.captured import list_mails
from models.tables import Obligation, PlanTask, Submission
from tests.browser.by_api import count, fill_in
from tests.browser.driver import OFFICER, PATIENCE, Coordinator
from tests.browser.published import is_as_published
from tests.running_service import Service, eventually

REPORT = "III.3.b"
UNITS = ["Công an tỉnh Sơn La", "Công an tỉnh Bạc Liêu", "Công an tỉnh Bắc Kạn", "Công an tỉnh Hòa Bình"]
BACK, AGAIN, GONE, LEFT = UNITS  # returned, sent again meanwhile, and two that are accepted
REVIEW, INTERIM = "Rà soát báo cáo", "Tổ chức sơ kết"
WAITS = {REVIEW: "Chờ trả lời: rà soát 4 văn bản", INTERIM: "Chờ trả lời: Báo cáo sơ kết"}

pytestmark = [pytest.mark.browser, pytest.mark.server]


@pytest.fixture(scope="module")
def waiting(browser: BrowserContext, example: Service) -> Iterator[dict[str, Coordinator]]:
    """Each at the run that waits; everything was stopped and started again since."""
    people = {name: Coordinator(page=browser.new_page(), service=example) for name in WAITS}
    wait_over_a_restart(example, people)
    yield people
    for person in people.values():
        person.page.close()


def wait_over_a_restart(service: Service, people: dict[str, Coordinator]) -> None:
    """Both runs wait while it is stopped."""
    rows = [f"{unit}; {n:02}/KH-CAT; 05/02/2024; 06/02/2024" for n, unit in enumerate(UNITS, 1)]
    fill_in(service, "Ghi nhận nhiều văn bản đến", task=REPORT, rows="\n".join(rows), mode="Ghi ngay")
    start_review(people[REVIEW])
    start_interim(people[INTERIM])
    for person in people.values():
        eventually(partial(is_paused, service, run_of(person)), seconds=120, what="the question")
    service.stop()
    service.running()
    for person in people.values():
        person.page.reload()


def run_of(person: Coordinator) -> str:
    """The run whose page is open."""
    return person.page.url.rpartition("/")[2].partition("?")[0]


def is_paused(service: Service, run: str, *, key: str = "") -> bool:
    """Whether it waits for an answer, to this question."""
    state = service.ask("GET", f"/flow_runs/{run}")["state"]
    return bool(state["type"] == "PAUSED" and state["state_details"]["pause_key"].startswith(key))


def start_review(person: Coordinator) -> None:
    """By the link on *Văn bản đã nhận*: it fills in the task."""
    person.open("Văn bản đã nhận")
    person.follow(person.page.get_by_role("link", name=REVIEW, exact=True).last, REVIEW)
    person.choose("Người thực hiện", OFFICER)
    person.submit()


def start_interim(person: Coordinator) -> None:
    """The three years that end with the plan's, one year's own deadline."""
    person.open(INTERIM)
    person.choose("Người thực hiện", OFFICER)
    person.choose("Kế hoạch", "2024")
    person.write("Hạn gửi báo cáo", "10/01/2025")
    person.write("Ngày hội nghị", "20/02/2025")
    person.submit()


def test_documents_are_reviewed_over_a_restart(waiting: dict[str, Coordinator]) -> None:
    """A wrong day brings the form back; what was sent again meanwhile is told, the rest is applied."""
    person, service = waiting[REVIEW], waiting[REVIEW].service
    again = {"number": "02a/KH-CAT", "issued_on": "06/02/2024", "arrived_on": "06/02/2024"}
    fill_in(service, "Ghi nhận văn bản đến", unit=AGAIN, task=REPORT, **again)

    person.clicks.append("View run")  # the question is answered on the run's page
    dialog = person.question(WAITS[REVIEW])
    person.click(dialog.get_by_role("link", name="Xem từng văn bản"), "Xem từng văn bản")
    for n, unit in enumerate(UNITS, 1):
        row = person.page.get_by_role("row").filter(has_text=unit)
        expect(row).to_contain_text(f"{n:02}/KH-CAT", timeout=PATIENCE)
        expect(row).to_contain_text("05/02/2024, đến 06/02/2024 (đúng hạn)")

    person.go_back()
    person.page.reload()  # else the page is drawn anew under the dialog
    dialog = person.question(WAITS[REVIEW])
    person.choose("Việc tiếp theo", "Ghi kết quả rà soát")
    person.click(dialog.get_by_role("switch"), "Tất cả còn lại đạt yêu cầu")
    send_back(person, dialog, until="05/02/2024")
    person.resume()
    is_as_published(person, "Rà soát nhiều văn bản", daily=False)
    waits_again(person, key="ra-soat-2")
    dialog = person.question(WAITS[REVIEW])
    expect(dialog).to_contain_text("Chưa ghi kết quả nào", timeout=PATIENCE)
    expect(dialog).to_contain_text("ngày gửi lại 05/02/2024 không sau hôm nay")

    field(dialog, "Gửi lại chậm nhất ngày").fill("29/03/2024")
    person.answer("Ghi kết quả rà soát")
    person.ends(
        "Đã rà soát: 02 văn bản đạt yêu cầu, 01 văn bản đề nghị bổ sung, hoàn thiện, "
        "01 văn bản chưa áp dụng được; xem ở thẻ Artifacts"
    )
    person.see_answer(f"{REVIEW}: kết quả", heading=f"{REVIEW}: kết quả")
    for words in (f"số 03/KH-CAT của {GONE}: Đạt yêu cầu", f"số 04/KH-CAT của {LEFT}: Đạt yêu cầu"):
        person.reads(words)
    person.reads(f"số 01/KH-CAT của {BACK}: Đề nghị bổ sung, hoàn thiện, gửi lại chậm nhất ngày 29/03/2024")
    person.reads(f"số 02/KH-CAT của {AGAIN}: đơn vị đã gửi bản mới hơn")
    assert count(service, select(func.count()).where(col(Submission.review_run) != "")) == 0


def send_back(person: Coordinator, dialog: Locator, *, until: str) -> None:
    """One more document that is returned: reason, comment, day."""
    person.click(dialog.get_by_role("button", name="Add item"), "Add item")
    person.choose("Văn bản", BACK)
    person.choose("Lý do", "Thiếu")
    field(dialog, "Nội dung cần bổ sung").fill("Đề nghị bổ sung phụ lục số liệu")
    field(dialog, "Gửi lại chậm nhất ngày").fill(until)


def waits_again(person: Coordinator, *, key: str) -> None:
    """The run bears the same name while it waits for its next answer."""
    run = run_of(person)
    eventually(lambda: is_paused(person.service, run, key=key), seconds=120, what="the next question")
    person.page.reload()


def field(dialog: Locator, title: str) -> Locator:
    """A text field of the dialog."""
    return dialog.get_by_label(title)


def test_a_review_of_three_years_is_set_up_over_a_restart(
    waiting: dict[str, Coordinator],
) -> None:
    """What it would do is shown; approved, every unit owes the report and is asked for it by mail."""
    person, service = waiting[INTERIM], waiting[INTERIM].service
    assert count(service, of_review()) == 0
    person.clicks.append("View run")
    dialog = person.question(re.compile(WAITS[INTERIM]))
    person.click(dialog.get_by_role("link", name="Xem những gì sẽ thực hiện"), "Xem những gì sẽ thực hiện")
    person.reads("10/01/2025")
    person.go_back()
    person.question(re.compile(WAITS[INTERIM]))
    person.answer(INTERIM)
    is_as_published(person, INTERIM, daily=False)
    done = re.compile("Đã tổ chức sơ kết: .*72 đơn vị.*; 72 thư đề nghị báo cáo")
    expect(person.page.get_by_text(done).first).to_be_visible(timeout=PATIENCE)
    person.completes()
    assert count(service, of_review()) == 72

    def asked() -> bool:
        found = [
            mail
            for mail in list_mails(service.data / "mailbox")
            if "sơ kết" in mail.subject and "Dự thảo" not in mail.subject
        ]
        return len(found) == 72

    eventually(asked, seconds=180, what="the requests")
    person.open("Đơn vị chưa gửi")
    person.reads("10/01/2025")


def of_review() -> Any:
    """How many obligations a review has made."""
    tasks = select(PlanTask.id).where(col(PlanTask.origin) == "review")
    return select(func.count()).select_from(Obligation).where(col(Obligation.task_id).in_(tasks))
