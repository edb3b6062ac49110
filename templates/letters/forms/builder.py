"""Writes a template in the layout of Nghị định 30/2020/NĐ-CP; its text holds fields in double braces."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.table import Table

from templates.letters.rules import MOTTO_RULE, RULE
from templates.letters.sheet import FIRST_LINE, SAMPLE, as_bytes, numbered, sheet
from templates.letters.widths import width

from .pieces import no_margins, rule, run_of, write

NATION, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
SIDES = (Mm(72), Mm(93))  # the nation's name on one line
MOTTO_SIZE = 13.0
NO_MARGIN = "Normal Table"
SIGNING_ROOM = 4  # lines


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A column of the annex."""

    title: str
    width: Length
    text: str
    centred: bool = False


@dataclass(kw_only=True, slots=True)
class Form:
    """One template; what is called first stands first."""

    body_size: float = 14
    spacing: float = 1.1
    document: Document = field(default_factory=sheet)

    def __post_init__(self) -> None:
        """Styles of the rules, and the mark of an example."""
        for name in (RULE, MOTTO_RULE):
            self.document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        self.when("du_lieu_mau", lambda: self.text(SAMPLE, italic=True, size=12))

    def when(self, condition: str, write: Callable[[], None]) -> None:
        """What `write` adds stands there if the condition holds."""
        self.document.add_paragraph(f"{{%p if {condition} %}}")
        write()
        self.document.add_paragraph("{%p endif %}")

    def head(self, *, about: str = "") -> None:
        """Bodies, nation, number, place and day; `about`: of a letter, under its number."""
        table = self._two_sides(rows=2)
        (left, right), (under, date) = (row.cells for row in table.rows)
        write(left, "{%p if co_quan_chu_quan %}")
        write(left, "{{ co_quan_chu_quan }}", size=13)
        write(left, "{%p endif %}")
        write(left, "{{ co_quan_ban_hanh }}", size=13, bold=True)
        rule(left.add_paragraph(), RULE)
        write(right, NATION, size=12, bold=True)
        write(right, MOTTO, size=MOTTO_SIZE, bold=True)
        rule(right.add_paragraph(), MOTTO_RULE, length=width(MOTTO, points=MOTTO_SIZE), room=SIDES[1].mm)
        write(under, "Số: {{ so_ky_hieu }}", size=13)
        if about:
            write(under, f"V/v {about}", size=12, before=6)
        write(date, "{{ dia_danh_ngay }}", size=13, italic=True)

    def title(self, kind: str, about: str) -> None:
        """Kind and subject of a paper that has its kind in its name."""
        self.text(kind, bold=True, size=14, before=18, after=0)
        self.text(about, bold=True, size=14, after=0)
        rule(self.document.add_paragraph(), RULE)

    def addressed(self, *, several: bool = False) -> None:
        """Kính gửi: one on the line, several below it."""
        self.text("Kính gửi: {{ kinh_gui }}", size=14, before=12, after=6)
        if several:
            self.document.add_paragraph("{%p for noi in kinh_gui_gom %}")
            self.text("{{ noi }}", size=14, centred=False, after=0)
            self.document.paragraphs[-1].paragraph_format.left_indent = Mm(45)
            self.document.add_paragraph("{%p endfor %}")
            self.when("kinh_gui_gom", lambda: self.text("", size=6, after=0))

    def body(self, text: str) -> None:
        """A paragraph of the text."""
        paragraph = self.document.add_paragraph()
        paragraph.add_run(text).font.size = Pt(self.body_size)
        style = paragraph.paragraph_format
        style.alignment, style.first_line_indent = WD_ALIGN_PARAGRAPH.JUSTIFY, FIRST_LINE
        style.space_before, style.space_after, style.line_spacing = Pt(0), Pt(6), self.spacing

    def text(
        self,
        text: str,
        *,
        size: float,
        bold: bool = False,
        italic: bool = False,
        centred: bool = True,
        before: float = 0,
        after: float = 6,
    ) -> None:
        """A line that is no part of the body; without text, a gap of its size."""
        paragraph = self.document.add_paragraph()
        if not text:
            paragraph.paragraph_format.line_spacing = Pt(size)
        run_of(paragraph, text, size=size, bold=bold, italic=italic)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.LEFT
        paragraph.paragraph_format.space_before = Pt(before)
        paragraph.paragraph_format.space_after = Pt(after)

    def foot(self) -> None:
        """Distribution and signature, side by side on one page."""
        self.document.paragraphs[-1].paragraph_format.keep_with_next = True  # no signature stands alone
        self.text("", size=6, after=0)
        self.document.paragraphs[-1].paragraph_format.keep_with_next = True
        left, right = self._two_sides(rows=1).rows[0].cells
        write(left, "Nơi nhận:", size=12, bold=True, italic=True, centred=False)
        write(left, "{%p for noi in noi_nhan %}")
        write(left, "{{ noi }}", size=11, centred=False)
        write(left, "{%p endfor %}")
        write(right, "{%p for dong in chuc_vu %}")
        write(right, "{{ dong }}", size=14, bold=True)
        write(right, "{%p endfor %}")
        for _ in range(SIGNING_ROOM):
            write(right, "", size=14)
        write(right, "{{ nguoi_ky }}", size=14, bold=True)

    def annex(self, title: str, *, each: str, columns: Sequence[Column]) -> None:
        """A table with page numbers of its own, a row for `each`."""
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        numbered(section)
        start = OxmlElement("w:pgNumType")
        start.set(qn("w:start"), "1")
        section._sectPr.find(qn("w:cols")).addprevious(start)
        self.text("Phụ lục", bold=True, size=14, after=0)
        self.text(title, bold=True, size=14, after=0)
        self.text("(Kèm theo {{ van_ban_kem_theo }})", italic=True, size=14, after=0)
        rule(self.document.add_paragraph(), RULE)
        self.text("", size=6, after=0)
        self._table(each, columns)

    def made(self) -> bytes:
        """The template's content."""
        return as_bytes(self.document)

    def _two_sides(self, *, rows: int) -> Table:
        table: Table = self.document.add_table(rows=rows, cols=2, style=NO_MARGIN)
        table.autofit = False
        table._tbl.tblPr.find(qn("w:tblLook")).addprevious(no_margins())
        for column, room in zip(table.columns, SIDES, strict=True):
            column.width = room
            for cell in column.cells:
                cell.width = room
        for row in table.rows:
            row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        return table

    def _table(self, each: str, columns: Sequence[Column]) -> None:
        table = self.document.add_table(rows=4, cols=len(columns), style="Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        head, opening, row, closing = table.rows
        opening.cells[0].text, closing.cells[0].text = f"{{%tr for {each} %}}", "{%tr endfor %}"
        head._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        head._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for place, column in enumerate(columns):
            table.columns[place].width = column.width
            for cell in table.columns[place].cells:
                cell.width = column.width
            write(head.cells[place], column.title, size=13, bold=True)
            write(row.cells[place], column.text, size=13, centred=column.centred)
