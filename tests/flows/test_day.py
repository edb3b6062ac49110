"""Which day the service may be moved to."""

from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from flows.clock import ExampleClock
from flows.work.chase.day import DayWork, work_on
from flows.work.refusals import RefusedError
from models.database import transaction
from models.tables import DayRun, Folder, Message
from models.words import FolderKind, MessageKind
from tests.factories import add_plan, add_task, add_units, moment, world_on
from tests.flows.at_once import at_once

BEGIN = date(2024, 2, 6)


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    """An example folder whose clock stands on the plan's day."""
    with transaction(engine) as session:
        session.add(Folder(kind=FolderKind.EXAMPLE, example_day=BEGIN, created_at=moment()))
        add_units(session, "CA02")
        add_task(
            session, plan=add_plan(session), units=["CA02"], due=date(2024, 2, 28), world=world_on(BEGIN)
        )
        yield session


def run(session: Session, day: date, *, dry_run: bool = False) -> DayWork:
    return work_on(session, day=day, dry_run=dry_run, links={}, world=world_on(BEGIN))


def test_the_example_moves_to_a_later_day(session: Session) -> None:
    run(session, date(2024, 2, 21))
    assert session.get_one(Folder, 1).example_day == date(2024, 2, 21)


def test_the_example_moves_92_days_at_once_and_no_further(session: Session) -> None:
    """From 06/02/2024, 92 days ahead is 08/05/2024."""
    with pytest.raises(RefusedError) as refusal:
        run(session, date(2024, 5, 9))
    assert str(refusal.value) == (
        "Ngày 09/05/2024 quá xa: lịch mẫu đang ở ngày 06/02/2024, mỗi lần chuyển được nhiều nhất 92 ngày, "
        "tức là đến ngày 08/05/2024."
    )
    assert session.get_one(Folder, 1).example_day == BEGIN
    assert session.exec(select(DayRun)).all() == []
    run(session, date(2024, 5, 8))
    assert session.get_one(Folder, 1).example_day == date(2024, 5, 8)


def test_a_dry_run_may_look_further_ahead(session: Session) -> None:
    assert run(session, date(2024, 12, 12), dry_run=True).dry_run


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_day_that_the_calendar_does_not_know_is_refused(session: Session, dry_run: bool) -> None:
    with pytest.raises(RefusedError) as refusal:
        run(session, date(2204, 2, 21), dry_run=dry_run)
    assert str(refusal.value) == (
        "Ngày 21/02/2204 nằm ngoài lịch làm việc của hệ thống (từ năm 2023 đến năm 2026); "
        "đề nghị kiểm tra lại năm."
    )


def test_an_examples_day_stands_at_half_past_seven_in_the_morning() -> None:
    """Whatever the machine's hour: 07:30 in Việt Nam is 00:30 UTC."""
    assert ExampleClock(day=BEGIN).now() == moment("2024-02-06T00:30:00")


def test_two_runs_of_one_day_at_once_write_it_once_and_neither_fails(engine: sa.Engine) -> None:
    """Two schedulers: the second one waits for the first and finds nothing left to do."""
    day = date(2024, 2, 21)
    with transaction(engine) as session:
        session.add(Folder(kind=FolderKind.EXAMPLE, example_day=BEGIN, created_at=moment()))
        add_units(session, "CA02")
        add_task(
            session, plan=add_plan(session), units=["CA02"], due=date(2024, 2, 28), world=world_on(BEGIN)
        )
        run(session, date(2024, 2, 20))
    assert at_once(engine, lambda session: run(session, day).sentence).startswith(
        "Ngày 21/02/2024: 0 thư nhắc việc"
    )
    with transaction(engine) as session:
        assert len(session.exec(select(Message).where(Message.kind == MessageKind.CHASE)).all()) == 1
