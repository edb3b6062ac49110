"""What forms offer in their dropdowns, and what each label stands for."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.rules.names import unit_label
from models.store.units import names_on, units_on
from models.tables import Obligation, Plan, PlanTask, Submission, SubmissionFile, SubmissionLink
from models.words import ObligationStatus, PlanStatus
from templates.words_vi import clipped, document, plain_day

from .difficulties.listing import open_labels
from .escalation.held import held_groups
from .interim.labels import review_labels
from .papers.labels import letter_labels
from .people.delegating import address_labels
from .people.officers import officers
from .plans.closed import in_force
from .refusals import RefusedError
from .trainings.labels import all_training_choices
from .world import World

RECENT_RECORDS = 300
T = TypeVar("T")


def all_choices(
    session: Session, *, world: World, plan_files: Iterable[str], incoming: Iterable[str] = ()
) -> Mapping[str, Sequence[str]]:
    """Every list by its name."""
    return {
        "units": list(unit_labels(session, day=world.today)),
        "tasks": list(task_labels(session)),
        "officers": officers(session, day=world.today),
        "addresses": list(address_labels(session, day=world.today)),
        "records": list(record_labels(session, day=world.today)),
        "events": list(event_labels(session)),
        "plan_files": list(plan_files),
        "plans": list(plan_labels(session)),
        "plans_all": list(all_plan_labels(session)),
        "reviews": list(review_labels(session)),
        "difficulties": list(open_labels(session, day=world.today)),
        "incoming": list(incoming),
        "attached": list(attached_labels(session)),
        "held": [group.label for group in held_groups(session, world=world)],
        **all_training_choices(session),
        "letters": list(letter_labels(session)),
    }


def unit_labels(session: Session, *, day: date) -> dict[str, str]:
    """Label -> unit id, in official order; the label carries an unaccented key for the search box."""
    return {unit_label(unit.name): unit.id for unit in units_on(session, day)}


def plan_labels(session: Session) -> dict[str, int]:
    """Label -> plan, of the plans in force."""
    statement = select(Plan).where(col(Plan.status) == PlanStatus.ISSUED).order_by(col(Plan.id))
    return {
        f"KH {plan.code} · {document(plan.document_number)} · năm {plan.year}": plan.id
        for plan in session.exec(statement)
        if plan.id
    }


def all_plan_labels(session: Session) -> dict[str, int]:
    """The same, and after them the closed plans: what is only read may be of any."""
    closed = select(Plan).where(col(Plan.status) == PlanStatus.CLOSED).order_by(col(Plan.id).desc())
    return plan_labels(session) | {
        f"KH {plan.code} · {document(plan.document_number)} · năm {plan.year} · đã kết thúc": plan.id
        for plan in session.exec(closed)
        if plan.id
    }


def task_labels(session: Session) -> dict[str, tuple[int, str, str]]:
    """Label -> (plan, task code, occurrence) of everything somebody owes, dated tasks first."""
    statement = (
        sa.select(
            col(Plan.id),
            col(Plan.code),
            col(PlanTask.code),
            col(PlanTask.title),
            col(PlanTask.facts),
            col(PlanTask.deadline_phrase),
            col(Obligation.occurrence),
            sa.func.min(col(Obligation.original_due)).label("due"),
            col(PlanTask.dropped_at).is_not(None),
        )
        .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .where(col(Plan.status) == PlanStatus.ISSUED)
        .group_by(col(Plan.id), col(PlanTask.id), col(Obligation.occurrence))
        .order_by(col(Plan.id), col(PlanTask.ladder) == "", "due", col(PlanTask.position))
    )
    labels: dict[str, tuple[int, str, str]] = {}
    for plan, plan_code, code, title, facts, phrase, occurrence, due, dropped in session.execute(statement):
        when = f"hạn {plain_day(due)}" if occurrence and due else phrase
        name = clipped(facts.get("document") or title, limit=70)
        state = "đã bãi bỏ" if dropped else ""
        label = " · ".join(part for part in (code, name, when, f"KH {plan_code}", state) if part)
        labels[label] = (plan, code, occurrence)
    return labels


def record_labels(session: Session, *, day: date) -> dict[str, int]:
    """Label -> submission, the newest first; voided ones are left out."""
    names = names_on(session, day)
    statement = (
        select(Submission)
        .where(col(Submission.voided_at).is_(None), _of_plan_in_force())
        .order_by(col(Submission.id).desc())
        .limit(RECENT_RECORDS)
    )
    found = list(session.exec(statement))
    tasks = _codes_met(session, [one.id for one in found if one.id])
    return {
        f"{one.document_number} · {names.get(one.unit_id, one.unit_id)} · đến {plain_day(one.arrived_on)} · "
        f"{', '.join(tasks.get(one.id, ()))} · #{one.id}": one.id
        for one in found
        if one.id
    }


def _of_plan_in_force() -> sa.ColumnElement[bool]:
    """A document of closed plans alone cannot be changed any more."""
    return sa.exists().where(
        col(SubmissionLink.submission_id) == col(Submission.id),
        col(Obligation.id) == col(SubmissionLink.obligation_id),
        in_force(col(Obligation.plan_id)),
    )


def _codes_met(session: Session, ids: Sequence[int]) -> dict[int, list[str]]:
    """Of what each was recorded for: what an acceptance adds must not change how a form names it."""
    statement = (
        select(SubmissionLink.submission_id, PlanTask.code)
        .join(Obligation, col(Obligation.id) == col(SubmissionLink.obligation_id))
        .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
        .where(col(SubmissionLink.submission_id).in_(ids), col(SubmissionLink.linked_at).is_(None))
        .order_by(col(PlanTask.position))
    )
    found: dict[int, list[str]] = {}
    for submission, code in session.exec(statement):
        found.setdefault(submission, []).append(code)
    return found


def attached_labels(session: Session) -> dict[str, tuple[int, int]]:
    """Label -> (submission, file) of what is attached to documents, the newest first."""
    statement = (
        select(SubmissionFile, Submission.document_number)
        .join(Submission, col(Submission.id) == col(SubmissionFile.submission_id))
        .where(
            col(SubmissionFile.removed_at).is_(None), col(Submission.voided_at).is_(None), _of_plan_in_force()
        )
        .order_by(col(SubmissionFile.id).desc())
        .limit(RECENT_RECORDS)
    )
    return {
        f"{file.name} · {number} · #{file.id}": (file.submission_id, file.id)
        for file, number in session.exec(statement)
        if file.id
    }


def event_labels(session: Session) -> dict[str, tuple[int, str]]:
    """Label -> (plan, event) of every event that deadlines of plans in force count from."""
    statement = (
        select(Plan.id, Plan.code, PlanTask.event)
        .join(PlanTask, col(PlanTask.plan_id) == col(Plan.id))
        .join(Obligation, col(Obligation.task_id) == col(PlanTask.id))
        .where(
            col(Plan.status) == PlanStatus.ISSUED,
            col(PlanTask.event) != "",
            col(Obligation.status).in_((ObligationStatus.WAITING, ObligationStatus.OPEN)),
        )
        .distinct()
        .order_by(col(Plan.id), col(PlanTask.event))
    )
    return {f"{event} · KH {code}": (plan, event) for plan, code, event in session.exec(statement) if plan}


def chosen(label: str, labels: Mapping[str, T], *, field: str) -> T:
    """What a label stands for; raises RefusedError if the list has changed since the form was opened."""
    if label in labels:
        return labels[label]
    raise RefusedError(f"{field}: «{label}» không còn trong danh sách; đề nghị mở lại biểu mẫu và chọn lại.")
