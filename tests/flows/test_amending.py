"""Amendment as a legal act: a changed file with its document's number and date, applied once, history kept."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.work.refusals import RefusedError
from models.database import transaction
from models.tables import (
    Audit,
    DueChange,
    Exemption,
    Message,
    Obligation,
    PlanAmendment,
    PlanRevision,
    PlanTask,
)
from models.words import DueChangeKind, MessageKind, ObligationStatus
from tests.factories import world_on
from tests.flows.amended_plans import TASKS, PlanText, amend, issued

DAY = date(2024, 3, 4)


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    """A session whose work is kept at the end."""
    with transaction(engine) as session:
        yield session


def duties(session: Session, code: str) -> dict[str, Obligation]:
    """Who owes the task."""
    statement = select(Obligation).join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
    return {one.owed_by: one for one in session.exec(statement.where(col(PlanTask.code) == code))}


def moved(phrase: str = "trước ngày 01/4/2024", code: str = "I.1") -> PlanText:
    """The plan with another date."""
    return PlanText(tasks=TASKS | {code: phrase})


def test_a_moved_date_moves_what_is_owed_and_starts_a_fresh_ladder(session: Session) -> None:
    plan = issued(session, PlanText())
    sentence = amend(session, plan, moved(), world=world_on(DAY))
    assert "đổi 01 nhiệm vụ; 03 nghĩa vụ dời hạn" in sentence
    assert "Quyết định số 20/QĐ-BCA ngày 04/03/2024" in sentence
    for one in duties(session, "I.1").values():
        assert (one.effective_due, one.original_due) == (date(2024, 3, 31), date(2024, 3, 14))
        assert (one.round, one.round_from, one.target_day) == (2, DAY, date(2024, 3, 29))
        assert one.next_notice_on is not None
        assert one.next_notice_on >= DAY
    rows = session.exec(select(DueChange).where(col(DueChange.kind) == DueChangeKind.AMENDMENT)).all()
    assert {(one.old_due, one.new_due) for one in rows} == {(date(2024, 3, 14), date(2024, 3, 31))}
    assert len(rows) == 3
    assert {one.round for one in duties(session, "I.2").values()} == {1}
