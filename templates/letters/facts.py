"""What a drafted letter or paper says, as primitives."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class LateUnit:
    """One line of the annex."""

    name: str
    reminded: int  # mails sent about it
    last_reminder: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class LateFacts:
    """How one deadline stands at a stated moment; shared by letter, paper and the leaders' page."""

    sender_name: str  # Cục Pháp chế và cải cách hành chính, tư pháp
    sender_short: str  # V03
    superior: str  # Bộ Công an
    phone: str
    plan_title: str
    plan_number: str
    plan_issued_on: date
    document: str  # what is owed: báo cáo kết quả …
    deadline_words: str
    last_day: date
    as_of: datetime  # Asia/Ho_Chi_Minh
    received: int
    expected: int
    units: tuple[LateUnit, ...]
    new_date: date  # by when it is asked for now
    number: int = 1  # lần
    example: bool = False
