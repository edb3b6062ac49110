"""The page that every draft is written on."""

from io import BytesIO

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

SAMPLE = "DỮ LIỆU MẪU: văn bản soạn thử từ dữ liệu mẫu, không có giá trị."


def as_bytes(document: Document) -> bytes:
    """The file's content."""
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def sheet() -> Document:
    """An empty page A4 with the margins and the letter of Nghị định 30/2020/NĐ-CP."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(20)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(14)
    return document


def line(
    document: Document, text: str, *, bold: bool = False, italic: bool = False, centred: bool = False
) -> None:
    """One paragraph."""
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.bold, run.italic = bold, italic
    paragraph.paragraph_format.space_after = Pt(6)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.JUSTIFY


def body(document: Document, text: str) -> None:
    """A paragraph of the text, its first line drawn in."""
    line(document, text)
    document.paragraphs[-1].paragraph_format.first_line_indent = Mm(10)
