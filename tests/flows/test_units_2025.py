"""63 provincial police become 34 on 01/07/2025, by the shipped list; Thừa Thiên Huế → Huế on 01/01/2025."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

import config
from flows.clock import end_of
from flows.work.chase.daily import run_day
from flows.work.people.imports import import_units
from flows.work.people.spreadsheets import read_table
from flows.work.reform.units import step_words
from flows.work.refusals import RefusedError
from models.rules.unit_reform import UnitStep
from models.store.counted import counted_rows
from models.store.standing import Knowledge
from models.store.units import name_on, units_on
from models.tables import Contact, Message, Obligation, Plan, Submission, Unit
from models.words import MessageKind, ObligationStatus, ReformKind, Role, UnitKind
from tests.factories import add_plan, add_task, world_on
from tests.flows.reforming import handed_in, reform

UNITS = Path(config.__file__).parent / "units" / "units.csv"
FIRST, MERGED = date(2025, 1, 1), date(2025, 7, 1)
LAST = MERGED - timedelta(days=1)
REPORT = "III.3.b"
DEPARTMENTS = 9
LATE = ("CA02", "CA08", "CA04")  # Hà Giang and Tuyên Quang, which merge, and Cao Bằng


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    """The plans of 2024 and 2025: for the first all but three provinces have reported."""
    with Session(engine) as session:
        world = world_on(date(2024, 2, 6))
        import_units(session, table=read_table(UNITS), now=world.now, by="Quản trị", apply=True)
        owing = [unit.id for unit in units_on(session, world.today)]
        for unit in owing:
            address = f"{unit.lower()}@units.example"
            session.add(Contact(unit_id=unit, role=Role.CONTACT, address=address))
        old = plan(session, owing, date(2024, 2, 6), date(2024, 12, 14))
        for unit in [one for one in owing if one.startswith("CA") and one not in LATE]:
            handed_in(session, unit, (old.id or 0, REPORT, ""), on=date(2024, 12, 10))
        done = sa.update(Obligation).where(col(Obligation.status) == ObligationStatus.ARRIVED)
        session.connection().execute(done.values(status=ObligationStatus.DONE))
        plan(session, owing, date(2025, 2, 10), date(2025, 12, 14))
        yield session
        session.rollback()


def plan(session: Session, owing: list[str], issued: date, due: date) -> Plan:
    row = add_plan(session, issued_on=issued, code=str(issued.year))
    add_task(session, plan=row, units=owing, due=due, world=world_on(issued), code=REPORT)
    return row


def expected(session: Session, *, on: date, until: date | None = None) -> dict[int, int]:
    """Year of the plan -> who is expected to report, as the figures of a day have it."""
    known = Knowledge(until=end_of(until or on), on=on, ended=end_of(on))
    return {
        row.year: sum(
            one.counted.count
            for one in counted_rows(session, plans=[row.id or 0], known=known)
            if one.counted.status is not ObligationStatus.EXEMPT
        )
        for row in session.exec(select(Plan).order_by(col(Plan.id)))
    }


def test_denominators_are_72_on_the_last_day_of_the_old_and_43_on_the_first_of_the_new(
    session: Session,
) -> None:
    planned, _ = reform(session, day=MERGED, today=date(2025, 6, 20))  # approved ten days ahead
    run_day(session, world=world_on(LAST))
    assert planned.applied_at is None
    assert expected(session, on=LAST) == {2024: 63 + DEPARTMENTS, 2025: 63 + DEPARTMENTS}
    run_day(session, world=world_on(MERGED))
    assert expected(session, on=MERGED) == {2024: 60 + 2 + DEPARTMENTS, 2025: 34 + DEPARTMENTS}
    assert expected(session, on=LAST, until=MERGED) == {2024: 72, 2025: 72}
    assert len([one for one in units_on(session, MERGED) if one.kind is UnitKind.PROVINCE]) == 34


def test_every_report_of_2024_stays_under_its_old_unit_and_each_successor_hears_once(
    session: Session,
) -> None:
    reform(session, day=MERGED)
    done = select(Obligation).where(col(Obligation.status) == ObligationStatus.DONE)
    finished = session.exec(done).all()
    assert len(finished) == 60
    assert all(one.carried_by == one.owed_by for one in finished)
    assert len(session.exec(select(Submission)).all()) == 60
    open_ = select(Obligation.carried_by).where(col(Obligation.status) == ObligationStatus.OPEN)
    here = {unit.id for unit in units_on(session, MERGED)}
    assert set(session.exec(open_)) == here
    told = session.exec(select(Message).where(col(Message.kind) == MessageKind.UNITS)).all()
    assert len(told) == 34
    with pytest.raises(RefusedError, match="đã được thực hiện"):
        reform(session, day=MERGED)


def test_hue_is_the_same_unit_under_another_name_and_lives_on_to_its_own_day(session: Session) -> None:
    reform(session, day=FIRST)
    assert name_on(session, unit="CA46", day=FIRST - timedelta(days=1)) == "Công an tỉnh Thừa Thiên Huế"
    assert name_on(session, unit="CA46", day=FIRST) == "Công an thành phố Huế"
    assert session.get_one(Unit, "CA46").valid_to == LAST
    assert not session.exec(select(Message).where(col(Message.kind) == MessageKind.UNITS)).all()
    assert expected(session, on=LAST) == {2024: 72, 2025: 72}
    reform(session, day=MERGED)
    of_hue = select(Obligation.carried_by).where(
        col(Obligation.owed_by) == "CA46", col(Obligation.status) == ObligationStatus.OPEN
    )
    assert set(session.exec(of_hue)) == {"CA25-46"}


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (["CA04"], "Công an tỉnh Cao Bằng giữ nguyên tên gọi"),
        (["CA01"], "Công an tỉnh Lạng Sơn chuyển thành Công an tỉnh Cao Bằng"),
        (
            ["CA04", "CA01"],
            "Công an tỉnh Cao Bằng và Công an tỉnh Lạng Sơn hợp nhất thành Công an tỉnh Cao Bằng",
        ),
    ],
)
def test_a_unit_that_keeps_its_name_is_not_said_to_become_itself(before: list[str], words: str) -> None:
    old = {"CA04": "Công an tỉnh Cao Bằng", "CA01": "Công an tỉnh Lạng Sơn"}

    step = UnitStep(kind=ReformKind.MERGE, before=tuple(before), after=("CA04-2025",))
    assert step_words(step, old=old, new={"CA04-2025": "Công an tỉnh Cao Bằng"}) == words
