"""The signs of the page “Tiến độ theo đơn vị” and what they mean."""

from collections.abc import Sequence

from .matrix_facts import Mark, MatrixFacts, MatrixLine

SIGNS = {  # mark: sign, meaning; in the order of the legend
    Mark.ON_TIME: ("✓", "đã nhận, đúng hạn"),
    Mark.LATE: ("✓ qh", "đã nhận, quá hạn"),
    Mark.UNCLEAR: ("✓ ?", "đã nhận, chưa xác định được đúng hạn hay quá hạn"),
    Mark.NIL: ("✓ 0", "báo cáo không phát sinh"),
    Mark.RETURNED: ("↺", "đã nhận, đề nghị bổ sung, hoàn thiện"),
    Mark.RETURNED_OVERDUE: ("↺ qh", "đề nghị bổ sung, quá ngày gửi lại"),
    Mark.IN_TIME: ("○", "chưa gửi, trong hạn"),
    Mark.NOT_RECEIVED: ("…", "chưa nhận được, có thể đang trên đường"),
    Mark.OVERDUE: ("qh", "chưa gửi, quá hạn"),
    Mark.EXTENDED: ("gh", "được gia hạn, chưa gửi"),
    Mark.EXTENDED_RECEIVED: ("gh ✓", "được gia hạn, đã nhận"),
    Mark.EXTENDED_OVERDUE: ("gh qh", "được gia hạn, đã quá ngày gia hạn"),
    Mark.NO_DUE: ("tx", "chưa gửi, không có ngày cuối"),
    Mark.WAITING: ("chờ", "chờ sự kiện làm căn cứ tính hạn"),
    Mark.EXEMPT: ("–", "không thuộc diện thực hiện"),
}


def sign(mark: Mark) -> str:
    """The sign of a mark; nothing where the unit does not owe the task."""
    return SIGNS[mark][0] if mark else ""


def legend(facts: MatrixFacts) -> Sequence[tuple[str, str]]:
    """The signs that occur, with their meaning."""
    used = {
        mark for plan in facts.plans for table in plan.tables for one in table.lines for mark in one.marks
    }
    return [pair for mark, pair in SIGNS.items() if mark in used]


def whole_year(line: MatrixLine) -> str:
    """`3/13`: met of those it owes; a dash if it owes none."""
    return f"{line.year_received}/{line.year_expected}" if line.year_expected else "–"
