"""Questions of the auditor: bulk ones, that look only where something can be wrong."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.rules.ladders import StageKey
from models.store.owed import COLUMNS, DUE, FROZEN, IS_RETURNED, OWED, OwedRow
from models.tables import (
    DayRun,
    DueChange,
    Exemption,
    Message,
    Notice,
    Obligation,
    Plan,
    PlanTask,
    Review,
    Submission,
    SubmissionLink,
)
from models.words import MessageStatus, NoticeKind, PlanStatus, Role

OF_TASK_NAMES = ("task_ladder", "judged_by", "kind", "secret", "issued_on", "remind_from", "year")
OWN = ("id", "carried_by")  # what differs inside a shape
SHAPE: tuple[Any, ...] = tuple(column for column in COLUMNS if column.name not in OWN)
OF_DUTY = tuple(column for column in SHAPE if column.name not in OF_TASK_NAMES)
OF_TASK = tuple(column for column in SHAPE if column.name in OF_TASK_NAMES)
NOBODY = ""  # a shape is carried by no unit


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """Owed obligations whose stages fall on the same days; `row` stands for all of them."""

    row: OwedRow
    obligations: int
    dated: int  # those of them with a next day


@dataclass(frozen=True, kw_only=True, slots=True)
class Unwatched:
    """An obligation that lacks ledger rows and that no run will look at in time."""

    id: int
    carried_by: str
    next_notice_on: date | None
    fell_due: int  # rows of stages that fell due
    all: int  # rows of the whole ladder


@dataclass(frozen=True, kw_only=True, slots=True)
class Overheld:
    """Messages that were claimed and not given back when the lease was over."""

    number: int
    since: datetime | None  # end of the oldest lease


def shapes(session: Session) -> list[Shape]:
    """Every owed obligation of the plans in force, those with the same stages together."""
    return [_shape(dict(row)) for row in session.execute(_shapes()).mappings()]


@cache
def _shapes() -> sa.Select[Any]:
    counted = (
        sa.select(
            *OF_DUTY,
            sa.func.count().label("obligations"),
            sa.func.count(col(Obligation.next_notice_on)).label("dated"),
        )
        .where(col(Obligation.status).in_(OWED))
        .group_by(*(column.element for column in OF_DUTY))
        .subquery()
    )
    return (
        sa.select(counted, *OF_TASK)
        .join(PlanTask, col(PlanTask.id) == counted.c.task_id)
        .join(Plan, col(Plan.id) == counted.c.plan_id)
        .where(col(Plan.status) == PlanStatus.ISSUED)
        .order_by(counted.c.task_id, counted.c.effective_due)
    )


def _shape(row: dict[str, Any]) -> Shape:
    counts = {name: row.pop(name) for name in ("obligations", "dated")}
    return Shape(row=OwedRow(**row, id=0, carried_by=NOBODY), **counts)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rough:
    """Counts over all owed obligations that spare most shapes a question of their own."""

    rows: Mapping[tuple[int, int, NoticeKind, str, Role], int]  # task, round, stage: ledger rows
    duties: Mapping[tuple[int, int], int]  # task, round: obligations
    idle: frozenset[int]  # tasks with an obligation that has no next day

    def is_whole(self, row: OwedRow, stages: Collection[StageKey]) -> bool:
        """Whether every obligation of the row's task and round has a ledger row of each of these stages."""
        number = self.duties.get((row.task_id, row.round), 0)
        return all(self.rows.get((row.task_id, row.round, *stage), 0) >= number for stage in stages)


def rough(session: Session, *, found: Collection[Shape]) -> Rough:
    """The counts, for the shapes that were found."""
    duties: Counter[tuple[int, int]] = Counter()
    for shape in found:
        duties[shape.row.task_id, shape.row.round] += shape.obligations
    return Rough(
        rows={(task, number, *key): count for task, number, *key, count in session.execute(_rough())},
        duties=duties,
        idle=frozenset(shape.row.task_id for shape in found if shape.dated < shape.obligations),
    )


@cache
def _rough() -> sa.Select[Any]:
    owed: tuple[Any, ...] = (col(Obligation.task_id), col(Obligation.round))
    stage: tuple[Any, ...] = (col(Notice.kind), col(Notice.stage), col(Notice.role))
    present = sa.and_(
        col(Notice.obligation_id) == col(Obligation.id), col(Notice.round) == col(Obligation.round)
    )
    return (
        sa.select(*owed, *stage, sa.func.count())
        .join(Notice, present)
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .where(col(Plan.status) == PlanStatus.ISSUED, col(Obligation.status).in_(OWED))
        .group_by(*owed, *stage)
    )


def unwatched(
    session: Session,
    *,
    shape: Shape,
    fell_due: Collection[StageKey],
    all_stages: Collection[StageKey],
    as_of: date,
) -> list[Unwatched]:
    """Those of the shape that lack rows of `fell_due`, or have no next day although a stage is left."""
    due, whole = _rows_of(fell_due), _rows_of(all_stages)
    statement = (
        sa.select(col(Obligation.id), col(Obligation.carried_by), col(Obligation.next_notice_on), due, whole)
        .outerjoin(
            Notice,
            sa.and_(
                col(Notice.obligation_id) == col(Obligation.id), col(Notice.round) == col(Obligation.round)
            ),
        )
        .where(*_in_shape(shape))
        .where(sa.or_(col(Obligation.next_notice_on).is_(None), col(Obligation.next_notice_on) > as_of))
        .group_by(col(Obligation.id), col(Obligation.carried_by), col(Obligation.next_notice_on))
        .having(
            sa.or_(
                due < len(fell_due),
                sa.and_(col(Obligation.next_notice_on).is_(None), whole < len(all_stages)),
            )
        )
        .order_by(col(Obligation.id))
    )
    return [
        Unwatched(id=key, carried_by=unit, next_notice_on=day, fell_due=rows, all=total)
        for key, unit, day, rows, total in session.execute(statement)
    ]


def _rows_of(stages: Collection[StageKey]) -> sa.ColumnElement[int]:
    """How many of these stages have a row."""
    named = [
        sa.and_(col(Notice.kind) == kind, col(Notice.stage) == stage, col(Notice.role) == role)
        for kind, stage, role in sorted(stages)
    ]
    return sa.func.coalesce(sa.func.sum(sa.case((sa.or_(sa.false(), *named), 1), else_=0)), 0)


def _in_shape(shape: Shape) -> Sequence[sa.ColumnElement[bool]]:
    row = shape.row
    return (
        col(Obligation.task_id) == row.task_id,
        col(Obligation.status).in_(OWED),
        col(Obligation.round) == row.round,
        col(Obligation.round_from).is_not_distinct_from(row.round_from),
        IS_RETURNED if row.returned else sa.not_(IS_RETURNED),
        DUE.is_not_distinct_from(row.effective_due),
        col(Obligation.due_time).is_not_distinct_from(row.due_time),
        col(Obligation.target_day).is_not_distinct_from(row.target_day),
        FROZEN.is_not_distinct_from(row.frozen),
    )


def overheld(session: Session, *, before: datetime) -> Overheld:
    """Messages whose lease ended before that moment of the machine's clock, or that have none."""
    number, since = session.execute(_overheld(), {"before": before}).one()
    return Overheld(number=number, since=since)


@cache
def _overheld() -> sa.Select[Any]:
    over = sa.or_(col(Message.lease_until) < sa.bindparam("before"), col(Message.lease_until).is_(None))
    return sa.select(sa.func.count(), sa.func.min(col(Message.lease_until))).where(
        col(Message.status) == MessageStatus.CLAIMED, over
    )


def changed_since(session: Session, *, moment: datetime) -> set[int]:
    """Obligations whose day was set, or that became owed again, after that moment."""
    moved = select(DueChange.obligation_id).where(col(DueChange.recorded_at) > moment)
    reopened = (
        select(SubmissionLink.obligation_id)
        .join(Submission, col(Submission.id) == col(SubmissionLink.submission_id))
        .outerjoin(Review, col(Review.submission_id) == col(Submission.id))
        .where(
            sa.or_(
                col(Submission.voided_at) > moment,
                col(SubmissionLink.unlinked_at) > moment,
                col(Review.reviewed_at) > moment,
                col(Review.voided_at) > moment,
            )
        )
    )
    spared = select(Exemption.obligation_id).where(col(Exemption.undone_at) > moment)
    return {*session.exec(moved), *session.exec(reopened), *session.exec(spared)}


def last_runs(session: Session, *, until: date, limit: int = 60) -> list[DayRun]:
    """The latest days that were run, newest first."""
    statement = select(DayRun).where(col(DayRun.day) <= until).order_by(col(DayRun.day).desc()).limit(limit)
    return list(session.exec(statement))


@dataclass(frozen=True, kw_only=True, slots=True)
class Audited:
    """How much there is to look at: owed obligations, ledger rows, messages."""

    obligations: int
    notices: int
    messages: int


def audited(session: Session) -> Audited:
    """How much an audit looks at."""
    owed = sa.select(sa.func.count(col(Obligation.id))).join(Plan, col(Plan.id) == col(Obligation.plan_id))
    owed = owed.where(col(Plan.status) == PlanStatus.ISSUED, col(Obligation.status).in_(OWED))
    return Audited(
        obligations=session.execute(owed).scalar_one(),
        notices=session.execute(sa.select(sa.func.count(col(Notice.id)))).scalar_one(),
        messages=session.execute(sa.select(sa.func.count(col(Message.id)))).scalar_one(),
    )
