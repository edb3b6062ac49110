"""What coordinators see, as primitives; whoever publishes a page fills these in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from models.words import MessageKind, MessageStatus, Region


class Standing(StrEnum):
    """Where an owed document stands; “sắp đến hạn” is a flag on “trong hạn”."""

    IN_TIME = "in_time"
    DUE_SOON = "due_soon"
    NOT_RECEIVED = "not_received"
    OVERDUE = "overdue"


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
    on_time_rate: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskLine:
    """One task (and occurrence) that has a day of its own."""

    code: str
    title: str
    deadline_words: str
    last_days: tuple[date, ...]  # several if some were extended; none while an event is awaited
    figures: Figures
    regions: tuple[tuple[Region, Figures], ...]


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


@dataclass(frozen=True, kw_only=True, slots=True)
class UnsentLine:
    """One unit that has not sent a document yet."""

    unit_name: str
    carried_by: str = ""  # the unit that goes on with it, where that is another
    last_day: date
    due_time: time | None = None
    standing: Standing
    workdays_left: int | None = None  # to the target day, while in time
    workdays_over: int = 0  # since the last valid day, once it has passed
    reminders: int = 0
    last_reminder: date | None = None
    contact_name: str = ""
    phone: str = ""
    address: str = ""
    address_problem: str = ""  # missing or refused
    record_link: str
    story_link: str


@dataclass(frozen=True, kw_only=True, slots=True)
class UnsentTask:
    """The units that have not sent the document of one task."""

    code: str
    title: str
    plan_number: str
    deadline_words: str
    expected: int
    many_link: str  # the form for many documents, with the task filled in
    regions: tuple[tuple[Region, tuple[UnsentLine, ...]], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class UnsentFacts:
    """The page “Đơn vị chưa gửi”."""

    heading: Heading
    tasks: tuple[UnsentTask, ...]  # nearest day first
    links: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One thing a coordinator should see or do."""

    text: str
    link: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """Lines of one kind; `patient`: alone, worth one mail a week rather than one a day."""

    title: str
    lines: tuple[Line, ...]
    patient: bool = False


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


DashboardFacts = OverviewFacts | UnsentFacts | StartFacts | ApprovalFacts
