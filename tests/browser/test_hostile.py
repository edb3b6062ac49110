"""Hostile text in a real browser: the pages show it as it was written, run nothing, fetch nothing."""

import pytest
from playwright.sync_api import expect

from models.database import connect, transaction
from models.tables import Address
from models.words import AddressStatus
from tests.browser.by_api import fill_in
from tests.browser.driver import OFFICER, PATIENCE, Coordinator
from tests.browser.published import is_as_published
from tests.factories import moment

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.long]

UNIT, ADDRESS = "Công an tỉnh Trà Vinh", "tra-vinh-moi@units.example"  # no other test looks at its contact
EVIL = (
    "<img src=http://evil.example/1.png onerror=alert(1)> ![x](http://evil.example/2.png) "
    "[b](javascript:alert(2)) <script>alert(3)</script> {{ 7*7 }} http://evil.example/3"
)
TITLE = "Kiểm tra địa chỉ thư điện tử"
ACTIVE = "img[src*='evil'], a[href*='evil'], a[href^='javascript'], script:not([src], [type], [nonce])"


def test_names_and_server_replies_are_shown_and_do_nothing(person: Coordinator) -> None:
    """A contact's name, typed into a form, and what a mail server said: on three pages, in both UIs."""
    asked: list[str] = []
    person.page.on("request", lambda request: asked.append(request.url))
    person.page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    fill_in(person.service, "Cập nhật đầu mối", unit=UNIT, address=ADDRESS, role="Cán bộ đầu mối", name=EVIL)
    refuse(person, ADDRESS)

    person.open(TITLE)
    person.choose("Người thực hiện", OFFICER)
    person.submit()
    person.see_answer(TITLE, heading=TITLE)
    is_as_published(person, TITLE, daily=False)
    shows(person)
    person.open("Đơn vị chưa gửi")
    shows(person)
    person.page.goto(person.page.url.replace("/v2/", "/", 1))  # the older UI
    shows(person)
    person.open("Tổng quan tiến độ")
    shows(person)
    assert [url for url in asked if "evil" in url] == []


def shows(person: Coordinator) -> None:
    """The text itself, and nothing made of it."""
    words = person.page.get_by_text("<script>alert(3)</script> {{ 7*7 }}").first
    expect(words).to_be_visible(timeout=PATIENCE)
    active = person.page.locator("main, body").first.locator(ACTIVE)
    assert active.evaluate_all("found => found.map(one => one.outerHTML)") == []


def refuse(person: Coordinator, address: str) -> None:
    """As a mail server would, in words of its own."""
    engine = connect(url=f"sqlite:///{person.service.data / 'dondoc.sqlite3'}")
    with transaction(engine) as session:
        refused = AddressStatus.REFUSED
        session.merge(Address(address=address, status=refused, reason=EVIL, changed_at=moment()))
    engine.dispose()
