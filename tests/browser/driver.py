"""A coordinator at the browser: opens pages and forms by the names people see, and answers runs."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import Browser, Locator, Page, Response, TimeoutError, expect, sync_playwright

from tests.running_service import Service

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]
PATIENCE = 60_000  # ms: a run starts within ten seconds, but the machine may be busy
MOST_CLICKS = 5  # on one button while the server is busy
START = "Bắt đầu từ đây"
NEXT = "Việc tiếp theo"
OFFICER = "Cán bộ đầu mối 1, V03"


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@dataclass(frozen=True, kw_only=True, slots=True)
class Coordinator:
    """One browser page on a running service; `clicks` names each that was needed."""

    page: Page
    service: Service
    clicks: list[str] = field(default_factory=list)

    def click(self, target: Locator, what: str) -> None:
        """Click, and count it."""
        target.click(timeout=PATIENCE)
        self.clicks.append(what)

    def start(self) -> None:
        """The page that `dondoc up` names."""
        address = re.search(r"Start here +(\S+)", self.service.printed)
        assert address is not None, self.service.printed
        self.page.goto(address[1])
        expect(self.page.get_by_role("heading", name=START)).to_be_visible(timeout=PATIENCE)

    def open(self, name: str) -> None:
        """A page or form by its link on the start page."""
        self.start()
        self.click(self.page.get_by_role("link", name=name, exact=True).first, name)
        title = self.page.get_by_role("heading", name=name, exact=True)
        expect(title.or_(self.page.get_by_role("button", name="Submit"))).to_be_visible(timeout=PATIENCE)

    def follow(self, link: Locator, what: str) -> None:
        """A link on a page, to a form."""
        self.click(link, what)
        submit = self.page.get_by_role("button", name="Submit", exact=True)
        expect(submit).to_be_visible(timeout=PATIENCE)

    def go_back(self) -> None:
        """The browser's own button."""
        self.page.go_back()
        self.clicks.append("quay lại")

    def choose(self, field: str, option: str) -> None:
        """Pick from a dropdown the one option that has these words."""
        self.clicks.extend((field, option))
        for patience in (PATIENCE / 6, PATIENCE / 6, PATIENCE):
            self.page.get_by_role("button", name=f"Select {field}", exact=True).click(timeout=PATIENCE)
            try:
                self.page.get_by_role("option", name=option).first.click(timeout=patience)
            except TimeoutError:  # the page was drawn anew under the open list: open it again
                continue
            return
        raise AssertionError(f"«{option}» of {field} cannot be chosen")

    def write(self, field: str, text: str) -> None:
        """Type into a text field; optional ones say so in English behind their title."""
        self.page.get_by_label(re.compile(rf"^{re.escape(field)}( \(Optional\))?$")).fill(text)

    def submit(self) -> None:
        """Submit the form and go to the page of its run by the notice that comes up."""
        self.clicks.append("Submit")
        self.send(self.page.get_by_role("button", name="Submit", exact=True), to="/create_flow_run")
        self.page.get_by_role("button", name="View run").click(timeout=PATIENCE)
        expect(self.page).to_have_url(re.compile("/runs/flow-run/"), timeout=PATIENCE)

    def send(self, button: Locator, *, to: str) -> None:
        """Click until the server takes it, and never again once it did: a second click is a second run.

        Prefect's server answers 503 while its SQLite is busy, and has done nothing then.
        """
        for _ in range(MOST_CLICKS):
            with self.page.expect_response(lambda one: _is_post(one, to), timeout=PATIENCE) as caught:
                button.click(timeout=PATIENCE)
            if (answer := caught.value).status != httpx.codes.SERVICE_UNAVAILABLE:
                assert answer.ok, f"{answer.status}: {answer.text()}"
                return
        raise AssertionError(f"the server was busy {MOST_CLICKS} times")

    def enter(self, *, number: str, issued: str, arrived: str) -> None:
        """What is left to fill in of *Ghi nhận văn bản đến*, and submit."""
        self.choose("Người thực hiện", OFFICER)
        self.write("Số/ký hiệu", number)
        self.write("Ngày ban hành", issued)
        self.write("Ngày đến", arrived)
        self.submit()

    def record_from(self, *, task: str, unit: str) -> None:
        """The form by the link in a unit's line of *Đơn vị chưa gửi*."""
        self.open("Đơn vị chưa gửi")
        line = self.rows(task).filter(has_text=unit)
        self.follow(line.get_by_role("link", name="Ghi nhận"), "Ghi nhận")

    def see_answer(self, title: str, *, heading: str) -> None:
        """The page that answers a form; to see it is the job, so that looking at the run counts."""
        self.clicks.append("View run")
        self.completes()
        self.click(self.page.get_by_role("tab", name="Artifacts"), "Artifacts")
        cards = self.page.get_by_role("tabpanel")
        self.click(cards.get_by_role("link").filter(has_text=title), title)
        expect(self.page.get_by_role("heading", name=heading, level=1)).to_be_visible(timeout=PATIENCE)

    def completes(self) -> None:
        """The run's page comes to say that it is completed."""
        expect(self.page.get_by_text("Completed", exact=True).first).to_be_visible(timeout=PATIENCE)

    def ends(self, name: str | re.Pattern[str], *, state: str = "Completed") -> None:
        """The run's page comes to show this name and state, without being reloaded."""
        expect(self.page.get_by_text(name, exact=True).first).to_be_visible(timeout=PATIENCE)
        expect(self.page.get_by_text(state, exact=True).first).to_be_visible(timeout=PATIENCE)

    def question(self, name: str | re.Pattern[str], *, field: str = NEXT) -> Locator:
        """The dialog of a run that waits for an answer, once it bears this name."""
        self.ends(name, state="Suspended")
        self.click(self.page.get_by_role("button", name="Open menu").first, "⋮")
        self.click(self.page.get_by_role("menuitem", name="Resume"), "Resume")
        dialog = self.page.get_by_role("dialog", name="Resume Flow Run")
        expect(dialog.get_by_role("button", name=f"Select {field}")).to_be_visible(timeout=PATIENCE)
        return dialog

    def answer(self, option: str, *, field: str = NEXT) -> None:
        """Choose what happens next and let the run go on."""
        self.choose(field, option)
        self.resume()

    def resume(self) -> None:
        """Let the run go on with what the dialog says."""
        dialog = self.page.get_by_role("dialog", name="Resume Flow Run")
        self.clicks.append("Resume")
        self.send(dialog.get_by_role("button", name="Resume"), to="/resume")
        expect(dialog).to_be_hidden(timeout=PATIENCE)

    def rows(self, task: str) -> Locator:
        """The lines of *Đơn vị chưa gửi* for one task; each begins with its link to the form."""
        return self.page.get_by_role("row").filter(has=self.page.locator(f'a[href*="{task}"]'))

    def units(self, task: str) -> list[str]:
        """Names of the units that *Đơn vị chưa gửi* lists for a task."""
        return self.rows(task).locator("td:nth-child(2)").all_inner_texts()

    def reads(self, words: str) -> None:
        """These words stand on the page."""
        expect(self.page.get_by_text(words).first).to_be_visible(timeout=PATIENCE)


def _is_post(answer: Response, path: str) -> bool:
    return answer.request.method == "POST" and urlsplit(answer.url).path.endswith(path)
