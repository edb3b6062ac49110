"""Sổ theo dõi giải quyết văn bản đến: one line a document, in the order in which they came."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlmodel import Session

from flows.work.pages.progress import knowledge_of
from flows.work.pages.received import received_line
from models.store.overview import TaskRow, tasks_of
from models.store.received import ReceivedRow, received_rows
from models.store.units import names_on
from templates.dashboards import received as say
from templates.dashboards.phrases import last_day
from templates.words_vi import capitalised, count, plain_day
from templates.workbooks.table_facts import Cell, Column, Look, Table, Tables

from .asking import Asked, tables_of

TITLE = "Sổ theo dõi giải quyết văn bản đến"
COLUMNS = (
    Column(title="Số đến, ngày đến", width=13, look=Look.CENTRE),
    Column(title="Tên loại, số, ký hiệu, ngày tháng và cơ quan, tổ chức ban hành văn bản", width=42),
    Column(title="Đơn vị nhận", width=10, look=Look.CENTRE),
    Column(title="Thời hạn giải quyết", width=18, look=Look.CENTRE),
    Column(title="Tiến độ giải quyết", width=26),
    Column(title="Số, ký hiệu văn bản trả lời", width=14, look=Look.CENTRE),
    Column(title="Ghi chú", width=24),
)
NOTE = "“Số đến” là mã ghi nhận của hệ thống; số của văn thư và văn bản trả lời được ghi tay nếu cần."


def register(session: Session, *, asked: Asked) -> Tables:
    """Every document that stands, also one that a newer version replaced."""
    knowledge = knowledge_of(asked.world, asked.known_until)
    rows = received_rows(session, plans=(asked.plan_id,), most=None, known=knowledge)
    documents: defaultdict[int, list[ReceivedRow]] = defaultdict(list)
    for row in rows:
        documents[row.submission_id].append(row)
    names = names_on(session, asked.day)
    tasks = tasks_of(session, plans=(asked.plan_id,))
    ordered = sorted(documents.values(), key=lambda met: (met[0].arrived_on, met[0].submission_id))
    table = Table(
        name="Sổ văn bản đến",
        title=TITLE,
        columns=COLUMNS,
        rows=[_line(met, names, tasks, asked) for met in ordered],
        notes=(NOTE,),
        landscape=True,
    )
    return tables_of(asked, stem="so-van-ban-den", title=TITLE, tables=(table,))


def _line(
    met: Sequence[ReceivedRow], names: Mapping[str, str], tasks: Mapping[int, TaskRow], asked: Asked
) -> Sequence[Cell]:
    met = sorted(met, key=lambda row: (tasks[row.task_id].position, row.occurrence))
    first = met[0]
    unit = names.get(first.unit_id, first.unit_id)
    issued = f" ngày {plain_day(first.issued_on)}" if first.issued_on else ""
    documents = dict.fromkeys(tasks[row.task_id].document for row in met)
    kind = "Báo cáo không phát sinh" if first.nil else capitalised("; ".join(documents))
    return (
        f"#{first.submission_id}\n{plain_day(first.arrived_on)}",
        f"{kind}\nSố {first.number or '(không số)'}{issued}\n{unit}",
        asked.focal_code,
        _each(tuple(last_day(row.effective_due) if row.effective_due else "" for row in met)),
        _each(tuple(_progress(row, unit) for row in met)),
        "",
        _remark(met, tasks),
    )


def _each(words: tuple[str, ...]) -> str:
    """Each once, in order."""
    return "\n".join(word for word in dict.fromkeys(words) if word)


def _progress(row: ReceivedRow, unit: str) -> str:
    line = received_line(row, unit_name=unit)
    punctual = say.punctual(line)
    return "; ".join(part for part in (punctual if punctual != "–" else "", say.reviewed(line)) if part)


def _remark(met: Sequence[ReceivedRow], tasks: Mapping[int, TaskRow]) -> str:
    first = met[0]
    codes = ", ".join(
        f"{tasks[row.task_id].code} ({row.occurrence})" if row.occurrence else tasks[row.task_id].code
        for row in met
    )
    again = f"; lần {first.version}" if first.version > 1 else ""
    files = f"; {count(first.files)} tệp" if first.files else ""
    how = f"{say.CHANNELS[first.channel]}, {say.FORMS[first.form]}"
    return f"Nhiệm vụ {codes}; {how}{again}{files}"
