"""Head, title, addressee, signature and distribution list of the compiled report and its tờ trình."""

from dataclasses import dataclass

from docx.document import Document
from docx.shared import Length, Mm, Pt

from models.words import Authority
from templates.report_facts import ReportFacts

from .report_page import BODY, LEFT, add, rule, sides, write
from .sheet import SAMPLE
from .widths import width

NATION = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
WIDTHS = (Mm(67), Mm(93))
FEET = (Mm(80), Mm(80))
PAGE, CELL = 160, 3.8  # millimetres between the margins; what a cell leaves empty on both sides


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """What stands around the text of one paper."""

    symbol: str  # …/BC-BCA-V03
    kind: str  # BÁO CÁO
    subject: str
    to: str
    by_ministry: bool  # head, symbol and signature move together
    copies: tuple[str, ...]


def head(document: Document, facts: ReportFacts, frame: Frame) -> None:
    """From the nation's name to the addressee."""
    if facts.example:
        write(document.add_paragraph(), SAMPLE, size=Pt(12), italic=True, after=6)
    left, right = sides(document, widths=WIDTHS)
    parents = () if frame.by_ministry or not facts.superior else (facts.superior,)
    for name in parents:
        write(add(left), name.upper(), size=Pt(12))
    issuer = facts.superior if frame.by_ministry else facts.sender_name
    write(add(left), issuer.upper(), size=Pt(12), bold=True)
    rule(left.add_paragraph(), inset=_inset(issuer.upper(), points=12, room=WIDTHS[0].mm - CELL))
    write(add(left), f"Số: {frame.symbol}", size=Pt(13), before=6)
    if not facts.final:
        write(add(left), "DỰ THẢO", size=Pt(13), bold=True, before=3)
    write(add(right), NATION[0], size=Pt(12), bold=True)
    write(add(right), NATION[1], size=Pt(13), bold=True)
    rule(right.add_paragraph(), inset=Mm(18))
    write(add(right), f"Hà Nội, ngày … tháng … năm {_year(facts)}", size=Pt(13), italic=True, before=6)
    _title(document, frame)


def _year(facts: ReportFacts) -> str:
    """Of the day it is signed: the year in which it was compiled."""
    return str(facts.made_at.year)


def _title(document: Document, frame: Frame) -> None:
    write(document.add_paragraph(), frame.kind, size=BODY, bold=True, before=18)
    write(document.add_paragraph(), frame.subject, size=BODY, bold=True)
    rule(document.add_paragraph(), inset=_inset(frame.subject, points=BODY.pt, room=PAGE))
    write(document.add_paragraph(), f"Kính gửi: {frame.to}", size=BODY, before=12, after=12)


def _inset(text: str, *, points: float, room: float) -> Length:
    """Beside a rule that is two fifths of the line above it: Nghị định 30/2020, Annex I, says 1/3 to 1/2."""
    return Mm((room - 0.4 * min(width(text, points=points), room)) / 2)


def foot(document: Document, frame: Frame) -> None:
    """Distribution list and signature side by side; never alone on a page."""
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    left, right = sides(document, widths=FEET)
    write(add(left), "Nơi nhận:", size=Pt(12), bold=True, italic=True, align=LEFT, before=6)
    for copy in frame.copies:
        write(add(left), copy, size=Pt(11), align=LEFT)
    positions = ("KT. BỘ TRƯỞNG", "THỨ TRƯỞNG") if frame.by_ministry else ("CỤC TRƯỞNG",)
    for number, position in enumerate(positions):
        write(add(right), position, size=BODY, bold=True, before=0 if number else 6)
    for _ in range(4):
        write(add(right), "", size=BODY)
    write(add(right), "(Cấp bậc, họ và tên)", size=BODY, bold=True)
    for cell in (left, right):
        for paragraph in cell.paragraphs:
            paragraph.paragraph_format.keep_with_next = paragraph is not cell.paragraphs[-1]
            paragraph.paragraph_format.keep_together = True


def report_frame(facts: ReportFacts, *, subject: str, symbol: str) -> Frame:
    """To the Prime Minister it is the Ministry's document, to the Ministry's leaders the focal unit's."""
    by_ministry = facts.authority is Authority.MINISTRY
    file = f"- Lưu: VT, {facts.sender_short} (P1)."
    copies = (
        (
            "- Như trên;",
            "- Văn phòng Chính phủ;",
            "- Bộ Tư pháp;",
            f"- Các đồng chí lãnh đạo {_ministry(facts)};",
        )
        if by_ministry
        else ("- Như trên;",)
    )
    return Frame(
        symbol=symbol,
        kind="BÁO CÁO",
        subject=subject,
        to=facts.reader,
        by_ministry=by_ministry,
        copies=(*copies, file),
    )


def _ministry(facts: ReportFacts) -> str:
    return "Bộ" if facts.superior.startswith("Bộ ") else facts.superior


def annex_head(document: Document, facts: ReportFacts, *, number: str, title: str, symbol: str) -> None:
    """`Phụ lục I`, what it is, which document it belongs to."""
    write(document.add_paragraph(), f"Phụ lục {number}", size=BODY, bold=True)
    write(document.add_paragraph(), title.upper(), size=BODY, bold=True)
    belongs = f"(Kèm theo Báo cáo số {symbol} ngày … tháng … năm {_year(facts)} của {facts.body})"
    write(document.add_paragraph(), belongs, size=BODY, italic=True, after=10)
