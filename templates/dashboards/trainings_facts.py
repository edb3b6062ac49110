"""The facts of the page “Tình hình tập huấn”."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from models.words import Region, TrainingStatus

from .facts import Heading


@dataclass(frozen=True, kw_only=True, slots=True)
class UnansweredUnit:
    """One invited unit that has not said whom it sends; its phone stands on “Đơn vị chưa gửi” alone."""

    name: str
    last_day: date | None = None
    record_link: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainingLine:
    """One training; a link that is empty is not offered."""

    label: str  # as the forms name it
    title: str
    plan_number: str
    region: Region
    first_day: date
    last_day: date
    place: str
    host_name: str
    capacity: int
    nominate_by: date
    status: TrainingStatus
    letter_number: str = ""
    letter_date: date | None = None
    cancel_reason: str = ""
    invited: int = 0
    answered: int = 0
    declined: int = 0
    nominated: int = 0
    waiting: int = 0
    attended: int = 0
    unannounced: int = 0  # of these
    absent: int = 0
    unanswered: tuple[UnansweredUnit, ...] = ()
    invite_link: str = ""
    answer_link: str = ""
    sheet_link: str = ""
    attend_link: str = ""
    change_link: str = ""

    @property
    def actions(self) -> tuple[tuple[str, str], ...]:
        """What can be done with it: name and form."""
        links = (
            ("Gửi giấy mời", self.invite_link),
            ("Ghi nhận cán bộ được cử", self.answer_link),
            ("Danh sách ký nhận", self.sheet_link),
            ("Ghi nhận tham dự", self.attend_link),
            ("Điều chỉnh", self.change_link),
        )
        return tuple((name, url) for name, url in links if url)


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainingsFacts:
    """The page “Tình hình tập huấn”."""

    heading: Heading
    trainings: tuple[TrainingLine, ...]
    links: Mapping[str, str] = field(default_factory=dict)
