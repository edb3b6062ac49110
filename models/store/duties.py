"""What mails and dashboards say about obligations: each with its task, plan and unit, in one query."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models.store.owed import DUE, OWED
from models.tables import Extension, MessageItem, Notice, Obligation, Plan, PlanTask
from models.words import (
    DeadlineKind,
    JudgedBy,
    NoticeKind,
    NoticeStatus,
    ObligationStatus,
    PlanStatus,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Duty:
    """One obligation in the words of its plan."""

    obligation_id: int
    public_id: str
    owed_by: str
    carried_by: str
    status: ObligationStatus
    round: int
    occurrence: str
    original_due: date | None
    effective_due: date | None  # of a returned document the day of its new version
    due_time: time | None
    target_day: date | None
    extended: bool  # a leader agreed to a later day
    task_id: int
    task_code: str
    task_position: int
    task_title: str
    deadline_phrase: str
    kind: DeadlineKind
    judged_by: JudgedBy
    ladder: str
    submission: str
    task_facts: dict[str, Any]
    plan_id: int
    plan_title: str
    plan_number: str
    plan_issued_on: date
    plan_status: PlanStatus

    @property
    def is_owed(self) -> bool:
        """Whether it may still be chased."""
        return self.status in OWED and self.plan_status is PlanStatus.ISSUED

    @property
    def returned(self) -> bool:
        """Whether a completed version is awaited."""
        return self.status is ObligationStatus.RETURNED

    @property
    def is_dated(self) -> bool:
        """Whether it has a day of its own, rather than running the whole year."""
        return self.effective_due is not None and self.kind in (DeadlineKind.DAY, DeadlineKind.RELATIVE)


EXTENDED = sa.exists().where(
    col(Extension.obligation_id) == col(Obligation.id), col(Extension.undone_at).is_(None)
)
COLUMNS: tuple[Any, ...] = tuple(
    column.label(name)
    for name, column in {
        "obligation_id": col(Obligation.id),
        "public_id": col(Obligation.public_id),
        "owed_by": col(Obligation.owed_by),
        "carried_by": col(Obligation.carried_by),
        "status": col(Obligation.status),
        "round": col(Obligation.round),
        "occurrence": col(Obligation.occurrence),
        "original_due": col(Obligation.original_due),
        "effective_due": DUE,
        "due_time": col(Obligation.due_time),
        "target_day": col(Obligation.target_day),
        "extended": EXTENDED,
        "task_id": col(PlanTask.id),
        "task_code": col(PlanTask.code),
        "task_position": col(PlanTask.position),
        "task_title": col(PlanTask.title),
        "deadline_phrase": col(PlanTask.deadline_phrase),
        "kind": col(PlanTask.deadline_kind),
        "judged_by": col(PlanTask.judged_by),
        "ladder": col(PlanTask.ladder),
        "submission": col(PlanTask.submission),
        "plan_id": col(Plan.id),
        "plan_title": col(Plan.title),
        "plan_number": col(Plan.document_number),
        "plan_issued_on": col(Plan.issued_on),
        "plan_status": col(Plan.status),
    }.items()
)


def _duties(*conditions: Any) -> sa.Select[Any]:
    return (
        sa.select(*COLUMNS)
        .select_from(Obligation)
        .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .where(*conditions)
        .order_by(col(Plan.id), col(PlanTask.position), col(Obligation.effective_due), col(Obligation.id))
    )


def _facts_of(session: Session, tasks: Collection[int]) -> dict[int, dict[str, Any]]:
    """Read once per task, not per obligation: they may name thousands of units."""
    statement = sa.select(col(PlanTask.id), col(PlanTask.facts)).where(col(PlanTask.id).in_(tasks))
    return {row[0]: row[1] for row in session.execute(statement)}


def duties_of_units(session: Session, *, plans: Collection[int], units: Collection[str]) -> list[Duty]:
    """All obligations that these units carry under these plans."""
    statement = _duties(col(Obligation.plan_id).in_(plans), col(Obligation.carried_by).in_(units))
    return _read(session, statement)


def _read(session: Session, statement: sa.Select[Any]) -> list[Duty]:
    rows = session.execute(statement).mappings().all()
    facts = _facts_of(session, {row["task_id"] for row in rows})
    return [Duty(**row, task_facts=facts[row["task_id"]]) for row in rows]


def duties_of_unit(session: Session, *, unit: str) -> list[Duty]:
    """All obligations that this unit owes or carries, under every plan."""
    statement = _duties(sa.or_(col(Obligation.carried_by) == unit, col(Obligation.owed_by) == unit))
    return _read(session, statement)


@dataclass(frozen=True, kw_only=True, slots=True)
class Item:
    """One ledger row that a message carries."""

    message_id: int
    notice_id: int
    notice_kind: NoticeKind
    notice_status: NoticeStatus
    notice_round: int
    stage: str
    duty: Duty


def items_of(session: Session, *, messages: Collection[int]) -> list[Item]:
    """The ledger rows these messages carry, in the order they were put in."""
    extra: tuple[Any, ...] = (
        col(MessageItem.message_id).label("message_id"),
        col(Notice.id).label("notice_id"),
        col(Notice.kind).label("notice_kind"),
        col(Notice.status).label("notice_status"),
        col(Notice.round).label("notice_round"),
        col(Notice.stage).label("stage"),
    )
    statement = (
        sa.select(*COLUMNS, *extra)
        .select_from(MessageItem)
        .join(Notice, col(Notice.id) == col(MessageItem.notice_id))
        .join(Obligation, col(Obligation.id) == col(Notice.obligation_id))
        .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .where(col(MessageItem.message_id).in_(messages))
        .order_by(col(MessageItem.id))
    )
    rows = session.execute(statement).all()
    facts = _facts_of(session, {row.task_id for row in rows})
    own, names = [column.name for column in COLUMNS], [column.name for column in extra]
    return [
        Item(
            **dict(zip(names, row[len(own) :], strict=True)),
            duty=Duty(**dict(zip(own, row, strict=False)), task_facts=facts[row.task_id]),
        )
        for row in rows
    ]
