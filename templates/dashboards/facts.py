"""What coordinators see, as primitives; whoever publishes a page fills these in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from models.words import MessageKind, MessageStatus, Region


@dataclass(frozen=True, kw_only=True, slots=True)
class Heading:
    """The folder's day, and when the page was made; times are those of Asia/Ho_Chi_Minh."""

    today: date
    made_at: datetime
    example: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class StopState:
    """Sending is stopped."""

    by: str
    since: datetime
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """The official count of one row."""

    expected: int = 0
    received: int = 0
    on_time: int = 0
    late: int = 0
    unclear: int = 0  # received, but nobody can say whether in time
    outstanding: int = 0
    in_time: int = 0
    not_received: int = 0
    overdue: int = 0
    waiting: int = 0  # for their event
    no_due: int = 0  # outstanding without any last valid day
    exempt: int = 0
    completeness: float | None = None  # 0 to 1
    on_time_rate: float | None = None  # of those who owed it on that deadline

    finished_on_time: int = 0  # the official two by two: received and not returned
    finished_late: int = 0
    unfinished_in_time: int = 0
    unfinished_overdue: int = 0
    apart: int = 0  # expected, and neither in the two by two nor `not_received`

    extended_received: int = 0
    extended_outstanding: int = 0
    extended_overdue: int = 0  # of the outstanding ones
    returned: int = 0  # what follows is counted above already
    resubmission_overdue: int = 0
    accepted: int = 0
    nil: int = 0
    awaiting_review: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskLine:
    """One task (and occurrence) that has a day of its own."""

    code: str
    title: str
    deadline_words: str
    last_days: tuple[date, ...]  # several if some were extended; none while an event is awaited
    figures: Figures
    regions: tuple[tuple[Region, Figures], ...]
    review_link: str = ""  # the form that reviews what waits


@dataclass(frozen=True, kw_only=True, slots=True)
class YearLine:
    """One task that runs the whole year or quarter, or has no deadline."""

    code: str
    title: str
    deadline_words: str
    figures: Figures


@dataclass(frozen=True, kw_only=True, slots=True)
class DeadlineLine:
    """A last valid day that is still ahead."""

    code: str
    title: str
    deadline_words: str
    last_day: date
    due_time: time | None
    target_day: date | None
    workdays_left: int | None  # to the target day; None once it has passed
    outstanding: int
    next_stages: tuple[date, ...]  # days on which the units that have not sent are reminded
    plan: str = ""  # its code, where several plans run


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanProgress:
    """How one plan stands."""

    title: str
    number: str
    issued_on: date
    dated: tuple[TaskLine, ...]
    whole_year: tuple[YearLine, ...]
    checkpoints: tuple[date, ...]  # when coordinators look at whole-year tasks
    mid_year_note: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanSum:
    """The dated tasks of one plan taken together; the answers to difficulties are counted apart."""

    code: str
    year: int
    number: str
    figures: Figures


@dataclass(frozen=True, kw_only=True, slots=True)
class MailRow:
    """The mails of a kind by state; those of earlier days are the ones that have not left."""

    kind: MessageKind
    earlier: bool
    states: Mapping[MessageStatus, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Trouble:
    """The same answer of a server to several mails."""

    status: MessageStatus
    reason: str
    count: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """An address that a server refused, whose it is, and what the server said."""

    address: str
    owners: tuple[str, ...]
    reply: str


@dataclass(frozen=True, kw_only=True, slots=True)
class OverviewFacts:
    """The page “Tổng quan tiến độ”; `links` are by the names people see."""

    heading: Heading
    stop: StopState | None
    sender_fault: str = ""  # the installation's own fault that keeps mail from leaving
    plans: tuple[PlanProgress, ...]
    deadlines: tuple[DeadlineLine, ...]
    mails: tuple[MailRow, ...]
    troubles: tuple[Trouble, ...]
    unaddressed: tuple[str, ...]  # names of units
    refused: tuple[Refused, ...]
    links: Mapping[str, str] = field(default_factory=dict)
    sums: tuple[PlanSum, ...] = ()  # where several plans run
    sum_of_all: Figures | None = None

    @property
    def several(self) -> bool:
        """Whether more than one plan is followed."""
        return len(self.plans) > 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One thing a coordinator should see or do."""

    text: str
    link: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """Lines of one kind; `patient`: alone, worth one mail a week rather than one a day; `aside`: none."""

    title: str
    lines: tuple[Line, ...]
    patient: bool = False
    aside: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class StartFacts:
    """The page “Bắt đầu từ đây”; a form or page without a link is named without one."""

    heading: Heading
    sections: tuple[Section, ...]  # today's work
    deadlines: tuple[DeadlineLine, ...]
    links: Mapping[str, str]
    waiting: tuple[tuple[str, str], ...] = ()  # runs that wait for an answer: name, link


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldFacts:
    """One thing that waits for an approval, with the units it concerns (name, whether paused)."""

    task_code: str
    document: str
    what: str
    due_on: date
    waiting_since: date
    waited: int  # working days
    overlong: bool
    units: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ApprovalFacts:
    """The page “Duyệt gửi cấp trên”."""

    heading: Heading
    groups: tuple[HeldFacts, ...]
    links: Mapping[str, str] = field(default_factory=dict)


DashboardFacts = OverviewFacts | StartFacts | ApprovalFacts
