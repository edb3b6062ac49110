"""A chart in a .docx as Word makes one: it can be edited, its numbers lie in a workbook inside."""

import zipfile
from datetime import datetime
from io import BytesIO
from itertools import count
from typing import Any
from xml.sax.saxutils import quoteattr

import xlsxwriter
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.shared import Length, Mm, Pt

from templates.native_bars import Bars, chart_of

CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
MADE = datetime(2024, 1, 1)  # noqa: DTZ001 - one for all: the same facts, the same bytes
WIDE, TALL = Mm(155), Mm(75)
EXTERNAL = '<c:externalData r:id="rId1"><c:autoUpdate val="0"/></c:externalData>'
ONLY_VALUES = (  # said in full: outside a workbook LibreOffice shows whatever is not denied
    '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/>'
    '<c:showSerName val="0"/><c:showPercent val="0"/><c:showBubbleSize val="0"/>'
)
INLINE = (
    '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{tall}"/>'
    '<wp:docPr id="{id}" name="Biểu đồ {id}" descr={title}/><wp:cNvGraphicFramePr/>'
    '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">'
    '<c:chart r:id="{rel}"/></a:graphicData></a:graphic></wp:inline></w:drawing>'
)


def add_chart(document: Document, bars: Bars, *, wide: Length = WIDE, tall: Length = TALL) -> None:
    """The chart in a centred paragraph of its own."""
    book, chart = _drawn(bars)
    number = next(_free(document))
    part = _part(document, f"/word/charts/chart{number}.xml", CHART_TYPE, chart)
    inside = _part(document, f"/word/embeddings/bieu-do-{number}.xlsx", BOOK_TYPE, book)
    part.rels.get_or_add(RELATIONSHIP_TYPE.PACKAGE, inside)
    rel = document.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    drawing = INLINE.format(wide=wide, tall=tall, id=number, title=quoteattr(bars.title), rel=rel)
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(6)
    paragraph.add_run()._r.append(parse_xml(drawing))


def _free(document: Document) -> Any:
    """Numbers of charts that the document has not got yet."""
    taken = {str(part.partname) for part in document.part.package.iter_parts()}
    return (number for number in count(1) if f"/word/charts/chart{number}.xml" not in taken)


def _part(document: Document, name: str, kind: str, content: bytes) -> Part:
    return Part(PackURI(name), kind, content, document.part.package)


def _drawn(bars: Bars) -> tuple[bytes, bytes]:
    """The small workbook, and its chart with the numbers as they were, tied to that workbook."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, SAFE) as book:
        book.set_properties({"created": MADE})
        sheet = book.add_worksheet("Số liệu")
        sheet.write_column(1, 0, bars.categories)
        for column, one in enumerate(bars.series, 1):
            sheet.write_column(0, column, [one.name, *one.values])
        sheet.insert_chart(0, len(bars.series) + 2, chart_of(book, bars, sheet="Số liệu", row=1, column=0))
    with zipfile.ZipFile(out) as package:
        xml = package.read("xl/charts/chart1.xml").decode()
    assert "<c:printSettings" in xml
    xml = xml.replace("<c:printSettings", f"{EXTERNAL}<c:printSettings", 1)
    return out.getvalue(), xml.replace('<c:showVal val="1"/>', ONLY_VALUES).encode()
