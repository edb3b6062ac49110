"""Who reported by region, counted on the sheet of documents; and the charts."""

from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from models.words import ObligationStatus, TaskResult
from templates import report_words as words
from templates.native_bars import BLUE, GREEN, GREY, ORANGE, Bars, Series, chart_of
from templates.report_facts import RegionLine, ReportFacts

from .report_book import Book, Sheet
from .report_places import (
    CHARTS,
    DOCUMENTS,
    EXTENDED_COLUMN,
    FIRST,
    PUNCTUAL_COLUMN,
    REGION_COLUMN,
    STATE_COLUMN,
    TASKS,
    column,
    drawn,
)

COUNTS = ("Phải gửi", "Đúng hạn", "Quá hạn", "Được gia hạn", "Chưa gửi")
COLORS = (GREEN, ORANGE, BLUE, GREY)
RESULT_COLORS = {TaskResult.DONE: GREEN, TaskResult.UNDERWAY: ORANGE, TaskResult.NOT_DONE: GREY}
RESULTS_COLUMN = 8  # of TASKS
CHART_ROWS = 18  # that the first chart covers


def charts(book: Book) -> None:
    """A small table, its chart, and the chart of the tasks on a page of its own."""
    facts = book.facts
    sheet = Sheet(book, CHARTS, (34, *[15] * len(COUNTS)))
    sheet.title("Báo cáo theo khu vực; kết quả nhiệm vụ")
    sheet.heads(("Khu vực", *COUNTS), repeat=False)
    sheet.fit()
    for one in facts.regions:
        _line(sheet, one, facts)
    if facts.regions:
        _put(book, sheet, _reports(facts), data=CHARTS, column=0, first=2, tall=340)
    tasks = drawn(facts)
    if tasks:
        sheet.row += CHART_ROWS
        sheet.sheet.set_h_pagebreaks([sheet.row])
        _put(
            book, sheet, _tasks(facts), data=TASKS, column=0, first=RESULTS_COLUMN, tall=150 + 28 * len(tasks)
        )


def _line(sheet: Sheet, one: RegionLine, facts: ReportFacts) -> None:
    region, punctual, extended, state = (
        column(DOCUMENTS, at, facts) for at in (REGION_COLUMN, PUNCTUAL_COLUMN, EXTENDED_COLUMN, STATE_COLUMN)
    )
    exempt, left = (words.STATES[one] for one in (ObligationStatus.EXEMPT, ObligationStatus.OPEN))
    among = f'{region},{xl_rowcol_to_cell(sheet.row, 0)},{state},"<>{exempt}"'
    usual = f'{among},{extended},""'
    sheet.text(0, words.REGIONS[one.region])
    sheet.formula(1, f"COUNTIFS({among})", one.expected)
    sheet.formula(2, f'COUNTIFS({usual},{punctual},"{words.PUNCTUAL[True]}")', one.on_time)
    sheet.formula(3, f'COUNTIFS({usual},{punctual},"{words.PUNCTUAL[False]}")', one.late)
    sheet.formula(4, f'COUNTIFS({among},{extended},"?*")', one.extended)
    sheet.formula(5, f'COUNTIFS({usual},{state},"{left}")', one.missing)
    sheet.row += 1


def _reports(facts: ReportFacts) -> Bars:
    series = [
        Series(name=name, color=color, values=[]) for name, color in zip(COUNTS[1:], COLORS, strict=True)
    ]
    names = [words.REGIONS[one.region] for one in facts.regions]
    return Bars(title="Số đơn vị gửi báo cáo theo khu vực", categories=names, series=series)


def _tasks(facts: ReportFacts) -> Bars:
    return Bars(
        title="Kết quả từng nhiệm vụ cả năm (số đơn vị, theo mục của Kế hoạch)",
        categories=[one.code for one in drawn(facts)],
        series=[Series(name=words.RESULTS[one], color=RESULT_COLORS[one], values=[]) for one in TaskResult],
        lying=True,
    )


def _put(book: Book, sheet: Sheet, bars: Bars, *, data: str, column: int, first: int, tall: int) -> None:
    chart: Any = chart_of(book.book, bars, sheet=data, row=FIRST, column=column, first=first)
    chart.set_size({"width": 800, "height": tall})
    sheet.sheet.insert_chart(sheet.row + 1, 0, chart)
