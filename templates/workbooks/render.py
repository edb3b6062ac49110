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
    LABEL,
    MOST_EVIDENCE,
    MOST_VALUE,
    RESULTS,
    TASKS,
    VERSION,
    WorkbookFacts,
)
from .guide import guide_lines
from .paper import CELL, FONT, INPUT, TOP, Paper, height, table_area, years_words

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MADE = datetime(2024, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # one for all: the same facts, the same bytes
SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
SAMPLE = "DỮ LIỆU MẪU: biểu soạn từ dữ liệu mẫu, không có giá trị."


def file_name(facts: WorkbookFacts) -> str:
    """A name of our own words alone, such as bieu-so-lieu-2024-CA02.xlsx."""
    years = "-".join(dict.fromkeys((str(facts.years[0]), str(facts.years[-1]))))
    unit = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in facts.unit_id)
    return f"bieu-so-lieu-{years}-{unit}.xlsx"


def workbook(facts: WorkbookFacts) -> bytes:
    """Four sheets: how to fill it in, the figures, the whole-year tasks, and whose it is (hidden)."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, SAFE) as book:
        book.set_properties({"title": f"Biểu số liệu {facts.plan_code}", "created": MADE})
        book.set_size(1600, 1000)
        paper = Paper(book, facts)
        _guide(paper)
        _figures(paper)
        if facts.tasks:
            _tasks(paper)
        _label(paper)
        book.get_worksheet_by_name(FIGURES).activate()
    return out.getvalue()


def _guide(paper: Paper) -> None:
    sheet = paper.sheet(GUIDE, landscape=False)
    sheet.set_column(0, 0, 5)
    sheet.set_column(1, 1, 80)
    paper.head(sheet, f"HƯỚNG DẪN ĐIỀN BIỂU SỐ LIỆU {years_words(paper.facts).upper()}", last=1)
    for number, line in enumerate(guide_lines(paper.facts), 1):
        row = HEADING_ROW - 2 + number
        sheet.set_row(row, height(line, wide=88))
        sheet.write_number(row, 0, number, paper.style(TOP, align="center"))
        sheet.write_string(row, 1, line, paper.style(TOP))
    if paper.facts.example:
        sheet.write_string(4, 1, SAMPLE, paper.style(FONT, bold=True, font_color="#C00000"))


def _figures(paper: Paper) -> None:
    facts, marks = paper.facts, paper.facts.estimate_column
    sheet = paper.sheet(FIGURES, landscape=len(facts.years) > 1)
    for first, last, width in ((0, 0, 21), (1, 1, 46), (2, marks + 1, 13)):
        sheet.set_column(first, last, width)
    paper.head(sheet, f"BIỂU SỐ LIỆU {years_words(facts).upper()}", last=marks + 1)
    years = [f"Năm {year}" for year in facts.years]
    estimate = f"{ESTIMATE} (năm {facts.years[-1]})"
    paper.titles(sheet, ["Mã", "Chỉ tiêu", "Đơn vị tính", *years, estimate, "Ít nhất"])
    for row, asked in enumerate(facts.figures, HEADING_ROW):
        sheet.set_row(row, height(asked.name, wide=58))
        paper.line(sheet, row, asked.code, asked.name, asked.unit)
        _numbers(paper, sheet, row, asked.kind)
        sheet.write_blank(row, marks, None, paper.style(INPUT, align="center"))
        least = vi.count(int(asked.minimum)) if asked.minimum else ""
        sheet.write_string(row, marks + 1, least, paper.style(CELL, align="center"))
    below = HEADING_ROW + len(facts.figures) - 1
    right = f"Chọn “{ESTIMATE}” nếu là số ước, để trống nếu là số thực."
    _choice(sheet, (HEADING_ROW, marks, below, marks), [ESTIMATE], right)
    table_area(sheet, lines=len(facts.figures), last=marks + 1)


def _numbers(paper: Paper, sheet: Any, row: int, kind: IndicatorKind) -> None:
    """One cell a year, which takes a number from 0 on."""
    whole = kind is IndicatorKind.COUNT
    first, last = FIRST_YEAR_COLUMN, paper.facts.estimate_column - 1
    for column in range(first, last + 1):
        shown = "#,##0" if whole else "#,##0.###"
        sheet.write_blank(row, column, None, paper.style(INPUT, num_format=shown))
    rule = {
        "validate": "integer" if whole else "decimal",
        "criteria": "between",
        "minimum": 0,
        "maximum": MOST_VALUE,
        "error_title": "Số liệu chưa đúng",
        "error_message": f"Đề nghị nhập số{' nguyên' if whole else ''} từ 0 trở lên, không kèm chữ.",
    }
    sheet.data_validation(row, first, row, last, rule)


def _choice(sheet: Any, area: tuple[int, int, int, int], words: list[str], right: str) -> None:
    rule = {"validate": "list", "source": words, "error_title": "Chọn trong danh sách"}
    sheet.data_validation(*area, {**rule, "error_message": right})


def _tasks(paper: Paper) -> None:
    sheet, tasks = paper.sheet(TASKS, landscape=True), paper.facts.tasks
    for column, width in enumerate((11, 62, 20, 46)):
        sheet.set_column(column, column, width)
    paper.head(sheet, "KẾT QUẢ THỰC HIỆN CÁC NHIỆM VỤ CẢ NĂM", last=3)
    paper.titles(sheet, ["Mục", "Nhiệm vụ", "Kết quả", "Minh chứng (số, ngày văn bản; số liệu)"])
    for row, asked in enumerate(tasks, HEADING_ROW):
        sheet.set_row(row, max(40, height(asked.title, wide=66)))
        paper.line(sheet, row, asked.code, asked.title)
        sheet.write_blank(row, 2, None, paper.style(INPUT, align="center"))
        sheet.write_blank(row, 3, None, paper.style(INPUT))
    below, results = HEADING_ROW + len(tasks) - 1, list(RESULTS.values())
    _choice(sheet, (HEADING_ROW, 2, below, 2), results, f"Đề nghị chọn: {', '.join(results)}.")
    rule = {"validate": "length", "criteria": "<=", "value": MOST_EVIDENCE, "error_title": "Nội dung quá dài"}
    right = f"Đề nghị ghi ngắn gọn, nhiều nhất {MOST_EVIDENCE} ký tự."
    sheet.data_validation(HEADING_ROW, 3, below, 3, {**rule, "error_message": right})
    table_area(sheet, lines=len(tasks), last=3)


def _label(paper: Paper) -> None:
    """Whose workbook it is: read back before anything else."""
    facts, sheet = paper.facts, paper.book.add_worksheet(LABEL)
    years = ",".join(str(year) for year in facts.years)
    for row, text in enumerate((str(VERSION), facts.plan_code, facts.unit_id, facts.kind, years)):
        sheet.write_string(row, 0, text)
    sheet.protect()
    sheet.hide()


def cell(row: int, column: int) -> str:
    """`C7`, of positions counted from 0."""
    return str(xl_rowcol_to_cell(row, column))
