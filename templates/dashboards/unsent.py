"""The words of the page “Đơn vị chưa gửi”."""

from datetime import timedelta

from templates import words_vi as vi

from .unsent_facts import Standing, UnsentLine


def standing(line: UnsentLine) -> str:
    """Where one unit stands, in a few words."""
    if line.returned:
        before = vi.plain_day(line.last_day + timedelta(days=1))
        return f"Đề nghị bổ sung trước {before}; {_over(line) or _left(line)}"
    words = _over(line) or _left(line)
    return f"Được gia hạn; {words}" if line.extended else vi.capitalised(words)


def _over(line: UnsentLine) -> str:
    if line.standing is Standing.NOT_RECEIVED:
        return "chưa nhận được"
    if line.standing is not Standing.OVERDUE:
        return ""
    return f"quá hạn {vi.count(line.workdays_over)} ngày làm việc" if line.workdays_over else "quá hạn"


def _left(line: UnsentLine) -> str:
    due_soon = line.standing is Standing.DUE_SOON
    if line.workdays_left is None:
        return "sắp đến hạn" if due_soon else "trong hạn"
    left = vi.workdays_left(line.workdays_left)
    return left if due_soon or line.returned else f"trong hạn, {left}"


def taken_over(line: UnsentLine) -> str:
    """`gộp từ Công an tỉnh A và Công an tỉnh B`: whose duty it was."""
    verb = "gộp từ" if len(line.taken_from) > 1 else "tiếp nhận từ"
    return f"{verb} {vi.joined(line.taken_from)}"


def reminded(line: UnsentLine) -> str:
    """`2 lần (27/02)`: how often, and when last."""
    if not line.reminders or line.last_reminder is None:
        return "chưa nhắc"
    return f"{line.reminders} lần ({vi.short_day(line.last_reminder)})"


def contact(line: UnsentLine) -> str:
    """Whom to call or write to, and what is wrong with the address."""
    problem = f"({vi.clipped(line.address_problem, limit=100)})" if line.address_problem else ""
    known = " · ".join(part for part in (line.contact_name, line.phone, line.address) if part)
    return f"{known} {problem}".strip()
