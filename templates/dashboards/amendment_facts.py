"""What an amended plan file would change, for the page that is looked at before it is approved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from templates.amendment_words import Numbers

from .facts import Heading


@dataclass(frozen=True, kw_only=True, slots=True)
class AmendedTask:
    """A task that is new, dropped or different; each change is a line of words."""

    code: str
    title: str
    deadline_words: str
    units: int  # that owe it (of a dropped one: that no longer do)
    changes: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class AmendmentPageFacts:
    """The page that the form of the suspended run links to."""

    heading: Heading
    title: str
    number: str  # of the plan's document
    plan_issued_on: date
    act: str  # Quyết định số 1234/QĐ-BCA-V03 ngày 05/06/2024
    reason: str
    file: str
    numbers: Numbers
    head: Sequence[str]
    added: Sequence[AmendedTask]
    dropped: Sequence[AmendedTask]
    changed: Sequence[AmendedTask]
    members: Sequence[str]  # tasks of which only the units are others
    groups: Sequence[str]
    indicators: Sequence[str]
    remarks: Sequence[str]
    notices: int  # units that get one
    told: Sequence[str]  # their names, cut
    untold: Sequence[str]  # those without address
    hidden: int = 0  # lines left out of the longest lists
