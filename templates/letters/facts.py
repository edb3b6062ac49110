"""What a drafted letter or paper says, as primitives."""

from dataclasses import dataclass, field
from datetime import date, datetime

from templates.training_facts import TrainingFacts


@dataclass(frozen=True, kw_only=True, slots=True)
class HeadFacts:
    """What stands at the top of a paper, over its number; goes together with the signature."""

    parent: str = ""  # Bộ Công an; empty: the issuing body stands there alone
    body: str = ""
    symbol: str = ""  # V03-P1
    number: str = ""  # empty: the post room has not given it


@dataclass(frozen=True, kw_only=True, slots=True)
class SignatureFacts:
    """Whose signature a paper bears."""

    positions: tuple[str, ...] = ("CỤC TRƯỞNG",)  # KT. CỤC TRƯỞNG, then PHÓ CỤC TRƯỞNG
    rank: str = ""  # Thiếu tướng
    name: str = ""  # empty: written by hand


@dataclass(frozen=True, kw_only=True, slots=True)
class FrameFacts:
    """What every paper bears around its text."""

    head: HeadFacts = field(default_factory=HeadFacts)
    signature: SignatureFacts = field(default_factory=SignatureFacts)
    place: str = ""  # Hà Nội
    day: date | None = None
    distribution: tuple[str, ...] = ("Như trên", "Lưu: VT, …")


@dataclass(frozen=True, kw_only=True, slots=True)
class LateUnit:
    """One line of the annex."""

    name: str
    reminded: int  # mails sent about it
    last_reminder: date | None
    returned: bool = False  # it has sent, and was asked to complete it


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
    frame: FrameFacts | None = None  # None: signed by the sender's head, number and day left open
    separate: bool = False  # a letter to `units`' only one, who reads of no other


@dataclass(frozen=True, kw_only=True, slots=True)
class InvitationLetterFacts:
    """What a giấy mời says beyond the training itself."""

    training: TrainingFacts
    units: tuple[str, ...]  # who is invited, in official order
    with_ministry: bool  # departments are among them
    sender_name: str  # Cục Pháp chế và cải cách hành chính, tư pháp
    sender_short: str  # V03
    superior: str  # Bộ Công an
    phone: str
    example: bool = False
    frame: FrameFacts | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewLetterFacts:
    """What the letter says that asks for the reports of an interim review."""

    recipients: tuple[str, ...]  # Công an các đơn vị, địa phương
    document: str  # Báo cáo sơ kết 03 năm …
    plan_title: str
    plan_number: str
    plan_issued_on: date
    first_year: int
    last_year: int
    deadline_words: str
    sender_name: str
    sender_short: str
    superior: str
    phone: str
    conference_on: date | None = None
    place: str = ""  # of the conference
    combined_with: str = ""  # the annual report that is the same document
    workbook: bool = False  # the figures are a file of their own
    example: bool = False
    frame: FrameFacts | None = None


LetterFacts = LateFacts | InvitationLetterFacts | ReviewLetterFacts
