"""Thống kê: the official figures by task, region and quarter, and the official two by two."""

from collections.abc import Iterator, Sequence
from dataclasses import fields

from sqlmodel import Session

from flows.work.pages.grouped import Grouping, grouped_figures
from templates.dashboards.facts import Figures
from templates.dashboards.figures_table import GroupedPlan
from templates.workbooks.table_facts import Cell, Column, Look, Table, Tables

from .asking import Asked, tables_of

TITLE = "Thống kê tiến độ thực hiện kế hoạch"
SHEETS = {
    Grouping.TASK: ("Theo nhiệm vụ", "Nhiệm vụ", "Thống kê theo nhiệm vụ"),
    Grouping.REGION: ("Theo khu vực", "Khu vực", "Thống kê theo khu vực"),
    Grouping.PERIOD: ("Theo quý", "Quý của ngày cuối cùng", "Thống kê theo quý"),
}
NUMBERS = (
    ("Phải gửi", "expected"),
    ("Đã nhận", "received"),
    ("Nhận đúng hạn", "on_time"),
    ("Nhận quá hạn", "late"),
    ("Chưa rõ", "unclear"),
    ("Chưa gửi", "outstanding"),
    ("Trong hạn", "in_time"),
    ("Chưa nhận được", "not_received"),
    ("Quá hạn", "overdue"),
    ("Không có ngày cuối", "no_due"),
    ("Gia hạn, đã nhận", "extended_received"),
    ("Gia hạn, chưa gửi", "extended_outstanding"),
    ("Đề nghị bổ sung", "returned"),
    ("Không phát sinh", "nil"),
    ("Không thuộc diện", "exempt"),
)
RATES = (("Tỷ lệ nhận", "completeness"), ("Tỷ lệ đúng hạn", "on_time_rate"))
TWO_BY_TWO = (
    ("Hoàn thành đúng hạn", "finished_on_time"),
    ("Hoàn thành quá hạn", "finished_late"),
    ("Chưa hoàn thành, trong hạn", "unfinished_in_time"),
    ("Chưa hoàn thành, quá hạn", "unfinished_overdue"),
    ("Chưa nhận được", "not_received"),
    ("Tính riêng", "apart"),
    ("Phải gửi", "expected"),
)
APART = (
    "Tính riêng: được gia hạn, chưa rõ đúng hạn hay quá hạn, không có ngày cuối.",
    "Nhiệm vụ không thuộc diện thực hiện, chờ sự kiện không tính vào số phải gửi.",
)
DATED, WHOLE_YEAR, ANSWERS = "Có thời hạn", "Cả năm, quý", "Khó khăn"
KINDS = (
    "Cả năm, quý: nhiệm vụ theo năm, theo quý hoặc không nêu thời hạn. "
    "Khó khăn: trả lời khó khăn, vướng mắc, tính riêng."
)


def statistics(session: Session, *, asked: Asked) -> Tables:
    """The figures of `dondoc overview`, one table for each grouping."""
    found = {by: _grouped(session, by, asked) for by in SHEETS}
    tables = [_table(by, plan) for by, plans in found.items() for plan in plans]
    tables += [_two_by_two(plan) for plan in found[Grouping.REGION]]
    return tables_of(asked, stem="thong-ke", title=TITLE, tables=tuple(tables))


def _grouped(session: Session, by: Grouping, asked: Asked) -> Sequence[GroupedPlan]:
    return grouped_figures(
        session, by=by, world=asked.world, known_until=asked.known_until, of=(asked.plan_id,)
    )


def _table(by: Grouping, plan: GroupedPlan) -> Table:
    name, head, title = SHEETS[by]
    return Table(
        name=name,
        title=title,
        columns=(
            Column(title="Loại", width=12),
            Column(title=head, width=36),
            *(Column(title=words, width=7, look=Look.NUMBER) for words, _ in NUMBERS),
            *(Column(title=words, width=8, look=Look.RATE) for words, _ in RATES),
        ),
        rows=list(_rows(plan)),
        notes=(KINDS,),
        landscape=True,
    )


def _rows(plan: GroupedPlan) -> Iterator[Sequence[Cell]]:
    for kind, lines in ((DATED, plan.dated), (WHOLE_YEAR, plan.whole_year), (ANSWERS, plan.answers)):
        for name, found in lines:
            numbers = (getattr(found, field) for _, field in (*NUMBERS, *RATES))
            yield kind, name, *numbers


def _two_by_two(plan: GroupedPlan) -> Table:
    """Of what has a day: finished or not, in time or not."""
    lines = [*plan.dated, ("Cộng", total([found for _, found in plan.dated]))]
    return Table(
        name="Bốn ô chính thức",
        title="Hoàn thành, chưa hoàn thành (nhiệm vụ có thời hạn)",
        columns=(
            Column(title="Khu vực", width=18),
            *(Column(title=words, width=13, look=Look.NUMBER) for words, _ in TWO_BY_TWO),
        ),
        rows=[(name, *(getattr(found, field) for _, field in TWO_BY_TWO)) for name, found in lines],
        notes=APART,
        landscape=True,
    )


def total(found: Sequence[Figures]) -> Figures:
    """The counts added up; rates are not sums."""
    names = [one.name for one in fields(Figures) if one.type in (int, "int")]
    return Figures(**{name: sum(getattr(one, name) for one in found) for name in names})
