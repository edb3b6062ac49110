"""A table that is printed and signed: its head stands on every page, its rows have room for a signature."""

from collections.abc import Sequence

from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Length, Mm, Pt
from docx.table import _Cell, _Row

ROW = Mm(9)  # room to sign


def printable(text: str) -> str:
    """One line without the control characters that no .docx may hold."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())


def add_table(document: Document, texts: Sequence[Sequence[str]], *, widths: Sequence[Length]) -> None:
    """The first of `texts` is the head; the last row keeps what follows on its page."""
    table = document.add_table(rows=len(texts), cols=len(widths), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for number, (row, cells) in enumerate(zip(table.rows, texts, strict=True)):
        _row(row, cells, widths, head=number == 0)
    for cell in table.rows[-1].cells:
        cell.paragraphs[0].paragraph_format.keep_with_next = True


def _row(row: _Row, texts: Sequence[str], widths: Sequence[Length], *, head: bool) -> None:
    """A row is as high as a signature, or higher, and stays on one page; the head stands on every page."""
    row.height, row.height_rule = ROW, WD_ROW_HEIGHT_RULE.AT_LEAST
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))
    for place, (cell, text, width) in enumerate(zip(row.cells, texts, widths, strict=True)):
        _cell(cell, text, width, head=head, centred=head or place == 0)


def _cell(cell: _Cell, text: str, width: Length, *, head: bool, centred: bool) -> None:
    cell.width, cell.vertical_alignment = width, WD_CELL_VERTICAL_ALIGNMENT.CENTER
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1)
    run = paragraph.add_run(printable(text))
    run.font.size, run.bold = Pt(12), head
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.LEFT
