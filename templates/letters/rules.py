"""Rules under lines whose text is known only once it is written: their length follows the line above."""

from typing import Any

from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph

from .lines import Line
from .reading import pairs_of
from .widths import width

RULE, MOTTO_RULE = "Đường kẻ", "Đường kẻ dưới Tiêu ngữ"
SHARE = 0.42  # of the line above: between a third and a half


def length_of(line: Line) -> float:
    """How wide the widest row of a line is, in millimetres."""
    size = max((piece.size for piece in line.pieces), default=0)
    return min(line.room, max((width(row, points=size) for row in line.rows), default=0))


def fit_rules(document: Document) -> None:
    """Give each rule of the style `Đường kẻ` its length."""
    named = {one.style_id for one in document.styles if one.name == RULE}
    above: Line | None = None
    for element, line in pairs_of(document):
        if above is not None and _style(element) in named:
            _fit(Paragraph(element, document._body), above=above, line=line)
        elif line.text:
            above = line


def _style(element: Any) -> str:
    found = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    return str(found.get(qn("w:val"))) if found is not None else ""


def _fit(paragraph: Paragraph, *, above: Line, line: Line) -> None:
    shape = paragraph.paragraph_format
    indents = (shape.left_indent or Mm(0)).mm + (shape.right_indent or Mm(0)).mm
    shape.left_indent = shape.right_indent = Mm((line.room + indents - length_of(above) * SHARE) / 2)
