"""Tiến độ theo đơn vị: every unit with every dated task, a sheet for the meaning of the signs."""

from collections.abc import Iterator

from sqlmodel import Session

from flows.work.pages.matrix import matrix_facts
from flows.work.pages.progress import read_progress
from templates.dashboards.matrix import legend, sign, whole_year
from templates.dashboards.matrix_facts import MatrixFacts, MatrixPlan
from templates.workbooks.table_facts import Cell, Column, Look, Table, Tables

from .asking import NO_LINKS, Asked, tables_of

TITLE = "Tiến độ thực hiện theo đơn vị, nhiệm vụ"
MOST_COLUMNS = 10_000  # one table for a region, whatever its width: the printer fits it


def matrix(session: Session, *, asked: Asked) -> Tables:
    """The page “Tiến độ theo đơn vị”, all regions in one table."""
    found = read_progress(session, world=asked.world, plans=(asked.plan_id,), known_until=asked.known_until)
    facts = matrix_facts(
        session,
        world=asked.world,
        links={},
        owed_links=NO_LINKS,
        found=found,
        known_until=asked.known_until,
        most_columns=MOST_COLUMNS,
    )
    tables = tuple(table for plan in facts.plans for table in (_units(plan), _tasks(plan, facts)))
    return tables_of(asked, stem="tien-do-don-vi", title=TITLE, tables=tables)


def _units(plan: MatrixPlan) -> Table:
    codes = [task.code for task in plan.tasks]
    return Table(
        name="Tiến độ",
        title=TITLE,
        columns=(
            Column(title="TT", width=5, look=Look.NUMBER),
            Column(title="Khu vực", width=12),
            Column(title="Đơn vị", width=34),
            *(Column(title=code, width=max(9, len(code) + 1), look=Look.CENTRE) for code in codes),
            Column(title="Nhiệm vụ cả năm (đã nhận/phải gửi)", width=14, look=Look.CENTRE),
        ),
        rows=[(number, *line) for number, line in enumerate(_lines(plan, codes), 1)],
        landscape=True,
    )


def _lines(plan: MatrixPlan, codes: list[str]) -> Iterator[tuple[Cell, ...]]:
    for table in plan.tables:
        for line in table.lines:
            marks = dict(zip(table.codes, line.marks, strict=True))
            signs = (sign(marks[code]) if code in marks else "" for code in codes)
            yield table.region.value, line.unit_name, *signs, whole_year(line)


def _tasks(plan: MatrixPlan, facts: MatrixFacts) -> Table:
    signs = [(shown, meaning, "ký hiệu") for shown, meaning in legend(facts)]
    tasks = [(task.code, task.title, task.deadline_words) for task in plan.tasks]
    return Table(
        name="Chú giải",
        title="Nhiệm vụ và ký hiệu",
        columns=(
            Column(title="Mục, ký hiệu", width=14, look=Look.CENTRE),
            Column(title="Nội dung", width=60),
            Column(title="Thời hạn", width=26),
        ),
        rows=[*tasks, *signs],
    )
