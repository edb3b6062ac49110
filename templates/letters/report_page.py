"""The page of the compiled report: paragraphs, rules, tables, annexes (Nghị định 30/2020)."""

from collections.abc import Iterable, Sequence

from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from .sheet import sheet
from .sign_table import printable

CENTRE, LEFT, RIGHT, JUSTIFY = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)
BODY = Pt(14)
CELL = Pt(12)


def page() -> Document:
    """An empty page; its number stands centred in the top margin from the second page on."""
    document = sheet()
    normal = document.styles["Normal"]
    normal.paragraph_format.space_after = normal.paragraph_format.space_before = Pt(0)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(kind), "Times New Roman")
    return document


def new_section(document: Document, *, across: bool) -> None:
    """An annex: a page of its own, its numbers begin anew."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    section.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    long, short = Mm(297), Mm(210)
    section.page_width, section.page_height = (long, short) if across else (short, long)
    section.first_page_header.is_linked_to_previous = True
    section.header.is_linked_to_previous = True
    section.different_first_page_header_footer = True
    start = OxmlElement("w:pgNumType")
    start.set(qn("w:start"), "1")
    for old in section._sectPr.findall(qn("w:pgNumType")):
        section._sectPr.remove(old)
    section._sectPr.append(start)


def write(
    paragraph: Paragraph,
    text: str,
    *,
    size: Pt = BODY,
    bold: bool = False,
    italic: bool = False,
    align: WD_ALIGN_PARAGRAPH = CENTRE,
    before: int = 0,
    after: int = 0,
) -> Paragraph:
    """The text of a paragraph in one manner."""
    run = paragraph.add_run(printable(text))
    run.font.size, run.bold, run.italic = size, bold, italic
    paragraph.alignment = align
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(after)
    return paragraph


def body(document: Document, text: str, *, bold: bool = False, italic: bool = False) -> Paragraph:
    """A paragraph of the text; the first line of it is drawn in."""
    paragraph = write(document.add_paragraph(), text, bold=bold, italic=italic, align=JUSTIFY, after=6)
    paragraph.paragraph_format.first_line_indent = Mm(12.7)
    paragraph.paragraph_format.keep_with_next = bold
    return paragraph


def rule(paragraph: Paragraph, *, inset: Length) -> None:
    """A solid rule in an empty paragraph of its own, `inset` from both margins."""
    borders = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    properties = paragraph._p.get_or_add_pPr()
    properties.append(borders)
    shape = paragraph.paragraph_format
    shape.left_indent = shape.right_indent = inset
    shape.line_spacing = shape.space_before = Pt(2)
    paragraph.alignment = CENTRE


def sides(document: Document, *, widths: tuple[Length, Length]) -> tuple[_Cell, _Cell]:
    """Two columns without any line."""
    table = document.add_table(rows=1, cols=2, style="Normal Table")
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    for cell, column, width in zip(table.rows[0].cells, table.columns, widths, strict=True):
        cell.width = column.width = width
    left, right = table.rows[0].cells
    return left, right


def add(cell: _Cell) -> Paragraph:
    """The next empty paragraph of a cell."""
    first: Paragraph = cell.paragraphs[0]
    if len(cell.paragraphs) == 1 and not first.runs:
        return first
    made: Paragraph = cell.add_paragraph()
    return made


def table(
    document: Document,
    *,
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    widths: Sequence[Length],
    left: Iterable[int] = (1,),
    bold_last: bool = False,
    size: Pt = CELL,
) -> None:
    """Its head stands on every page, its rows are never torn apart; columns in `left` are flush left."""
    texts = [heads, *rows]
    made = document.add_table(rows=len(texts), cols=len(widths), style="Table Grid")
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(made.columns, widths, strict=True):
        column.width = width
    flush = set(left)
    for number, (row, cells) in enumerate(zip(made.rows, texts, strict=True)):
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if number == 0:
            properties.append(OxmlElement("w:tblHeader"))
        strong = number == 0 or (bold_last and number == len(texts) - 1)
        for place, (cell, text, width) in enumerate(zip(row.cells, cells, widths, strict=True)):
            cell.width = width
            align = LEFT if number and place in flush else CENTRE
            write(cell.paragraphs[0], text, size=size, bold=strong, align=align, before=1, after=1)
    write(document.add_paragraph(), "", size=Pt(6))
