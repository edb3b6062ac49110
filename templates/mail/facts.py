"""What the mails say, as primitives; whoever sends them fills these in."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from models.words import InvitationAbout, JudgedBy, NoteAbout, ParticipantStatus
from templates.training_facts import TrainingFacts


class Standing(StrEnum):
    """Where an owed document stands on the day of the mail."""

    AHEAD = "ahead"  # its last valid day has not passed
    NOT_RECEIVED = "not_received"  # the day has passed, the arrival allowance has not
    OVERDUE = "overdue"  # both have passed


class Marking(StrEnum):
    """What may stand on a mail; a secrecy grade cannot, since secrets never travel by mail."""

    NONE = ""
    INTERNAL = "LƯU HÀNH NỘI BỘ"


@dataclass(frozen=True, kw_only=True, slots=True)
class Sender:
    """Who writes: the plan's focal unit."""

    unit_name: str  # Cục Pháp chế và cải cách hành chính, tư pháp
    short_name: str  # V03; as sentences name it, the full name where there is no verified code
    reply_to: str  # a mailbox that the focal unit reads
    superior: str = ""  # Bộ Công an; stands above the unit's name
    phone: str = ""
    marking: Marking = Marking.NONE


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyLine:
    """One obligation with a date."""

    task_code: str  # II.1.1.b
    title: str  # the task as the plan names it
    document: str  # what is owed, in few words for subject and sentences: Kế hoạch thực hiện Đề án
    deadline_words: str  # the document's own: trước ngày 29/02/2024
    last_day: date  # last valid day as quoted to units: never rolled forward
    due_time: time | None = None  # only where the deadline has an hour
    target_day: date | None = None  # last working day on or before the last valid day
    workdays_left: int | None = None  # from the day of the mail to the target day; None: not to be said
    standing: Standing = Standing.AHEAD
    legal_basis: str
    what_to_send: str
    where_to_send: str
    judged_by: JudgedBy = JudgedBy.RECEIVED
    quantity: str = ""  # ít nhất 01 mô hình
    prepare: tuple[str, ...] = ()  # what to prepare; filled at the stage that says so
    added: bool = False  # a task of ours, not an item of the document
    origin: str = ""  # the units that it was taken over from
    workbook: str = ""  # name of the attached workbook that is to be filled in
    public_id: str  # the obligation's random id, so that an answer can be matched


@dataclass(frozen=True, kw_only=True, slots=True)
class YearLine:
    """One task that is listed and not chased: the whole year, continuous, or coordinated."""

    task_code: str
    title: str
    deadline_words: str = ""  # cả năm 2024
    quantity: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitDuties:
    """What one unit owes under one plan."""

    unit_name: str
    plan_title: str
    plan_number: str  # 762/QĐ-BCA-V03
    plan_issued_on: date
    duties: tuple[DutyLine, ...] = ()  # most urgent first
    awaiting: tuple[YearLine, ...] = ()  # their day is counted from an event that has not happened
    whole_year: tuple[YearLine, ...] = ()

    @property
    def has_any(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.duties or self.awaiting or self.whole_year)


@dataclass(frozen=True, kw_only=True, slots=True)
class Recorded:
    """Who is recorded as a unit's contact, to be confirmed or corrected."""

    unit_name: str
    name: str
    address: str
    phone: str


@dataclass(frozen=True, kw_only=True, slots=True)
class ChaseFacts:
    """The one chasing mail of an address and day; without any duty it is the note on whole-year tasks."""

    day: date
    sender: Sender
    groups: tuple[UnitDuties, ...]  # one unless the address serves several units or plans; most urgent first
    confirm: tuple[Recorded, ...] = ()  # once a year: is this right?
    example: bool = False  # the folder holds sample data


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanIssuedFacts:
    """The announcement of a plan to one address of one unit."""

    day: date
    sender: Sender
    address: str  # where this mail goes, to be confirmed
    contact_name: str = ""  # who is recorded under it
    contact_phone: str = ""
    duties: UnitDuties
    coordinates: tuple[YearLine, ...] = ()  # tasks of other leads that it helps with, for information
    calendar: str = ""  # name of the attached file with the unit's own deadlines
    example: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitsChangedFacts:
    """What a unit that took the place of others owes now; names no other units than those."""

    day: date
    sender: Sender
    unit_name: str
    from_day: date
    document_number: str  # of the decision about the units
    document_issued_on: date
    predecessors: tuple[str, ...]  # by the names they bore; empty: it lives on and owes what it owed
    groups: tuple[UnitDuties, ...]  # plan by plan
    example: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewRequestFacts:
    """One unit is asked to report for an interim review."""

    day: date
    sender: Sender
    duties: UnitDuties  # the report alone; its `prepare` is the outline
    first_year: int
    last_year: int
    conference_on: date | None = None
    place: str = ""
    combined_with: str = ""  # the annual report that is the same document
    attachments: tuple[str, ...] = ()  # what each attached file is
    example: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class BriefLine:
    """One thing a coordinator should see."""

    text: str
    link: str | None = None  # to a prefilled form or an artifact


@dataclass(frozen=True, kw_only=True, slots=True)
class BriefSection:
    """Lines of one kind; a section without lines is not shown."""

    title: str
    lines: tuple[BriefLine, ...]
    aside: bool = False  # for whoever reads on: not worth a place in the subject


@dataclass(frozen=True, kw_only=True, slots=True)
class BriefFacts:
    """The morning mail of one coordinator."""

    day: date
    sender: Sender
    to_name: str = ""  # the coordinator's name; empty: not named
    sections: tuple[BriefSection, ...]
    ui_link: str  # Bắt đầu từ đây
    example: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class LateUnit:
    """A unit whose document has not come."""

    name: str
    reminded: int  # days on which a mail about it was sent
    last_reminder: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class LeadersFacts:
    """One page about one deadline for the focal unit's leaders; only they read the names of the late."""

    day: date
    sender: Sender
    document: str
    deadline_words: str
    last_day: date
    plan_title: str
    plan_number: str
    plan_issued_on: date
    received: int
    expected: int
    units: tuple[LateUnit, ...]
    example: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class DraftFacts:
    """A drafted letter or paper, to the officer who approved it; it is attached."""

    day: date
    sender: Sender
    what: str  # dự thảo công văn đôn đốc lần 1
    document: str
    file: str  # its name in outgoing/
    units: int  # late ones that it is about; 0: it is about none
    draft: bool = True  # to be signed and numbered; else it is to be printed and used
    note: str = ""  # one sentence more about what is attached
    example: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class AlarmFacts:
    """Something that coordinators must know at once about the system itself."""

    day: date
    sender: Sender
    about: str  # for the subject, in few words
    sentences: tuple[str, ...]
    advice: str
    link: str  # the page to look at
    example: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceivedLine:
    """One document of a receipt."""

    number: str
    issued_on: date | None
    arrived_on: date
    arrived_time: time | None
    recorded_at: datetime  # local: when the focal unit took it down
    what: str  # the documents it meets, in few words; empty for a secret one
    form: str  # bản chính có ký, đóng dấu
    version: int  # 2 and more: it replaces an earlier one
    nil: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ReceiptFacts:
    """What has come in from one unit, what was accepted, and which earlier receipts no longer hold."""

    day: date
    sender: Sender
    unit_name: str
    received: tuple[ReceivedLine, ...] = ()
    accepted: tuple[ReceivedLine, ...] = ()
    outdated: tuple[ReceivedLine, ...] = ()
    example: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnFacts:
    """A document is asked to be completed."""

    day: date
    sender: Sender
    unit_name: str
    line: ReceivedLine
    reason: str  # in the words of the code
    comment: str
    resubmit_by: date
    target_day: date  # last working day on or before it
    example: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class InvitationFacts:
    """One unit is invited to a training, or told that it changed or is cancelled; never names other units."""

    day: date
    sender: Sender
    unit_name: str
    training: TrainingFacts
    about: InvitationAbout
    changed: tuple[str, ...] = ()  # of an update: one sentence for each thing that is different now
    reason: str = ""  # of a cancellation
    example: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class LetterFacts:
    """A signed and numbered chasing letter goes to one unit; the mail names no other."""

    day: date
    sender: Sender
    unit_name: str
    number: str
    issued_on: date
    document: str
    time: int  # lần
    new_date: date  # by when the letter asks for it
    example: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class ParticipantLine:
    """One person of the unit that the mail goes to; phone numbers stay out of mails."""

    name: str
    position: str
    status: ParticipantStatus


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainingNoteFacts:
    """A note to a unit that named people: before the day, after it, or a place that became free."""

    day: date
    sender: Sender
    unit_name: str
    training: TrainingFacts
    about: NoteAbout
    people: tuple[ParticipantLine, ...]
    example: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class MovedLine:
    """A task of the unit that counts to another day since the plan was amended."""

    line: YearLine  # the task with its words as they are now
    duty: DutyLine | None  # with its day; None: it has none
    was_words: str  # trước ngày 29/02/2024
    was_day: date | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ChangedLine:
    """A task of the unit that reads otherwise."""

    line: YearLine
    fields: tuple[tuple[str, str, str], ...]  # name of the field, as it was, as it is


@dataclass(frozen=True, kw_only=True, slots=True)
class AmendedFacts:
    """What an amendment of a plan changes for one unit; never names other units."""

    day: date
    sender: Sender
    number: str  # of the amending document
    issued_on: date
    duties: UnitDuties  # what is new for the unit
    moved: tuple[MovedLine, ...] = ()
    ended: tuple[YearLine, ...] = ()  # asked for no more
    changed: tuple[ChangedLine, ...] = ()
    example: bool = False


MailFacts = (
    AmendedFacts
    | InvitationFacts
    | TrainingNoteFacts
    | LetterFacts
    | ReceiptFacts
    | ReturnFacts
    | ReviewRequestFacts
    | ChaseFacts
    | PlanIssuedFacts
    | UnitsChangedFacts
    | BriefFacts
    | LeadersFacts
    | DraftFacts
    | AlarmFacts
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Mail:
    """What a reader sees; the bytes are made from it elsewhere."""

    subject: str
    text: str
    html: str
