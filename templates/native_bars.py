"""Stacked bars as office programs draw them; .docx and .xlsx share them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

FONT = {"name": "Times New Roman", "size": 10}
GREEN, BLUE, ORANGE, GREY = "#4E8F5A", "#3B6EA5", "#D98A3D", "#B8B8B8"


@dataclass(frozen=True, kw_only=True, slots=True)
class Series:
    """One colour of the bars."""

    name: str
    color: str  # #RRGGBB
    values: Sequence[float]


@dataclass(frozen=True, kw_only=True, slots=True)
class Bars:
    """Stacked bars, one a category."""

    title: str
    categories: Sequence[str]
    series: Sequence[Series]
    lying: bool = False  # long names stand better beside lying bars


def chart_of(book: Any, bars: Bars, *, sheet: str, row: int, column: int, first: int | None = None) -> Any:
    """The chart of a table: categories from (row, column) down, series in the columns from `first` on."""
    chart = book.add_chart({"type": "bar" if bars.lying else "column", "subtype": "stacked"})
    last = row + len(bars.categories) - 1
    for at, one in enumerate(bars.series, column + 1 if first is None else first):
        chart.add_series(
            {
                "name": [sheet, row - 1, at],
                "categories": [sheet, row, column, last, column],
                "values": [sheet, row, at, last, at],
                "fill": {"color": one.color},
                "border": {"color": "#FFFFFF", "width": 0.5},
                "gap": 60,
                "data_labels": {"value": True, "font": {**FONT, "size": 9}, "num_format": "#,##0;;"},
            }
        )
    chart.set_title({"name": bars.title, "overlay": False, "name_font": {**FONT, "size": 12, "bold": True}})
    chart.set_legend({"position": "bottom", "font": FONT})
    long, short = ("y", "x") if bars.lying else ("x", "y")
    getattr(chart, f"set_{long}_axis")({"num_font": FONT, "reverse": bars.lying})
    light = {"visible": True, "line": {"color": "#D9D9D9", "width": 0.5}}
    getattr(chart, f"set_{short}_axis")({"num_font": FONT, "major_gridlines": light, "line": {"none": True}})
    return chart
