"""Tables as an .xlsx that prints well, and as a CSV that Excel in a Vietnamese locale opens right."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import xlsxwriter

from templates import words_vi as vi
from templates.spreadsheet import inert, render_csv

from .table_facts import Cell, Column, Look, Table, Tables

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv"
MADE = datetime(2024, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # one for all: the same facts, the same bytes
SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
SAMPLE = "DỮ LIỆU MẪU, không có giá trị"
FONT: dict[str, Any] = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
CELL = {**FONT, "border": 1, "text_wrap": True, "valign": "top"}
HEADING = {**FONT, "border": 1, "text_wrap": True, "bold": True, "align": "center", "bg_color": "#E7EDF5"}
LOOKS: dict[Look, dict[str, Any]] = {
    Look.TEXT: {"align": "left", "indent": 1},
    Look.CENTRE: {"align": "center"},
    Look.NUMBER: {"align": "center", "num_format": "#,##0"},
    Look.DAY: {"align": "center", "num_format": "dd/mm/yyyy"},
    Look.RATE: {"align": "center", "num_format": "0.0%"},
}
A4 = 9
POINTS = 16  # height of a line of text


def xlsx(facts: Tables) -> bytes:
    """A sheet for each table: A4, headings on every page, page numbers."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, SAFE) as book:
        book.set_properties({"title": facts.title, "created": MADE})
        styles = _Styles(book)
        for table in facts.tables:
            _sheet(book, styles, facts, table)
    return out.getvalue()


class _Styles:
    """Each look of a cell is made once."""

    def __init__(self, book: Any) -> None:
        self._book, self._made = book, dict[tuple[tuple[str, Any], ...], Any]()

    def of(self, look: dict[str, Any], **more: Any) -> Any:
        key = tuple(sorted((look | more).items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(dict(key))
        return self._made[key]


def _sheet(book: Any, styles: _Styles, facts: Tables, table: Table) -> None:
    sheet = book.add_worksheet(table.name)
    last = len(table.columns) - 1
    for number, column in enumerate(table.columns):
        sheet.set_column(number, number, column.width)
    heading = _head(sheet, styles, facts, table, last)
    sheet.set_row(heading, _height(table, [one.title for one in table.columns]))
    for number, column in enumerate(table.columns):
        sheet.write_string(heading, number, column.title, styles.of(HEADING))
    for row, cells in enumerate(table.rows, heading + 1):
        sheet.set_row(row, _height(table, cells))
        for number, (column, cell) in enumerate(zip(table.columns, cells, strict=True)):
            _write(sheet, styles, (row, number), column, cell)
    below = heading + 1 + len(table.rows)
    for row, note in enumerate(table.notes, below + 1):
        sheet.write_string(row, 0, note, styles.of(FONT, italic=True))
    _page(sheet, facts, table, heading, below + len(table.notes) + bool(table.notes), last)


def _head(sheet: Any, styles: _Styles, facts: Tables, table: Table, last: int) -> int:
    """Title and what stands under it across all columns; the row of the headings."""
    lines: list[tuple[str, dict[str, Any]]] = [(table.title.upper(), {"bold": True, "font_size": 14})]
    lines += [(line, {"italic": True}) for line in facts.above]
    lines += [(SAMPLE, {"bold": True, "font_color": "#C00000"})] if facts.example else []
    wide = sum(one.width for one in table.columns)
    for row, (text, look) in enumerate(lines):
        sheet.set_row(row, 4 + POINTS * _lines(text, wide))
        form = styles.of(FONT, align="center", text_wrap=True, **look)
        sheet.merge_range(row, 0, row, last, "", form) if last else None
        sheet.write_string(row, 0, text, form)
    return len(lines) + 1


def _write(sheet: Any, styles: _Styles, place: tuple[int, int], column: Column, cell: Cell) -> None:
    form = styles.of(CELL, **LOOKS[column.look])
    if cell is None or cell == "":
        sheet.write_blank(*place, None, form)
    elif isinstance(cell, str):
        quoted = {"quote_prefix": True} if inert(cell) != cell else {}
        text_look = LOOKS[Look.TEXT if column.look is Look.TEXT else Look.CENTRE]
        sheet.write_string(*place, cell, styles.of(CELL, **text_look, **quoted))
    elif isinstance(cell, date):
        sheet.write_datetime(*place, datetime(cell.year, cell.month, cell.day), form)  # noqa: DTZ001  # a cell has no zone
    else:
        sheet.write_number(*place, cell, form)


def _height(table: Table, cells: Sequence[Cell]) -> int:
    """Neither Excel nor LibreOffice measures a row that prints: the longest cell decides."""
    shown = (_lines(text(cell, column.look), column.width) for column, cell in _pairs(table, cells))
    return 4 + POINTS * max(shown, default=1)


def _pairs(table: Table, cells: Sequence[Cell]) -> Iterator[tuple[Column, Cell]]:
    return zip(table.columns, cells, strict=True)


def _lines(shown: str, width: int) -> int:
    return sum(1 + len(part) // max(1, width) for part in (shown.split("\n") or [""]))


def _page(sheet: Any, facts: Tables, table: Table, heading: int, bottom: int, last: int) -> None:
    sheet.set_paper(A4)
    sheet.set_landscape() if table.landscape else sheet.set_portrait()
    sheet.set_margins(left=0.8, right=0.6, top=0.8, bottom=0.8)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    sheet.repeat_rows(heading)
    sheet.freeze_panes(heading + 1, 0)
    sheet.print_area(0, 0, bottom, last)
    sheet.set_header("&C&12&P")
    sheet.set_footer(f"&L&10{_plain(facts.sender)}&R&10Trang &P/&N")


def _plain(words: str) -> str:
    return words.replace("&", "&&")


def csv(facts: Tables) -> bytes:
    """UTF-8 with its mark and semicolons, decimals with a comma: so Excel in a Vietnamese locale reads it.

    A single table is its headings and rows; several stand one below another, each under its title.
    """
    [first, *more] = [_block(one) for one in facts.tables]
    if not more:
        return render_csv(headings=first[1][0], rows=first[1][1:], delimiter=";")
    lines = [line for title, rows in (first, *more) for line in ([title], *rows, [])]
    return render_csv(headings=lines[0], rows=lines[1:-1], delimiter=";")


def _block(table: Table) -> tuple[str, list[list[str]]]:
    headings = [" ".join(one.title.split()) for one in table.columns]
    rows = [[text(cell, column.look) for column, cell in _pairs(table, cells)] for cells in table.rows]
    return table.title, [headings, *rows]


def text(cell: Cell, look: Look) -> str:
    """A cell as a Vietnamese reader writes it: `28/02/2024`, `66,7%`, `12,5`."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return vi.plain_day(cell)
    if look is Look.RATE and not isinstance(cell, str):
        return f"{100 * cell:.1f}".replace(".", ",") + "%"
    return f"{cell:g}".replace(".", ",") if isinstance(cell, float) else str(cell)
