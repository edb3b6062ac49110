"""Closed vocabularies of the plan's world, stored by value."""

from enum import StrEnum


class FolderKind(StrEnum):
    """Whether a data folder is a live installation or the shipped example."""

    REAL = "real"
    EXAMPLE = "example"


class PlanStatus(StrEnum):
    """Life of a plan."""

    DRAFT = "draft"
    ISSUED = "issued"
    CLOSED = "closed"


class Phase(StrEnum):
    """The stations of a plan's journey, in their order."""

    ISSUE = "issue"  # Triển khai
    UNIT_PLANS = "unit_plans"  # Kế hoạch đơn vị
    TRAINING = "training"  # Tập huấn
    REVIEW = "review"  # Sơ kết
    REPORT = "report"  # Báo cáo
    COMPILE = "compile"  # Tổng hợp
    CLOSE = "close"  # Kết thúc


class PhaseState(StrEnum):
    """How a phase stands on a day."""

    AHEAD = "ahead"  # chưa đến
    UNDERWAY = "underway"  # đang thực hiện
    DONE = "done"  # hoàn thành
    OVERDUE = "overdue"  # quá hạn
    ABSENT = "absent"  # không có: the plan has no task of it


class TaskOrigin(StrEnum):
    """Where a task of a plan came from."""

    FILE = "file"
    REVIEW = "review"
    TRAINING = "training"
    DIFFICULTY = "difficulty"
    REPORT = "report"  # a step of the focal unit on the way of its compiled report


class TrainingStatus(StrEnum):
    """Life of one training."""

    PLANNED = "planned"  # dates approved, nobody invited yet
    ANNOUNCED = "announced"
    HELD = "held"  # attendance was recorded
    CANCELLED = "cancelled"


class ParticipantStatus(StrEnum):
    """What became of one person whom a unit named for a training."""

    NOMINATED = "nominated"
    WAITING = "waiting"  # the training is full
    WITHDRAWN = "withdrawn"  # the unit named somebody else, or nobody
    ATTENDED = "attended"
    ABSENT = "absent"


class LetterKind(StrEnum):
    """What a paper that leaves the house is."""

    CHASING = "chasing"  # công văn đôn đốc
    INVITATION = "invitation"  # giấy mời
    MINISTRY_PAPER = "ministry_paper"  # báo cáo lãnh đạo Bộ, one page
    REVIEW_REQUEST = "review_request"  # đề nghị báo cáo sơ kết
    REPORT = "report"  # the compiled report
    SUBMISSION = "submission"  # tờ trình that submits the report for signature


class Authority(StrEnum):
    """In whose name a paper is signed: head, symbol and signature follow from it together."""

    FOCAL = "focal"  # the focal unit itself: …/V03-P1, CỤC TRƯỞNG or KT. CỤC TRƯỞNG
    BY_ORDER = "by_order"  # thừa lệnh Bộ trưởng: …/BCA-V03, TL. BỘ TRƯỞNG, CỤC TRƯỞNG
    MINISTRY = "ministry"  # the Ministry's own document: …/BC-BCA-V03, KT. BỘ TRƯỞNG, THỨ TRƯỞNG


class TrainingFigure(StrEnum):
    """What trainings of the focal unit count for an indicator that no unit is asked for."""

    CLASSES = "classes"  # trainings held
    PEOPLE = "people"  # who attended them


class InvitationAbout(StrEnum):
    """What an invitation mail says; each is a method of its calendar entry."""

    INVITE = "invite"
    UPDATE = "update"
    CANCEL = "cancel"


class NoteAbout(StrEnum):
    """What a note about a training says."""

    BEFORE = "before"  # the practical reminder
    PLACE_FOUND = "place_found"  # somebody moved up from the waiting list
    AFTER = "after"


class DeadlineKind(StrEnum):
    """How a deadline binds: only DAY and RELATIVE are chased without a named ladder."""

    DAY = "day"
    PERIOD = "period"  # year, half, quarter, month: counts as late after its last day
    RELATIVE = "relative"  # waits for an event
    CONTINUOUS = "continuous"  # thường xuyên, hằng năm without a day
    ON_OCCURRENCE = "on_occurrence"  # khi phát sinh
    NONE = "none"


class JudgedBy(StrEnum):
    """Which day of a document decides whether it was on time."""

    ISSUED = "issued"
    SENT = "sent"
    RECEIVED = "received"


class ObligationStatus(StrEnum):
    """State of one obligation."""

    WAITING = "waiting"  # a relative deadline whose event is not recorded yet
    OPEN = "open"
    ARRIVED = "arrived"
    RETURNED = "returned"
    DONE = "done"
    NIL = "nil"
    EXEMPT = "exempt"
    FOLDED = "folded"  # a double of another obligation since its unit passed into that one's: owed once


class Change(StrEnum):
    """What may happen to an obligation."""

    RECORD = "record"  # a document came in, or a corrected record took the place of one
    VOID = "void"  # a record was voided
    ACCEPT = "accept"  # Đạt yêu cầu
    RETURN = "return"  # Đề nghị bổ sung, hoàn thiện
    UNDO_REVIEW = "undo_review"
    WORKBOOK = "workbook"  # figures of an accepted report were read or taken off
    EVENT = "event"  # what the deadline counts from happened
    EXEMPT = "exempt"  # Không thuộc diện thực hiện
    UNDO_EXEMPT = "undo_exempt"
    EXTEND = "extend"  # Gia hạn
    UNDO_EXTEND = "undo_extend"
    MOVE = "move"  # what the day hangs on was moved: a training
    AMEND = "amend"  # the plan's document was amended: another day, or no longer owed
    FOLD = "fold"  # units passed into one that owes it already


class DueChangeKind(StrEnum):
    """Why a due day was set or moved."""

    ISSUE = "issue"
    EVENT = "event"
    EXTENSION = "extension"
    UNDO = "undo"
    AMENDMENT = "amendment"
    CORRECTION = "correction"


class ReviewResult(StrEnum):
    """What a reviewer said of a document."""

    ACCEPTED = "accepted"  # Đạt yêu cầu
    RETURNED = "returned"  # Đề nghị bổ sung, hoàn thiện


class ReturnReason(StrEnum):
    """Why a document is returned, in a code that can be counted."""

    CONTENT = "content"  # thiếu nội dung theo đề cương
    FIGURES = "figures"  # thiếu số liệu, biểu mẫu
    ODD_FIGURES = "odd_figures"  # số liệu chưa thống nhất, cần kiểm tra lại
    FORM = "form"  # chưa đúng thể thức, thiếu chữ ký, con dấu
    FILE = "file"  # thiếu tệp, tệp không đọc được
    OTHER = "other"


class TaskResult(StrEnum):
    """How a unit reports a whole-year task in the workbook of its report."""

    DONE = "done"  # đã hoàn thành
    UNDERWAY = "underway"  # đang thực hiện
    NOT_DONE = "not_done"  # chưa thực hiện


class IndicatorKind(StrEnum):
    """What a figure counts."""

    COUNT = "count"  # a whole number of things or persons
    TOTAL = "total"  # an amount, which may have decimals


class FileKind(StrEnum):
    """What an attached file is."""

    DOCUMENT = "document"
    WORKBOOK = "workbook"  # the figures of a report, read back


class UnitKind(StrEnum):
    """What sort of body a unit is."""

    DEPARTMENT = "department"  # đơn vị thuộc cơ quan Bộ
    PROVINCE = "province"  # Công an cấp tỉnh
    OTHER = "other"


class Region(StrEnum):
    """The three regions; departments of the ministry stand apart."""

    NORTH = "Bắc"
    CENTRE = "Trung"
    SOUTH = "Nam"
    MINISTRY = "Cơ quan Bộ"


class UnitChangeKind(StrEnum):
    """How a unit passed into another."""

    MERGER = "merger"
    SPLIT = "split"


class ReformKind(StrEnum):
    """What happens to units on a day (Sắp xếp đơn vị)."""

    MERGE = "merge"  # several pass into one
    SPLIT = "split"  # one passes into several
    RENAME = "rename"  # the unit lives on under another name
    DISSOLVE = "dissolve"  # nobody takes its place


class Role(StrEnum):
    """A position in a unit that mail may be addressed to."""

    CONTACT = "contact"  # cán bộ đầu mối
    DEPARTMENT_HEAD = "department_head"  # lãnh đạo phòng phụ trách (V03: lãnh đạo Phòng 1)
    UNIT_HEAD = "unit_head"  # Thủ trưởng đơn vị / Giám đốc (V03: lãnh đạo Cục)
    POST_ROOM = "post_room"  # văn thư
    FOCAL_HEAD = "focal_head"  # in ladders only: the head of the plan's focal unit (V03: lãnh đạo Cục)


class AddressStatus(StrEnum):
    """Whether an address takes mail."""

    OK = "ok"
    REFUSED = "refused"


class NoticeKind(StrEnum):
    """What a notice is: a mail before the deadline, after it, or for information; or a draft on paper."""

    REMINDER = "reminder"
    ESCALATION = "escalation"
    NOTE = "note"  # the mid-year note about whole-year tasks
    PAPER = "paper"  # a draft that an officer signs and the post room numbers


class Paper(StrEnum):
    """What a stage on paper drafts."""

    NONE = ""
    CHASING_LETTER = "cong-van-don-doc"  # to the heads of the late units, who stand in its annex
    MINISTRY_PAPER = "bao-cao-lanh-dao-bo"  # one page, for the focal unit's head to sign


class NoticeStatus(StrEnum):
    """What became of one stage of one obligation."""

    PLANNED = "planned"
    HELD = "held"
    SENT = "sent"
    SUPERSEDED = "superseded"
    MISSED = "missed"
    BEFORE_START = "before_start"
    PAUSED = "paused"
    QUIET = "quiet"
    NO_ADDRESS = "no_address"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"


class MessageKind(StrEnum):
    """What a mail is; only CHASE is limited to one a day and address."""

    CHASE = "chase"
    ANNOUNCEMENT = "plan_issued"
    RECEIPT = "receipt"  # what has come in and what was accepted, one a unit and day
    RETURN = "return_notice"  # a document is asked to be completed
    REVIEW_REQUEST = "review_request"  # the three-year review is asked for
    BRIEF = "morning_brief"
    ALARM = "alarm"
    LEADERS = "leaders_page"  # one page about late units, to the focal unit's leaders
    INVITATION = "invitation"  # to a training, its changes and its cancellation; carries a calendar entry
    TRAINING_NOTE = "training_note"  # before the day, after it, or a place that became free
    LETTER = "letter"  # carries a signed and numbered letter to one unit
    AMENDMENT = "plan_amended"  # what an amendment changes for one unit
    UNITS = "units_changed"  # to a unit that took the place of others: what it owes now
    DRAFT = "draft_paper"  # carries a drafted letter or paper to the officer who approved it


class MessageStatus(StrEnum):
    """Life of a message in the outbox."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    SENT = "sent"
    RETRY = "retry"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"


class RecipientKind(StrEnum):
    """Header a recipient stands in."""

    TO = "to"
    CC = "cc"


class RecipientStatus(StrEnum):
    """What the server said about one recipient."""

    PENDING = "pending"
    SENT = "sent"
    REFUSED = "refused"


class Channel(StrEnum):
    """How a document came in."""

    PAPER = "paper"
    SIGNED_FILE = "signed_file"
    MAIL = "mail"
    OTHER = "other"


class Form(StrEnum):
    """What came in: the signed original, a file, or both."""

    ORIGINAL = "original"
    FILE = "file"
    BOTH = "both"


class Secrecy(StrEnum):
    """Marking of a document; from MAT on only number and date are kept."""

    NORMAL = "thuong"
    MAT = "mat"
    TOI_MAT = "toi_mat"
    TUYET_MAT = "tuyet_mat"


class DayKind(StrEnum):
    """How a calendar day differs from the week's rhythm."""

    OFF = "off"
    WORK = "work"
