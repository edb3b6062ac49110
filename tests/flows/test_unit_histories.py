"""Random histories of units: mergers, splits, renames, dissolutions, documents, silence, in any order."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from flows.clock import end_of
from flows.work.chase.auditing import check_ledger
from flows.work.chase.daily import run_day
from flows.work.documents.correct import void
from flows.work.refusals import RefusedError
from models.store.counted import counted_rows
from models.store.standing import Knowledge
from models.store.units import units_on
from models.tables import (
    Exemption,
    Message,
    MessageRecipient,
    Obligation,
    ObligationTransfer,
    Submission,
    Unit,
)
from models.words import DeadlineKind, MessageKind, MessageStatus, ObligationStatus, UnitKind
from tests.factories import add_plan, add_task, add_units, world_on
from tests.flows.histories import scratch
from tests.flows.mailing import send_everything
from tests.flows.reforming import handed_in, reform

START, DUE = date(2024, 12, 2), date(2024, 12, 14)
UNITS = ("A", "B", "C", "D")
CODES = ("II.1.1.b", "II.2")
UNSENT = (ObligationStatus.WAITING, ObligationStatus.OPEN)
CAME = (ObligationStatus.ARRIVED, ObligationStatus.DONE, ObligationStatus.NIL)

PLACE = st.integers(min_value=0, max_value=11)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ("merge", "absorb", "split", "share", "rename", "dissolve", "record", "void", "days", "later")
        ),
        PLACE,
        PLACE,
    ),
    min_size=2,
    max_size=9,
)
Step = tuple[str, int, int]
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # a year of days is slow to shrink


@dataclass(kw_only=True, slots=True)
class Story:
    """A small world and the day it has come to."""

    session: Session
    plan: int = 0
    day: date = START
    new: int = 0
    owed: set[tuple[str, int]] = field(default_factory=set)

    def begin(self) -> None:
        world = world_on(START)
        add_units(self.session, *UNITS)
        plan = add_plan(self.session)
        self.plan = plan.id or 0
        add_task(self.session, plan=plan, units=UNITS, due=DUE, world=world, code=CODES[0])
        kind = DeadlineKind.PERIOD
        add_task(self.session, plan=plan, units=UNITS, world=world, code=CODES[1], ladder="", kind=kind)
        self.owed = {(one.owed_by, one.task_id) for one in self.session.exec(select(Obligation))}

    def play(self, steps: list[Step]) -> None:
        for kind, one, other in steps:
            try:
                self._step(kind, one, other)
            except RefusedError:  # such a step cannot be taken here
                continue
        self._pass_days(2)

    def _step(self, kind: str, one: int, other: int) -> None:
        units = [unit.name for unit in units_on(self.session, self.day) if unit.kind is UnitKind.PROVINCE]
        if not units:
            return
        first, second = units[one % len(units)], units[other % len(units)]
        if kind == "record":
            ids = [unit.id for unit in units_on(self.session, self.day) if unit.name == first]
            handed_in(self.session, ids[0], (self.plan, CODES[other % 2], ""), on=self.day)
        elif kind == "void":
            self._void(one)
        elif kind == "days":
            self._pass_days(1 + other % 3)
        else:
            rows = self._rows("merge" if kind == "later" else kind, first, second)
            day = self.day + timedelta(days=2 if kind == "later" else 0)
            reform(self.session, rows, day=day, today=self.day)
            self._pass_days(1)  # one document a day: the units of today are those of the last evening

    def _rows(self, kind: str, first: str, second: str) -> str:
        self.new += 1
        new, newer = f"Công an tỉnh mới {self.new}", f"Công an tỉnh mới nữa {self.new}"
        return {
            "merge": f"{first} + {second} -> {new}",
            "absorb": f"{first} -> {second}",
            "split": f"{first} -> {new} + {newer}",
            "share": f"{first} -> {first} + {new}",
            "rename": f"{first} => {new}",
            "dissolve": f"{first} -> (giải thể)",
        }[kind]

    def _void(self, which: int) -> None:
        standing = select(Submission.id).where(col(Submission.voided_at).is_(None))
        ids = self.session.exec(standing.order_by(col(Submission.id))).all()
        if ids:
            world = world_on(self.day)
            void(self.session, submission_id=ids[which % len(ids)] or 0, reason="nhầm", by="A", world=world)

    def _pass_days(self, number: int) -> None:
        for _ in range(number):
            self.day += timedelta(days=1)
            world = world_on(self.day)
            run_day(self.session, world=world)
            assert check_ledger(self.session, world=world, just_ran=True) == ()
            send_everything(self.session, world=world)


@settings(max_examples=2, phases=PHASES, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
@example(steps=[("record", 0, 0), ("merge", 0, 5), ("void", 0, 0)])
def test_whatever_becomes_of_units_nothing_owed_is_lost_and_each_duty_has_one_owner(
    engine: sa.Engine, steps: list[Step]
) -> None:
    all_holds(engine, steps)


@pytest.mark.long
@settings(max_examples=50, phases=PHASES, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_the_same_of_many_more_histories(steps: list[Step]) -> None:
    all_holds(scratch(), steps)


def all_holds(engine: sa.Engine, steps: list[Step]) -> None:
    with Session(engine) as session:
        story = Story(session=session)
        story.begin()
        story.play(steps)
        session.expire_all()
        each_duty_has_one_owner_who_exists(story)
        nothing_owed_disappears(story)
        nobody_carries_the_same_twice(story)
        no_address_gets_two_chasing_mails_a_day(story)
        the_first_day_is_counted_as_it_was(story)
        session.rollback()


def each_duty_has_one_owner_who_exists(story: Story) -> None:
    here = {unit.id for unit in units_on(story.session, story.day)}
    moved = select(ObligationTransfer).order_by(col(ObligationTransfer.id))
    last = {one.obligation_id: one.to_unit for one in story.session.exec(moved)}
    for one in story.session.exec(select(Obligation)):
        if one.status in (*UNSENT, ObligationStatus.RETURNED):
            assert one.carried_by in here
        if one.status is not ObligationStatus.FOLDED:
            assert one.carried_by == last.get(one.id or 0, one.owed_by)


def nothing_owed_disappears(story: Story) -> None:
    duties = {one.id: one for one in story.session.exec(select(Obligation))}
    assert {(one.owed_by, one.task_id) for one in duties.values()} >= story.owed
    spared = set(story.session.exec(select(Exemption.obligation_id).where(col(Exemption.basis) != "")))
    for one in duties.values():
        stands = duties[one.folded_into] if one.folded_into else one
        assert (one.status is ObligationStatus.FOLDED) is (one.folded_into is not None)
        assert stands.status in (*UNSENT, *CAME) or stands.id in spared
        assert stands.task_id == one.task_id


def nobody_carries_the_same_twice(story: Story) -> None:
    unsent = select(Obligation.carried_by, Obligation.task_id).where(col(Obligation.status).in_(UNSENT))
    assert max(Counter(story.session.exec(unsent)).values(), default=1) == 1


def no_address_gets_two_chasing_mails_a_day(story: Story) -> None:
    chases = (
        sa.select(col(MessageRecipient.address), col(Message.day))
        .join(Message, col(Message.id) == col(MessageRecipient.message_id))
        .where(col(Message.kind) == MessageKind.CHASE, col(Message.status) == MessageStatus.SENT)
    )
    assert max(Counter(map(tuple, story.session.execute(chases))).values(), default=1) == 1


def the_first_day_is_counted_as_it_was(story: Story) -> None:
    known = Knowledge(until=end_of(story.day), on=START - timedelta(days=1), ended=end_of(START))
    rows = counted_rows(story.session, plans=[story.plan], known=known, by_unit=True)
    found: Counter[str] = Counter()
    for row in rows:
        found[row.counted.unit] += row.counted.count
    assert found == dict.fromkeys(UNITS, len(CODES))
    assert story.session.get(Unit, "A") is not None
