"""The audit trail of an obligation or a unit: every row that concerns it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.store.owed import chunks
from models.tables import Audit, Obligation, Plan, PlanTask, Submission, SubmissionLink
from models.words import Role

EVERYBODY = ("stop_switch", "day_override")  # what holds all mail, or moves everybody's stages


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """Whose history is asked for."""

    units: tuple[str, ...]
    obligations: tuple[int, ...]
    plans: tuple[int, ...]
    submissions: tuple[int, ...]
    events: frozenset[str]  # that its deadlines count from
    since: datetime | None  # when its first plan was recorded; None: nobody wrote that down


def of_obligation(session: Session, *, public_id: str) -> Subject | None:
    """The obligation of that public id; None if there is none."""
    found = session.exec(select(Obligation).where(col(Obligation.public_id) == public_id)).first()
    if found is None or found.id is None:
        return None
    units = tuple(dict.fromkeys((found.owed_by, found.carried_by)))
    links = select(SubmissionLink.submission_id).where(col(SubmissionLink.obligation_id) == found.id)
    return _subject(session, units, [found], tuple(session.exec(links)))


def of_unit(session: Session, *, unit: str) -> Subject:
    """Everything the unit owes or carries, and what came in from it."""
    mine = sa.or_(col(Obligation.owed_by) == unit, col(Obligation.carried_by) == unit)
    obligations = session.exec(select(Obligation).where(mine).order_by(col(Obligation.id))).all()
    came = select(Submission.id).where(col(Submission.unit_id) == unit)
    return _subject(session, (unit,), obligations, tuple(one for one in session.exec(came) if one))


def _subject(
    session: Session,
    units: tuple[str, ...],
    obligations: Sequence[Obligation],
    submissions: tuple[int, ...],
) -> Subject:
    plans = tuple(sorted({one.plan_id for one in obligations}))
    tasks = {one.task_id for one in obligations}
    events = session.exec(select(PlanTask.event).where(col(PlanTask.id).in_(tasks)))
    started = session.exec(
        select(sa.func.min(col(Audit.at))).where(
            col(Audit.subject) == "plan", col(Audit.subject_id).in_([str(one) for one in plans])
        )
    ).one()
    return Subject(
        units=units,
        obligations=tuple(one.id for one in obligations if one.id),
        plans=plans,
        submissions=submissions,
        events=frozenset(event for event in events if event),
        since=started,
    )


def audit_rows(session: Session, *, subject: Subject) -> list[Audit]:
    """All rows that concern it, oldest first."""
    contacts = [f"{unit}/{role.value}" for unit in subject.units for role in Role]
    wanted: tuple[tuple[str, Collection[object]], ...] = (
        ("unit", subject.units),
        ("contact", contacts),
        ("obligation", subject.obligations),
        ("submission", subject.submissions),
        ("plan", subject.plans),
    )
    found = [row for name, keys in wanted for row in _rows(session, name, keys)]
    concerned = [one for one in found if _concerns(one, subject)]
    if subject.plans:
        concerned += session.exec(_everybody(subject.since))
    return sorted(concerned, key=lambda row: (row.at, row.id or 0))


def _rows(session: Session, name: str, keys: Collection[object]) -> list[Audit]:
    found: list[Audit] = []
    for some in chunks([str(key) for key in keys]):
        statement = select(Audit).where(col(Audit.subject) == name, col(Audit.subject_id).in_(some))
        found += session.exec(statement)
    return found


def _everybody(since: datetime | None) -> Any:
    statement = select(Audit).where(col(Audit.subject).in_(EVERYBODY))
    return statement if since is None else statement.where(col(Audit.at) >= since)


def _concerns(row: Audit, subject: Subject) -> bool:
    """An event of the plan concerns only those whose deadline counts from it."""
    event = row.facts.get("event")
    return event is None or event in subject.events


def described(session: Session, *, obligation: int) -> tuple[str, str, str]:
    """(task code, unit that owes it, plan code) of an obligation."""
    statement = (
        select(PlanTask.code, Obligation.owed_by, Plan.code)
        .join(Obligation, col(Obligation.task_id) == col(PlanTask.id))
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .where(col(Obligation.id) == obligation)
    )
    code, unit, plan = session.exec(statement).one()
    return code, unit, plan
