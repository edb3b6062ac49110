"""The Vietnamese sentences of calendar entries, and what may stand in one at all."""

import re
from collections.abc import Iterable

from models.words import InvitationAbout
from templates import words_vi as vi
from templates.training_facts import TrainingFacts

from .facts import DeadlineEntry

_BREAKS = re.compile("\r\n|[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")

CONVENIENCE = (
    "Lịch này để đồng chí tiện theo dõi, không thay cho văn bản và thư nhắc; "
    "thư nhắc đến hạn vẫn được gửi như thường lệ."
)
ANSWER = "Đề nghị trả lời theo hướng dẫn trong thư, không trả lời bằng lịch."
SETTLED = "Nội dung này đã hoàn thành hoặc không còn phải thực hiện."
CANCELLED = "Lớp tập huấn không tổ chức theo lịch đã thông báo; đề nghị theo dõi thông tin trong thư."


def plain(text: str) -> str:
    """What calendar programs take: line feeds as the only breaks, no control characters, no half ones."""
    return _UNPRINTABLE.sub("", _BREAKS.sub("\n", text))


def one_line(text: str) -> str:
    """The same on one line, for titles, places and names."""
    return " ".join(plain(text).split())


def invitation_text(training: TrainingFacts, *, about: InvitationAbout) -> str:
    """What the entry of a training says."""
    if about is InvitationAbout.CANCEL:
        return _paragraphs([CANCELLED, _letter(training), _plan(training)])
    return _paragraphs([*_known(training), ANSWER])


def training_text(training: TrainingFacts, *, cancelled: bool) -> str:
    """The same in a calendar that is no invitation."""
    if cancelled:
        return _paragraphs([CANCELLED, _plan(training)])
    return _paragraphs([*_known(training), CONVENIENCE])


def _known(training: TrainingFacts) -> list[str]:
    return [
        _letter(training),
        _plan(training),
        f"Thời gian: {_hours(training)}.",
        f"Đơn vị đăng cai: {training.host_name}.",
        f"Số lượng: mỗi đơn vị cử không quá {vi.count(training.quota)} đồng chí; "
        f"đề nghị cử cán bộ chậm nhất ngày {vi.plain_day(training.nominate_by)}.",
        training.practical,
    ]


def _letter(training: TrainingFacts) -> str:
    if not training.letter_number:
        return ""
    day = f" ngày {vi.plain_day(training.letter_date)}" if training.letter_date else ""
    return f"Giấy mời số {training.letter_number}{day}."


def _plan(training: TrainingFacts) -> str:
    kind, day = vi.document(training.plan_number), vi.plain_day(training.plan_issued_on)
    return f"{training.plan_title} (ban hành kèm theo {kind} ngày {day})."


def _hours(training: TrainingFacts) -> str:
    hours = f"từ {vi.hour(training.starts_at)} đến {vi.hour(training.ends_at)}"
    first, last = vi.full_day(training.first_day), vi.full_day(training.last_day)
    if training.first_day == training.last_day:
        return f"{hours}, {first} (giờ Việt Nam)"
    return f"{hours} hằng ngày, từ {first} đến hết {last} (giờ Việt Nam)"


def deadline_title(entry: DeadlineEntry) -> str:
    """`Hạn: Kế hoạch thực hiện Đề án`, with the unit where there are several."""
    unit = f" – {entry.unit_name}" if entry.unit_name else ""
    return f"Hạn: {vi.capitalised(entry.document)}{unit}"


def deadline_text(entry: DeadlineEntry) -> str:
    """The deadline in the document's own words, and that the calendar reminds of nothing."""
    if entry.settled:
        return _paragraphs([SETTLED, f"Căn cứ: {entry.legal_basis}."])
    return _paragraphs(
        [
            f"Thời hạn: {entry.deadline_words}. {_last_day(entry)}",
            f"Văn bản cần gửi: {entry.what_to_send}." if entry.what_to_send else "",
            f"Nơi nhận: {entry.where_to_send}.",
            f"Căn cứ: {entry.legal_basis}.",
            CONVENIENCE,
        ]
    )


def _last_day(entry: DeadlineEntry) -> str:
    hour = f"{vi.hour(entry.due_time)}, " if entry.due_time else "hết "
    said = f"Ngày cuối cùng còn trong hạn: {hour}{vi.full_day(entry.last_day)}"
    if entry.day == entry.last_day:
        return f"{said}."
    return f"{said}; lịch ghi ngày làm việc cuối cùng trước đó."


def _paragraphs(parts: Iterable[str]) -> str:
    return "\n".join(part for part in parts if part)
