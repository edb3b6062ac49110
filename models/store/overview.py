"""What coordinators see, asked in bulk: counts are made by the database, never unit by unit."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models.rules.statistics import Counted
from models.store.owed import OWED
from models.tables import (
    Obligation,
    Plan,
    PlanEvent,
    PlanTask,
    Submission,
    SubmissionLink,
    Unit,
)
from models.words import (
    DeadlineKind,
    JudgedBy,
    ObligationStatus,
    PlanStatus,
)

DATED = (DeadlineKind.DAY, DeadlineKind.RELATIVE)


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanRow:
    """A plan in force."""

    id: int
    code: str
    title: str
    number: str
    issued_on: date
    year: int
    focal_unit: str
    remind_from: date


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskRow:
    """A task of a plan in force, in the words of its document."""

    id: int
    plan_id: int
    position: int
    code: str
    title: str
    phrase: str
    kind: DeadlineKind
    judged_by: JudgedBy
    ladder: str
    event: str
    facts: dict[str, Any]

    @property
    def is_dated(self) -> bool:
        """Whether it has a day of its own, rather than running a whole year or quarter."""
        return self.kind in DATED

    @property
    def document(self) -> str:
        """What is owed, in few words."""
        return str(self.facts.get("document") or self.title)


@dataclass(frozen=True, kw_only=True, slots=True)
class CountedRow:
    """A count of obligations that are alike, with the days they share."""

    counted: Counted
    due_time: time | None
    target_day: date | None


def plans_in_force(session: Session) -> list[PlanRow]:
    """The issued plans, oldest first."""
    statement: sa.Select[Any] = (
        sa.select(
            col(Plan.id).label("id"),
            col(Plan.code).label("code"),
            col(Plan.title).label("title"),
            col(Plan.document_number).label("number"),
            col(Plan.issued_on).label("issued_on"),
            col(Plan.year).label("year"),
            col(Plan.focal_unit).label("focal_unit"),
            col(Plan.remind_from).label("remind_from"),
        )
        .where(col(Plan.status) == PlanStatus.ISSUED)
        .order_by(col(Plan.issued_on), col(Plan.id))
    )
    return [PlanRow(**row) for row in session.execute(statement).mappings()]


def tasks_of(session: Session, *, plans: Collection[int]) -> dict[int, TaskRow]:
    """The tasks of these plans by id, in the order of their documents."""
    statement: sa.Select[Any] = (
        sa.select(
            col(PlanTask.id).label("id"),
            col(PlanTask.plan_id).label("plan_id"),
            col(PlanTask.position).label("position"),
            col(PlanTask.code).label("code"),
            col(PlanTask.title).label("title"),
            col(PlanTask.deadline_phrase).label("phrase"),
            col(PlanTask.deadline_kind).label("kind"),
            col(PlanTask.judged_by).label("judged_by"),
            col(PlanTask.ladder).label("ladder"),
            col(PlanTask.event).label("event"),
            col(PlanTask.facts).label("facts"),
        )
        .where(col(PlanTask.plan_id).in_(plans))
        .order_by(col(PlanTask.plan_id), col(PlanTask.position))
    )
    return {row["id"]: TaskRow(**row) for row in session.execute(statement).mappings()}


def _first_documents() -> sa.Subquery:
    """Per obligation the first version that was not voided."""
    place = sa.func.row_number().over(
        partition_by=col(SubmissionLink.obligation_id), order_by=col(SubmissionLink.version)
    )
    standing = (
        sa.select(col(SubmissionLink.obligation_id), col(SubmissionLink.on_time), place.label("place"))
        .join(Submission, col(Submission.id) == col(SubmissionLink.submission_id))
        .where(col(Submission.voided_at).is_(None))
        .subquery()
    )
    return sa.select(standing.c.obligation_id, standing.c.on_time).where(standing.c.place == 1).subquery()


def counted_rows(session: Session, *, plans: Collection[int]) -> list[CountedRow]:
    """All obligations of these plans, those that are alike counted together."""
    first = _first_documents()
    alike: tuple[Any, ...] = (
        col(Obligation.task_id).label("task_id"),
        col(Obligation.occurrence).label("occurrence"),
        col(Unit.region).label("region"),
        col(Obligation.status).label("status"),
        col(Obligation.effective_due).label("last_day"),
        col(Obligation.due_time).label("due_time"),
        col(Obligation.target_day).label("target_day"),
        col(PlanTask.judged_by).label("judged_by"),
        col(Plan.issued_on).label("issued_on"),
        first.c.on_time.label("on_time"),
        first.c.obligation_id.is_not(None).label("documented"),
    )
    statement: sa.Select[Any] = (
        sa.select(*alike, sa.func.count().label("count"))
        .select_from(Obligation)
        .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .join(Unit, col(Unit.id) == col(Obligation.owed_by))
        .outerjoin(first, first.c.obligation_id == col(Obligation.id))
        .where(col(Obligation.plan_id).in_(plans))
        .group_by(*(sa.text(str(number)) for number in range(1, len(alike) + 1)))
        .order_by(col(Obligation.effective_due), col(Obligation.task_id))
    )
    return [_counted(dict(row)) for row in session.execute(statement).mappings()]


def _counted(row: dict[str, Any]) -> CountedRow:
    issued_on, documented = row.pop("issued_on"), row.pop("documented")
    if row["status"] is ObligationStatus.DONE and not documented and row["last_day"]:
        row["on_time"] = issued_on <= row["last_day"]  # done by the plan's own document
    due_time, target_day = row.pop("due_time"), row.pop("target_day")
    return CountedRow(counted=Counted(**row), due_time=due_time, target_day=target_day)


def owing_units(session: Session, *, plans: Collection[int]) -> set[str]:
    """The units that still have something to do under these plans."""
    statement: sa.Select[Any] = (
        sa.select(col(Obligation.carried_by))
        .where(
            col(Obligation.plan_id).in_(plans),
            col(Obligation.status).in_((*OWED, ObligationStatus.WAITING)),
        )
        .distinct()
    )
    return set(session.scalars(statement))


@dataclass(frozen=True, kw_only=True, slots=True)
class AwaitedEvent:
    """An event nobody has recorded yet, with how many obligations of a task wait for it."""

    task_id: int
    event: str
    count: int


def awaited_events(session: Session, *, plans: Collection[int]) -> list[AwaitedEvent]:
    """Events that relative deadlines of these plans wait for."""
    recorded = sa.exists().where(
        col(PlanEvent.plan_id) == col(PlanTask.plan_id),
        col(PlanEvent.event) == col(PlanTask.event),
        col(PlanEvent.voided_at).is_(None),
    )
    statement: sa.Select[Any] = (
        sa.select(
            col(PlanTask.id).label("task_id"),
            col(PlanTask.event).label("event"),
            sa.func.count().label("count"),
        )
        .join(Obligation, col(Obligation.task_id) == col(PlanTask.id))
        .where(
            col(PlanTask.plan_id).in_(plans),
            col(Obligation.status) == ObligationStatus.WAITING,
            ~recorded,
        )
        .group_by(col(PlanTask.id), col(PlanTask.event))
        .order_by(col(PlanTask.id))
    )
    return [AwaitedEvent(**row) for row in session.execute(statement).mappings()]
