"""The look of a workbook: one font, locked cells, yellow ones to fill in, A4."""

from typing import Any

from templates import words_vi as vi

from .facts import HEADING_ROW, INTERIM, WorkbookFacts

FONT = {"font_name": "Times New Roman", "font_size": 13, "valign": "vcenter"}
CELL = {**FONT, "border": 1, "text_wrap": True}
INPUT = {**CELL, "locked": False, "bg_color": "#FFF9E5"}
TOP = {**FONT, "valign": "top", "text_wrap": True}


class Paper:
    """A workbook that is being written; each style is made once."""

    def __init__(self, book: Any, facts: WorkbookFacts) -> None:
        self.book, self.facts = book, facts
        self._styles: dict[tuple[tuple[str, object], ...], Any] = {}

    def style(self, look: dict[str, Any], **more: Any) -> Any:
        """The cell format that looks so."""
        wanted = {**look, **more}
        key = tuple(sorted(wanted.items()))
        if key not in self._styles:
            self._styles[key] = self.book.add_format(wanted)
        return self._styles[key]

    def sheet(self, name: str, *, landscape: bool) -> Any:
        """A4, as wide as one page, locked where nothing is to be entered."""
        sheet = self.book.add_worksheet(name)
        sheet.set_paper(9)
        sheet.set_landscape() if landscape else sheet.set_portrait()
        sheet.set_margins(left=0.8, right=0.6, top=0.8, bottom=0.8)
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        sheet.set_footer(f"&L&10{self.facts.unit_name.replace('&', '&&')}&R&10Trang &P/&N")
        sheet.protect(options={"format_columns": True, "format_rows": True})
        return sheet

    def head(self, sheet: Any, title: str, *, last: int) -> None:
        """What the table is, whose, of which days, across the columns to `last`."""
        lines: tuple[tuple[str, dict[str, Any], int], ...] = (
            (title, {"bold": True, "font_size": 14, "align": "center"}, 24),
            (_plan(self.facts), {"align": "center", "italic": True}, 54),
            (f"Đơn vị báo cáo: {self.facts.unit_name}", {"bold": True}, 22),
            (period_words(self.facts), {}, 22),
        )
        for row, (text, look, tall) in enumerate(lines):
            sheet.set_row(row, tall)
            sheet.merge_range(row, 0, row, last, text, self.style(FONT, text_wrap=True, **look))

    def titles(self, sheet: Any, titles: list[str]) -> None:
        """The headings of a table."""
        sheet.set_row(HEADING_ROW - 1, 38)
        look = self.style(CELL, bold=True, align="center", bg_color="#E7EDF5")
        for column, title in enumerate(titles):
            sheet.write_string(HEADING_ROW - 1, column, title, look)

    def line(self, sheet: Any, row: int, *texts: str) -> None:
        """The fixed cells of a line; the code, which nobody needs to read, is small."""
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, self.style(CELL, indent=1, font_size=13 if column else 11))


def _plan(facts: WorkbookFacts) -> str:
    day = vi.plain_day(facts.plan_issued_on)
    return f"{facts.plan_title} (ban hành kèm theo {vi.document(facts.plan_number)} ngày {day})"


def period_words(facts: WorkbookFacts) -> str:
    """`Kỳ báo cáo: từ ngày 15/12/2023 đến hết ngày 14/12/2024 (ngày chốt số liệu)`."""
    if facts.period is None:
        return f"Kỳ báo cáo: {years_words(facts)}"
    starts, cut_off = map(vi.plain_day, facts.period)
    span = f"từ ngày {starts} đến hết ngày {cut_off} (ngày chốt số liệu)"
    if facts.kind != INTERIM:
        return f"Kỳ báo cáo: {span}"
    return f"Kỳ báo cáo: {years_words(facts)}; riêng năm {facts.years[-1]} {span}"


def years_words(facts: WorkbookFacts) -> str:
    """`năm 2024`, `các năm 2022 - 2024`."""
    first, last = facts.years[0], facts.years[-1]
    return f"năm {first}" if first == last else f"các năm {first} - {last}"


def height(text: str, *, wide: int) -> int:
    """Points for a text of `wide` characters a line: neither Excel nor LibreOffice measures a locked row."""
    return 6 + 17 * (1 + len(text) // wide)


def table_area(sheet: Any, *, lines: int, last: int) -> None:
    """Headings stay in sight and stand on every printed page."""
    sheet.freeze_panes(HEADING_ROW, 0)
    sheet.repeat_rows(HEADING_ROW - 1)
    sheet.print_area(0, 0, HEADING_ROW + lines - 1, last)
