"""The official figures of a day, for a terminal: frozen facts in, tables out."""

from collections.abc import Iterable, Sequence
from datetime import date

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from templates import words_vi as vi

from . import phrases
from .facts import Figures, PlanProgress

NUMBERS = ("Phải gửi", "Đã nhận", "Đúng hạn", "Quá hạn", "Chưa gửi", "Tỷ lệ nhận", "Tỷ lệ đúng hạn")


def show_figures(plans: Sequence[PlanProgress], *, on: date, known_on: date, console: Console) -> None:
    """Print a table for each plan."""
    console.print(Text(title(on=on, known_on=known_on), style="bold"))
    if not plans:
        console.print(Text("Vào ngày này chưa có kế hoạch nào được triển khai."))
    for plan in plans:
        console.print(Text(f"\n{plan.title} ({plan.number})"))
        console.print(_table(plan))


def title(*, on: date, known_on: date) -> str:
    """Which day, and which knowledge."""
    return (
        f"Tổng quan tiến độ ngày {vi.plain_day(on)}, theo những gì đã ghi nhận đến hết ngày "
        f"{vi.plain_day(known_on)}"
    )


def _table(plan: PlanProgress) -> Table:
    table = Table("Nhiệm vụ", "Hạn", box=box.SIMPLE_HEAD, pad_edge=False)
    for name in NUMBERS:
        table.add_column(name, justify="right")
    table.add_column("Trong đó")
    for line in plan.dated:
        _row(table, f"{line.code} – {vi.clipped(line.title, limit=40)}", line.last_days, line.figures)
    for year in plan.whole_year:
        _row(table, f"{year.code} – {vi.clipped(year.title, limit=40)}", None, year.figures)
    return table


def _row(table: Table, name: str, days: Sequence[date] | None, figures: Figures) -> None:
    when = "–" if days is None else phrases.last_days(days)
    cells: Iterable[str] = (
        *map(str, (figures.expected, figures.received, figures.on_time, figures.late, figures.outstanding)),
        phrases.percent(figures.completeness),
        phrases.percent(figures.on_time_rate),
        phrases.parts(figures),
    )
    table.add_row(*(Text(cell) for cell in (name, when, *cells)))
