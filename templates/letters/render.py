"""Facts in, the bytes of a plain .docx draft out."""

import re
from collections.abc import Callable, Mapping

from docx.document import Document
from docx.shared import Mm

from models.words import Paper
from templates import words_vi as vi

from .facts import LateFacts
from .sheet import SAMPLE, as_bytes, body, line, sheet

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WIDTHS = (Mm(12), Mm(88), Mm(60))  # number, unit, reminded


def draft(paper: Paper, facts: LateFacts) -> bytes:
    """The draft as bytes; the same facts give the same text."""
    document = sheet()
    if facts.example:
        line(document, SAMPLE, italic=True, centred=True)
    _PAPERS[paper](document, facts)
    return as_bytes(document)


def file_name(paper: Paper, *, task_code: str, number: int, day: str) -> str:
    """A name made of our own words alone, such as cong-van-don-doc-III-3-b-lan-1-2024-12-20.docx."""
    code = re.sub(r"[^A-Za-z0-9]+", "-", task_code).strip("-")
    round_ = f"-lan-{number}" if paper is Paper.CHASING_LETTER else ""
    return f"{paper.value}-{code}{round_}-{day}.docx"


def _head(document: Document, facts: LateFacts) -> None:
    if facts.superior:
        line(document, facts.superior.upper(), centred=True)
    line(document, facts.sender_name.upper(), bold=True, centred=True)
    line(document, "Số: …", centred=True)


def _basis(facts: LateFacts) -> str:
    kind = vi.document(facts.plan_number)
    return f"{facts.plan_title} (ban hành kèm theo {kind} ngày {vi.plain_day(facts.plan_issued_on)})"


def _state(facts: LateFacts) -> str:
    moment = f"{facts.as_of.hour:02} giờ {facts.as_of.minute:02} ngày {vi.plain_day(facts.as_of.date())}"
    return (
        f"Tính đến {moment}, {facts.sender_short} đã nhận được {facts.received}/{facts.expected} văn bản; "
        f"còn {vi.count(len(facts.units))} đơn vị chưa gửi"
    )


def _letter(document: Document, facts: LateFacts) -> None:
    _head(document, facts)
    line(document, f"V/v đôn đốc gửi {facts.document} (lần {facts.number})", centred=True)
    line(document, "Kính gửi: Thủ trưởng các đơn vị, Giám đốc Công an các địa phương có tên trong Phụ lục")
    body(document, f"Triển khai {_basis(facts)}, thời hạn gửi {facts.document} là {facts.deadline_words}.")
    body(document, f"{_state(facts)} (Phụ lục kèm theo).")
    body(
        document,
        "Để bảo đảm tiến độ tổng hợp chung, đề nghị Thủ trưởng các đơn vị, Giám đốc Công an các địa phương "
        f"có tên trong Phụ lục quan tâm, chỉ đạo hoàn thành và gửi {facts.document} về {facts.sender_name} "
        f"chậm nhất ngày {vi.plain_day(facts.new_date)}; trường hợp đã ban hành, "
        "đề nghị cho biết số, ngày văn bản.",
    )
    if facts.number > 1:
        body(
            document,
            f"Sau thời hạn trên, {facts.sender_short} sẽ tổng hợp, báo cáo lãnh đạo Bộ tình hình thực hiện.",
        )
    phone = f", điện thoại {facts.phone}" if facts.phone else ""
    body(document, f"Thông tin liên hệ: cán bộ đầu mối {facts.sender_short}{phone}./.")
    _signature(document)
    for text in ("Nơi nhận:", "- Như trên;", "- Lưu: VT, …"):
        line(document, text, italic=True)
    _annex(document, facts)


def _signature(document: Document) -> None:
    for text in ("CỤC TRƯỞNG", "", "(ký, ghi rõ họ tên)"):
        line(document, text, bold=True, centred=True)


def _annex(document: Document, facts: LateFacts) -> None:
    document.add_page_break()  # type: ignore[no-untyped-call]  # python-docx left it untyped
    line(document, "Phụ lục", bold=True, centred=True)
    line(document, f"Các đơn vị chưa gửi {facts.document}", bold=True, centred=True)
    _table(document, facts)


def _table(document: Document, facts: LateFacts) -> None:
    table = document.add_table(rows=1, cols=len(WIDTHS), style="Table Grid")
    table.autofit = False
    for cell, title in zip(table.rows[0].cells, ("TT", "Đơn vị", "Đã nhắc"), strict=True):
        cell.text = title
    for number, unit in enumerate(facts.units, 1):
        reminded = f"{unit.reminded} lần"
        if unit.last_reminder:
            reminded += f", gần nhất {vi.plain_day(unit.last_reminder)}"
        for cell, text in zip(table.add_row().cells, (str(number), unit.name, reminded), strict=True):
            cell.text = text
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width


def _ministry_paper(document: Document, facts: LateFacts) -> None:
    _head(document, facts)
    line(document, "BÁO CÁO LÃNH ĐẠO BỘ", bold=True, centred=True)
    line(document, f"Về tình hình gửi {facts.document}", bold=True, centred=True)
    body(document, f"Triển khai {_basis(facts)}, thời hạn gửi {facts.document} là {facts.deadline_words}.")
    body(document, f"{_state(facts)}: {'; '.join(unit.name for unit in facts.units)}.")
    times = sum(unit.reminded for unit in facts.units)
    body(
        document,
        f"{facts.sender_short} đã nhắc {times} lượt bằng thư điện tử và soạn công văn đôn đốc; "
        f"sẽ tiếp tục đôn đốc để các đơn vị hoàn thành chậm nhất ngày {vi.plain_day(facts.new_date)}.",
    )
    body(document, "Kính trình lãnh đạo Bộ xem xét, cho ý kiến chỉ đạo./.")
    _signature(document)


_PAPERS: Mapping[Paper, Callable[[Document, LateFacts], None]] = {
    Paper.CHASING_LETTER: _letter,
    Paper.MINISTRY_PAPER: _ministry_paper,
}
