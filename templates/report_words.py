"""Phrases that the compiled report's documents, workbook and page share."""

from collections.abc import Mapping, Sequence

from models.words import Authority, ObligationStatus, Region, TaskResult
from templates import words_vi as vi
from templates.report_facts import IndicatorLine, Number, ReportFacts, UnitLine

REGIONS: Mapping[Region, str] = {
    Region.NORTH: "Miền Bắc",
    Region.CENTRE: "Miền Trung",
    Region.SOUTH: "Miền Nam",
    Region.MINISTRY: "Cơ quan Bộ",
}
STATES: Mapping[ObligationStatus, str] = {
    ObligationStatus.WAITING: "Chưa gửi",
    ObligationStatus.OPEN: "Chưa gửi",
    ObligationStatus.ARRIVED: "Đã nhận, đang rà soát",
    ObligationStatus.RETURNED: "Đề nghị bổ sung, hoàn thiện",
    ObligationStatus.DONE: "Đạt yêu cầu",
    ObligationStatus.NIL: "Báo cáo không phát sinh",
    ObligationStatus.EXEMPT: "Không thuộc diện thực hiện",
}
PUNCTUAL: Mapping[bool | None, str] = {True: "Đúng hạn", False: "Quá hạn", None: ""}
RESULTS: Mapping[TaskResult, str] = {
    TaskResult.DONE: "Đã hoàn thành",
    TaskResult.UNDERWAY: "Đang thực hiện",
    TaskResult.NOT_DONE: "Chưa thực hiện",
}
ESTIMATE = "ước"


def subject(facts: ReportFacts) -> str:
    """`Kết quả thực hiện Đề án “…” năm 2024`."""
    title = facts.plan_title
    if title.startswith("Kế hoạch "):
        return f"Kết quả {title.removeprefix('Kế hoạch ')}"
    return f"Kết quả thực hiện {title}"


def symbol(facts: ReportFacts, *, kind: str = "BC") -> str:
    """`…/BC-BCA-V03`; head, symbol and signature move together."""
    if facts.authority is Authority.MINISTRY and kind == "BC":
        return f"…/BC-BCA-{facts.sender_short}"
    return f"…/{kind}-{facts.sender_short}-P1"


def stated(line: IndicatorLine) -> str:
    """`65.366 cuộc`, `1.250,5 triệu đồng (ước)`; `chưa có số liệu` if nobody stated it."""
    if not line.stated:
        return "chưa có số liệu"
    return f"{vi.number(line.value)} {line.unit}{_mark(line.estimates > 0)}"


def number(value: Number | None) -> str:
    """`120`, `75,5 (ước)`; `chưa có` if there is none."""
    return "chưa có" if value is None else f"{vi.number(value[0])}{_mark(value[1])}"


def _mark(estimate: bool) -> str:
    return f" ({ESTIMATE})" if estimate else ""


def total(line: IndicatorLine) -> str:
    """The sum in a table: `65.366`, `1.250,5 (ước)`, `–`."""
    return f"{vi.number(line.value)}{_mark(line.estimates > 0)}" if line.stated else "–"


def rate(part: int, whole: int) -> str:
    """`97,2%`."""
    return f"{vi.number(round(100 * part / whole, 1))}%" if whole else "–"


def listed(names: Sequence[str], *, most: int = 12) -> str:
    """Names in a sentence; the rest of a long list is in an annex."""
    shown = "; ".join(names[:most])
    rest = len(names) - most
    return f"{shown} và {vi.count(rest)} đơn vị khác" if rest > 0 else shown


def note(line: UnitLine) -> str:
    """What a reader has to know of a unit's line beside its state."""
    parts = []
    if line.extended_to is not None:
        parts.append(f"gia hạn đến {vi.plain_day(line.extended_to)}")
    if line.within:
        parts.append(f"chung văn bản, số liệu tính ở {line.within}")
    elif line.state in (ObligationStatus.ARRIVED, ObligationStatus.DONE) and not line.counted:
        parts.append("chưa có biểu số liệu")
    if line.state is ObligationStatus.RETURNED:
        parts.append("số liệu chưa tính")
    return vi.capitalised("; ".join(parts))


def known(facts: ReportFacts) -> str:
    """`Tính đến hết ngày 20/12/2024`."""
    return f"Tính đến hết ngày {vi.plain_day(facts.known_on)}"


def period(facts: ReportFacts) -> str:
    """`từ ngày 15/12/2023 đến hết ngày 14/12/2024`."""
    if facts.period is None:
        return f"năm {facts.year}"
    starts, ends = map(vi.plain_day, facts.period)
    return f"từ ngày {starts} đến hết ngày {ends}"
