"""The official figures of a day, for a terminal: frozen facts in, tables out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from templates import words_vi as vi

from . import phrases
from .facts import Figures, PlanProgress

QUARTERS = ("I", "II", "III", "IV")
NO_PLAN = "Vào ngày này chưa có kế hoạch nào được triển khai."
NUMBERS = ("Phải gửi", "Đã nhận", "Đúng hạn", "Quá hạn", "Chưa gửi", "Tỷ lệ nhận", "Tỷ lệ đúng hạn")


def show_figures(plans: Sequence[PlanProgress], *, on: date, known_on: date, console: Console) -> None:
    """Print a table for each plan."""
    console.print(Text(title(on=on, known_on=known_on), style="bold"))
    if not plans:
        console.print(Text(NO_PLAN))
    for plan in plans:
        console.print(Text(f"\n{plan.title} ({plan.number})"))
        console.print(_table(plan))


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupedPlan:
    """One plan's figures, row by row: a name and what is counted under it."""

    title: str
    number: str
    dated: tuple[tuple[str, Figures], ...]
    whole_year: tuple[tuple[str, Figures], ...]  # without a day of their own: counted apart
    answers: tuple[tuple[str, Figures], ...] = ()  # to difficulties: no work of the plan's document


def show_groups(
    plans: Sequence[GroupedPlan], *, head: str, on: date, known_on: date, console: Console
) -> None:
    """Print the figures of each plan; `head` says what a row stands for."""
    console.print(Text(title(on=on, known_on=known_on), style="bold"))
    if not plans:
        console.print(Text(NO_PLAN))
    for plan in plans:
        console.print(Text(f"\n{plan.title} ({plan.number})"))
        console.print(_groups(head, "Nhiệm vụ có thời hạn", plan.dated))
        if plan.whole_year:
            console.print(
                _groups(head, "Nhiệm vụ theo năm, theo quý hoặc không nêu thời hạn", plan.whole_year)
            )
        if plan.answers:
            console.print(_groups(head, "Trả lời khó khăn, vướng mắc (tính riêng)", plan.answers))


def _groups(head: str, caption: str, rows: Sequence[tuple[str, Figures]]) -> Table:
    table = Table(head, box=box.SIMPLE_HEAD, pad_edge=False, title=Text(caption), title_justify="left")
    _numbers(table)
    for name, figures in rows:
        table.add_row(*(Text(cell) for cell in (vi.clipped(name, limit=40), *_cells(figures))))
    return table


def period_name(period: Sequence[int]) -> str:
    """`Quý I/2024`; nothing of what has no last valid day."""
    if not period:
        return "Không có ngày cuối"
    year, quarter = period
    return f"Quý {QUARTERS[quarter - 1]}/{year}"


def title(*, on: date, known_on: date) -> str:
    """Which day, and which knowledge."""
    return (
        f"Tổng quan tiến độ ngày {vi.plain_day(on)}, theo những gì đã ghi nhận đến hết ngày "
        f"{vi.plain_day(known_on)}"
    )


def _table(plan: PlanProgress) -> Table:
    table = Table("Nhiệm vụ", "Hạn", box=box.SIMPLE_HEAD, pad_edge=False)
    _numbers(table)
    for line in plan.dated:
        _row(table, f"{line.code} – {vi.clipped(line.title, limit=40)}", line.last_days, line.figures)
    for year in plan.whole_year:
        _row(table, f"{year.code} – {vi.clipped(year.title, limit=40)}", None, year.figures)
    return table


def _row(table: Table, name: str, days: Sequence[date] | None, figures: Figures) -> None:
    when = "–" if days is None else phrases.last_days(days)
    table.add_row(*(Text(cell) for cell in (name, when, *_cells(figures))))


def _numbers(table: Table) -> None:
    for name in NUMBERS:
        table.add_column(name, justify="right")
    table.add_column("Trong đó")


def _cells(figures: Figures) -> Iterable[str]:
    return (
        *map(str, (figures.expected, figures.received, figures.on_time, figures.late, figures.outstanding)),
        phrases.percent(figures.completeness),
        phrases.percent(figures.on_time_rate),
        phrases.parts_and_within(figures),
    )
