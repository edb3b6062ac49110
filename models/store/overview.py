"""What coordinators see, asked in bulk: counts are made by the database, never unit by unit."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models.store.owed import OWED, chunks
from models.store.standing import Knowledge
from models.tables import (
    Obligation,
    Plan,
    PlanEvent,
    PlanRevision,
    PlanTask,
)
from models.words import (
    DeadlineKind,
    JudgedBy,
    ObligationStatus,
    PlanStatus,
    TaskOrigin,
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
    origin: TaskOrigin
    facts: dict[str, Any]
    dropped: bool  # an amendment took it out of the plan

    @property
    def is_dated(self) -> bool:
        """Whether it has a day of its own, rather than running a whole year or quarter."""
        return self.kind in DATED

    @property
    def is_answer(self) -> bool:
        """Whether it is the answer to a difficulty: no work of the plan's document."""
        return self.origin is TaskOrigin.DIFFICULTY

    @property
    def document(self) -> str:
        """What is owed, in few words."""
        name = str(self.facts.get("document") or self.title)
        return f"{name} (đã bãi bỏ)" if self.dropped else name

    @property
    def is_report(self) -> bool:
        """Whether it may say that nothing happened: a plan of a unit cannot."""
        return self.document.lower().startswith("báo cáo")


def plans_in_force(
    session: Session, *, known: Knowledge | None = None, among: Collection[int] | None = None
) -> list[PlanRow]:
    """The issued plans (of which one could know then), oldest first; those named may be closed too."""
    wanted = (
        col(Plan.status) == PlanStatus.ISSUED
        if among is None
        else sa.and_(col(Plan.status) != PlanStatus.DRAFT, col(Plan.id).in_(among))
    )
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
        .where(wanted)
        .order_by(col(Plan.issued_on), col(Plan.id))
    )
    if known is not None:
        first = sa.select(sa.func.min(col(PlanRevision.recorded_at))).where(
            col(PlanRevision.plan_id) == col(Plan.id)
        )
        recorded = sa.func.coalesce(first.scalar_subquery() <= known.until, sa.true())
        statement = statement.where(recorded, col(Plan.issued_on) <= known.on)
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
            col(PlanTask.origin).label("origin"),
            col(PlanTask.facts).label("facts"),
            col(PlanTask.dropped_at).is_not(None).label("dropped"),
        )
        .where(col(PlanTask.plan_id).in_(plans))
        .order_by(col(PlanTask.plan_id), col(PlanTask.position))
    )
    return {row["id"]: TaskRow(**row) for row in session.execute(statement).mappings()}


def owing_units(session: Session, *, plans: Collection[int], among: Sequence[str]) -> set[str]:
    """Those of the units that still have something to do under these plans."""
    owing: set[str] = set()
    for some in chunks(among):
        statement: sa.Select[Any] = (
            sa.select(col(Obligation.carried_by))
            .where(
                col(Obligation.plan_id).in_(plans),
                col(Obligation.carried_by).in_(some),
                col(Obligation.status).in_((*OWED, ObligationStatus.WAITING)),
            )
            .distinct()
        )
        owing.update(session.scalars(statement))
    return owing


@dataclass(frozen=True, kw_only=True, slots=True)
class AwaitedEvent:
    """An event nobody has recorded yet, with how many obligations of a task wait for it."""

    task_id: int
    event: str
    count: int


def awaited_events(session: Session, *, plans: Collection[int]) -> list[AwaitedEvent]:
    """Events that relative deadlines of these plans wait for."""
    rows = session.execute(_awaited(), {"plans": list(plans)}).mappings()
    return [AwaitedEvent(**row) for row in rows]


@cache
def _awaited() -> sa.Select[Any]:
    recorded = sa.exists().where(
        col(PlanEvent.plan_id) == col(PlanTask.plan_id),
        col(PlanEvent.event) == col(PlanTask.event),
        col(PlanEvent.voided_at).is_(None),
    )
    return (
        sa.select(
            col(PlanTask.id).label("task_id"),
            col(PlanTask.event).label("event"),
            sa.func.count().label("count"),
        )
        .join(Obligation, col(Obligation.task_id) == col(PlanTask.id))
        .where(
            col(PlanTask.plan_id).in_(sa.bindparam("plans", expanding=True)),
            col(Obligation.status) == ObligationStatus.WAITING,
            ~recorded,
        )
        .group_by(col(PlanTask.id), col(PlanTask.event))
        .order_by(col(PlanTask.id))
    )
