"""What changed since the last compiling, as sentences."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date

from models.words import ObligationStatus, TaskResult
from templates import words_vi as vi
from templates.report_facts import ChangeFacts, ChangeLine, Number
from templates.report_words import RESULTS, STATES, number

GROUPS = (
    (("report_added",), "đơn vị mới gửi báo cáo"),
    (("report_gone",), "báo cáo không còn được tính"),
    (("document",), "văn bản mới thay văn bản trước"),
    (
        ("state", "extended", "unit_added", "unit_gone"),
        "thay đổi về kết quả rà soát, gia hạn, diện thực hiện",
    ),
    (("figure",), "số liệu của đơn vị thay đổi"),
    (("task",), "kết quả nhiệm vụ thay đổi"),
    (("trouble",), "khó khăn, vướng mắc mới ghi nhận hoặc mới được trả lời"),
)


def told(changes: ChangeFacts) -> str:
    """All of it in one sentence."""
    if changes.since is None:
        return "Đây là lần tổng hợp đầu tiên của kế hoạch."
    counts = Counter(one.what for one in changes.units)
    parts = [
        f"{vi.count(found)} {words}"
        for kinds, words in GROUPS
        if (found := sum(counts[kind] for kind in kinds))
    ]
    if changes.sums:
        parts.append(f"{vi.count(len(changes.sums))} số tổng hợp thay đổi")
    before = f"So với lần tổng hợp trước (số liệu đến hết ngày {vi.plain_day(changes.since)})"
    return f"{before}: {', '.join(parts)}." if parts else f"{before}: không có gì thay đổi."


def sentence(line: ChangeLine) -> str:
    """`Công an tỉnh Hà Giang: mới nhận báo cáo số 105/BC.`"""
    return f"{_SAID[line.what](line)}."


def _number(side: Number | str | None) -> str:
    return side if isinstance(side, str) else number(side)


def _added(line: ChangeLine) -> str:
    return f"{line.unit}: mới nhận báo cáo số {line.new}"


def _gone(line: ChangeLine) -> str:
    return f"{line.unit}: báo cáo số {line.old} không còn được tính"


def _unit_added(line: ChangeLine) -> str:
    report = f", báo cáo số {line.new}" if line.new else ""
    return f"{line.unit}: mới có trong danh sách{report}"


def _unit_gone(line: ChangeLine) -> str:
    return f"{line.unit}: không còn trong danh sách"


def _document(line: ChangeLine) -> str:
    return f"{line.unit}: văn bản số {line.old} → {line.new}"


def _state(line: ChangeLine) -> str:
    old, new = (STATES[ObligationStatus(str(side))] for side in (line.old, line.new))
    return f"{line.unit}: {old} → {new}"


def _extended(line: ChangeLine) -> str:
    if line.new is None:
        return f"{line.unit}: không còn được gia hạn"
    return f"{line.unit}: gia hạn đến ngày {vi.plain_day(date.fromisoformat(str(line.new)))}"


def _figure(line: ChangeLine) -> str:
    return f"{line.unit}, {vi.lowered(line.about)}: {_number(line.old)} → {_number(line.new)}"


def _task(line: ChangeLine) -> str:
    old, new = (
        RESULTS[TaskResult(str(side))].lower() if side is not None else "chưa có"
        for side in (line.old, line.new)
    )
    return f"{line.unit}, nhiệm vụ {line.about}: {old} → {new}"


def _trouble(line: ChangeLine) -> str:
    what = f"có văn bản trả lời số {line.new}" if line.new else "mới ghi nhận, cập nhật"
    return f"Khó khăn, vướng mắc {line.about} ({line.unit}): {what}"


def _sum(line: ChangeLine) -> str:
    return f"{line.about}: {_number(line.old)} → {_number(line.new)}"


def _count(line: ChangeLine) -> str:
    return f"{line.about}: đã nhận {_number(line.old)} → {_number(line.new)} văn bản"


_SAID: Mapping[str, Callable[[ChangeLine], str]] = {
    "report_added": _added,
    "report_gone": _gone,
    "unit_added": _unit_added,
    "unit_gone": _unit_gone,
    "document": _document,
    "state": _state,
    "extended": _extended,
    "figure": _figure,
    "task": _task,
    "trouble": _trouble,
    "sum": _sum,
    "count": _count,
}
