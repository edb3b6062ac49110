"""How units behave in a simulated year: by a seeded model, or by a list of what came in when."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from flows.work.dates import read_day
from flows.work.documents.record import Entry, record
from flows.work.people.spreadsheets import Cell, Table
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.rules.workdays import WorkCalendar
from models.store.owed import OWED
from models.tables import Obligation, Plan, PlanTask
from models.words import DeadlineKind, PlanStatus

AUTHOR = "Dữ liệu chạy thử"
EARLIEST = 15  # working days before the target day on which a punctual unit may sign
ON_THE_WAY = 3  # working days a document travels at most
HEADINGS = ("unit", "task", "issued", "arrived")


@dataclass(frozen=True, kw_only=True, slots=True)
class Behaviour:
    """The seeded model; what is neither on time nor never comes late by 1 to `late_days` working days."""

    seed: int = 762
    on_time: float = 0.8
    never: float = 0.03
    late_days: int = 15


@dataclass(frozen=True, kw_only=True, slots=True)
class Arrival:
    """One document of one unit."""

    unit: str
    plan_id: int
    task: str
    occurrence: str
    issued_on: date
    arrived_on: date

    @property
    def number(self) -> str:
        """Its symbol, made up but always the same."""
        return f"01/{self.task}-{self.occurrence or self.issued_on.year}-{self.unit}"


def seeded_arrivals(
    session: Session, *, behaviour: Behaviour, first: date, calendar: WorkCalendar
) -> dict[date, list[Arrival]]:
    """What will come in on which day for every dated obligation still owed; nothing before `first`.

    Each obligation draws from a generator of its own, so neither their order nor their number matters.
    """
    found: defaultdict[date, list[Arrival]] = defaultdict(list)
    for unit, plan, task, occurrence, target in session.execute(_dated()):
        chance = Random(f"{behaviour.seed}:{unit}:{task}:{occurrence}")  # noqa: S311  (a model, no secret)
        issued = _signed(chance, behaviour, target, calendar)
        if issued is not None:
            issued = max(issued, first)
            arrived = calendar.add(issued, chance.randint(0, ON_THE_WAY))
            one = Arrival(
                unit=unit,
                plan_id=plan,
                task=task,
                occurrence=occurrence,
                issued_on=issued,
                arrived_on=arrived,
            )
            found[arrived].append(one)
    return found


def _signed(chance: Random, behaviour: Behaviour, target: date, calendar: WorkCalendar) -> date | None:
    """The day on which the document is signed; None: never."""
    lot = chance.random()
    if lot < behaviour.on_time:
        return calendar.add(target, -chance.randint(0, EARLIEST))
    if lot >= 1 - behaviour.never:
        return None
    return calendar.add(target, chance.randint(1, max(behaviour.late_days, 1)))


def _dated() -> sa.Select[Any]:
    return (
        sa.select(
            col(Obligation.carried_by),
            col(Obligation.plan_id),
            col(PlanTask.code),
            col(Obligation.occurrence),
            col(Obligation.target_day),
        )
        .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .where(
            col(Plan.status) == PlanStatus.ISSUED,
            col(Obligation.status).in_(OWED),
            col(Obligation.target_day).is_not(None),
            col(PlanTask.deadline_kind).in_((DeadlineKind.DAY, DeadlineKind.RELATIVE)),
        )
        .order_by(col(Obligation.id))
    )


def read_arrivals(*, table: Table, plan_id: int, units: Mapping[str, str]) -> dict[date, list[Arrival]]:
    """The list's rows `unit;task;issued;arrived` by the day they came in; `units`: any name -> its id.

    Raises RefusedError with every row that cannot be read.
    """
    headings, *rows = table.rows
    if tuple(str(cell).strip().casefold() for cell in headings.cells) != HEADINGS:
        raise RefusedError(f"{table.file}: dòng đầu của tệp phải là {';'.join(HEADINGS)}.")
    found: defaultdict[date, list[Arrival]] = defaultdict(list)
    wrong: list[str] = []
    for row in rows:
        try:
            one = _arrival(row.cells, plan_id, units)
            found[one.arrived_on].append(one)
        except RefusedError as error:
            wrong.append(f"{table.file}, dòng {row.number}: {error}")
    if wrong:
        raise RefusedError("\n".join(wrong))
    return found


def _arrival(cells: Sequence[Cell], plan_id: int, units: Mapping[str, str]) -> Arrival:
    if len(cells) != len(HEADINGS):
        raise RefusedError(f"cần đủ {len(HEADINGS)} ô: {';'.join(HEADINGS)}.")
    unit, task, issued, arrived = (str(cell).strip() for cell in cells)
    if unit.casefold() not in units:
        raise RefusedError(f"không có đơn vị nào tên là “{unit}”; đề nghị ghi mã hoặc tên trong danh sách.")
    code, _, occurrence = task.partition("/")
    return Arrival(
        unit=units[unit.casefold()],
        plan_id=plan_id,
        task=code,
        occurrence=occurrence,
        issued_on=read_day(issued, field="issued"),
        arrived_on=read_day(arrived, field="arrived"),
    )


def hand_in(session: Session, *, arrivals: Sequence[Arrival], world: World) -> tuple[str, ...]:
    """Record what came in, each through the very function of the form; the sentences of those refused."""
    refused = []
    for one in arrivals:
        entry = Entry(
            unit=one.unit,
            tasks=((one.plan_id, one.task, one.occurrence),),
            number=one.number,
            issued_on=one.issued_on,
            sent_on=one.issued_on,
            arrived_on=one.arrived_on,
        )
        try:
            record(session, entry=entry, by=AUTHOR, world=world)
        except RefusedError as error:
            refused.append(str(error))
    return tuple(refused)


def days_between(first: date, last: date) -> list[date]:
    """Every day of the calendar from `first` to `last`, both included."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]
