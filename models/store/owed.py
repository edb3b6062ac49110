"""Questions about obligations that are still owed, for the daily run."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.rules.ladders import RETURN_LADDER
from models.tables import Notice, Obligation, Plan, PlanTask
from models.words import (
    DeadlineKind,
    JudgedBy,
    NoticeKind,
    ObligationStatus,
    PlanStatus,
    Role,
)

FROZEN = sa.cast(col(Obligation.ladder), sa.Text)  # the same few ladders for thousands: read once, not each
OWED = (ObligationStatus.OPEN, ObligationStatus.RETURNED)


@dataclass(frozen=True, kw_only=True, slots=True)
class OwedRow:
    """One obligation with what its ladder depends on."""

    id: int
    plan_id: int
    task_id: int
    carried_by: str
    round: int
    round_from: date | None
    effective_due: date | None  # of a returned document the day of its new version
    due_time: time | None
    target_day: date | None
    task_ladder: str
    returned: bool  # asked to be completed: the round counts to the day that was named then
    frozen: str | None  # the stages in force when the round turned overdue, as the database has them
    judged_by: JudgedBy
    kind: DeadlineKind
    secret: bool
    issued_on: date
    remind_from: date
    year: int

    @property
    def ladder(self) -> str:
        """The ladder its present round climbs; empty: not chased."""
        return RETURN_LADDER if self.returned else self.task_ladder


# A return opens a round that counts to its own day. Written out, so that GROUP BY knows the expression again.
IS_RETURNED: sa.ColumnElement[bool] = sa.cast(col(Obligation.status), sa.Text) == sa.literal_column(
    f"'{ObligationStatus.RETURNED.value}'"
)
# Written out as well: so says the index on the day of what is open.
IS_OPEN = col(Obligation.status) == sa.literal_column(f"'{ObligationStatus.OPEN.value}'")
DUE = sa.case((IS_RETURNED, col(Obligation.resubmit_by)), else_=col(Obligation.effective_due))


def is_past(day: date) -> sa.ColumnElement[bool]:
    """Owed though its last valid day was before `day`: DUE written out, so that an index finds the few."""
    opened = sa.and_(IS_OPEN, col(Obligation.effective_due) < day)
    returned = sa.and_(col(Obligation.status) == ObligationStatus.RETURNED, col(Obligation.resubmit_by) < day)
    return sa.or_(opened, returned)


# Nearly all obligations belong to the few plans in force, so an index on these columns finds all of them: the
# sum keeps a database without statistics from using it instead of the one on the day or the status.
IN_PLAN: sa.ColumnElement[bool] = col(Plan.id) == col(Obligation.plan_id) + 0
OF_TASK: sa.ColumnElement[bool] = col(PlanTask.id) == col(Obligation.task_id) + 0

COLUMNS: tuple[Any, ...] = (
    col(Obligation.id).label("id"),
    col(Obligation.plan_id).label("plan_id"),
    col(Obligation.task_id).label("task_id"),
    col(Obligation.carried_by).label("carried_by"),
    col(Obligation.round).label("round"),
    col(Obligation.round_from).label("round_from"),
    DUE.label("effective_due"),
    col(Obligation.due_time).label("due_time"),
    col(Obligation.target_day).label("target_day"),
    col(PlanTask.ladder).label("task_ladder"),
    IS_RETURNED.label("returned"),
    FROZEN.label("frozen"),
    col(PlanTask.judged_by).label("judged_by"),
    col(PlanTask.deadline_kind).label("kind"),
    col(PlanTask.secret).label("secret"),
    col(Plan.issued_on).label("issued_on"),
    col(Plan.remind_from).label("remind_from"),
    col(Plan.year).label("year"),
)


def every(*conditions: Any) -> sa.Select[Any]:
    """Obligations with the columns of an OwedRow."""
    return (
        sa.select(*COLUMNS)
        .select_from(Obligation)
        .join(PlanTask, OF_TASK)
        .join(Plan, IN_PLAN)
        .where(*conditions)
        .order_by(col(Obligation.id))
    )


def owed_where(*conditions: Any) -> sa.Select[Any]:
    """Those that are still owed under a plan in force."""
    return every(col(Plan.status) == PlanStatus.ISSUED, col(Obligation.status).in_(OWED), *conditions)


def _rows(session: Session, statement: sa.Select[Any]) -> list[OwedRow]:
    return [OwedRow(**row) for row in session.execute(statement).mappings()]


def falling_due(session: Session, *, as_of: date) -> list[OwedRow]:
    """Owed obligations with a stage that fell on or before `as_of` and is not settled; one indexed query."""
    return [OwedRow(**row) for row in session.execute(_falling_due(), {"as_of": as_of}).mappings()]


@cache  # statements that every day asks are built once: building costs more than asking
def _falling_due() -> sa.Select[Any]:
    by_day = owed_where(col(Obligation.next_notice_on) <= sa.bindparam("as_of"))
    return by_day.order_by(None).order_by(col(Obligation.id) + 0)  # sorted, not walked in that order


def owed(session: Session, *, ids: Iterable[int] | None = None) -> list[OwedRow]:
    """All owed obligations of issued plans, or those of `ids`."""
    return _rows(session, owed_where() if ids is None else owed_where(col(Obligation.id).in_(tuple(ids))))


def task_codes(session: Session) -> dict[int, str]:
    """The code of each task by its id."""
    return {key: code for key, code in session.exec(select(PlanTask.id, PlanTask.code)) if key}


def settled_stages(
    session: Session, *, rows: Sequence[OwedRow]
) -> dict[int, set[tuple[NoticeKind, str, Role]]]:
    """Per obligation the stages of its present round that have a ledger row."""
    settled: defaultdict[int, set[tuple[NoticeKind, str, Role]]] = defaultdict(set)
    rounds = {row.id: row.round for row in rows}
    for ids in chunks(list(rounds)):
        statement = sa.select(
            col(Notice.obligation_id),
            col(Notice.round),
            col(Notice.kind),
            col(Notice.stage),
            col(Notice.role),
        )
        for obligation, number, kind, stage, role in session.execute(
            statement.where(col(Notice.obligation_id).in_(ids))
        ):
            if rounds[obligation] == number:
                settled[obligation].add((kind, stage, role))
    return settled


T = TypeVar("T")


def chunks(ids: Sequence[T], size: int = 500) -> Iterable[Sequence[T]]:
    """`ids` in pieces that fit any database's parameter limit."""
    return (ids[start : start + size] for start in range(0, len(ids), size))
