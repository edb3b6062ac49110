"""Đơn vị chậm: who has not sent what although its day has passed, how often reminded, whom to call."""

from sqlmodel import Session

from flows.work.pages.progress import read_progress
from flows.work.pages.unsent import unsent_facts
from flows.work.refusals import RefusedError
from templates.dashboards.unsent import taken_over
from templates.dashboards.unsent_facts import Standing, UnsentLine
from templates.words_vi import plain_day
from templates.workbooks.table_facts import Cell, Column, Look, Table, Tables

from .asking import NO_LINKS, Asked, tables_of

TITLE = "Danh sách đơn vị chậm gửi văn bản, báo cáo"
COLUMNS = (
    Column(title="TT", width=5, look=Look.NUMBER),
    Column(title="Đơn vị", width=26),
    Column(title="Nhiệm vụ", width=34),
    Column(title="Ngày cuối cùng", width=12, look=Look.DAY),
    Column(title="Chậm (ngày làm việc)", width=10, look=Look.NUMBER),
    Column(title="Số lần đã nhắc", width=8, look=Look.NUMBER),
    Column(title="Nhắc gần nhất", width=12, look=Look.DAY),
    Column(title="Cán bộ đầu mối", width=22),
    Column(title="Điện thoại", width=14),
    Column(title="Thư điện tử", width=26),
    Column(title="Ghi chú", width=20),
)


def late(session: Session, *, asked: Asked) -> Tables:
    """The lines of the page “Đơn vị chưa gửi” that are overdue; raises RefusedError for a day of the past."""
    refuse_past(asked, what="Danh sách đơn vị chậm")
    found = read_progress(session, world=asked.world, plans=(asked.plan_id,))
    facts = unsent_facts(session, world=asked.world, links={}, owed_links=NO_LINKS, found=found)
    lines = [
        (f"{task.code} – {task.title}", line)
        for task in facts.tasks
        for _, members in task.regions
        for line in members
        if line.standing is Standing.OVERDUE
    ]
    rows = [_row(number, *pair) for number, pair in enumerate(lines, 1)]
    table = Table(name="Đơn vị chậm", title=TITLE, columns=COLUMNS, rows=rows, landscape=True)
    return tables_of(asked, stem="don-vi-cham", title=TITLE, tables=(table,))


def _row(number: int, task: str, line: UnsentLine) -> tuple[Cell, ...]:
    return (
        number,
        line.unit_name,
        task,
        line.last_day,
        line.workdays_over,
        line.reminders,
        line.last_reminder,
        line.contact_name,
        line.phone,
        line.address,
        _remark(line),
    )


def _remark(line: UnsentLine) -> str:
    parts = (
        "đề nghị bổ sung, quá ngày gửi lại" if line.returned else "",
        "đã được gia hạn" if line.extended else "",
        taken_over(line) if line.taken_from else "",
        line.address_problem,
    )
    return "; ".join(part for part in parts if part)


def refuse_past(asked: Asked, *, what: str) -> None:
    """What rests on the present state alone cannot be made for a day of the past."""
    if asked.known_until is not None:
        raise RefusedError(
            f"{what} chỉ lập được theo số liệu hiện tại, không theo ngày {plain_day(asked.day)}; "
            "đề nghị bỏ chọn ngày."
        )
