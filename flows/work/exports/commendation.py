"""Bảng tổng hợp phục vụ khen thưởng (III.4): how each unit did, without a judgement; ranked if asked."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from flows.work.pages.grouped import Grouping, grouped_figures
from models.store.commended import quantities_met, times_returned
from models.store.units import told_apart
from templates.dashboards.facts import Figures
from templates.workbooks.table_facts import Cell, Column, Look, Table, Tables

from .asking import Asked, tables_of
from .late import refuse_past

TITLE = "Bảng tổng hợp kết quả của đơn vị, phục vụ xét khen thưởng"
COLUMNS = (
    Column(title="TT", width=5, look=Look.NUMBER),
    Column(title="Đơn vị", width=36),
    Column(title="Phải gửi", width=9, look=Look.NUMBER),
    Column(title="Đã nhận", width=9, look=Look.NUMBER),
    Column(title="Đúng hạn", width=9, look=Look.NUMBER),
    Column(title="Quá hạn", width=9, look=Look.NUMBER),
    Column(title="Được gia hạn", width=9, look=Look.NUMBER),
    Column(title="Tỷ lệ đúng hạn", width=10, look=Look.RATE),
    Column(title="Số lần đề nghị bổ sung", width=11, look=Look.NUMBER),
    Column(title="Nhiệm vụ cả năm đã nhận/phải gửi", width=13, look=Look.CENTRE),
    Column(title="Chỉ tiêu đạt mức tối thiểu", width=12, look=Look.CENTRE),
)
RANK = Column(title="Xếp thứ", width=8, look=Look.NUMBER)
NOTES = (
    "Bảng nêu số liệu đã ghi nhận, không thay cho việc bình xét theo quy định về thi đua, khen thưởng.",
    "Số phải gửi, đã nhận: nhiệm vụ có thời hạn. Chỉ tiêu: số liệu trong báo cáo năm so với mức tối thiểu.",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Unit:
    name: str
    dated: Figures
    year: Figures | None
    returned: int
    met: tuple[int, int] | None

    @property
    def key(self) -> tuple[float, int, int, int]:
        """Better first: on time, then fewest late, fewest returned, most received."""
        return (-(self.dated.on_time_rate or 0.0), self.dated.late, self.returned, -self.dated.received)


def commendation(session: Session, *, asked: Asked, ranked: bool) -> Tables:
    """Units in official order, or by `_Unit.key` with equal ones on equal ranks; raises RefusedError."""
    refuse_past(asked, what="Bảng khen thưởng")
    units = _units(session, asked)
    rows: list[Sequence[Cell]] = [(number, *_cells(one)) for number, one in enumerate(units, 1)]
    if ranked:
        rows = _ranked(units)
    table = Table(
        name="Khen thưởng",
        title=TITLE,
        columns=(*COLUMNS, RANK) if ranked else COLUMNS,
        rows=rows,
        notes=NOTES,
        landscape=True,
    )
    return tables_of(asked, stem="khen-thuong", title=TITLE, tables=(table,))


def _units(session: Session, asked: Asked) -> list[_Unit]:
    [plan] = grouped_figures(session, by=Grouping.UNIT, world=asked.world, of=(asked.plan_id,))
    year = dict(plan.whole_year)
    names = told_apart(session, asked.day)
    returned = {names.get(u, u): n for u, n in times_returned(session, plan=asked.plan_id).items()}
    counted = quantities_met(session, plan=asked.plan_id, year=asked.plan.year)
    met = {names.get(unit, unit): found for unit, found in counted.items()}
    return [
        _Unit(
            name=name,
            dated=found,
            year=year.get(name),
            returned=returned.get(name, 0),
            met=met.get(name),
        )
        for name, found in plan.dated
    ]


def _cells(one: _Unit) -> Sequence[Cell]:
    dated = one.dated
    return (
        one.name,
        dated.expected,
        dated.received,
        dated.on_time,
        dated.late,
        dated.extended_received + dated.extended_outstanding,
        dated.on_time_rate,
        one.returned,
        f"{one.year.received}/{one.year.expected}" if one.year else "–",
        f"{one.met[0]}/{one.met[1]}" if one.met else "–",
    )


def _ranked(units: Sequence[_Unit]) -> list[Sequence[Cell]]:
    ordered = sorted(units, key=lambda one: one.key)
    keys = [one.key for one in ordered]
    return [(number, *_cells(one), keys.index(one.key) + 1) for number, one in enumerate(ordered, 1)]
