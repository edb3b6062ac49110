"""A task that a coordinator adds to a plan in force: what its document did not say with a day."""

import secrets
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from sqlmodel import Session, col, insert

from flows.work.chase.rearm import rearm
from flows.work.world import World
from models.rules.workdays import roll_forward, target_day
from models.store.interim import next_position
from models.tables import DueChange, Obligation, PlanTask
from models.words import DeadlineKind, DueChangeKind, JudgedBy, ObligationStatus, TaskOrigin

Owed = tuple[str, str, date]  # who owes it, who carries it, its last valid day


def add_task(
    session: Session,
    *,
    plan_id: int,
    code: str,
    title: str,
    origin: TaskOrigin,
    phrase: str,
    judged_by: JudgedBy,
    ladder: str,
    submission: str,
    facts: Mapping[str, object],
    met_with: str = "",
) -> PlanTask:
    """The task behind all others of its plan; the caller adds who owes it."""
    task = PlanTask(
        plan_id=plan_id,
        position=next_position(session, plan=plan_id),
        code=code,
        title=title,
        origin=origin,
        deadline_phrase=phrase,
        deadline_kind=DeadlineKind.DAY,
        judged_by=judged_by,
        ladder=ladder,
        submission=submission,
        met_with=met_with,
        facts={"added": True, **facts},
    )
    session.add(task)
    session.flush()
    return task


def owe(
    session: Session,
    *,
    task: PlanTask,
    owed: Iterable[Owed],
    told_today: bool,
    by: str,
    why: str,
    world: World,
) -> list[int]:
    """Obligations of the task, watched from now on; the ids.

    `told_today`: a mail asks for it today, so that no stage of the past is made up for.
    """
    start = world.today + timedelta(days=1) if told_today else None
    rows = [_row(task, one, start, world) for one in owed]
    statement = insert(Obligation).returning(col(Obligation.id), sort_by_parameter_order=True)
    ids = list(session.execute(statement, rows).scalars())
    changes = [
        {
            "obligation_id": key,
            "kind": DueChangeKind.ISSUE,
            "old_due": None,
            "new_due": row["effective_due"],
            "by": by,
            "why": why,
            "recorded_at": world.now,
        }
        for key, row in zip(ids, rows, strict=True)
    ]
    session.execute(insert(DueChange), changes)
    rearm(session, ids=ids, world=world)
    return ids


def _row(task: PlanTask, owed: Owed, start: date | None, world: World) -> dict[str, object]:
    owed_by, carried_by, last_day = owed
    rolled = last_day
    if world.policy.roll_forward and not task.met_with:  # the annual report's day has been rolled already
        rolled = roll_forward(last_day=last_day, calendar=world.calendar)
    return {
        "public_id": secrets.token_hex(6),
        "plan_id": task.plan_id,
        "task_id": task.id,
        "owed_by": owed_by,
        "carried_by": carried_by,
        "occurrence": "",
        "status": ObligationStatus.OPEN,
        "opens_on": None,
        "original_due": last_day,
        "effective_due": rolled,
        "due_time": None,
        "target_day": target_day(last_day=rolled, calendar=world.calendar),
        "round": 1,
        "round_from": start,
        "ladder": None,
        "next_notice_on": None,
        "added_at": world.now,
    }
