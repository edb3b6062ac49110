"""The look of the report's workbook: one font, A4, headings on every page, formulas with their values."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from templates import words_vi as vi
from templates.report_facts import Number, ReportFacts
from templates.report_words import known, subject

FONT: dict[str, Any] = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
CELL: dict[str, Any] = {**FONT, "border": 1, "text_wrap": True}
HEAD: dict[str, Any] = {**CELL, "bold": True, "align": "center", "bg_color": "#E7EDF5"}
WHOLE, PARTS = "#,##0", "#,##0.00"
MARK = ' "(ước)"'
MANY = 36  # rows that are too many for one page


class Sheet:
    """One sheet with a table; rows are written from the top down."""

    def __init__(self, book: "Book", name: str, widths: Sequence[float], *, landscape: bool = True) -> None:
        self.book, self.name, self.columns = book, name, len(widths)
        self.sheet = book.book.add_worksheet(name)
        self.sheet.set_paper(9)
        self.sheet.set_landscape() if landscape else self.sheet.set_portrait()
        self.sheet.set_margins(left=0.6, right=0.5, top=0.8, bottom=0.7)
        self.sheet.set_footer(f"&L&9{name.replace('&', '&&')}&R&9Trang &P/&N")
        self.sheet.hide_gridlines(2)
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)
        self.row = 0

    def title(self, text: str, *, last: int | None = None) -> None:
        """What the table is, of which plan, as known on which day."""
        facts, style = self.book.facts, self.book.style
        right = self.columns - 1 if last is None else last
        day = f"{known(facts)} · {'Bản chính thức' if facts.final else 'Bản thảo'}"
        sample = "DỮ LIỆU MẪU · " if facts.example else ""
        for line, look, tall in (
            (text.upper(), {"bold": True, "font_size": 14}, 24),
            (subject(facts), {"italic": True}, 34),
            (f"{sample}{day}", {}, 20),
        ):
            self.sheet.set_row(self.row, tall)
            where = (self.row, 0, self.row, right)
            self.sheet.merge_range(*where, line, style(FONT, align="center", text_wrap=True, **look))
            self.row += 1
        self.row += 1

    def heads(self, titles: Sequence[str], *, tall: int = 36, repeat: bool = True) -> None:
        """The headings, in sight and on every printed page."""
        self.sheet.set_row(self.row, tall)
        for column, text in enumerate(titles):
            self.sheet.write_string(self.row, column, text, self.book.style(HEAD))
        if repeat:
            self.sheet.repeat_rows(self.row)
            self.sheet.freeze_panes(self.row + 1, 0)
        self.row += 1

    def fit(self, *, rows: int = MANY) -> None:
        """As wide as one page; so few rows stand on one page."""
        self.sheet.fit_to_pages(1, 1 if rows < MANY else 0)

    def place(self, number: int) -> None:
        """The number of the line."""
        style = self.book.style(CELL, align="center")
        self.sheet.write_number(self.row, 0, number, style)

    def text(self, column: int, text: str, **look: Any) -> None:
        """Text, whatever it begins with."""
        self.sheet.write_string(self.row, column, text, self.book.style(CELL, **look))

    def number(self, column: int, value: float, *, estimate: bool = False, **look: Any) -> None:
        """A number; an estimate says so and is in italics."""
        shape = shown(value) + (MARK if estimate else "")
        style = self.book.style(CELL, num_format=shape, align="right", italic=estimate, **look)
        self.sheet.write_number(self.row, column, value, style)

    def figure(self, column: int, value: Number | None) -> None:
        """A figure; nothing if the unit stated none."""
        if value is None:
            self.sheet.write_blank(self.row, column, None, self.book.style(CELL))
        else:
            self.number(column, value[0], estimate=value[1])

    def formula(self, column: int, formula: str, value: float, **look: Any) -> None:
        """A formula with what it came to, so that a reader can check it."""
        style = self.book.style(CELL, num_format=shown(value), align="right", **look)
        self.sheet.write_formula(self.row, column, f"={formula}", style, value)

    def day(self, column: int, day: date | None) -> None:
        """A day as text, as official papers write it."""
        self.text(column, vi.plain_day(day) if day else "", align="center")


def shown(value: float) -> str:
    """A whole number without decimals."""
    return WHOLE if value == int(value) else PARTS


class Book:
    """The workbook that is being written; each style is made once."""

    def __init__(self, book: Any, facts: ReportFacts) -> None:
        self.book, self.facts = book, facts
        self._styles: dict[tuple[tuple[str, object], ...], Any] = {}

    def style(self, look: dict[str, Any], **more: Any) -> Any:
        """The cell format that looks so."""
        wanted = {**look, **more}
        key = tuple(sorted(wanted.items()))
        if key not in self._styles:
            self._styles[key] = self.book.add_format(wanted)
        return self._styles[key]


def height(*texts: tuple[str, float]) -> int:
    """Points for the highest of texts, each in a column so wide."""
    return 4 + 16 * max(1 + int(len(text) * 0.9 / wide) for text, wide in texts)
