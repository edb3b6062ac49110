"""A coordinator at the browser: opens pages and forms by the names people see, and answers runs."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

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
AGAIN = 15_000  # ms after which a person clicks again
START = "Bắt đầu từ đây"


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

    def choose(self, field: str, option: str) -> None:
        """Pick from a dropdown the one option that has these words."""
        self.click(self.page.get_by_role("button", name=f"Select {field}", exact=True), field)
        self.click(self.page.get_by_role("option", name=option).first, option)

    def write(self, field: str, text: str) -> None:
        """Type into a text field; optional ones say so in English behind their title."""
        self.page.get_by_label(re.compile(rf"^{re.escape(field)}( \(Optional\))?$")).fill(text)

    def submit(self) -> None:
        """Submit the form and go to the page of its run by the notice that comes up.

        Prefect's server answers 503 while its SQLite is busy; no notice comes, and a person clicks again.
        """
        self.clicks.append("Submit")
        submit = self.page.get_by_role("button", name="Submit", exact=True)
        view = self.page.get_by_role("button", name="View run")
        for _ in range(PATIENCE // AGAIN):
            submit.click(timeout=PATIENCE)
            with suppress(AssertionError):
                expect(view).to_be_visible(timeout=AGAIN)
                break
        view.click(timeout=PATIENCE)
        expect(self.page).to_have_url(re.compile("/runs/flow-run/"), timeout=PATIENCE)

    def ends(self, name: str, *, state: str = "Completed") -> None:
        """The run's page comes to show this name and state, without being reloaded."""
        expect(self.page.get_by_text(name, exact=True).first).to_be_visible(timeout=PATIENCE)
        expect(self.page.get_by_text(state, exact=True).first).to_be_visible(timeout=PATIENCE)

    def question(self, name: str) -> Locator:
        """The dialog of a run that waits for an answer, once it bears this name."""
        self.ends(name, state="Suspended")
        self.click(self.page.get_by_role("button", name="Open menu").first, "⋮")
        self.click(self.page.get_by_role("menuitem", name="Resume"), "Resume")
        dialog = self.page.get_by_role("dialog", name="Resume Flow Run")
        expect(dialog.get_by_role("button", name="Select Việc tiếp theo")).to_be_visible(timeout=PATIENCE)
        return dialog

    def answer(self, option: str) -> None:
        """Choose what happens next and let the run go on.

        Prefect's server answers 503 while its SQLite is busy; the dialog stays, and a person clicks again.
        """
        self.choose("Việc tiếp theo", option)
        dialog = self.page.get_by_role("dialog", name="Resume Flow Run")
        for _ in range(PATIENCE // AGAIN):
            self.click(dialog.get_by_role("button", name="Resume"), "Resume")
            with suppress(AssertionError):
                return expect(dialog).to_be_hidden(timeout=AGAIN)
        raise AssertionError("the dialog stays open however often Resume is clicked")

    def rows(self, task: str) -> Locator:
        """The lines of *Đơn vị chưa gửi* for one task; each begins with its link to the form."""
        return self.page.get_by_role("row").filter(has=self.page.locator(f'a[href*="{task}"]'))

    def units(self, task: str) -> list[str]:
        """Names of the units that *Đơn vị chưa gửi* lists for a task."""
        return self.rows(task).locator("td:nth-child(2)").all_inner_texts()

    def reads(self, words: str) -> None:
        """These words stand on the page."""
        expect(self.page.get_by_text(words).first).to_be_visible(timeout=PATIENCE)
