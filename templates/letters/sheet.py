"""The page that every paper is written on: Nghị định 30/2020/NĐ-CP, Annex I, part I, section I."""

from io import BytesIO
from typing import Any

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

SAMPLE = "DỮ LIỆU MẪU: văn bản soạn thử từ dữ liệu mẫu, không có giá trị."
FONT = "Times New Roman"
FIRST_LINE = Mm(12.7)


def as_bytes(document: Document) -> bytes:
    """The file's content."""
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def sheet() -> Document:
    """An empty page A4 with the margins, the letter and the page number of the decree."""
    document = docx.Document()
    page(document.sections[0])
    numbered(document.sections[0])
    style = document.styles["Normal"]
    style.font.size = Pt(14)
    _font(style.element.get_or_add_rPr())
    defaults = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    _font(defaults)
    defaults.find(qn("w:lang")).set(qn("w:val"), "vi-VN")
    return document


def page(section: Section) -> None:
    """A4 upright, with the margins of the decree."""
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = section.footer_distance = Mm(10)


def numbered(section: Section) -> None:
    """The page in the middle of the top margin, from the second page on."""
    section.different_first_page_header_footer = True
    section.header.is_linked_to_previous = False
    section.first_page_header.is_linked_to_previous = False
    first = section.header.paragraphs[0]
    paragraph = section.header.add_paragraph() if first.text.strip() else first
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _page_field(paragraph)


def _page_field(paragraph: Paragraph) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run = paragraph.add_run("2")  # until whoever opens it counts
    run.font.size = Pt(13)
    field.append(run._r)
    paragraph._p.append(field)


def _font(properties: Any) -> None:
    """The same letter for every script, whatever the theme says."""
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    fonts.attrib.clear()
    for name in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(name), FONT)


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
    document.paragraphs[-1].paragraph_format.first_line_indent = FIRST_LINE
