"""The clicks that the guide states."""

import re
from pathlib import Path

from tests.browser.driver import Coordinator

GUIDE = Path(__file__).parents[2] / "docs" / "huong-dan.md"
MOST = 6  # clicks of a job that is done every day


def published(job: str) -> int:
    """The number of clicks that the guide states for a job."""
    found = re.search(rf"^\| {re.escape(job)} \| (\d+) \|", GUIDE.read_text("utf-8"), re.MULTILINE)
    assert found is not None, f"the guide does not state the clicks of «{job}»"
    return int(found[1])


def is_as_published(person: Coordinator, job: str, *, daily: bool = True) -> None:
    """The clicks it took are those of the guide, and few enough for every day."""
    assert len(person.clicks) == published(job), person.clicks
    assert not daily or len(person.clicks) <= MOST, person.clicks
