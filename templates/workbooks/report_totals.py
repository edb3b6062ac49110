"""The sheets with sums: formulas over the lines of the units, with what they came to."""

from collections import Counter
from typing import Any

from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from models.words import ObligationStatus, TaskResult
from templates import report_words as words
from templates.report_facts import IndicatorLine

from .report_book import Book, Sheet, height
from .report_places import (
    DOCUMENTS,
    REGION_COLUMN,
    REGIONS,
    STATE_COLUMN,
    SUMMARY,
    TASKS,
    TRAININGS,
    UNIT_COLUMNS,
    UNIT_TASKS,
    UNITS,
    asked,
    column,
    figures_of,
    in_order,
    told,
)

STATES = (
    ObligationStatus.DONE,
    ObligationStatus.ARRIVED,
    ObligationStatus.RETURNED,
    ObligationStatus.NIL,
    ObligationStatus.OPEN,
    ObligationStatus.EXEMPT,
)


def summary(book: Book) -> None:
    """All indicators, and how many units' reports they rest on."""
    sheet = Sheet(book, SUMMARY, (5, 19, 50, 13, 18, 9, 8, 8, 9, 9, 32))
    sheet.title("Bảng số liệu tổng hợp")
    titles = (
        "TT",
        "Mã",
        "Chỉ tiêu",
        "Đơn vị tính",
        "Tổng số",
        "Số đơn vị",
        "Số ước",
        "Ít nhất",
        "Đơn vị đạt",
        "Đơn vị chưa đạt",
        "Nguồn",
    )
    sheet.heads(titles)
    sheet.fit(rows=len(book.facts.indicators) + len(STATES))
    places = {one.code: at for at, one in enumerate(asked(book.facts))}
    for number, line in enumerate(book.facts.indicators, 1):
        sheet.sheet.set_row(sheet.row, height((line.name, 50)))
        sheet.place(number)
        for at, text in enumerate((line.code, line.name, line.unit), 1):
            sheet.text(at, text)
        _sum(book, sheet, line, places.get(line.code))
        sheet.row += 1
    _states(book, sheet)


def _sum(book: Book, sheet: Sheet, line: IndicatorLine, at: int | None) -> None:
    if at is None:
        if line.stated:
            sheet.number(4, line.value, bold=True)
        else:
            sheet.text(4, "")
        for place in range(5, 10):
            sheet.text(place, "")
        sheet.text(10, f"Trang “{TRAININGS}”, theo dõi của {book.facts.sender_short}")
        return
    cells = figures_of(book.facts, at)
    sheet.formula(4, f"SUM({cells})", line.value, bold=True)
    sheet.formula(5, f"COUNT({cells})", line.stated)
    sheet.number(6, line.estimates)
    _minimum(sheet, line, cells)
    sheet.text(10, f"Trang “{UNITS}”, cột {xl_col_to_name(UNIT_COLUMNS + at)}")


def _minimum(sheet: Sheet, line: IndicatorLine, cells: str) -> None:
    if line.minimum is None:
        for place in (7, 8, 9):
            sheet.text(place, "")
        return
    sheet.number(7, line.minimum)
    least = xl_rowcol_to_cell(sheet.row, 7)
    sheet.formula(8, f'COUNTIF({cells},">="&{least})', line.meeting)
    sheet.formula(9, f'COUNTIF({cells},"<"&{least})', len(line.below))


def _states(book: Book, sheet: Sheet) -> None:
    """How many documents stand how, counted on the sheet of documents."""
    facts = book.facts
    sheet.row += 1
    sheet.text(2, "Tình trạng báo cáo", bold=True, bg_color="#E7EDF5")
    sheet.text(3, "Đơn vị", bold=True, bg_color="#E7EDF5", align="center")
    sheet.row += 1
    found = Counter(words.STATES[one.state] for one in facts.units)
    cells = column(DOCUMENTS, STATE_COLUMN, facts)
    for state in STATES:
        name = words.STATES[state]
        sheet.text(2, name)
        sheet.formula(3, f"COUNTIF({cells},{xl_rowcol_to_cell(sheet.row, 2)})", found[name])
        sheet.row += 1


def regions(book: Book) -> None:
    """Indicators by region."""
    facts, shown = book.facts, [one.region for one in book.facts.regions]
    sheet = Sheet(book, REGIONS, (5, 50, 13, *[16] * len(shown), 18))
    sheet.title("Số liệu theo khu vực")
    sheet.heads(("TT", "Chỉ tiêu", "Đơn vị tính", *(words.REGIONS[one] for one in shown), "Tổng số"))
    sheet.fit(rows=len(facts.indicators))
    where, heads = column(UNITS, REGION_COLUMN, facts), sheet.row
    for number, line in enumerate(asked(facts), 1):
        sheet.sheet.set_row(sheet.row, height((line.name, 50)))
        sheet.place(number)
        sheet.text(1, line.name)
        sheet.text(2, line.unit)
        for at, region in enumerate(shown, 3):
            title = xl_rowcol_to_cell(heads - 1, at, row_abs=True)
            formula = f"SUMIF({where},{title},{figures_of(facts, number - 1)})"
            sheet.formula(at, formula, line.regions[region])
        first, last = (xl_rowcol_to_cell(sheet.row, at) for at in (3, 2 + len(shown)))
        sheet.formula(3 + len(shown), f"SUM({first}:{last})", line.value, bold=True)
        sheet.row += 1


def tasks(book: Book) -> None:
    """What became of each task."""
    facts, places = book.facts, {one.code: at for at, one in enumerate(told(book.facts), UNIT_COLUMNS)}
    sheet = Sheet(book, TASKS, (12, 58, 22, 9, 9, 9, 9, 9, 11, 11, 11, 11))
    sheet.title("Kết quả thực hiện từng nhiệm vụ")
    said = tuple(words.RESULTS[one] for one in TaskResult)
    sheet.heads(
        (
            "Mục",
            "Nhiệm vụ",
            "Thời hạn",
            "Phải thực hiện",
            "Đã nhận văn bản",
            "Đúng hạn",
            "Quá hạn",
            "Gia hạn",
            *said,
            "Chưa có thông tin",
        ),
        tall=54,
    )
    sheet.fit()
    for line in in_order(facts):
        sheet.sheet.set_row(sheet.row, height((line.title, 58), (line.phrase, 22)))
        for at, text in enumerate((line.code, line.title, line.phrase)):
            sheet.text(at, text)
        for at, value in enumerate((line.expected, line.received, line.on_time, line.late, line.extended), 3):
            sheet.number(at, value)
        _results(book, sheet, line.stated, line.expected, places.get(line.code))
        sheet.row += 1


def _results(book: Book, sheet: Sheet, said: Any, expected: int, at: int | None) -> None:
    if at is None:
        for place in range(8, 12):
            sheet.text(place, "")
        return
    cells = column(UNIT_TASKS, at, book.facts)
    for place, result in enumerate(TaskResult, 8):
        sheet.formula(place, f'COUNTIF({cells},"{words.RESULTS[result]}")', said[result])
    owed, first, last = (xl_rowcol_to_cell(sheet.row, place) for place in (3, 8, 10))
    sheet.formula(11, f"{owed}-SUM({first}:{last})", expected - sum(said.values()))
