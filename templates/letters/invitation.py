"""The draft of a giấy mời to a training; its number and date are given when it is signed."""

from collections.abc import Sequence
from dataclasses import dataclass

from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt
from docx.table import Table, _Cell

from models.words import Region
from templates import words_vi as vi
from templates.training_facts import TrainingFacts

from .sheet import SAMPLE, as_bytes, body, line, sheet

NATION = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
HEAD_WIDTHS = (Mm(66), Mm(94))  # the nation's name on one line
UNIT_WIDTHS = (Mm(14), Mm(146))
BORDERLESS, BORDERED = "Normal Table", "Table Grid"


@dataclass(frozen=True, kw_only=True, slots=True)
class InvitationLetterFacts:
    """What the letter says beyond the training itself."""

    training: TrainingFacts
    units: tuple[str, ...]  # who is invited, in official order
    with_ministry: bool  # departments are among them
    sender_name: str  # Cục Pháp chế và cải cách hành chính, tư pháp
    sender_short: str  # V03
    superior: str  # Bộ Công an
    phone: str
    example: bool = False


def invitation(facts: InvitationLetterFacts) -> bytes:
    """The .docx as bytes; the same facts give the same text."""
    document = sheet()
    if facts.example:
        line(document, SAMPLE, italic=True, centred=True)
    _head(document, facts)
    line(document, "GIẤY MỜI", bold=True, centred=True)
    document.paragraphs[-1].paragraph_format.space_before = Pt(18)
    line(document, f"Dự lớp {vi.lowered(facts.training.title)}", bold=True, centred=True)
    line(document, f"Kính gửi: {addressed(facts)} (danh sách kèm theo)", centred=True)
    _content(document, facts)
    _foot(document, facts)
    _annex(document, facts)
    return as_bytes(document)


def addressed(facts: InvitationLetterFacts) -> str:
    """Whom the letter goes to, in one phrase; the annex lists them."""
    local = f"Công an các đơn vị, địa phương khu vực {_region(facts.training.region)}"
    departments = ", các đơn vị thuộc cơ quan Bộ" if facts.with_ministry else ""
    return f"{local}{departments}"


def invitation_name(facts: TrainingFacts) -> str:
    """A name made of our own words alone: giay-moi-tap-huan-mien-bac-2024-04-01.docx."""
    key = {Region.NORTH: "mien-bac", Region.CENTRE: "mien-trung", Region.SOUTH: "mien-nam"}
    where = key.get(facts.region, "co-quan-bo")
    return f"giay-moi-tap-huan-{where}-{facts.first_day.isoformat()}.docx"


def _region(region: Region) -> str:
    return f"miền {region.value}"


def _head(document: Document, facts: InvitationLetterFacts) -> None:
    left, right = _two_sides(document)
    lines = [(facts.superior.upper(), False)] if facts.superior else []
    _cell(left, [*lines, (facts.sender_name.upper(), True), ("Số: …/GM-…", False)])
    _cell(right, [(NATION[0], True), (NATION[1], True), ("…, ngày … tháng … năm …", False)], italic_last=True)


def _two_sides(document: Document) -> tuple[_Cell, _Cell]:
    table = document.add_table(rows=1, cols=2, style=BORDERLESS)
    _fit(table, HEAD_WIDTHS)
    left, right = table.rows[0].cells
    return left, right


def _fit(table: Table, widths: Sequence[Mm]) -> None:
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width


def _cell(cell: _Cell, lines: list[tuple[str, bool]], *, italic_last: bool = False) -> None:
    for number, (text, bold) in enumerate(lines):
        paragraph = cell.add_paragraph() if number else cell.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(3)
        run = paragraph.add_run(text)
        run.bold, run.font.size = bold, Pt(12)
        run.italic = italic_last and number == len(lines) - 1


def _content(document: Document, facts: InvitationLetterFacts) -> None:
    one = facts.training
    document.paragraphs[-1].paragraph_format.space_after = Pt(12)
    body(
        document,
        f"Thực hiện {one.plan_title} (ban hành kèm theo {vi.document(one.plan_number)} ngày "
        f"{vi.plain_day(one.plan_issued_on)}), {facts.sender_name} tổ chức lớp {vi.lowered(one.title)}; "
        "trân trọng kính mời các đơn vị cử cán bộ tham dự, cụ thể như sau:",
    )
    for number, (what, text) in enumerate(_points(facts), 1):
        body(document, f"{number}. {what}: {text}.")
    phone = f", điện thoại {facts.phone}" if facts.phone else ""
    body(
        document,
        f"Đề nghị đơn vị gửi danh sách cán bộ được cử dự (họ tên, cấp bậc, chức vụ, số điện thoại) về "
        f"{facts.sender_name} chậm nhất ngày {vi.plain_day(one.nominate_by)}; trường hợp không cử được "
        f"cán bộ, đề nghị cho biết lý do. Thông tin liên hệ: cán bộ đầu mối {facts.sender_short}{phone}./.",
    )


def _points(facts: InvitationLetterFacts) -> list[tuple[str, str]]:
    one = facts.training
    points = [
        ("Thành phần", f"cán bộ làm công tác phổ biến, giáo dục pháp luật của {addressed(facts)}"),
        ("Số lượng", f"mỗi đơn vị cử nhiều nhất {vi.count(one.quota)} cán bộ"),
        ("Thời gian", f"từ {vi.hour(one.starts_at)} đến {vi.hour(one.ends_at)}, {_days(one)}"),
        ("Địa điểm", one.place.rstrip(".")),
        ("Đơn vị đăng cai", one.host_name),
    ]
    return [*points, ("Lưu ý", one.practical.rstrip("./ "))] if one.practical else points


def _days(one: TrainingFacts) -> str:
    if one.first_day == one.last_day:
        return vi.full_day(one.first_day)
    days = vi.count((one.last_day - one.first_day).days + 1)
    return f"trong {days} ngày, từ {vi.full_day(one.first_day)} đến hết {vi.full_day(one.last_day)}"


def _foot(document: Document, facts: InvitationLetterFacts) -> None:
    left, right = _two_sides(document)
    for number, text in enumerate(
        ("Nơi nhận:", "- Như trên;", f"- {facts.training.host_name};", "- Lưu: VT, …")
    ):
        paragraph = left.add_paragraph() if number else left.paragraphs[0]
        run = paragraph.add_run(text)
        run.font.size, run.bold, run.italic = Pt(12 if number == 0 else 11), number == 0, number == 0
        paragraph.paragraph_format.space_after = Pt(0)
    _cell(
        right,
        [("CỤC TRƯỞNG", True), ("", False), ("", False), ("(ký, ghi rõ họ tên)", False)],
        italic_last=True,
    )


def _annex(document: Document, facts: InvitationLetterFacts) -> None:
    document.add_page_break()  # type: ignore[no-untyped-call]  # python-docx left it untyped
    line(document, "Phụ lục", bold=True, centred=True)
    line(document, f"Danh sách {vi.count(len(facts.units))} đơn vị được mời", bold=True, centred=True)
    table = document.add_table(rows=1, cols=2, style=BORDERED)
    for cell, title in zip(table.rows[0].cells, ("TT", "Đơn vị"), strict=True):
        cell.text = title
    for number, unit in enumerate(facts.units, 1):
        for cell, text in zip(table.add_row().cells, (str(number), unit), strict=True):
            cell.text = text
    _fit(table, UNIT_WIDTHS)
