"""Obligations counted by the database, as they stand or as was known on a day of the past."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models.rules.deadlines import read_deadline
from models.rules.punctuality import on_time
from models.rules.statistics import Counted
from models.tables import DueChange, Obligation, Plan, PlanTask, Submission, SubmissionLink, Unit
from models.words import DeadlineKind, ObligationStatus

JUDGED_FROM = ("issued_on", "sent_on", "arrived_on", "arrived_time")  # of a document
FOLLOWS_FROM_RECORDS = (
    ObligationStatus.WAITING,
    ObligationStatus.OPEN,
    ObligationStatus.ARRIVED,
    ObligationStatus.RETURNED,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class CountedRow:
    """A count of obligations that are alike, with the days they share."""

    counted: Counted
    due_time: time | None
    target_day: date | None
    opens_on: date | None  # the first day of whole years, quarters, windows


@dataclass(frozen=True, kw_only=True, slots=True)
class Knowledge:
    """What figures of the past may rest on: records made by `until`, documents that had come by `on`."""

    until: datetime
    on: date


def _first_documents(known: Knowledge | None) -> sa.Subquery:
    """Per obligation the first version that was not voided (by then)."""
    place = sa.func.row_number().over(
        partition_by=col(SubmissionLink.obligation_id), order_by=col(SubmissionLink.version)
    )
    standing = (
        sa.select(
            col(SubmissionLink.obligation_id),
            col(SubmissionLink.on_time),
            *(col(getattr(Submission, name)) for name in JUDGED_FROM),
            place.label("place"),
        )
        .join(Submission, col(Submission.id) == col(SubmissionLink.submission_id))
        .where(*_stands(known))
        .subquery()
    )
    return sa.select(standing).where(standing.c.place == 1).subquery()


def _stands(known: Knowledge | None) -> tuple[Any, ...]:
    voided = col(Submission.voided_at)
    if known is None:
        return (voided.is_(None),)
    return (
        col(Submission.recorded_at) <= known.until,
        sa.or_(voided.is_(None), voided > known.until),
        col(Submission.arrived_on) <= known.on,
    )


def _due_then(until: datetime) -> sa.Subquery:
    """Per obligation whose due day was changed after `until` the day it had: what that change replaced."""
    place = sa.func.row_number().over(partition_by=col(DueChange.obligation_id), order_by=col(DueChange.id))
    later = (
        sa.select(col(DueChange.obligation_id), col(DueChange.old_due), place.label("place"))
        .where(col(DueChange.recorded_at) > until)
        .subquery()
    )
    return sa.select(later.c.obligation_id, later.c.old_due).where(later.c.place == 1).subquery()


def counted_rows(
    session: Session, *, plans: Collection[int], known: Knowledge | None = None
) -> list[CountedRow]:
    """All obligations of these plans, those that are alike counted together; also as `known` in the past.

    The figures of the past rest on what was recorded by then and on the due days of then, so whatever is
    recorded, voided or moved later leaves them as they were.
    """
    statement = _present_counts() if known is None else _counts(known)
    rows = (dict(row) for row in session.execute(statement, {"plans": list(plans)}).mappings())
    return [_counted(_as_known(row) if known else row) for row in rows]


@cache  # asked every day: building it costs more than asking
def _present_counts() -> sa.Select[Any]:
    return _counts(None)


def _counts(known: Knowledge | None) -> sa.Select[Any]:
    first = _first_documents(known)
    due: Any = col(Obligation.effective_due)
    judged: tuple[Any, ...] = ()
    words: tuple[Any, ...] = (
        col(PlanTask.judged_by).label("judged_by"),
        col(Plan.issued_on).label("plan_issued_on"),
    )
    then = _due_then(known.until) if known else None
    if then is not None:
        due = sa.case((then.c.obligation_id.is_not(None), then.c.old_due), else_=due)
        judged = tuple(first.c[name].label(name) for name in JUDGED_FROM)
        words += (
            col(PlanTask.deadline_kind).label("kind"),
            col(PlanTask.deadline_phrase).label("phrase"),
            col(Plan.year).label("year"),
        )
    alike: tuple[Any, ...] = (
        col(Obligation.task_id).label("task_id"),
        col(Obligation.occurrence).label("occurrence"),
        col(Unit.region).label("region"),
        col(Obligation.status).label("status"),
        due.label("last_day"),
        col(Obligation.due_time).label("due_time"),
        col(Obligation.target_day).label("target_day"),
        first.c.on_time.label("on_time"),
        first.c.obligation_id.is_not(None).label("documented"),
        *judged,
    )
    opens_on = sa.func.min(col(Obligation.opens_on))
    counts: sa.Select[Any] = (
        sa.select(*alike, sa.func.count().label("count"), opens_on.label("opens_on"))
        .select_from(Obligation)
        .join(Unit, col(Unit.id) == col(Obligation.owed_by))
        .outerjoin(first, first.c.obligation_id == col(Obligation.id))
        .where(col(Obligation.plan_id).in_(sa.bindparam("plans", expanding=True)))
        .group_by(*(sa.text(str(number)) for number in range(1, len(alike) + 1)))
    )
    if then is not None:
        counts = counts.outerjoin(then, then.c.obligation_id == col(Obligation.id))
    counted = counts.subquery()
    return (
        sa.select(counted, *words)
        .join(PlanTask, col(PlanTask.id) == counted.c.task_id)
        .join(Plan, col(Plan.id) == col(PlanTask.plan_id))
        .order_by(counted.c.last_day, counted.c.task_id)
    )


def _as_known(row: dict[str, Any]) -> dict[str, Any]:
    """Status and punctuality as they followed from what was known; nil, exempt and done stay."""
    days = {name: row.pop(name) for name in JUDGED_FROM}
    kind, phrase, year = row.pop("kind"), row.pop("phrase"), row.pop("year")
    if row["status"] in FOLLOWS_FROM_RECORDS:
        waits = kind is DeadlineKind.RELATIVE and row["last_day"] is None
        without = ObligationStatus.WAITING if waits else ObligationStatus.OPEN
        row["status"] = ObligationStatus.ARRIVED if row["documented"] else without
    if row["documented"]:
        row["on_time"] = on_time(
            judged_by=row["judged_by"],
            issued_on=days["issued_on"],
            sent_on=days["sent_on"],
            received_on=days["arrived_on"],
            received_time=days["arrived_time"],
            last_day=row["last_day"],
            due_time=row["due_time"],
            before_hour=row["due_time"] is not None and _before_hour(phrase, year, row["occurrence"]),
        )
    return row


def _before_hour(phrase: str, year: int, occurrence: str) -> bool:
    occurrences = read_deadline(phrase, plan_year=year).occurrences
    return any(one.before_hour for one in occurrences if one.key == occurrence)


def _counted(row: dict[str, Any]) -> CountedRow:
    issued_on, documented = row.pop("plan_issued_on"), row.pop("documented")
    if row["status"] is ObligationStatus.DONE and not documented and row["last_day"]:
        row["on_time"] = issued_on <= row["last_day"]  # done by the plan's own document
    own = {name: row.pop(name) for name in ("due_time", "target_day", "opens_on")}
    return CountedRow(counted=Counted(**row), **own)
