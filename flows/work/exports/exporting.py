"""The tables by name, as a file: xlsx to print, CSV to read on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlmodel import Session

from flows.work.audit import audit
from flows.work.files.handing_out import hand_out
from flows.work.files.store import Files
from flows.work.world import World
from templates.words_vi import document, lowered
from templates.workbooks.table_facts import Tables
from templates.workbooks.tables import CSV, XLSX, csv, xlsx

from .asking import Asked, asked
from .commendation import commendation
from .late import late
from .matrix import matrix
from .register import register
from .statistics import statistics


class Export(StrEnum):
    """What may be exported."""

    REGISTER = "register"
    LATE = "late"
    MATRIX = "matrix"
    STATISTICS = "statistics"
    COMMENDATION = "commendation"


MAKERS: dict[Export, Callable[..., Tables]] = {
    Export.REGISTER: register,
    Export.LATE: late,
    Export.MATRIX: matrix,
    Export.STATISTICS: statistics,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """Which table, of which plan, how."""

    export: Export
    plan_id: int
    known_on: date | None = None
    csv: bool = False
    ranked: bool = False  # the sheet for commendation


@dataclass(frozen=True, kw_only=True, slots=True)
class Exported:
    """One file."""

    title: str
    name: str
    media_type: str
    content: bytes
    rows: int


def export(session: Session, *, wanted: Wanted, world: World) -> Exported:
    """Make the file; raises RefusedError with one sentence."""
    found = asked(session, plan_id=wanted.plan_id, known_on=wanted.known_on, world=world)
    facts = _facts(session, wanted, found)
    return Exported(
        title=facts.title,
        name=f"{facts.stem}.{'csv' if wanted.csv else 'xlsx'}",
        media_type=CSV if wanted.csv else XLSX,
        content=csv(facts) if wanted.csv else xlsx(facts),
        rows=len(facts.tables[0].rows),
    )


def _facts(session: Session, wanted: Wanted, found: Asked) -> Tables:
    if wanted.export is Export.COMMENDATION:
        return commendation(session, asked=found, ranked=wanted.ranked)
    return MAKERS[wanted.export](session, asked=found)


def hand_out_export(session: Session, *, wanted: Wanted, by: str, files: Files, world: World) -> str:
    """The file laid down for the officer and mailed; one sentence."""
    made = export(session, wanted=wanted, world=world)
    number = asked(session, plan_id=wanted.plan_id, known_on=None, world=world).plan.document_number
    name = hand_out(
        session,
        content=made.content,
        name=made.name,
        what=lowered(made.title),
        document=document(number),
        plan_id=wanted.plan_id,
        by=by,
        files=files,
        world=world,
        draft=False,
        media_type=made.media_type,
    )
    sentence = f"Đã xuất {lowered(made.title)}: {made.rows} dòng; tệp trong thư mục outgoing: {name}."
    audit(
        session,
        world=world,
        by=by,
        action=f"form:export:{wanted.export.value}",
        subject="plan",
        subject_id=wanted.plan_id,
        text=sentence,
    )
    return sentence
