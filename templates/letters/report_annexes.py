"""The annexes of the compiled report; the last page says from what everything was made."""

from collections.abc import Callable
from dataclasses import dataclass

from docx.document import Document
from docx.shared import Mm, Pt

from models.words import ObligationStatus, TaskResult
from templates import report_words
from templates import words_vi as vi
from templates.report_facts import ReportFacts, UnitLine
from templates.report_words import PUNCTUAL, REGIONS, RESULTS, STATES, known, note

from .report_frame import annex_head
from .report_page import body, new_section, table
from .report_provenance import provenance

MOST_UNITS = 400  # lines of an annex; beyond that the workbook has the list
SMALL = Pt(11)


@dataclass(frozen=True, kw_only=True, slots=True)
class Annex:
    """One annex on pages of its own."""

    title: str
    across: bool
    write: Callable[[Document, ReportFacts], None]


def annexes(document: Document, facts: ReportFacts, *, symbol: str) -> None:
    """All of them, in order."""
    for number, one in zip(("I", "II", "III", "IV", "V"), ANNEXES, strict=True):
        new_section(document, across=one.across)
        annex_head(document, facts, number=number, title=one.title, symbol=symbol)
        one.write(document, facts)


def _regions(document: Document, facts: ReportFacts) -> None:
    regions = [one.region for one in facts.regions]
    rows = [
        (
            str(number),
            one.name,
            one.unit,
            report_words.total(one),
            *(vi.number(one.regions[region]) if one.stated and not one.own else "–" for region in regions),
            "–" if one.own else str(one.stated),
            "–" if one.own else str(one.estimates),
        )
        for number, one in enumerate(facts.indicators, 1)
    ]
    heads = (
        "TT",
        "Chỉ tiêu",
        "Đơn vị tính",
        "Tổng số",
        *(REGIONS[one] for one in regions),
        "Số đơn vị",
        "Số ước",
    )
    share = (247 - 10 - 58 - 22 - 32 - 16 - 14) // max(len(regions), 1)
    widths = (10, 58, 22, 32, *(share for _ in regions), 16, 14)
    table(document, heads=heads, rows=rows, widths=[Mm(one) for one in widths], size=SMALL)
    body(document, "Số đơn vị: đơn vị có số liệu; số ước: trong đó bao nhiêu đơn vị ghi số ước.", italic=True)


def _tasks(document: Document, facts: ReportFacts) -> None:
    rows = []
    for one in facts.tasks:
        said = [str(one.stated[result]) if one.stated else "–" for result in TaskResult]
        rest = max(one.expected - sum(one.stated.values()), 0)
        rows.append(
            (
                one.code,
                one.title,
                one.phrase or "–",
                f"{one.received}/{one.expected}",
                *said,
                str(rest) if one.stated else "–",
                *((str(one.on_time), str(one.late)) if one.dated else ("–", "–")),
            )
        )
    heads = (
        "Mục",
        "Nhiệm vụ",
        "Thời hạn",
        "Văn bản đã nhận",
        *(RESULTS[result] for result in TaskResult),
        "Chưa có thông tin",
        "Đúng hạn",
        "Quá hạn",
    )
    widths = (19, 76, 34, 20, 18, 18, 18, 18, 14, 14)
    table(document, heads=heads, rows=rows, widths=[Mm(one) for one in widths], size=SMALL)
    body(document, "Các cột kết quả: số đơn vị, theo trang “Nhiệm vụ cả năm” của biểu số liệu.", italic=True)


def _units(document: Document, facts: ReportFacts) -> None:
    shown = facts.units
    if len(shown) > MOST_UNITS:
        shown = tuple(one for one in shown if one.state in (ObligationStatus.OPEN, ObligationStatus.RETURNED))
        rest = len(facts.units) - len(shown[:MOST_UNITS])
        body(
            document,
            f"Danh sách {vi.number(len(facts.units))} đơn vị ở trang “Văn bản” của tệp Excel kèm theo; dưới "
            f"đây chỉ nêu đơn vị chưa gửi hoặc đang bổ sung ({vi.number(rest)} đơn vị không nêu).",
        )
        shown = shown[:MOST_UNITS]
    table(
        document,
        heads=(
            "TT",
            "Đơn vị",
            "Số văn bản",
            "Ngày ban hành",
            "Ngày nhận",
            "Lần",
            "Đúng hạn, quá hạn",
            "Tình trạng, ghi chú",
        ),
        rows=[_unit(number, one) for number, one in enumerate(shown, 1)],
        widths=[Mm(one) for one in (10, 62, 42, 25, 25, 12, 25, 48)],
        left=(1, 2, 7),
        size=SMALL,
    )


def _unit(number: int, one: UnitLine) -> tuple[str, ...]:
    said = note(one)
    return (
        str(number),
        one.name,
        one.number or "–",
        *(vi.plain_day(day) if day else "–" for day in (one.issued_on, one.arrived_on)),
        str(one.version) if one.version else "–",
        "–" if one.extended_to else PUNCTUAL[one.on_time] or "–",
        f"{STATES[one.state]}{f'. {said}' if said else ''}",
    )


def _troubles(document: Document, facts: ReportFacts) -> None:
    if not facts.troubles:
        body(document, f"{known(facts)}, chưa ghi nhận khó khăn, vướng mắc nào.")
        return
    rows = [
        (
            one.code,
            f"{one.unit} ({vi.plain_day(one.raised_on)})",
            one.text,
            f"{one.answering} (hạn {vi.plain_day(one.answer_by)})",
            f"Văn bản số {one.document}. {one.answer}".strip() if one.document else "Chưa trả lời",
        )
        for one in facts.troubles
    ]
    heads = ("Số", "Đơn vị nêu", "Nội dung", "Đơn vị trả lời", "Trả lời")
    widths = [Mm(one) for one in (18, 45, 80, 50, 56)]
    table(document, heads=heads, rows=rows, widths=widths, left=(1, 2, 3, 4), size=SMALL)


def _provenance(document: Document, facts: ReportFacts) -> None:
    for number, text in enumerate(provenance(facts), 1):
        body(document, f"{number}. {text}")


ANNEXES = (
    Annex(title="Số liệu theo khu vực", across=True, write=_regions),
    Annex(title="Kết quả từng nhiệm vụ", across=True, write=_tasks),
    Annex(title="Tình hình gửi báo cáo của các đơn vị", across=True, write=_units),
    Annex(title="Khó khăn, vướng mắc các đơn vị phản ánh", across=True, write=_troubles),
    Annex(title="Nguồn số liệu", across=False, write=_provenance),
)
