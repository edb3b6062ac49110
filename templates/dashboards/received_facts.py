"""The facts of the page “Văn bản đã nhận”."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from models.words import Channel, Form, ReturnReason

from .facts import Heading


class ReviewState(StrEnum):
    """How far the review of one document has come."""

    WAITING = "waiting"
    IN_REVIEW = "in_review"  # laid out by a run of Rà soát báo cáo that was not answered yet
    ACCEPTED = "accepted"
    RETURNED = "returned"
    REPLACED = "replaced"  # nobody reviewed it, and a newer version has come


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceivedLine:
    """One document that stands for one obligation."""

    unit_name: str
    number: str
    version: int = 1
    issued_on: date | None = None
    sent_on: date | None = None
    arrived_on: date
    arrived_time: time | None = None
    channel: Channel
    form: Form
    nil: bool = False
    extended: bool = False
    on_time: bool | None = None
    has_day: bool = True  # the task has a last valid day to be judged by
    review: ReviewState
    reason: ReturnReason | None = None
    comment: str = ""
    resubmit_by: date | None = None
    files: int = 0
    correct_link: str = ""
    attach_link: str = ""
    review_link: str = ""
    accept_link: str = ""

    @property
    def actions(self) -> tuple[tuple[str, str], ...]:
        """What can be done with it: name and form."""
        links = (
            ("Đạt", self.accept_link),
            ("Rà soát", self.review_link),
            ("Tệp", self.attach_link),
            ("Sửa", self.correct_link),
        )
        return tuple((name, url) for name, url in links if url)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceivedTask:
    """The documents of one task, the newest first."""

    code: str
    title: str
    plan_number: str
    deadline_words: str
    expected: int
    received: int
    awaiting_review: int
    originals: int = 0  # received with the signed original; the newest versions only
    with_file: int = 0
    wrong_form: int = 0  # received, and returned for its form or file
    review_link: str
    lines: tuple[ReceivedLine, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceivedFacts:
    """The page “Văn bản đã nhận”; `total` counts also what `tasks` leave out."""

    heading: Heading
    tasks: tuple[ReceivedTask, ...]
    total: int
    links: Mapping[str, str] = field(default_factory=dict)
