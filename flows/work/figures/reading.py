"""A filled-in workbook read back: every mistake at once, each named by sheet and cell, or all its figures."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flows.work.refusals import RefusedError
from flows.work.texts import refuse_odd_text
from models.words import IndicatorKind, TaskResult
from templates.workbooks.facts import (
    ESTIMATE,
    FIGURES,
    FIRST_YEAR_COLUMN,
    HEADING_ROW,
    MOST_EVIDENCE,
    MOST_VALUE,
    RESULTS,
    TASKS,
)
from templates.workbooks.render import cell

from .opening import OURS, Label, OpenWorkbook, Rows, UnreadWorkbookError

MARKS = {"": False, "x": True, ESTIMATE.casefold(): True}


@dataclass(frozen=True, kw_only=True, slots=True)
class Expected:
    """What may stand in it."""

    indicators: Mapping[str, IndicatorKind]
    tasks: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadFigure:
    """One number; nothing is made of an empty cell."""

    code: str
    year: int
    value: float
    estimate: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadTask:
    """What it says of one whole-year task."""

    code: str
    result: TaskResult
    evidence: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """Everything in it."""

    figures: tuple[ReadFigure, ...]
    tasks: tuple[ReadTask, ...]


def read_workbook(book: OpenWorkbook, *, expected: Expected) -> Reading:
    """All its figures and tasks; raises UnreadWorkbookError with every mistake."""
    reader = _Reader(label=book.label, expected=expected)
    if FIGURES in book.sheets:
        reader.read_figures(book.sheets[FIGURES])
    else:
        reader.mistakes.append(f"thiếu trang “{FIGURES}”; {OURS}")
    reader.read_tasks(book.sheets.get(TASKS, ()))
    if not reader.mistakes and not reader.figures:
        reader.mistakes.append(f"trang “{FIGURES}” chưa có số nào; đề nghị điền rồi gửi lại")
    if reader.mistakes:
        raise UnreadWorkbookError(name=book.name, mistakes=reader.mistakes)
    return Reading(figures=tuple(reader.figures), tasks=tuple(reader.tasks))


@dataclass(kw_only=True)
class _Reader:
    """Goes through the sheets and notes every mistake."""

    label: Label
    expected: Expected
    mistakes: list[str] = field(default_factory=list)
    figures: list[ReadFigure] = field(default_factory=list)
    tasks: list[ReadTask] = field(default_factory=list)

    def read_figures(self, rows: Rows) -> None:
        """The table of figures: its headings, then a line per code."""
        self._headings(rows)
        seen: set[str] = set()
        for number, code in self._codes(rows, FIGURES, self.expected.indicators, "chỉ tiêu", seen):
            self._figure(number, code, rows[number])
        for code in self.expected.indicators:
            if code not in seen:
                self.mistakes.append(f"{FIGURES}: thiếu dòng của chỉ tiêu “{code}”; {OURS}")

    def _headings(self, rows: Rows) -> None:
        row = HEADING_ROW - 1
        for column, year in enumerate(self.label.years, FIRST_YEAR_COLUMN):
            if (found := _text(_at(rows, row, column))) != f"Năm {year}":
                self._wrong(FIGURES, row, column, f"tiêu đề là “{found}”, cần là “Năm {year}”")

    def _codes(
        self, rows: Rows, sheet: str, known: Mapping[str, object] | frozenset[str], what: str, seen: set[str]
    ) -> Iterator[tuple[int, str]]:
        """Rows below the headings that begin with a code; what stands beside no code is a mistake."""
        for row in range(HEADING_ROW, len(rows)):
            code = _text(_at(rows, row, 0))
            if code in seen:
                self._wrong(sheet, row, 0, f"{what} “{code}” ghi hai lần; đề nghị giữ lại một dòng")
            elif code in known:
                seen.add(code)
                yield row, code
            elif any(_text(value) for value in rows[row]):
                self._wrong(
                    sheet, row, 0, f"không có {what} mã “{code}”; đề nghị giữ nguyên các dòng của biểu"
                )

    def _figure(self, row: int, code: str, cells: Sequence[Any]) -> None:
        mark_at = FIRST_YEAR_COLUMN + len(self.label.years)
        mark = _text(cells[mark_at] if mark_at < len(cells) else "").casefold()
        if mark not in MARKS:
            self._wrong(FIGURES, row, mark_at, f"“{mark}” không dùng được; chọn “{ESTIMATE}” hoặc để trống")
        last = self.label.years[-1]
        for column, year in enumerate(self.label.years, FIRST_YEAR_COLUMN):
            value = self._value(row, column, cells[column] if column < len(cells) else "", code)
            if value is not None:
                estimate = year == last and MARKS.get(mark, False)
                self.figures.append(ReadFigure(code=code, year=year, value=value, estimate=estimate))

    def _value(self, row: int, column: int, value: Any, code: str) -> float | None:
        if isinstance(value, str) and not value.strip():
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            self._wrong(
                FIGURES, row, column, f"“{_short(value)}” không phải là số; đề nghị nhập số, không kèm chữ"
            )
        elif value < 0:
            self._wrong(FIGURES, row, column, f"{value:g} là số âm; đề nghị nhập số từ 0 trở lên")
        elif not value <= MOST_VALUE:
            self._wrong(FIGURES, row, column, f"{value:g} quá lớn; đề nghị kiểm tra lại số và đơn vị tính")
        elif self.expected.indicators[code] is IndicatorKind.COUNT and not float(value).is_integer():
            self._wrong(FIGURES, row, column, f"{value:g} có số lẻ; chỉ tiêu này đếm bằng số nguyên")
        else:
            return float(value)
        return None

    def read_tasks(self, rows: Rows) -> None:
        """The table of whole-year tasks; a line without a result says nothing."""
        words = {label.casefold(): result for result, label in RESULTS.items()}
        for row, code in self._codes(rows, TASKS, self.expected.tasks, "nhiệm vụ", set()):
            said, evidence = _text(_at(rows, row, 2)), _text(_at(rows, row, 3))
            if said and said.casefold() not in words:
                known = ", ".join(RESULTS.values())
                self._wrong(TASKS, row, 2, f"“{_short(said)}” không dùng được; chọn một trong: {known}")
            elif evidence and not said:
                self._wrong(TASKS, row, 2, "có minh chứng nhưng chưa chọn kết quả; đề nghị chọn kết quả")
            elif said and self._plain(row, evidence):
                self.tasks.append(ReadTask(code=code, result=words[said.casefold()], evidence=evidence))

    def _plain(self, row: int, evidence: str) -> bool:
        try:
            refuse_odd_text(evidence, field="nội dung", most=MOST_EVIDENCE)
        except RefusedError as refusal:
            self._wrong(TASKS, row, 3, str(refusal).removesuffix("."))
            return False
        return True

    def _wrong(self, sheet: str, row: int, column: int, sentence: str) -> None:
        self.mistakes.append(f"{sheet}!{cell(row, column)}: {sentence}")


def _at(rows: Rows, row: int, column: int) -> Any:
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else ""


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return unicodedata.normalize("NFC", str(value)).strip()


def _short(value: Any) -> str:
    text = " ".join(_text(value).split())
    return text if len(text) <= 40 else f"{text[:39]}…"
