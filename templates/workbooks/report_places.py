"""Where the sheets of the report's workbook keep what formulas of other sheets point to."""

from collections.abc import Sequence

from xlsxwriter.utility import xl_col_to_name

from templates.report_facts import IndicatorLine, ReportFacts, TaskLine

SUMMARY, UNITS, REGIONS, TASKS = "Tổng hợp", "Theo đơn vị", "Theo khu vực", "Nhiệm vụ"
CHARTS = "Biểu đồ"
UNIT_TASKS, DOCUMENTS, TROUBLES = "Nhiệm vụ theo đơn vị", "Văn bản", "Khó khăn"
TRAININGS, CHANGES, SOURCES = "Tập huấn", "Thay đổi", "Nguồn số liệu"
FIRST = 5  # row, counted from 0, of the first line below the headings of every sheet but the summary
UNIT_COLUMNS = 5  # TT, Đơn vị, Khu vực, Số văn bản, Lần: before the figures of UNITS and UNIT_TASKS
REGION_COLUMN, STATE_COLUMN, PUNCTUAL_COLUMN, EXTENDED_COLUMN = 2, 10, 8, 9


def asked(facts: ReportFacts) -> Sequence[IndicatorLine]:
    """The indicators that units state, in the order of the columns of UNITS."""
    return [one for one in facts.indicators if not one.own]


def told(facts: ReportFacts) -> Sequence[TaskLine]:
    """The tasks that units' workbooks tell of, in the order of the columns of UNIT_TASKS."""
    return [one for one in facts.tasks if one.stated]


def in_order(facts: ReportFacts) -> Sequence[TaskLine]:
    """The lines of TASKS: first those of many units whose workbooks tell of them, for the chart."""
    return sorted(facts.tasks, key=lambda one: (not one.stated, one.expected < 2))


def drawn(facts: ReportFacts) -> Sequence[TaskLine]:
    """The first lines of TASKS, which the chart shows."""
    return [one for one in in_order(facts) if one.stated and one.expected > 1]


def column(sheet: str, at: int, facts: ReportFacts) -> str:
    """`'Theo đơn vị'!$H$6:$H$77`: one column over all units."""
    name, last = xl_col_to_name(at), FIRST + max(len(facts.units), 1)
    return f"'{sheet}'!${name}${FIRST + 1}:${name}${last}"


def figures_of(facts: ReportFacts, at: int) -> str:
    """The column of the indicator at this place among the asked ones."""
    return column(UNITS, UNIT_COLUMNS + at, facts)
