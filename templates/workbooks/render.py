"""Facts in, the bytes of the workbook out."""

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from models.words import IndicatorKind
from templates import words_vi as vi

from .facts import (
    ESTIMATE,
    FIGURES,
    FIRST_YEAR_COLUMN,
    GUIDE,
    HEADING_ROW,
    INTERIM,
    LABEL,
    MOST_EVIDENCE,
    MOST_VALUE,
    RESULTS,
    TASKS,
    VERSION,
    WorkbookFacts,
)
from .guide import guide_lines

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MADE = datetime(2024, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # one for all: the same facts, the same bytes
SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
FONT = {"font_name": "Times New Roman", "font_size": 13, "valign": "vcenter"}
CELL = {**FONT, "border": 1, "text_wrap": True}
INPUT = {**CELL, "locked": False, "bg_color": "#FFF9E5"}
ESTIMATE_RIGHT = f"Chọn “{ESTIMATE}” nếu là số ước, để trống nếu là số thực."
SAMPLE = "DỮ LIỆU MẪU: biểu soạn từ dữ liệu mẫu, không có giá trị."


def file_name(facts: WorkbookFacts) -> str:
    """A name of our own words alone, such as bieu-so-lieu-2024-CA02.xlsx."""
    years = "-".join(str(year) for year in {facts.years[0]: 0, facts.years[-1]: 0})
    unit = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in facts.unit_id)
    return f"bieu-so-lieu-{years}-{unit}.xlsx"


def workbook(facts: WorkbookFacts) -> bytes:
    """Four sheets: how to fill it in, the figures, the whole-year tasks, and whose it is (hidden)."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, SAFE) as book:
        book.set_properties({"title": f"Biểu số liệu {facts.plan_code}", "created": MADE})
        book.set_size(1600, 1000)
        _guide(book, facts)
        _figures(book, facts)
        if facts.tasks:
            _tasks(book, facts)
        _label(book, facts)
        book.get_worksheet_by_name(FIGURES).activate()
    return out.getvalue()


def _sheet(book: Any, name: str, facts: WorkbookFacts, *, landscape: bool) -> Any:
    """A4, as wide as one page, locked where nothing is to be entered."""
    sheet = book.add_worksheet(name)
    sheet.set_paper(9)
    sheet.set_landscape() if landscape else sheet.set_portrait()
    sheet.set_margins(left=0.8, right=0.6, top=0.8, bottom=0.8)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    sheet.set_footer(f"&L&10{facts.unit_name.replace('&', '&&')}&R&10Trang &P/&N")
    sheet.protect(options={"format_columns": True, "format_rows": True, "select_locked_cells": True})
    return sheet


def _head(book: Any, sheet: Any, facts: WorkbookFacts, title: str, last: int) -> None:
    """What the table is, whose, of which days."""
    lines: tuple[tuple[str, dict[str, Any], int], ...] = (
        (title, {"bold": True, "font_size": 14, "align": "center"}, 24),
        (_plan(facts), {"align": "center", "italic": True}, 54),
        (f"Đơn vị báo cáo: {facts.unit_name}", {"bold": True}, 22),
        (period_words(facts), {}, 22),
    )
    for row, (text, style, height) in enumerate(lines):
        sheet.set_row(row, height)
        sheet.merge_range(row, 0, row, last, text, book.add_format({**FONT, "text_wrap": True, **style}))


def _plan(facts: WorkbookFacts) -> str:
    day = vi.plain_day(facts.plan_issued_on)
    return f"{facts.plan_title} (ban hành kèm theo {vi.document(facts.plan_number)} ngày {day})"


def period_words(facts: WorkbookFacts) -> str:
    """`Kỳ báo cáo: từ ngày 15/12/2023 đến hết ngày 14/12/2024 (ngày chốt số liệu)`."""
    if facts.period is None:
        return f"Kỳ báo cáo: {_years(facts)}"
    starts, cut_off = map(vi.plain_day, facts.period)
    span = f"từ ngày {starts} đến hết ngày {cut_off} (ngày chốt số liệu)"
    if facts.kind != INTERIM:
        return f"Kỳ báo cáo: {span}"
    return f"Kỳ báo cáo: {_years(facts)}; riêng năm {facts.years[-1]} {span}"


def _years(facts: WorkbookFacts) -> str:
    first, last = facts.years[0], facts.years[-1]
    return f"năm {first}" if first == last else f"các năm {first} - {last}"


def _guide(book: Any, facts: WorkbookFacts) -> None:
    sheet = _sheet(book, GUIDE, facts, landscape=False)
    sheet.set_column(0, 0, 5)
    sheet.set_column(1, 1, 80)
    title = f"HƯỚNG DẪN ĐIỀN BIỂU SỐ LIỆU {_years(facts).upper()}"
    _head(book, sheet, facts, title, 1)
    number = book.add_format({**FONT, "valign": "top", "align": "center"})
    text = book.add_format({**FONT, "valign": "top", "text_wrap": True})
    for row, line in enumerate(guide_lines(facts), HEADING_ROW - 1):
        sheet.set_row(row, _height(line, wide=88))
        sheet.write_number(row, 0, row - HEADING_ROW + 2, number)
        sheet.write_string(row, 1, line, text)
    if facts.example:
        sheet.write_string(4, 1, SAMPLE, book.add_format({**FONT, "bold": True, "font_color": "#C00000"}))


def _figures(book: Any, facts: WorkbookFacts) -> None:
    sheet = _sheet(book, FIGURES, facts, landscape=len(facts.years) > 1)
    last = facts.estimate_column + 1
    for columns, width in (((0, 0), 21), ((1, 1), 46), ((2, 2), 13), ((3, last), 13)):
        sheet.set_column(*columns, width)
    _head(book, sheet, facts, f"BIỂU SỐ LIỆU {_years(facts).upper()}", last)
    years = [f"Năm {year}" for year in facts.years]
    titles = ["Mã", "Chỉ tiêu", "Đơn vị tính", *years, f"{ESTIMATE} (năm {facts.years[-1]})", "Ít nhất"]
    _titles(book, sheet, titles)
    for row, asked in enumerate(facts.figures, HEADING_ROW):
        _line(book, sheet, row, (asked.code, asked.name, asked.unit))
        for column in range(FIRST_YEAR_COLUMN, facts.estimate_column):
            _number(book, sheet, row, column, asked.kind)
        _choice(book, sheet, row, facts.estimate_column, [ESTIMATE], ESTIMATE_RIGHT)
        least = vi.count(int(asked.minimum)) if asked.minimum else ""
        sheet.write_string(row, last, least, book.add_format({**CELL, "align": "center"}))
        sheet.set_row(row, _height(asked.name, wide=52))
    _area(sheet, len(facts.figures), last)


def _number(book: Any, sheet: Any, row: int, column: int, kind: IndicatorKind) -> None:
    whole = kind is IndicatorKind.COUNT
    style = {**INPUT, "num_format": "#,##0" if whole else "#,##0.###"}
    sheet.write_blank(row, column, None, book.add_format(style))
    sheet.data_validation(
        row,
        column,
        row,
        column,
        {
            "validate": "integer" if whole else "decimal",
            "criteria": "between",
            "minimum": 0,
            "maximum": MOST_VALUE,
            "error_title": "Số liệu chưa đúng",
            "error_message": f"Đề nghị nhập số{' nguyên' if whole else ''} từ 0 trở lên, không kèm chữ.",
        },
    )


def _choice(book: Any, sheet: Any, row: int, column: int, words: list[str], error: str) -> None:
    sheet.write_blank(row, column, None, book.add_format({**INPUT, "align": "center"}))
    sheet.data_validation(
        row,
        column,
        row,
        column,
        {"validate": "list", "source": words, "error_title": "Chọn trong danh sách", "error_message": error},
    )


def _tasks(book: Any, facts: WorkbookFacts) -> None:
    sheet = _sheet(book, TASKS, facts, landscape=True)
    for column, width in enumerate((11, 62, 20, 46)):
        sheet.set_column(column, column, width)
    _head(book, sheet, facts, "KẾT QUẢ THỰC HIỆN CÁC NHIỆM VỤ CẢ NĂM", 3)
    _titles(book, sheet, ["Mục", "Nhiệm vụ", "Kết quả", "Minh chứng (số, ngày văn bản; số liệu)"])
    results = list(RESULTS.values())
    for row, asked in enumerate(facts.tasks, HEADING_ROW):
        _line(book, sheet, row, (asked.code, asked.title))
        _choice(book, sheet, row, 2, results, f"Đề nghị chọn: {', '.join(results)}.")
        sheet.write_blank(row, 3, None, book.add_format(INPUT))
        sheet.data_validation(
            row,
            3,
            row,
            3,
            {
                "validate": "length",
                "criteria": "<=",
                "value": MOST_EVIDENCE,
                "error_title": "Nội dung quá dài",
                "error_message": f"Đề nghị ghi ngắn gọn, nhiều nhất {MOST_EVIDENCE} ký tự.",
            },
        )
        sheet.set_row(row, max(40, _height(asked.title, wide=66)))
    _area(sheet, len(facts.tasks), 3)


def _height(text: str, *, wide: int) -> int:
    """Points for a text of `wide` characters a line: neither Excel nor LibreOffice measures a locked row."""
    return 6 + 17 * (1 + len(text) // wide)


def _titles(book: Any, sheet: Any, titles: list[str]) -> None:
    style = book.add_format({**CELL, "bold": True, "align": "center", "bg_color": "#E7EDF5"})
    sheet.set_row(HEADING_ROW - 1, 38)
    for column, title in enumerate(titles):
        sheet.write_string(HEADING_ROW - 1, column, title, style)


def _line(book: Any, sheet: Any, row: int, texts: tuple[str, ...]) -> None:
    for column, text in enumerate(texts):
        style = {**CELL, "indent": 1, "font_size": 11 if column == 0 else 13}
        sheet.write_string(row, column, text, book.add_format(style))


def _area(sheet: Any, lines: int, last: int) -> None:
    sheet.freeze_panes(HEADING_ROW, 0)
    sheet.repeat_rows(HEADING_ROW - 1)
    sheet.print_area(0, 0, HEADING_ROW + lines - 1, last)


def _label(book: Any, facts: WorkbookFacts) -> None:
    """Whose workbook it is: read back before anything else."""
    sheet = book.add_worksheet(LABEL)
    for row, text in enumerate(
        (
            str(VERSION),
            facts.plan_code,
            facts.unit_id,
            facts.kind,
            ",".join(str(year) for year in facts.years),
        )
    ):
        sheet.write_string(row, 0, text)
    sheet.protect()
    sheet.hide()


def cell(row: int, column: int) -> str:
    """`C7`, of positions counted from 0."""
    return str(xl_rowcol_to_cell(row, column))
