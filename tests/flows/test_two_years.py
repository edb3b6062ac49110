"""2024 and 2025 played day by day on a scratch copy: 2025 prepared while 2024 is late, both run to the end.

In the middle of it 63 provincial police become 34, as was approved in January.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from config.settings import read_settings
from flows import wiring
from flows.simulating import composer
from flows.work.ahead.behaviour import Arrival, Behaviour, seeded_arrivals
from flows.work.ahead.scratch import empty_scratch, know_sizes
from flows.work.ahead.simulation import play_year
from flows.work.next_year.writing import write_next
from flows.work.pages.progress import read_progress
from flows.work.world import World
from models.database import reading, transaction
from models.rules.statistics import Tally
from models.tables import Message, MessageRecipient, Obligation, Plan, PlanTask, Submission, SubmissionLink
from models.words import MessageKind, MessageStatus, ObligationStatus
from tests.flows.next_years import (
    BY,
    ISSUED_2025,
    issue_file,
    picks,
    proposal_of,
    wish_for_2025,
    with_2024,
    world,
)
from tests.flows.reforming import reform

FIRST, LAST = date(2024, 2, 6), date(2025, 12, 31)
MERGED = date(2025, 7, 1)
PREPARED = date(2024, 12, 23)  # 2024's report was due on 14/12; some have not come
BEHAVIOUR = Behaviour(seed=2025, on_time=0.7, never=0.1, late_days=12)
GONE = (MessageStatus.REPLACED, MessageStatus.WITHDRAWN)


class Years:
    """A scratch database whose days pass."""

    def __init__(self, *, engine: sa.Engine, folder: Path) -> None:
        self.engine, self.settings = engine, read_settings(data=folder)

    def arrivals(self, first: date) -> Mapping[date, Sequence[Arrival]]:
        """What will come in of everything still owed."""
        with reading(self.engine) as session:
            there = world(first)
            return seeded_arrivals(session, behaviour=BEHAVIOUR, first=first, calendar=there.calendar)

    def pass_days(self, first: date, last: date, arrivals: Mapping[date, Sequence[Arrival]]) -> None:
        """Every day, its documents and its mail."""

        def compose(moved: World) -> object:
            return composer(moved, settings=self.settings, example=True, wanted=frozenset())

        days = play_year(
            engine=self.engine,
            first=first,
            last=last,
            world=world(first),
            arrivals=arrivals,
            compose=compose,  # type: ignore[arg-type]  # the composer is one
        )
        refused = [sentence for one in days for sentence in one.refused]
        assert not refused


def report(session: Session, *, year: int, day: date) -> Tally:
    """How the annual report of a plan stands."""
    plan = session.exec(select(Plan.id).where(col(Plan.code) == f"pbgdpl-{year}")).one()
    found = read_progress(session, world=world(day), plans=(plan or 0,))
    return next(one.total for one in found if one.task.code == "III.3.b")


def chases(session: Session) -> Counter[tuple[date, str]]:
    statement = (
        sa.select(col(Message.day), col(MessageRecipient.address))
        .join(MessageRecipient, col(MessageRecipient.message_id) == col(Message.id))
        .where(col(Message.kind) == MessageKind.CHASE, col(Message.status).not_in(GONE))
    )
    return Counter((day, address) for day, address in session.execute(statement))


@pytest.mark.long
def test_two_years_each_with_its_plan_one_mail_a_day(tmp_path: Path) -> None:
    with empty_scratch() as engine:
        with transaction(engine) as session:
            old = with_2024(session)
        know_sizes(engine)
        years = Years(engine=engine, folder=tmp_path)
        coming = years.arrivals(FIRST)
        years.pass_days(FIRST, PREPARED, coming)

        plans = tmp_path / "config" / "plans"
        with transaction(engine) as session:
            late = report(session, year=2024, day=PREPARED)
            assert late.expected == 72
            assert 0 < late.received < 72
            wish = wish_for_2025(session, plan=old)
            answers = picks(proposal_of(session, wish=wish, day=PREPARED))
            there = world(PREPARED)
            write_next(
                session, wish=wish, answers=answers, folder=plans, replace=False, run="r", by=BY, world=there
            )
        assert wiring.plan_files(settings=years.settings)["2025.yaml"].parent == plans

        years.pass_days(PREPARED.replace(day=24), ISSUED_2025.replace(day=9), coming)
        with transaction(engine) as session:
            before = report(session, year=2024, day=ISSUED_2025)
            assert before.overdue > 0  # 2024 is still late
            issued = issue_file(session, path=plans / "2025.yaml", day=ISSUED_2025)
            assert issued.obligations == 16 * 72 + 66 + 8
            assert issued.announced > 0
            planned, _ = reform(session, day=MERGED, today=ISSUED_2025)
            assert planned.applied_at is None
        left = {day: [one for one in some if one.plan_id == old] for day, some in coming.items()}
        fresh = years.arrivals(ISSUED_2025)
        new = {day: [one for one in some if one.plan_id != old] for day, some in fresh.items()}
        both = {day: [*left.get(day, ()), *new.get(day, ())] for day in {*left, *new}}
        years.pass_days(ISSUED_2025, MERGED - timedelta(days=1), both)
        with reading(engine) as session:
            assert report(session, year=2025, day=MERGED - timedelta(days=1)).expected == 63 + 9
            reports = reported_by(session, plan=old)
        years.pass_days(MERGED, MERGED, {})
        with reading(engine) as session:
            assert report(session, year=2025, day=MERGED).expected == 34 + 9
        years.pass_days(MERGED + timedelta(days=1), LAST, years.arrivals(MERGED + timedelta(days=1)))

        with reading(engine) as session:
            assert set(chases(session).values()) == {1}
            assert reports <= reported_by(session, plan=old)  # under the units that sent them
            folded = doubles(session, plan=old)
            assert {day.year for day, _ in chases(session)} == {2024, 2025}
            ended = report(session, year=2024, day=LAST)
            assert (ended.expected, ended.on_time) == (72 - folded, late.on_time)
            assert ended.received + ended.overdue == 72 - folded
            of_2025 = report(session, year=2025, day=LAST)
            assert of_2025.expected == 34 + 9
            assert of_2025.received + of_2025.overdue == 34 + 9
            unit_plans = _dated(session, "II.1.1.b")
            assert unit_plans == {"pbgdpl-2024": date(2024, 2, 28), "pbgdpl-2025": date(2025, 2, 28)}


def reported_by(session: Session, *, plan: int) -> set[str]:
    """Whose documents stand for the annual report of a plan."""
    statement = (
        sa.select(col(Submission.unit_id))
        .join(SubmissionLink, col(SubmissionLink.submission_id) == col(Submission.id))
        .join(Obligation, col(Obligation.id) == col(SubmissionLink.obligation_id))
        .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
        .where(col(PlanTask.code) == "III.3.b", col(Obligation.plan_id) == plan)
    )
    return set(session.scalars(statement))


def doubles(session: Session, *, plan: int) -> int:
    """Annual reports of a plan that another one stands for since units were merged."""
    statement = (
        select(sa.func.count(col(Obligation.id)))
        .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
        .where(
            col(PlanTask.code) == "III.3.b",
            col(Obligation.plan_id) == plan,
            col(Obligation.status) == ObligationStatus.FOLDED,
        )
    )
    return int(session.exec(statement).one())


def _dated(session: Session, code: str) -> dict[str, date]:
    """The last valid day of a task under each plan."""
    found = read_progress(session, world=replace(world(LAST)))
    return {one.plan.code: one.last_days[0] for one in found if one.task.code == code}
