"""What may become of an obligation, in words: states, changes, reasons of a return."""

from collections.abc import Mapping

from models.words import Change, ObligationStatus, ReturnReason, ReviewResult, TaskResult
from templates.words_vi import count

STATUSES = {
    ObligationStatus.WAITING: "chưa ghi nhận sự kiện làm căn cứ tính hạn",
    ObligationStatus.OPEN: "chưa gửi văn bản",
    ObligationStatus.ARRIVED: "đã nhận văn bản, chờ rà soát",
    ObligationStatus.RETURNED: "đề nghị bổ sung, hoàn thiện",
    ObligationStatus.DONE: "đã hoàn thành",
    ObligationStatus.NIL: "báo cáo không phát sinh",
    ObligationStatus.EXEMPT: "không thuộc diện thực hiện",
    ObligationStatus.FOLDED: "đã gộp với nhiệm vụ cùng loại sau khi sắp xếp đơn vị",
}
CHANGES = {
    Change.RECORD: "ghi nhận văn bản",
    Change.VOID: "hủy ghi nhận",
    Change.ACCEPT: "ghi kết quả «Đạt yêu cầu»",
    Change.RETURN: "ghi kết quả «Đề nghị bổ sung, hoàn thiện»",
    Change.UNDO_REVIEW: "hủy kết quả rà soát",
    Change.WORKBOOK: "nhập hoặc gỡ biểu số liệu của báo cáo đã đạt yêu cầu",
    Change.EVENT: "ghi nhận sự kiện làm căn cứ tính hạn",
    Change.EXEMPT: "ghi «Không thuộc diện thực hiện»",
    Change.UNDO_EXEMPT: "bỏ «Không thuộc diện thực hiện»",
    Change.EXTEND: "gia hạn",
    Change.UNDO_EXTEND: "bỏ gia hạn",
    Change.MOVE: "dời thời hạn theo lớp tập huấn",
    Change.AMEND: "điều chỉnh kế hoạch",
    Change.FOLD: "gộp nhiệm vụ khi sắp xếp đơn vị",
}
RESULTS = {
    ReviewResult.ACCEPTED: "Đạt yêu cầu",
    ReviewResult.RETURNED: "Đề nghị bổ sung, hoàn thiện",
}
RETURN_REASONS = {
    ReturnReason.CONTENT: "Thiếu nội dung theo đề cương",
    ReturnReason.FIGURES: "Thiếu số liệu, biểu mẫu",
    ReturnReason.ODD_FIGURES: "Số liệu chưa thống nhất, cần kiểm tra lại",
    ReturnReason.FORM: "Chưa đúng thể thức (số, ngày, chữ ký, con dấu)",
    ReturnReason.FILE: "Thiếu tệp hoặc tệp không đọc được",
    ReturnReason.OTHER: "Lý do khác",
}


def step(*, task: str, change: Change, before: ObligationStatus, after: ObligationStatus) -> str:
    """One change of one obligation, as the audit trail says it."""
    done = CHANGES[change]
    if before is after:
        return f"Nhiệm vụ {task}: {done}; trạng thái vẫn là «{STATUSES[after]}»."
    return f"Nhiệm vụ {task}: {done}; từ «{STATUSES[before]}» thành «{STATUSES[after]}»."


def tasks_done(results: Mapping[TaskResult, int]) -> str:
    """What a workbook says of whole-year tasks: `11/13 nhiệm vụ cả năm đã hoàn thành`."""
    done = results.get(TaskResult.DONE, 0)
    return f"{count(done)}/{count(sum(results.values()))} nhiệm vụ cả năm đã hoàn thành"
