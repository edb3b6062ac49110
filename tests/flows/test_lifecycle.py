"""Anything in any order, with crashes between: no impossible state, no lost version, figures that add up.

The machine keeps a model of its own, simpler than the product, and compares after every step. A longer soak:
`python -m tests.flows.test_lifecycle 300`, of so many histories on SQLite.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import Session, col, select

from flows.clock import end_of
from flows.work.chase.daily import run_day
from flows.work.documents.correct import correct, entry_of, void
from flows.work.documents.record import Entry, record
from flows.work.duties.exempting import exempt, undo_exemption
from flows.work.duties.extending import Request, extend, undo_extension
from flows.work.duties.finding import Duty
from flows.work.duties.reviewing import Returning, accept, send_back, take_back
from flows.work.escalation.pausing import pause
from flows.work.pages.progress import read_progress
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.database import connect, metadata, migrate, transaction
from models.rules.statistics import Tally
from models.store.owed import OWED
from models.tables import Contact, Notice, Obligation, Plan, Submission
from models.words import JudgedBy, NoticeStatus, ReturnReason, Role
from tests.factories import CALENDAR, add_plan, add_task, add_units, world_on
from tests.flows.mailing import send_everything

BEGIN, DUE, END = date(2024, 11, 11), date(2024, 12, 14), date(2025, 1, 17)
UNITS = ("CA02", "CA04")
REPORT = "III.3.b"
BY = "Cán bộ 1"


WEIGHTS = {
    "record": 5,
    "correct": 2,
    "void": 1,
    "accept": 3,
    "send_back": 4,
    "take_back": 2,
    "extend": 2,
    "undo_extension": 1,
    "exempt": 1,
    "undo_exemption": 2,
    "pause": 1,
    "daily_run": 6,
}


class CrashedError(Exception):
    """The process dies in the middle of a piece of work."""


@dataclass
class Version:
    """A document as the model knows it."""

    key: int
    number: str
    nil: bool = False
    result: str = ""  # accepted, returned
    voided: bool = False


@dataclass
class Unit:
    """What the model knows of one unit."""

    versions: list[Version] = field(default_factory=list)
    exempt: bool = False
    extensions: int = 0

    @property
    def standing(self) -> list[Version]:
        """Versions that count."""
        return [one for one in self.versions if not one.voided]

    @property
    def status(self) -> str:
        """In plain words what an official would say."""
        if self.exempt:
            return "exempt"
        if not self.standing:
            return "open"
        newest = self.standing[-1]
        if newest.result == "returned":
            return "returned"
        if newest.nil:
            return "nil"
        return "done" if newest.result == "accepted" else "arrived"


class Life(RuleBasedStateMachine):
    """Two units, one report; whoever is chosen does something today, or the day ends."""

    engine: sa.Engine

    def __init__(self) -> None:
        super().__init__()
        self.day, self.units, self.number = BEGIN, {unit: Unit() for unit in UNITS}, 0
        self.told: dict[date, Tally] = {}  # the figures of each evening, as they were read then
        with transaction(self.engine) as session:
            for table in reversed(metadata.sorted_tables):
                session.connection().execute(table.delete())
            self._begin(session)

    def _begin(self, session: Session) -> None:
        add_units(session, *UNITS)
        for unit in UNITS:
            for role in (Role.DEPARTMENT_HEAD, Role.UNIT_HEAD):
                session.add(Contact(unit_id=unit, role=role, address=f"{role}@{unit.lower()}.example"))
        add_task(
            session,
            plan=add_plan(session),
            units=UNITS,
            due=DUE,
            world=world_on(date(2024, 2, 6)),
            code=REPORT,
            ladder="bao-cao",
            judged_by=JudgedBy.SENT,
            annual_report=True,
        )

    @rule(
        what=st.sampled_from([name for name, weight in WEIGHTS.items() for _ in range(weight)]),
        unit=st.sampled_from(UNITS),
        number=st.integers(0, 14),
        crash=st.sampled_from((0, 0, 0, 0, 3, 5, 9, 14)),
        sends=st.booleans(),
    )
    def step(self, what: str, unit: str, number: int, crash: int, sends: bool) -> None:
        """One thing happens; what is frequent in life is so here."""
        if what == "daily_run":
            self.daily_run(number % 5, crash, sends)
        elif what in ("correct", "void"):
            getattr(self, what)(unit, number % 4, crash)
        elif what == "extend":
            self.extend(unit, number + 1, crash)
        elif what == "record":
            self.record(unit, number > 12, crash)
        else:
            getattr(self, what)(unit, crash)

    # -- steps -------------------------------------------------------------------------------------------

    def act(self, work: Callable[[Session, World], Any], *, allowed: bool, crash: int) -> Any:
        """Do it in one transaction; dying after `crash` statements, or being refused, changes nothing."""
        before = self.picture() if crash or not allowed else None
        try:
            with crashing(self.engine, after=crash), transaction(self.engine) as session:
                found = work(session, world_on(self.day))
        except CrashedError:
            assert self.picture() == before
        except RefusedError:
            if allowed:
                raise
            assert self.picture() == before
        else:
            assert allowed, "it should have been refused"
            return found
        return None

    def picture(self) -> list[Any]:
        """Every row of every table."""
        with self.engine.connect() as connection:
            return [connection.execute(sa.select(table)).all() for table in metadata.sorted_tables]

    def newest(self, unit: str) -> Version | None:
        """The newest version that stands."""
        return next(reversed(self.units[unit].standing), None)

    def meant(self, session: Session, unit: str) -> Duty:
        plan = session.exec(select(Plan.id)).one() or 0
        return Duty(unit=unit, unit_name=unit, task=(plan, REPORT, ""))

    def record(self, unit: str, nil: bool, crash: int) -> None:
        self.number += 1
        number = f"{self.number:02}/BC"

        def work(session: Session, world: World) -> int:
            entry = Entry(
                unit=unit,
                tasks=(self.meant(session, unit).task,),
                number=number,
                issued_on=self.day,
                sent_on=self.day,
                arrived_on=self.day,
                nil=nil,
            )
            return record(session, entry=entry, by=BY, world=world).submission_id

        one = self.units[unit]
        key = self.act(work, allowed=not one.exempt, crash=crash)
        if key:
            one.versions.append(Version(key=key, number=number, nil=nil))

    def correct(self, unit: str, place: int, crash: int) -> None:
        """The record keeps its place and what was said of it."""
        standing = self.units[unit].standing
        if not standing or self.units[unit].exempt:
            return
        old = standing[place % len(standing)]

        def work(session: Session, world: World) -> int:
            self.number += 1
            entry = entry_of(session, submission_id=old.key)
            fresh = Entry(**{**vars_of(entry), "number": f"{self.number:02}/BC"})
            found = correct(session, submission_id=old.key, entry=fresh, reason="nhầm", by=BY, world=world)
            return found.submission_id

        key = self.act(work, allowed=True, crash=crash)
        if key:
            versions = self.units[unit].versions
            fresh = Version(key=key, number=f"{self.number:02}/BC", nil=old.nil, result=old.result)
            versions.insert(versions.index(old), fresh)
            old.voided = True

    def void(self, unit: str, place: int, crash: int) -> None:
        standing = self.units[unit].standing
        if not standing:
            return
        old = standing[place % len(standing)]

        def work(session: Session, world: World) -> bool:
            void(session, submission_id=old.key, reason="nhầm", by=BY, world=world)
            return True

        if self.act(work, allowed=True, crash=crash):
            old.voided = True

    def accept(self, unit: str, crash: int) -> None:
        self.review(unit, "accepted", crash)

    def send_back(self, unit: str, crash: int) -> None:
        self.review(unit, "returned", crash)

    def review(self, unit: str, result: str, crash: int) -> None:
        """The newest version, if nothing has been said of it."""
        newest = self.newest(unit)
        if newest is None:
            return

        def work(session: Session, world: World) -> bool:
            if result == "accepted":
                accept(session, submission_id=newest.key, by=BY, world=world)
            else:
                until = CALENDAR.add(self.day, 5)
                why = Returning(reason=ReturnReason.CONTENT, comment="bổ sung", resubmit_by=until)
                send_back(session, submission_id=newest.key, returning=why, by=BY, world=world)
            return True

        allowed = not newest.result and not self.units[unit].exempt
        if self.act(work, allowed=allowed, crash=crash):
            newest.result = result

    def take_back(self, unit: str, crash: int) -> None:
        newest = self.newest(unit)
        if newest is None or self.units[unit].exempt:
            return

        def work(session: Session, world: World) -> bool:
            take_back(session, submission_id=newest.key, reason="bấm nhầm", by=BY, world=world)
            return True

        if self.act(work, allowed=bool(newest.result), crash=crash):
            newest.result = ""

    def extend(self, unit: str, days: int, crash: int) -> None:
        with transaction(self.engine) as session:
            row = session.exec(select(Obligation).where(col(Obligation.owed_by) == unit)).one()
            original, present = row.original_due, row.effective_due
        assert original is not None
        assert present is not None
        new = CALENDAR.add(max(present, self.day), days)

        def work(session: Session, world: World) -> bool:
            request = Request(
                number="88/CAT", requested_on=self.day, agreed_by="Lãnh đạo", reason="bão", new_due=new
            )
            extend(session, duty=self.meant(session, unit), request=request, by=BY, world=world)
            return True

        one = self.units[unit]
        allowed = one.status == "open" and CALENDAR.between(after=original, until=new) <= 20
        if self.act(work, allowed=allowed, crash=crash):
            one.extensions += 1

    def undo_extension(self, unit: str, crash: int) -> None:
        def work(session: Session, world: World) -> bool:
            undo_extension(session, duty=self.meant(session, unit), reason="rút", by=BY, world=world)
            return True

        one = self.units[unit]
        if self.act(work, allowed=one.extensions > 0, crash=crash):
            one.extensions -= 1

    def exempt(self, unit: str, crash: int) -> None:
        def work(session: Session, world: World) -> bool:
            exempt(session, duty=self.meant(session, unit), basis="mục II", by=BY, world=world)
            return True

        one = self.units[unit]
        if self.act(work, allowed=one.status in ("open", "returned"), crash=crash):
            one.exempt = True

    def undo_exemption(self, unit: str, crash: int) -> None:
        def work(session: Session, world: World) -> bool:
            undo_exemption(session, duty=self.meant(session, unit), reason="nhầm", by=BY, world=world)
            return True

        one = self.units[unit]
        if self.act(work, allowed=one.exempt, crash=crash):
            one.exempt = False

    def pause(self, unit: str, crash: int) -> None:
        def work(session: Session, world: World) -> bool:
            pause(
                session,
                unit=unit,
                unit_name=unit,
                task=None,
                days=2,
                reason="lũ",
                by=BY,
                world=world,
            )
            return True

        self.act(work, allowed=True, crash=crash)

    def daily_run(self, days: int, crash: int, sends: bool) -> None:
        """Some days pass; the run of the last of them, and perhaps its mails."""
        if self.day >= END:
            return
        if days:
            self.told[self.day] = self.figures(self.day, known=False)
        self.day += timedelta(days=days)

        def work(session: Session, world: World) -> bool:
            run_day(session, world=world)
            return True

        done = self.act(work, allowed=True, crash=crash)
        if done and sends:
            with transaction(self.engine) as session:
                send_everything(session, world=world_on(self.day))

    def figures(self, day: date, *, known: bool) -> Tally:
        """Of that day, as they are in the database now, or as they were known then."""
        until = end_of(day) if known else None
        with transaction(self.engine) as session:
            [progress] = read_progress(session, world=world_on(day), known_until=until)
        return progress.total

    def teardown(self) -> None:
        """Whatever happened later: asked again, every evening's figures are what they were."""
        for day, figures in self.told.items():
            assert self.figures(day, known=True) == figures, day

    # -- what always holds -------------------------------------------------------------------------------

    @invariant()
    def every_state_is_the_one_an_official_would_name(self) -> None:
        with transaction(self.engine) as session:
            stored = {one.owed_by: one.status.value for one in session.exec(select(Obligation))}
        assert stored == {unit: one.status for unit, one in self.units.items()}

    @invariant()
    def no_version_is_lost(self) -> None:
        with transaction(self.engine) as session:
            kept = {one.id: bool(one.voided_at) for one in session.exec(select(Submission))}
        known = {one.key: one.voided for unit in self.units.values() for one in unit.versions}
        assert kept == known

    @invariant()
    def figures_add_up_to_what_is_expected(self) -> None:
        adds_up(self.figures(self.day, known=False), self.units.values())

    @invariant()
    def nobody_above_the_contact_hears_of_a_return_and_nothing_waits_for_what_is_not_owed(self) -> None:
        with transaction(self.engine) as session:
            statement = select(Notice, Obligation).join(
                Obligation, col(Obligation.id) == col(Notice.obligation_id)
            )
            for notice, duty in session.exec(statement):
                assert notice.status is not NoticeStatus.HELD or duty.status in OWED
                if duty.resubmit_by is not None and notice.round == duty.round:
                    assert notice.role is Role.CONTACT


def adds_up(total: Tally, units: Any) -> None:
    """Expected is everybody but the exempt, and the parts of the count make it up."""
    exempt = sum(one.status == "exempt" for one in units)
    assert (total.expected, total.exempt) == (len(UNITS) - exempt, exempt)
    assert total.received + total.outstanding == total.expected
    came = sum(one.status in ("arrived", "done", "nil", "returned") for one in units)
    assert total.received == came


def vars_of(entry: Entry) -> dict[str, Any]:
    """The fields of a slotted dataclass."""
    return {name: getattr(entry, name) for name in Entry.__dataclass_fields__}


@contextmanager
def crashing(engine: sa.Engine, *, after: int) -> Iterator[None]:
    """The process dies at its statement of that number; 0: it lives."""
    left = after

    def count(*_: Any) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise CrashedError

    if not after:
        yield
        return
    sa.event.listen(engine, "before_cursor_execute", count)
    try:
        yield
    finally:
        sa.event.remove(engine, "before_cursor_execute", count)


def live(engine: sa.Engine, *, histories: int, steps: int, phases: Sequence[Phase] = tuple(Phase)) -> None:
    """So many random histories."""
    machine = type("Life", (Life,), {"engine": engine})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=histories,
            stateful_step_count=steps,
            deadline=None,
            phases=phases,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_anything_in_any_order_leaves_no_impossible_state(engine: sa.Engine) -> None:
    live(engine, histories=2, steps=20)  # the soak has more


def main() -> None:
    """The soak."""
    with TemporaryDirectory() as folder:
        engine = connect(url=f"sqlite:///{Path(folder) / 'soak.sqlite3'}")
        migrate(engine)
        live(engine, histories=int(sys.argv[1]), steps=50, phases=[Phase.generate])
        engine.dispose()
    print(f"{sys.argv[1]} histories of up to 50 steps: no impossible state, no lost version")


if __name__ == "__main__":
    main()
