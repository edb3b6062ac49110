"""The auditor: nothing that fell due is lost, nothing is stuck on its way, nothing stands still unexplained.

It looks at what the ledger should hold, not at what the daily run reports of itself.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from sqlmodel import Session, select

from flows.clock import ZONE
from flows.work.plans.rules_in_force import rules_changed
from flows.work.world import World
from models.rules.ladders import OVERDUE, StageDay, is_quiet
from models.store.auditing import (
    Rough,
    Shape,
    Unwatched,
    audited,
    changed_since,
    last_runs,
    overheld,
    rough,
    shapes,
    unwatched,
)
from models.store.units import names_on
from models.tables import DayRun, PlanTask
from templates.dashboards import self_check as phrases

from .address_book import read_address_book
from .chasing import addresses_already_mailed
from .daily import must_wait
from .deciding import Decided, decide_day, stages_of

GRACE = timedelta(minutes=1)  # after the end of a lease: the sender takes the mail up again within seconds
WAITS = 2  # working days that an obligation may wait for a run before somebody is told


class Fault(StrEnum):
    """What the auditor looks for."""

    NO_ROW = "no_row"  # a stage fell due and has no ledger row
    OVERHELD = "overheld"  # a mail is claimed past its lease
    STANDS_STILL = "stands_still"  # stages are left, and no run will look at them
    PASSED_OVER = "passed_over"  # its day has come, and a run did not take it up


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One fault, for all obligations or mails that have it, in one Vietnamese sentence."""

    fault: Fault
    number: int
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class AuditReport:
    """What was looked at, and what was found."""

    findings: tuple[Finding, ...]
    obligations: int
    notices: int
    messages: int
    stages_unchecked: bool = False  # rules were edited since the last run: the next one applies them first

    @property
    def sentence(self) -> str:
        """The whole in one sentence, as the run and the command say it."""
        if self.findings:
            return " ".join(one.text for one in self.findings)
        return phrases.audited(
            obligations=self.obligations,
            notices=self.notices,
            messages=self.messages,
            stages_unchecked=self.stages_unchecked,
        )


def audit_ledger(session: Session, *, world: World) -> AuditReport:
    """Check ledger and outbox of the world's day, and say how much was looked at; writes nothing."""
    counts = audited(session)
    return AuditReport(
        findings=check_ledger(session, world=world),
        obligations=counts.obligations,
        notices=counts.notices,
        messages=counts.messages,
        stages_unchecked=rules_changed(session, world=world),
    )


def check_ledger(session: Session, *, world: World, just_ran: bool = False) -> tuple[Finding, ...]:
    """The faults alone.

    `just_ran`: in the transaction of today's run, when nothing at all may wait without a reason. Otherwise
    what changed since the last run waits for the next one.
    """
    just_ran = just_ran and world.calendar.is_workday(world.today)  # on other days nothing is decided
    ran = _ran(session, world, just_ran=just_ran)
    faults: list[Finding] = []
    if ran is not None and (just_ran or not rules_changed(session, world=world)):
        faults += _Ledger(session=session, world=world, ran=ran).findings(just_ran=just_ran)
    return (*faults, *_overheld(session, world))


def _ran(session: Session, world: World, *, just_ran: bool) -> DayRun | None:
    """The last working day that was run."""
    if just_ran:
        return DayRun(day=world.today, finished_at=world.now, summary="")
    runs = last_runs(session, until=world.today)
    return next((run for run in runs if world.calendar.is_workday(run.day)), None)


@dataclass(frozen=True, kw_only=True)
class _Ledger:
    """The ledger up to the last run; names of tasks and units are read once a sentence needs them."""

    session: Session
    world: World
    ran: DayRun

    @cached_property
    def tasks(self) -> Mapping[int, str]:
        """How sentences name tasks."""
        tasks = self.session.exec(select(PlanTask))
        return {
            task.id: f"{task.code} {task.facts.get('document') or task.title}" for task in tasks if task.id
        }

    @cached_property
    def units(self) -> Mapping[str, str]:
        """How sentences name units."""
        return names_on(self.session, self.world.today)

    def findings(self, *, just_ran: bool) -> list[Finding]:
        """The faults of every shape, then those that the run passed over."""
        found = shapes(self.session)
        counts = rough(self.session, found=found)
        faults = [fault for shape in found for fault in self._of_shape(shape, counts)]
        return [*faults, *self._passed_over(just_ran=just_ran)]

    def _of_shape(self, shape: Shape, counts: Rough) -> Iterator[Finding]:
        ladder = stages_of(row=shape.row, world=self.world)
        stages = [day for day in ladder if day.due_on >= shape.row.issued_on]
        due = {day.key: day.due_on for day in stages if self._fell_due(day)}
        if not stages:
            return
        keys = [day.key for day in stages]
        settled = shape.row.task_id not in counts.idle or counts.is_whole(shape.row, keys)
        if settled and counts.is_whole(shape.row, due):
            return
        bad = unwatched(self.session, shape=shape, fell_due=list(due), all_stages=keys, as_of=self.ran.day)
        lost = [one for one in bad if one.fell_due < len(due)]
        still = [one for one in bad if one.fell_due == len(due)]
        if lost:
            yield self._told(Fault.NO_ROW, shape.row.task_id, _units(lost), max(due.values()))
        if still:
            due_on = shape.row.effective_due or self.ran.day
            yield self._told(Fault.STANDS_STILL, shape.row.task_id, _units(still), due_on)

    def _fell_due(self, day: StageDay) -> bool:
        quiet = day.kind in OVERDUE and is_quiet(
            self.ran.day, calendar=self.world.calendar, quiet=self.world.policy.quiet_rule
        )
        return day.due_on <= self.ran.day and not quiet

    def _passed_over(self, *, just_ran: bool) -> Iterator[Finding]:
        day = self.world.calendar.on_or_before(self.world.today)
        decided = decide_day(self.session, world=replace(self.world, today=day))
        left = [one for one in decided if one.decisions and self._late(one, just_ran=just_ran)]
        if not left:
            return
        units = {one.row.carried_by for one in left}
        book = read_address_book(self.session, day=self.world.today, units=units)
        mailed = addresses_already_mailed(self.session, world=self.world)
        changed = set() if just_ran else changed_since(self.session, moment=self.ran.finished_at)
        groups: defaultdict[int, list[Decided]] = defaultdict(list)
        for one in left:
            if not must_wait(one, book=book, mailed=mailed) and one.row.id not in changed:
                groups[one.row.task_id].append(one)
        for task, found in groups.items():
            first = min(_first_day(one) for one in found)
            yield self._told(Fault.PASSED_OVER, task, [one.row.carried_by for one in found], first)

    def _late(self, one: Decided, *, just_ran: bool) -> bool:
        """Whether a run should have taken it up by now."""
        waited = self.world.calendar.between(after=_first_day(one), until=self.world.today)
        return just_ran or waited > WAITS

    def _told(self, fault: Fault, task: int, units: Sequence[str], day: date) -> Finding:
        names = [self.units.get(unit, unit) for unit in units]
        text = SENTENCES[fault](task=self.tasks[task], units=names, day=day)
        return Finding(fault=fault, number=len(units), text=text)


SENTENCES = {
    Fault.NO_ROW: phrases.no_ledger_row,
    Fault.STANDS_STILL: phrases.stands_still,
    Fault.PASSED_OVER: phrases.passed_over,
}


def _units(found: Sequence[Unwatched]) -> list[str]:
    return [one.carried_by for one in found]


def _first_day(one: Decided) -> date:
    return min(decision.stage_day.due_on for decision in one.decisions)


def _overheld(session: Session, world: World) -> Iterator[Finding]:
    held = overheld(session, before=world.machine_now - GRACE)
    if held.number:
        text = phrases.overheld(mails=held.number, since=held.since and held.since.astimezone(ZONE))
        yield Finding(fault=Fault.OVERHELD, number=held.number, text=text)
