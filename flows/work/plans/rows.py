"""From a plan file to rows: what issuing and amending a plan write alike."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from flows.work.world import World
from models.plan_values import IndicatorLine, PlanFile, Product, Task
from models.rules.workdays import target_day
from models.words import DueChangeKind, ObligationStatus, TaskOrigin

Values = dict[str, Any]


def head_values(plan: PlanFile) -> Values:
    """What the head of the file says, as columns of the plan; what identifies a plan is not among it."""
    return {
        "title": plan.title,
        "document_number": plan.document,
        "superior_unit": plan.superior_unit,
        "previous_plan": plan.previous_plan,
        "legal_basis": "\n".join(plan.legal_basis),
        "reporting_from": plan.reporting.starts_on if plan.reporting else None,
        "reporting_to": plan.reporting.cut_off if plan.reporting else None,
    }


def ladder_of_task(task: Task, *, world: World) -> str:
    """The ladder that the file names, or the policy's for deadlines of its kind."""
    return task.ladder if task.ladder is not None else world.policy.default_for(task.deadline.kind)


def task_values(task: Task, *, informed: Sequence[str], world: World) -> Values:
    """The columns of one task; `informed`: units that only cooperate."""
    deadline = task.deadline
    return {
        "position": task.position,
        "code": task.code,
        "title": task.title,
        "origin": TaskOrigin.FILE,
        "deadline_phrase": deadline.phrase,
        "deadline_kind": deadline.kind,
        "event": deadline.relative.event if deadline.relative else "",
        "judged_by": task.judged_by,
        "ladder": ladder_of_task(task, world=world),
        "same_as": task.same_as,
        "annual_report": task.product is Product.ANNUAL_REPORT,
        "secret": task.secret,
        "submission": task.submission,
        "facts": {**_facts(task), "informed": list(informed)},
    }


def _facts(task: Task) -> dict[str, object]:
    return {
        "item": task.item,
        "parent": task.parent,
        "document": task.document,
        "where": task.where,
        "prepare": list(task.prepare),
        "evidence": list(task.evidence),
        "quantity": task.quantity.words if task.quantity else "",
        "lead": [written.text for written in task.lead],
        "coordinate": [written.text for written in task.coordinate],
        "asked": list(task.asked),
        "after": task.after,
        "phase": task.phase.value if task.phase else "",
        "open_ended": task.deadline.open_ended,
        "no_obligations": task.no_obligations,
        "done_on_issue": task.done_on_issue is not None,
        "notes": list(task.notes),
    }


def indicator_values(one: IndicatorLine) -> Values:
    """The columns of one figure that every report is to state."""
    return {
        "position": one.position,
        "code": one.code,
        "name": one.name,
        "unit": one.unit,
        "kind": one.kind,
        "minimum": one.minimum,
        "task_code": one.task,
        "trainings": one.trainings,
    }


def obligation_values(
    *,
    plan_id: int | None,
    task_id: int,
    unit: str,
    occurrence: str,
    status: ObligationStatus,
    opens_on: date | None,
    last_day: date | None,
    effective: date | None,
    due_time: time | None,
    world: World,
) -> Values:
    """The columns of a new obligation; every row of one insert has the same ones."""
    return {
        "public_id": secrets.token_hex(6),
        "plan_id": plan_id,
        "task_id": task_id,
        "owed_by": unit,
        "carried_by": unit,
        "occurrence": occurrence,
        "status": status,
        "opens_on": opens_on,
        "original_due": last_day,
        "effective_due": effective,
        "due_time": due_time,
        "target_day": target_day(last_day=effective, calendar=world.calendar) if effective else None,
        "round": 1,
        "round_from": None,
        "ladder": None,
        "next_notice_on": None,
        "added_at": None,
    }


def due_change_values(key: int, values: Mapping[str, object], *, by: str, why: str, world: World) -> Values:
    """The row that says how an obligation got its first day."""
    return {
        "obligation_id": key,
        "kind": DueChangeKind.ISSUE,
        "old_due": None,
        "new_due": values["effective_due"],
        "by": by,
        "why": why,
        "recorded_at": world.now,
    }
