"""Obligations counted by the database, as they stand or as was known on a day of the past."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models.rules.deadlines import read_deadline
from models.rules.lifecycle import Latest, status_of
from models.rules.punctuality import on_time
from models.rules.statistics import Counted
from models.store.amendments import TaskWords, words_then
from models.store.standing import (
    JUDGED_FROM,
    Knowledge,
    documents,
    due_then,
    exempted,
    existed,
    extended,
    not_yet_passed,
)
from models.tables import Obligation, Plan, PlanTask, Submission, SubmissionLink, Unit
from models.words import DeadlineKind, ObligationStatus


@dataclass(frozen=True, kw_only=True, slots=True)
class CountedRow:
    """A count of obligations that are alike, with the days they share."""

    counted: Counted
    due_time: time | None
    target_day: date | None
    opens_on: date | None  # the first day of whole years, quarters, windows


def counted_rows(
    session: Session,
    *,
    plans: Collection[int],
    known: Knowledge | None = None,
    by_unit: bool = False,
    tasks: Collection[int] | None = None,
) -> list[CountedRow]:
    """All obligations of these plans (and tasks), those alike counted together; `by_unit`: each unit apart.

    The figures of the past rest on what was recorded by then and on the due days of then, so whatever is
    recorded, voided, moved, returned or spared later leaves them as they were. What passed to another unit
    counts for the one that carried it then; what is folded into another obligation is no longer counted.
    """
    shape = (by_unit, tasks is not None)
    statement = _present_counts(*shape) if known is None else _counts(known, *shape)
    asked = {"plans": list(plans), **({} if tasks is None else {"tasks": list(tasks)})}
    rows = [dict(row) for row in session.execute(statement, asked).mappings()]
    if known is None:
        return [_counted(row) for row in rows]
    said = words_then(session, plans=plans, until=known.until)
    return [_counted(_as_known(row, said.get(row["task_id"]))) for row in rows]


@cache  # asked every day: building it costs more than asking
def _present_counts(by_unit: bool, of_tasks: bool) -> sa.Select[Any]:
    return _counts(None, by_unit, of_tasks)


def _counts(known: Knowledge | None, by_unit: bool, of_tasks: bool) -> sa.Select[Any]:
    """One row for each group of obligations that are alike, with the words of their task."""
    came, longer = documents(known), extended(known)
    source: Any = Obligation.__table__  # type: ignore[attr-defined]  # sqlmodel's stubs do not know it
    holder: Any = col(Obligation.carried_by)
    if known is not None:
        before = not_yet_passed(known)
        source = source.outerjoin(before, before.c.obligation_id == col(Obligation.id))
        holder = sa.func.coalesce(before.c.from_unit, holder)
    source = (
        source.join(Unit, col(Unit.id) == holder)
        .outerjoin(came, came.c.obligation_id == col(Obligation.id))
        .outerjoin(longer, longer.c.obligation_id == col(Obligation.id))
    )
    is_extended = longer.c.obligation_id.is_not(None).label("extended")
    alike = (*_of_obligation(holder if by_unit else None), *_of_documents(came), is_extended)
    if known is None:
        alike += (col(Obligation.effective_due).label("last_day"), _resubmit_by(came))
    else:
        then, spared = due_then(known.until), exempted(known)
        source = source.outerjoin(then, then.c.obligation_id == col(Obligation.id))
        source = source.outerjoin(spared, spared.c.obligation_id == col(Obligation.id))
        alike += _of_the_past(came, then, spared)
    return _with_words(_grouped(source, alike, of_tasks, existed(known)), known)


def _of_obligation(holder: Any) -> tuple[Any, ...]:
    return (
        col(Obligation.task_id).label("task_id"),
        col(Obligation.occurrence).label("occurrence"),
        col(Unit.region).label("region"),
        col(Obligation.status).label("status"),
        col(Obligation.due_time).label("due_time"),
        col(Obligation.target_day).label("target_day"),
        *(() if holder is None else (holder.label("unit"),)),
    )


def _of_documents(came: sa.Subquery) -> tuple[Any, ...]:
    return (
        came.c.on_time.label("on_time"),
        came.c.obligation_id.is_not(None).label("documented"),
        came.c.review.label("review"),
    )


def _resubmit_by(came: sa.Subquery) -> Any:
    returned = col(Obligation.status) == ObligationStatus.RETURNED
    day = sa.func.coalesce(col(Obligation.resubmit_by), came.c.resubmit_by)
    return sa.case((returned, day)).label("resubmit_by")


def _of_the_past(came: sa.Subquery, then: sa.Subquery, spared: sa.Subquery) -> tuple[Any, ...]:
    moved = (then.c.obligation_id.is_not(None), then.c.old_due)
    return (
        sa.case(moved, else_=col(Obligation.effective_due)).label("last_day"),
        came.c.resubmit_by.label("resubmit_by"),
        came.c.nil.label("nil"),
        sa.func.coalesce(spared.c.exempt, 0).label("exempt"),
        sa.func.coalesce(spared.c.dropped, 0).label("dropped"),
        _done_without_document().label("done_on_issue"),
        *(came.c[name].label(name) for name in JUDGED_FROM),
    )


def _done_without_document() -> Any:
    """Done, and no document stands for it today: the plan's own document did it."""
    stands = sa.exists().where(
        col(SubmissionLink.obligation_id) == col(Obligation.id),
        col(SubmissionLink.unlinked_at).is_(None),
        col(Submission.id) == col(SubmissionLink.submission_id),
        col(Submission.voided_at).is_(None),
    )
    return sa.case((col(Obligation.status) == ObligationStatus.DONE, ~stands), else_=sa.false())


def _grouped(source: Any, alike: tuple[Any, ...], of_tasks: bool, conditions: tuple[Any, ...]) -> sa.Subquery:
    plans = col(Obligation.plan_id).in_(sa.bindparam("plans", expanding=True))
    asked: tuple[Any, ...] = (plans, *conditions)
    if of_tasks:
        # + 0: by the index of tasks SQLite expects few rows, and compares each with every document
        asked += ((col(Obligation.task_id) + 0).in_(sa.bindparam("tasks", expanding=True)),)
    opens_on = sa.func.min(col(Obligation.opens_on))
    counts: sa.Select[Any] = (
        sa.select(*alike, sa.func.count().label("count"), opens_on.label("opens_on"))
        .select_from(source)
        .where(*asked)
        .group_by(*(sa.text(str(number)) for number in range(1, len(alike) + 1)))
    )
    return counts.subquery()


def _with_words(counted: sa.Subquery, known: Knowledge | None) -> sa.Select[Any]:
    words: tuple[Any, ...] = (
        col(PlanTask.judged_by).label("judged_by"),
        col(Plan.issued_on).label("plan_issued_on"),
    )
    if known is not None:
        words += (
            col(PlanTask.deadline_kind).label("kind"),
            col(PlanTask.deadline_phrase).label("phrase"),
            col(PlanTask.facts).label("facts"),
            col(Plan.year).label("year"),
        )
    return (
        sa.select(counted, *words)
        .join(PlanTask, col(PlanTask.id) == counted.c.task_id)
        .join(Plan, col(Plan.id) == col(PlanTask.plan_id))
        .order_by(counted.c.last_day, counted.c.task_id)
    )


def _as_known(row: dict[str, Any], said: TaskWords | None) -> dict[str, Any]:
    """Status and punctuality as they followed from the facts, and the plan's words, that stood then."""
    days = {name: row.pop(name) for name in JUDGED_FROM}
    kind, phrase, year = row.pop("kind"), row.pop("phrase"), row.pop("year")
    if said is not None:
        kind, phrase, row["judged_by"] = said.kind, said.phrase, said.judged_by
        if said.done_on_issue is not None:
            row["facts"] = {"done_on_issue": said.done_on_issue}
        row["due_time"] = _hour(phrase, year, row["occurrence"])
    latest = Latest(nil=bool(row.pop("nil")), review=row["review"])
    done = row.pop("done_on_issue")
    row["status"] = status_of(
        latest=latest if row["documented"] else None,
        exempt=bool(row.pop("exempt")),
        dropped=bool(row.pop("dropped")),
        awaits_event=kind is DeadlineKind.RELATIVE and row["last_day"] is None,
        done_on_issue=bool(row.pop("facts").get("done_on_issue", done)),
    )
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


def _hour(phrase: str, year: int, occurrence: str) -> time | None:
    occurrences = read_deadline(phrase, plan_year=year).occurrences
    return next((one.due_time for one in occurrences if one.key == occurrence), None)


def _counted(row: dict[str, Any]) -> CountedRow:
    issued_on, documented = row.pop("plan_issued_on"), row.pop("documented")
    row["on_time"] = None if row["on_time"] is None else bool(row["on_time"])
    row["extended"] = bool(row["extended"])
    if row["status"] is ObligationStatus.DONE and not documented and row["last_day"]:
        row["on_time"] = issued_on <= row["last_day"]  # done by the plan's own document
    if row["status"] is not ObligationStatus.RETURNED:
        row["resubmit_by"] = None
    own = {name: row.pop(name) for name in ("due_time", "target_day", "opens_on")}
    return CountedRow(counted=Counted(**row), **own)
