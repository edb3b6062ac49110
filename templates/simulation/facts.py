"""A year that was played through, as primitives; whoever played it fills these in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.words import NoticeKind, NoticeStatus, Role


class MailSort(StrEnum):
    """What a mail is about, as the calendar counts it."""

    ANNOUNCED = "Thông báo kế hoạch"
    REMINDER = "Nhắc trước hạn"
    ESCALATION = "Đôn đốc sau hạn"
    NOTE = "Thư giữa năm"
    BRIEF = "Bản tin sáng"
    OTHER = "Thư khác"


@dataclass(frozen=True, kw_only=True, slots=True)
class DayFacts:
    """The mails of one day."""

    day: date
    day_off: str  # why nobody works; empty on working days
    mails: Mapping[MailSort, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.mails.values())


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitFacts:
    """What the year means for one unit."""

    name: str
    mails: int
    reminders: int  # ledger rows that were sent, by kind
    escalations: int
    held: int  # stages that would have waited for an approval
    on_time: int
    late: int
    missing: int


@dataclass(frozen=True, kw_only=True, slots=True)
class NoticeLine:
    """One row of the ledger."""

    plan: str
    task: str
    occurrence: str
    unit_id: str
    unit: str
    round: int
    kind: NoticeKind
    stage: str
    role: Role
    due_on: date
    decided_on: date
    status: NoticeStatus
    reason: str
    recipients: str


@dataclass(frozen=True, kw_only=True, slots=True)
class MailLine:
    """One mail in full."""

    day: date
    sort: MailSort
    unit: str
    to: str
    cc: str
    subject: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldLine:
    """One stage that waits for an approval, with how many units it would be about."""

    day: date
    task: str
    what: str
    units: int


@dataclass(frozen=True, kw_only=True, slots=True)
class YearFacts:
    """The whole year."""

    plan_code: str
    plan_title: str
    plan_number: str
    first: date
    last: date
    units: int
    obligations: int
    behaviour: str  # how units behaved, in words
    documents: int
    refused: tuple[str, ...]  # documents that could not be recorded, and why
    days: tuple[DayFacts, ...]
    statuses: Mapping[NoticeStatus, int]
    held: tuple[HeldLine, ...]
    per_contact: Mapping[int, int]  # mails in the year: how many contacts get so many
    worst: tuple[str, int]  # the contact that gets most
    per_unit: tuple[UnitFacts, ...]  # all, or the seeded sample
    sampled: bool
    mails: tuple[MailLine, ...]  # the same
    left_out: int  # mails of these units that no longer fit on the page

    @property
    def total(self) -> int:
        """All mails of the year."""
        return sum(day.total for day in self.days)

    @property
    def peak(self) -> DayFacts:
        """The day with most mails."""
        return max(self.days, key=lambda day: day.total)

    @property
    def by_sort(self) -> Mapping[MailSort, int]:
        """The mails of the year by what they are about."""
        return {sort: count for sort in MailSort if (count := sum(d.mails.get(sort, 0) for d in self.days))}
