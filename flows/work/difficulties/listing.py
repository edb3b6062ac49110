"""Difficulties with their answers, as values: for the page, the forms and the compiled report."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlmodel import Session

from flows.work.world import World
from models.store.difficulties import DifficultyRow, answering_documents, difficulty_rows
from models.store.owed import OWED
from models.store.units import names_on
from models.words import ObligationStatus
from templates.words_vi import clipped, plain_day


class State(StrEnum):
    """How the answer stands."""

    OPEN = "open"
    OVERDUE = "overdue"
    ANSWERED = "answered"
    EXEMPT = "exempt"  # nobody has to answer any more


@dataclass(frozen=True, kw_only=True, slots=True)
class DifficultyView:
    """One difficulty as people read it."""

    id: int
    plan_id: int
    plan_code: str
    code: str  # KK-01
    unit: str  # names
    text: str
    raised_on: date
    answering: str
    answer_by: date
    state: State
    answer: str
    answered_on: date | None
    document: str  # number of the answer


def difficulties(session: Session, *, world: World, plan: int | None = None) -> tuple[DifficultyView, ...]:
    """All difficulties of the plans in force, or of one plan, in the order in which they were recorded."""
    rows = difficulty_rows(session, plan=plan)
    if not rows:
        return ()
    names, documents = names_on(session, world.today), answering_documents(session)
    return tuple(_view(row, names, documents, world.today) for row in rows)


def open_labels(session: Session, *, day: date) -> dict[str, int]:
    """Label -> difficulty of those that wait for an answer or for its text."""
    rows = [row for row in difficulty_rows(session) if row.status in OWED or not row.answer]
    if not rows:
        return {}
    names = names_on(session, day)
    return {
        f"{row.code} · {clipped(' '.join(row.text.split()), limit=60)} · "
        f"{names.get(row.answered_by, row.answered_by)} · hạn {plain_day(row.answer_by)} · "
        f"KH {row.plan_code}": row.id
        for row in rows
        if row.status is not ObligationStatus.EXEMPT
    }


def _view(row: DifficultyRow, names: dict[str, str], documents: dict[int, str], day: date) -> DifficultyView:
    answered = row.status not in OWED
    return DifficultyView(
        id=row.id,
        plan_id=row.plan_id,
        plan_code=row.plan_code,
        code=row.code,
        unit=names.get(row.unit_id, row.unit_id),
        text=row.text,
        raised_on=row.raised_on,
        answering=names.get(row.answered_by, row.answered_by),
        answer_by=row.answer_by,
        state=_state(row, day),
        answer=row.answer if answered else "",
        answered_on=row.answered_on if answered else None,
        document=documents.get(row.id, "") if answered else "",
    )


def _state(row: DifficultyRow, day: date) -> State:
    if row.status is ObligationStatus.EXEMPT:
        return State.EXEMPT
    if row.status not in OWED:
        return State.ANSWERED
    return State.OVERDUE if day > row.answer_by else State.OPEN
