"""What is still open under a plan that is about to be closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from .facts import Heading


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenTask:
    """A task of which something is not finished."""

    name: str  # II.1.1.b – Kế hoạch thực hiện Đề án
    deadline_words: str
    expected: int
    owing: int  # to be sent, for the first time or again
    awaiting_review: int


@dataclass(frozen=True, kw_only=True, slots=True)
class OwingUnit:
    """A unit that owes something by a day."""

    name: str
    codes: Sequence[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A letter without a number."""

    what: str
    file: str
    by: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ClosingFacts:
    """The page that the form of the suspended run links to."""

    heading: Heading
    title: str
    number: str
    issued_on: date
    reason: str
    tasks: Sequence[OpenTask]
    units: Sequence[OwingUnit]
    drafts: Sequence[Draft]
    trainings: Sequence[str]
    reviews: int
    mails: int  # in the outbox
    held: int  # stages that wait for an approval

    @property
    def remarks(self) -> Sequence[str]:
        """One line for each sort of thing that is open; none: nothing is."""
        owing, waiting = sum(one.owing for one in self.tasks), sum(one.awaiting_review for one in self.tasks)
        found = (
            (owing, f"{owing:02} văn bản chưa gửi hoặc chưa gửi bản bổ sung"),
            (waiting, f"{waiting:02} văn bản chờ rà soát"),
            (len(self.drafts), f"{len(self.drafts):02} văn bản đi chưa lấy số"),
            (len(self.trainings), f"{len(self.trainings):02} lớp tập huấn chưa ghi nhận tham dự"),
            (self.reviews, f"{self.reviews:02} đợt sơ kết chưa kết thúc"),
            (self.held, f"{self.held:02} nội dung chờ duyệt, sẽ được rút lại"),
            (self.mails, f"{self.mails:02} thư đang chờ gửi, sẽ được rút lại"),
        )
        return [text for number, text in found if number]
