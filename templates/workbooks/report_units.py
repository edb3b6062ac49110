"""The sheets with a line a unit: figures, whole-year tasks, documents."""

from collections.abc import Sequence

from xlsxwriter.utility import xl_col_to_name

from templates import report_words as words
from templates.report_facts import UnitLine

from .report_book import Book, Sheet, height
from .report_places import DOCUMENTS, FIRST, UNIT_COLUMNS, UNIT_TASKS, UNITS, asked, told

LEFT = (4.5, 27, 11, 14, 4.5)  # widths of what stands before the figures
WIDE, ON_A_PAGE = 13.8, 5


def unit_sheets(book: Book) -> None:
    """Every number of the report beside unit, document and version."""
    _figures(book)
    if told(book.facts):
        _tasks(book)


def _figures(book: Book) -> None:
    facts, columns = book.facts, asked(book.facts)
    sheet = _wide(book, UNITS, len(columns), "Số liệu từng đơn vị")
    sheet.heads([*_left_heads(), *(f"{one.name} ({one.unit})" for one in columns)], tall=104)
    _pages(sheet, len(columns))
    for number, unit in enumerate(facts.units, 1):
        _left(sheet, number, unit)
        for at, one in enumerate(columns, UNIT_COLUMNS):
            sheet.figure(at, unit.figures.get(one.code))
        sheet.row += 1
    for at, text in enumerate(("", "Tổng", "", "", "")):
        sheet.text(at, text, bold=True)
    for at, one in enumerate(columns, UNIT_COLUMNS):
        name = xl_col_to_name(at)
        sheet.formula(at, f"SUM({name}{FIRST + 1}:{name}{sheet.row})", one.value, bold=True)


def _wide(book: Book, name: str, columns: int, title: str) -> Sheet:
    sheet = Sheet(book, name, [*LEFT, *[WIDE] * columns])
    sheet.title(title, last=UNIT_COLUMNS + min(columns, ON_A_PAGE) - 1 if columns else UNIT_COLUMNS - 1)
    return sheet


def _pages(sheet: Sheet, columns: int) -> None:
    """So many figures a page; unit, document and version stand on each."""
    sheet.sheet.freeze_panes(sheet.row, UNIT_COLUMNS)
    sheet.sheet.repeat_columns(0, UNIT_COLUMNS - 1)
    sheet.sheet.set_v_pagebreaks(range(UNIT_COLUMNS + ON_A_PAGE, UNIT_COLUMNS + columns, ON_A_PAGE))


def _left_heads() -> Sequence[str]:
    return ("TT", "Đơn vị", "Khu vực", "Số văn bản", "Lần")


def _left(sheet: Sheet, number: int, unit: UnitLine) -> None:
    sheet.sheet.set_row(sheet.row, height((unit.name, LEFT[1] - 4), (unit.number, LEFT[3] - 1)))
    sheet.place(number)
    sheet.text(1, unit.name)
    sheet.text(2, words.REGIONS[unit.region])
    sheet.text(3, unit.number)
    if unit.version:
        sheet.number(4, unit.version)
    else:
        sheet.text(4, "")


def _tasks(book: Book) -> None:
    facts, columns = book.facts, told(book.facts)
    sheet = _wide(book, UNIT_TASKS, len(columns), "Kết quả nhiệm vụ cả năm của từng đơn vị")
    sheet.heads([*_left_heads(), *(f"Mục {one.code}" for one in columns)])
    _pages(sheet, len(columns))
    for number, unit in enumerate(facts.units, 1):
        _left(sheet, number, unit)
        for at, one in enumerate(columns, UNIT_COLUMNS):
            result = unit.tasks.get(one.code)
            sheet.text(at, words.RESULTS[result] if result else "", align="center")
        sheet.row += 1


HEADS = (
    "TT",
    "Đơn vị",
    "Khu vực",
    "Số văn bản",
    "Ngày ban hành",
    "Ngày gửi",
    "Ngày nhận",
    "Lần",
    "Đúng hạn, quá hạn",
    "Gia hạn đến",
    "Tình trạng",
    "Biểu số liệu (tệp)",
    "Ghi chú",
)
WIDTHS = (5, 34, 12, 20, 12, 12, 12, 6, 11, 12, 22, 26, 30)


def documents(book: Book) -> None:
    """Who reported when, with which document."""
    sheet = Sheet(book, DOCUMENTS, WIDTHS)
    sheet.title("Báo cáo của các đơn vị")
    sheet.heads(HEADS)
    sheet.fit()
    sheet.sheet.autofilter(sheet.row - 1, 0, sheet.row - 1 + len(book.facts.units), len(HEADS) - 1)
    for number, unit in enumerate(book.facts.units, 1):
        said = words.note(unit)
        _left(sheet, number, unit)
        tall = height(
            (unit.name, 34),
            (unit.number, 20),
            (unit.workbook, 26),
            (said, 30),
            (words.STATES[unit.state], 22),
        )
        sheet.sheet.set_row(sheet.row, tall)
        for at, day in ((4, unit.issued_on), (5, unit.sent_on), (6, unit.arrived_on), (9, unit.extended_to)):
            sheet.day(at, day)
        if unit.version:
            sheet.number(7, unit.version)
        else:
            sheet.text(7, "")
        sheet.text(8, words.PUNCTUAL[unit.on_time], align="center")
        sheet.text(10, words.STATES[unit.state])
        sheet.text(11, unit.workbook)
        sheet.text(12, said)
        sheet.row += 1
