"""The person at the browser submits once, however slow or busy the server is."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Route

from tests.browser.driver import Coordinator
from tests.running_service import Service

pytestmark = [pytest.mark.browser, pytest.mark.server]

FORM = """<button onclick="fetch('http://ui.example/create_flow_run', {method: 'POST'})">Submit</button>"""


@pytest.mark.parametrize("answers", [[201], [503, 503, 201]])
def test_only_a_refused_submit_is_repeated(
    browser: BrowserContext, tmp_path: Path, answers: list[int]
) -> None:
    """A second click after an accepted one would be a second run that nobody sees."""
    asked: list[int] = []

    def answer(route: Route) -> None:
        asked.append(answers[len(asked)])
        route.fulfill(status=asked[-1], headers={"Access-Control-Allow-Origin": "*"})

    page = browser.new_page()
    page.route("**/create_flow_run", answer)
    page.set_content(FORM)
    person = Coordinator(page=page, service=Service(data=tmp_path))
    person.send(page.get_by_role("button", name="Submit"), to="/create_flow_run")
    page.close()
    assert asked == answers


def test_a_form_that_the_server_rejects_is_told_and_not_sent_again(
    browser: BrowserContext, tmp_path: Path
) -> None:
    page = browser.new_page()
    page.route(
        "**/create_flow_run",
        lambda route: route.fulfill(
            status=409, body="is not one of", headers={"Access-Control-Allow-Origin": "*"}
        ),
    )
    page.set_content(FORM)
    person = Coordinator(page=page, service=Service(data=tmp_path))
    with pytest.raises(AssertionError, match="409: is not one of"):
        person.send(page.get_by_role("button", name="Submit"), to="/create_flow_run")
    page.close()
