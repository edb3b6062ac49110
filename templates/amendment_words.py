"""An amendment in words: its document, its numbers, the fields it changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from .words_vi import count, document, plain_day

NOTHING = "Tệp kế hoạch không có gì thay đổi so với bản đang theo dõi."
FIELDS: Mapping[str, str] = {
    "title": "tên",
    "document": "văn bản",
    "issued_by": "người ban hành",
    "legal_basis": "căn cứ",
    "superior_unit": "cơ quan cấp trên",
    "previous_plan": "kế hoạch trước",
    "focal_unit_owes_plan": "đơn vị đầu mối tự lập kế hoạch",
    "reporting": "kỳ báo cáo",
    "headings": "tên các mục lớn",
    "item": "số mục trong văn bản",
    "parent": "thuộc mục",
    "lead": "chủ trì",
    "coordinate": "phối hợp",
    "asked": "cơ quan được đề nghị",
    "deadline": "thời hạn",
    "judged_by": "ngày tính đúng hạn",
    "ladder": "bậc thang nhắc việc",
    "quantity": "số lượng",
    "evidence": "tài liệu chứng minh",
    "submission": "văn bản gửi",
    "where": "nơi nhận",
    "prepare": "nội dung chuẩn bị",
    "same_as": "thực hiện chung với mục",
    "after": "thực hiện sau mục",
    "no_obligations": "lý do không theo dõi theo từng đơn vị",
    "product": "loại sản phẩm",
    "phase": "giai đoạn",
    "secret": "có thể có tài liệu mật",
    "notes": "ghi chú",
    "name": "tên chỉ tiêu",
    "unit": "đơn vị tính",
    "kind": "loại số liệu",
    "minimum": "số ít nhất",
    "task": "thuộc nhiệm vụ",
    "trainings": "lấy từ lớp tập huấn",
}
NOT_STATED = "(không nêu)"


@dataclass(frozen=True, kw_only=True, slots=True)
class Numbers:
    """What an amendment does, counted."""

    tasks_added: int = 0
    tasks_dropped: int = 0
    tasks_changed: int = 0
    moved: int = 0  # obligations with another day
    dropped: int = 0  # owed no more
    begun: int = 0  # new, or owed again
    came: int = 0  # keep their day: their documents have come in
    stays: int = 0  # asked for no more, but have come in
    extended: int = 0  # keep a later day that a leader agreed to
    cancelled: int = 0  # reminders
    reset: int = 0
    added: int = 0


def act(*, number: str, issued_on: date) -> str:
    """`Quyết định số 1234/QĐ-BCA-V03 ngày 05/06/2024`."""
    return f"{document(number)} ngày {plain_day(issued_on)}"


def task_numbers(numbers: Numbers) -> str:
    """`thêm 01 nhiệm vụ, đổi 02 nhiệm vụ`; empty if no task is different."""
    return _listed(
        (numbers.tasks_added, "thêm {} nhiệm vụ"),
        (numbers.tasks_dropped, "bãi bỏ {} nhiệm vụ"),
        (numbers.tasks_changed, "đổi {} nhiệm vụ"),
    )


def duty_numbers(numbers: Numbers) -> str:
    """`63 nghĩa vụ dời hạn, 12 lượt nhắc hủy, 4 lượt nhắc đặt lại`."""
    told = _listed(
        (numbers.moved, "{} nghĩa vụ dời hạn"),
        (numbers.begun, "{} nghĩa vụ mới"),
        (numbers.dropped, "{} nghĩa vụ bãi bỏ"),
        (numbers.cancelled, "{} lượt nhắc hủy"),
        (numbers.reset, "{} lượt nhắc đặt lại"),
        (numbers.added, "{} lượt nhắc thêm"),
    )
    return told or "không nghĩa vụ nào đổi thời hạn, không lượt nhắc nào thay đổi"


def kept(numbers: Numbers) -> tuple[str, ...]:
    """What an amendment leaves alone, one sentence each."""
    found = (
        (numbers.came, "{} nghĩa vụ đã có văn bản: giữ kết quả đúng hạn, quá hạn theo thời hạn lúc nhận."),
        (numbers.stays, "{} nghĩa vụ không còn trong kế hoạch nhưng đã có kết quả: giữ nguyên."),
        (numbers.extended, "{} nghĩa vụ đã gia hạn đến ngày muộn hơn thời hạn mới: giữ ngày gia hạn."),
    )
    return tuple(text.format(count(number)) for number, text in found if number)


def _listed(*parts: tuple[int, str]) -> str:
    return ", ".join(text.format(count(number)) for number, text in parts if number)


def field(name: str) -> str:
    """A field's name as people read it."""
    return FIELDS.get(name, name)


def change(*, name: str, old: str, new: str) -> str:
    """`thời hạn: trước ngày 29/02/2024 → trước ngày 15/03/2024`."""
    return f"{field(name)}: {old or NOT_STATED} → {new or NOT_STATED}"
