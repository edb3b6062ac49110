"""Any sequence of amendments: the past stays as known, nothing owed disappears, file and rows agree."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta

import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from models.database import transaction
from models.plan_file import read_plan
from models.plan_members import expand
from models.rules.statistics import Counted
from models.store.counted import counted_rows
from models.store.plan_units import plan_units
from models.tables import DueChange, Exemption, Obligation, PlanTask
from models.words import ObligationStatus
from tests.factories import world_on
from tests.flows.amended_plans import ISSUED, UNITS, PlanText, amend, came, issued, known

PHRASES = (
    "trước ngày 01/7/2024",
    "trước ngày 15/9/2024",
    "trước 9h00 ngày 15/9/2024",
    "quý III/2024",
    "cả năm 2024",
    "20 ngày sau khi kết thúc hội nghị",
    "định kỳ 6 tháng: trước ngày 15/6 và trước ngày 01/12",
)
OWED = (ObligationStatus.OPEN, ObligationStatus.WAITING, ObligationStatus.RETURNED)
plans = st.builds(
    PlanText,
    tasks=st.dictionaries(st.sampled_from(("I.1", "I.2", "II")), st.sampled_from(PHRASES), min_size=1),
    members=st.lists(st.sampled_from(UNITS), min_size=1, unique=True),
    leads=st.dictionaries(
        st.sampled_from(("I.1", "II")), st.lists(st.sampled_from(UNITS), min_size=1, unique=True)
    ),
)
steps = st.lists(
    st.tuples(
        plans, st.lists(st.tuples(st.sampled_from(UNITS), st.sampled_from(("I.1", "I.2"))), max_size=2)
    ),
    min_size=1,
    max_size=4,
)


@settings(
    max_examples=5,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(first=plans, then=steps)
def test_any_sequence_of_amendments(
    engine: sa.Engine, first: PlanText, then: list[tuple[PlanText, list[tuple[str, str]]]]
) -> None:
    with transaction(engine) as session:
        undo = session.begin_nested()
        _play(session, first, then)
        undo.rollback()


def _play(session: Session, first: PlanText, then: list[tuple[PlanText, list[tuple[str, str]]]]) -> None:
    plan, day = issued(session, first), ISSUED
    past: dict[date, Counter[Counted]] = {}
    for number, (text, documents) in enumerate(then, 1):
        day += timedelta(days=7)
        for unit, code in documents:
            _came(session, plan, unit, code, day)
        past[day] = known(session, plan, day)
        day += timedelta(days=1)
        before = _owed(session)
        amend(session, plan, text, world=world_on(day), number=f"{number}/QĐ-BCA")
        session.expire_all()
        assert {one: known(session, plan, one) for one in past} == past
        _nothing_disappeared(session, before)
        _agree(session, text)
        assert known(session, plan, day) == _now(session, plan)


def _came(session: Session, plan: int, unit: str, code: str, day: date) -> None:
    """If the unit owes the one document of the task."""
    if any(key == (code, unit, "") and one.status in OWED for key, one in _rows(session).items()):
        came(session, plan, unit, code, on=day)


def _rows(session: Session) -> Mapping[tuple[str, str, str], Obligation]:
    statement = select(PlanTask.code, Obligation).join(
        Obligation, col(PlanTask.id) == col(Obligation.task_id)
    )
    return {(code, one.owed_by, one.occurrence): one for code, one in session.exec(statement)}


def _owed(session: Session) -> dict[int, date | None]:
    return {one.id: one.effective_due for one in _rows(session).values() if one.status in OWED and one.id}


def _nothing_disappeared(session: Session, before: Mapping[int, date | None]) -> None:
    """What was owed is owed still, on its day or on one that a row explains; or a row says why it is not."""
    spared = _spared(session)
    moved = {(one.obligation_id, one.old_due, one.new_due) for one in session.exec(select(DueChange))}
    for key, day in before.items():
        one = session.get_one(Obligation, key)
        if one.status is ObligationStatus.EXEMPT:
            assert key in spared
        else:
            assert one.status in OWED
            assert one.effective_due == day or (key, day, one.effective_due) in moved


def _spared(session: Session) -> set[int]:
    statement = select(Exemption).where(
        col(Exemption.undone_at).is_(None), col(Exemption.amendment_id).is_not(None)
    )
    return {one.obligation_id for one in session.exec(statement)}


def _agree(session: Session, text: PlanText) -> None:
    """The file and the obligations say the same: who owes what, and by when as far as nothing has come."""
    plan = read_plan(text.content.decode(), name="thu.yaml")
    wanted = {
        (one.task, one.unit_id, one.occurrence): one
        for one in expand(plan, plan_units(session, day=ISSUED), day=ISSUED)
    }
    spared, rows = _spared(session), _rows(session)
    assert {key for key, one in rows.items() if one.id not in spared} == set(wanted)
    for key, one in rows.items():
        if one.status in (ObligationStatus.OPEN, ObligationStatus.WAITING):
            assert (one.effective_due, one.due_time) == (wanted[key].last_day, wanted[key].due_time)
            assert one.status is wanted[key].status


def _now(session: Session, plan: int) -> Counter[Counted]:
    rows = counted_rows(session, plans=[plan], by_unit=True)
    return Counter(row.counted for row in rows)
