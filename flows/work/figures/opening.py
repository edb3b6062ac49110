"""A workbook that came in, looked through and opened: its sheets, and whose it says it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from flows.work.files.checking import Checked
from flows.work.refusals import RefusedError
from templates.workbooks.facts import FIGURES, INTERIM, LABEL, TASKS, VERSION

from .scanning import OddWorkbookError, formula_cells

SHOWN = 10  # mistakes in the sentence of a refusal; `mistakes` has all
OURS = "đề nghị dùng đúng biểu đã gửi kèm thư nhắc, điền vào các ô nền vàng rồi gửi lại"
UNREADABLE = f"không đọc được như biểu số liệu do hệ thống soạn; {OURS}"

Rows = Sequence[Sequence[Any]]


class UnreadWorkbookError(RefusedError):
    """A workbook is not taken; `mistakes` are all that must be corrected."""

    def __init__(self, *, name: str, mistakes: Sequence[str]) -> None:
        self.name, self.mistakes = name, tuple(mistakes)
        more = len(self.mistakes) - SHOWN
        rest = (f"và {more} chỗ khác",) if more > 0 else ()
        super().__init__(f"{name}: {'; '.join((*self.mistakes[:SHOWN], *rest))}.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Label:
    """Whose workbook it says it is."""

    plan_code: str
    unit_id: str
    kind: str
    years: tuple[int, ...]

    @property
    def interim(self) -> bool:
        """Whether it is of an interim review."""
        return self.kind == INTERIM


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenWorkbook:
    """Its sheets as rows of values, and whose it is."""

    name: str
    label: Label
    sheets: Mapping[str, Rows]


def open_workbook(checked: Checked) -> OpenWorkbook:
    """Look through a file that was found fit, refuse formulas, read the label; raises UnreadWorkbookError."""
    if checked.suffix != ".xlsx":
        raise UnreadWorkbookError(name=checked.name, mistakes=[f"biểu số liệu là tệp .xlsx; {OURS}"])
    try:
        formulas = formula_cells(checked.content)
        if formulas:
            raise UnreadWorkbookError(name=checked.name, mistakes=[_formula(place) for place in formulas])
        sheets = _sheets(checked.content)
    except (OddWorkbookError, CalamineError, OSError, ValueError):
        raise UnreadWorkbookError(name=checked.name, mistakes=[UNREADABLE]) from None
    return OpenWorkbook(name=checked.name, label=_label(checked.name, sheets), sheets=sheets)


def _formula(place: str) -> str:
    return f"{place}: ô có công thức; đề nghị nhập số hoặc chữ, không dùng công thức"


def _sheets(content: bytes) -> dict[str, Rows]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    wanted = [name for name in book.sheet_names if name in (FIGURES, TASKS, LABEL)]
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in wanted}


def _label(name: str, sheets: Mapping[str, Rows]) -> Label:
    told = [str(row[0]).strip() if row else "" for row in sheets.get(LABEL, ())]
    if len(told) != 5 or not all(told):
        raise UnreadWorkbookError(name=name, mistakes=[UNREADABLE])
    version, plan_code, unit_id, kind, years = told
    if version != str(VERSION):
        text = f"biểu theo mẫu cũ hoặc mẫu khác (mẫu {version}, cần mẫu {VERSION}); {OURS}"
        raise UnreadWorkbookError(name=name, mistakes=[text])
    if not all(year.isdecimal() and len(year) == 4 for year in years.split(",")):
        raise UnreadWorkbookError(name=name, mistakes=[UNREADABLE])
    return Label(
        plan_code=plan_code, unit_id=unit_id, kind=kind, years=tuple(int(year) for year in years.split(","))
    )
