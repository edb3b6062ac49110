"""One example on 14/03/2024 and one browser for every test of this folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from tests.browser.driver import CHROMIUM, Coordinator, chromium
from tests.running_service import Service


@pytest.fixture(scope="session")
def example(prefect_database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A letter about the late plans waits for an approval; no document has come in yet.

    Tests come in any order: each leaves the documents of the others alone, by the task or the unit it takes.
    """
    service = Service(
        data=tmp_path_factory.mktemp("browser") / "data", arguments=(), prefect=prefect_database
    )
    service.running().run_day("14/03/2024")
    yield service
    service.stop()


@pytest.fixture(scope="package")
def browser() -> Iterator[BrowserContext]:
    """One for all tests of this folder: what the UI consists of is fetched and compiled once.

    No longer than that: while it lives, its event loop stands in the way of tests that run one themselves.
    """
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: the UI is not tested here")
    with chromium() as browser:
        yield browser.new_context(
            viewport={"width": 1250, "height": 1000}, reduced_motion="reduce", service_workers="block"
        )


@pytest.fixture
def person(browser: BrowserContext, example: Service) -> Iterator[Coordinator]:
    page = browser.new_page()
    yield Coordinator(page=page, service=example)
    page.close()
