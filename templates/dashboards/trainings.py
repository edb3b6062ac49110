"""The words of the page “Tình hình tập huấn”."""

from collections.abc import Iterator
from datetime import date

from models.words import TrainingStatus
from templates import training_words as words
from templates import words_vi as vi

from .trainings_facts import TrainingLine

STATES = {
    TrainingStatus.PLANNED: "Dự kiến",
    TrainingStatus.ANNOUNCED: "Đã mời",
    TrainingStatus.HELD: "Đã tổ chức",
    TrainingStatus.CANCELLED: "Đã hủy",
}


def state(line: TrainingLine) -> str:
    """How far it has come; of a cancelled one why."""
    reason = f" ({line.cancel_reason})" if line.cancel_reason else ""
    return STATES[line.status] + reason


def held_on(line: TrainingLine) -> str:
    """`10/06 – 11/06/2024`."""
    return words.span(line.first_day, line.last_day)


def letter(line: TrainingLine) -> str:
    """`số 35/GM-BCA ngày 10/05/2024`; a dash without a number."""
    return words.letter(line.letter_number, line.letter_date) or "–"


def named(line: TrainingLine) -> str:
    """`38 (chờ 02)`: people with a place, and the waiting list."""
    return f"{line.nominated}" + (f" (chờ {vi.count(line.waiting)})" if line.waiting else "")


def attended(line: TrainingLine) -> str:
    """`36 (ngoài danh sách 01)`; a dash until it was held."""
    if line.status is not TrainingStatus.HELD:
        return "–"
    more = f" (ngoài danh sách {vi.count(line.unannounced)})" if line.unannounced else ""
    return f"{line.attended}{more}"


def absent(line: TrainingLine) -> str:
    """A dash until it was held."""
    return str(line.absent) if line.status is TrainingStatus.HELD else "–"


def still_open(line: TrainingLine, today: date) -> str:
    """What is still to be done, in words; empty: nothing."""
    if line.status is TrainingStatus.PLANNED:
        return "chưa gửi giấy mời"
    return "; ".join(_open_of_announced(line, today)) if line.status is TrainingStatus.ANNOUNCED else ""


def _open_of_announced(line: TrainingLine, today: date) -> Iterator[str]:
    if today > line.last_day:
        yield "chưa ghi nhận tham dự"
        return
    if line.unanswered:
        passed = today > line.nominate_by
        until = f"{'đã hết hạn' if passed else 'hạn'} cử cán bộ {vi.plain_day(line.nominate_by)}"
        yield f"{vi.count(len(line.unanswered))} đơn vị chưa trả lời ({until})"
    free = line.capacity - line.nominated
    if free > 0 and line.waiting:
        yield f"còn {vi.count(free)} chỗ cho {vi.count(line.waiting)} đồng chí trong danh sách chờ"
    if today > line.nominate_by or not line.unanswered:
        yield f"in danh sách ký nhận trước ngày {vi.plain_day(line.first_day)}"
