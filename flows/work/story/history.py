"""Lịch sử thay đổi: who changed what about a unit or an obligation, for reading and for a spreadsheet."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from flows.clock import ZONE
from flows.work.audit import SYSTEM
from models.store.history import audit_rows, described, of_obligation, of_unit
from models.store.units import name_on
from models.tables import Audit
from templates.spreadsheet import render_csv

from .why import find_unit

HEADINGS = (
    "Thời điểm",
    "Người thực hiện",
    "Tự khai",
    "Hành động",
    "Đối tượng",
    "Mã đối tượng",
    "Nội dung",
    "Dữ liệu kèm theo",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One change of state, at its local moment."""

    at: datetime
    by: str
    self_declared: bool
    action: str
    subject: str
    subject_id: str
    text: str
    facts: str

    @property
    def who(self) -> str:
        """`Cán bộ 1 (tự khai)`: Prefect's one password proves nobody's name."""
        return f"{self.by} (tự khai)" if self.self_declared else self.by


@dataclass(frozen=True, kw_only=True, slots=True)
class History:
    """Everything that changed, oldest first."""

    title: str
    changes: tuple[Change, ...]


def history(session: Session, *, text: str, day: date) -> History:
    """Of the obligation with this public id, else of the unit of this name; raises RefusedError."""
    subject = of_obligation(session, public_id=text.strip())
    if subject is None:
        unit = find_unit(session, text=text, day=day)
        title, subject = name_on(session, unit=unit, day=day), of_unit(session, unit=unit)
    else:
        code, unit, plan = described(session, obligation=subject.obligations[0])
        title = f"{name_on(session, unit=unit, day=day)}, nhiệm vụ {code}, Kế hoạch {plan}"
    rows = audit_rows(session, subject=subject)
    return History(title=title, changes=tuple(_change(row) for row in rows))


def _change(row: Audit) -> Change:
    return Change(
        at=row.at.astimezone(ZONE),
        by=row.by,
        self_declared=row.by != SYSTEM,
        action=row.action,
        subject=row.subject,
        subject_id=row.subject_id,
        text=row.text,
        facts=json.dumps(row.facts, ensure_ascii=False, sort_keys=True) if row.facts else "",
    )


def as_text(found: History) -> str:
    """One line for each change."""
    if not found.changes:
        return f"{found.title}: chưa có thay đổi nào được ghi lại."
    lines = [f"{one.at:%d/%m/%Y %H:%M}  {one.who}: {one.text}" for one in found.changes]
    return "\n".join([f"Lịch sử thay đổi: {found.title}", *(_visible(line) for line in lines)])


def _visible(line: str) -> str:
    return "".join(char if char.isprintable() else " " for char in line)


def as_csv(changes: Iterable[Change]) -> bytes:
    """The changes for a spreadsheet."""
    return render_csv(headings=HEADINGS, rows=map(_cells, changes))


def _cells(one: Change) -> Sequence[str]:
    return (
        f"{one.at:%Y-%m-%d %H:%M:%S}",
        one.by,
        "tự khai" if one.self_declared else "",
        one.action,
        one.subject,
        one.subject_id,
        one.text,
        one.facts,
    )
