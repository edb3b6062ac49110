"""A .docx as its reader sees it: pages, and the lines on them."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import docx
from docx.document import Document
from docx.oxml.ns import qn

from .lines import EMU_PER_MM, Line, Place, line_of
from .sheet import numbered
from .styles import Styles, twips

CELL_MARGIN = 108  # twips on either side, where the table says nothing


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A section: a run of pages of one format."""

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    first_differs: bool
    starts_at: int | None  # its own page numbers
    header: tuple[Line, ...]
    first_header: tuple[Line, ...]
    numbered: int  # how many times the header shows the page
    first_numbered: bool
    numbered_below: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class Paper:
    """The whole document."""

    parts: tuple[Part, ...]
    lines: tuple[Line, ...]


def read_paper(content: bytes) -> Paper:
    """What stands where; raises ValueError if it is no .docx."""
    try:
        document = docx.Document(BytesIO(content))
    except Exception:  # noqa: BLE001 - python-docx raises whatever its zip and XML readers raise
        raise ValueError("không phải tệp .docx đọc được") from None
    return Paper(parts=_parts(document), lines=tuple(line for _, line in pairs_of(document)))


def pairs_of(document: Document) -> Iterator[tuple[Any, Line]]:
    """Each paragraph of the body and its tables, with its element."""
    reader = _Reader(styles=Styles(document.styles.element), parts=_parts(document))
    return reader.pairs(document.element.body)


def _parts(document: Document) -> tuple[Part, ...]:
    styles = Styles(document.styles.element)
    return tuple(_part(one, styles) for one in document.sections)


def number_pages(document: Document) -> None:
    """LibreOffice loses the header of a section that fills one page: give it back."""
    for section, part in zip(document.sections, _parts(document), strict=True):
        if not part.numbered and not part.numbered_below:
            numbered(section)


def _mm(length: Any) -> float:
    return float(length or 0) / EMU_PER_MM


def _part(section: Any, styles: Styles) -> Part:
    numbers = section._sectPr.find(qn("w:pgNumType"))
    start = numbers.get(qn("w:start")) if numbers is not None else None
    room = _mm(section.page_width) - _mm(section.left_margin) - _mm(section.right_margin)
    header, first = section.header._element, section.first_page_header._element
    footers = (section.footer, section.first_page_footer)
    return Part(
        width=_mm(section.page_width),
        height=_mm(section.page_height),
        top=_mm(section.top_margin),
        bottom=_mm(section.bottom_margin),
        left=_mm(section.left_margin),
        right=_mm(section.right_margin),
        first_differs=section.different_first_page_header_footer,
        starts_at=int(start) if start else None,
        header=tuple(line_of(one, styles=styles, room=room) for one in header.iter(qn("w:p"))),
        first_header=tuple(line_of(one, styles=styles, room=room) for one in first.iter(qn("w:p"))),
        numbered=_page_fields(header),
        first_numbered=bool(_page_fields(first)),
        numbered_below=any(_page_fields(one._element) for one in footers),
    )


def _page_fields(element: Any) -> int:
    simple = (one.get(qn("w:instr")) or "" for one in element.iter(qn("w:fldSimple")))
    complex_ = (one.text or "" for one in element.iter(qn("w:instrText")))
    return sum("PAGE" in text for text in (*simple, *complex_))


@dataclass(kw_only=True, slots=True)
class _Reader:
    """Walks through the body and counts sections and tables."""

    styles: Styles
    parts: tuple[Part, ...]
    section: int = 0
    table: int = -1

    def pairs(self, body: Any) -> Iterator[tuple[Any, Line]]:
        for child in body:
            if child.tag == qn("w:p"):
                yield child, line_of(child, styles=self.styles, room=self._room(), section=self.section)
                if child.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None:
                    self.section = min(self.section + 1, len(self.parts) - 1)
            elif child.tag == qn("w:tbl"):
                self.table += 1
                yield from self._table(child)

    def _room(self) -> float:
        part = self.parts[self.section]
        return part.width - part.left - part.right

    def _table(self, table: Any) -> Iterator[tuple[Any, Line]]:
        margins = _cell_margins(table)
        grid = [twips(one.get(qn("w:w"))) for one in table.iter(qn("w:gridCol"))]
        for row, tr in enumerate(table.iter(qn("w:tr"))):
            for column, tc in enumerate(tr.findall(qn("w:tc"))):
                place = Place(table=self.table, row=row, column=column)
                set_width = tc.find(f"{qn('w:tcPr')}/{qn('w:tcW')}")
                width = twips(set_width.get(qn("w:w"))) if set_width is not None else 0
                room = (width or (grid[column] if column < len(grid) else 0)) - margins
                for one in tc.iter(qn("w:p")):
                    yield one, line_of(one, styles=self.styles, room=room, section=self.section, place=place)


def _cell_margins(table: Any) -> float:
    margins = table.find(f"{qn('w:tblPr')}/{qn('w:tblCellMar')}")
    total = 0.0
    for names in (("w:left", "w:start"), ("w:right", "w:end")):
        found = [margins.find(qn(name)) for name in names] if margins is not None else []
        given = next((one.get(qn("w:w")) for one in found if one is not None), CELL_MARGIN)
        total += twips(given)
    return total
