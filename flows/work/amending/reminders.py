"""How many reminders an amendment cancels, sets anew and adds: stages that are ahead or wait to leave."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from flows.work.chase.deciding import first_day, stages_of
from flows.work.plans.rows import ladder_of_task
from flows.work.world import World
from models.plan_values import Task
from models.rules.ladders import StageKey
from models.rules.workdays import target_day
from models.store.owed import OwedRow, chunks, owed, settled_stages
from models.tables import Notice, Plan
from models.words import NoticeStatus

from .effects import Begin, Effects, Ground

WAITING = (NoticeStatus.PLANNED, NoticeStatus.HELD, NoticeStatus.NO_ADDRESS)
Days = dict[StageKey, date]


@dataclass(frozen=True, kw_only=True, slots=True)
class Reminders:
    """Stages of single obligations."""

    cancelled: int = 0
    reset: int = 0  # the same stage on another day, or once more
    added: int = 0


def reminders_of(session: Session, *, effects: Effects, ground: Ground, plan: Plan) -> Reminders:
    """What becomes of the reminders of everything that these effects touch."""
    changed = _changed_rows(session, effects, ground)
    settled: dict[int, set[StageKey]] = {}
    waiting: defaultdict[int, Days] = defaultdict(dict)
    for some in chunks([before for before, _ in changed]):
        settled |= settled_stages(session, rows=some)
        _read_waiting(session, some, waiting)
    pairs = []
    for before, after in changed:
        done = settled.get(before.id, set())
        ahead = _ahead(before, ground.world)
        open_before = {key: day for key, day in ahead.items() if key not in done} | waiting[before.id]
        pairs.append((open_before, _ahead(after, ground.world) if after else {}, done))
    return _counted(pairs, _new(effects.begun, plan, ground.world))


def _changed_rows(session: Session, effects: Effects, ground: Ground) -> list[tuple[OwedRow, OwedRow | None]]:
    """Each owed obligation that is touched, as it is and as it will be; None: owed no more."""
    moves = {move.row.id: move for move in effects.moved}
    dropped = {row.id for row in effects.dropped}
    tasks = {task.code: task for task in ground.new.tasks}
    climbing = {one.new.code for one in ground.diff.changed if {"ladder", "deadline"} & set(one.renamed)}
    codes = {row.id: row.code for row in ground.rows}
    touched = [key for key, code in codes.items() if key in moves or key in dropped or code in climbing]
    found: list[tuple[OwedRow, OwedRow | None]] = []
    for some in chunks(touched):
        for row in owed(session, ids=some):
            after = _as_amended(row, tasks.get(codes[row.id]), ground.world)
            if row.id in moves:
                after = _moved(after, moves[row.id].target.effective, ground.world)
            found.append((row, None if row.id in dropped else after))
    return found


def _as_amended(row: OwedRow, task: Task | None, world: World) -> OwedRow:
    if task is None:
        return row
    return replace(row, task_ladder=ladder_of_task(task, world=world), kind=task.deadline.kind)


def _moved(row: OwedRow, day: date | None, world: World) -> OwedRow:
    return replace(
        row,
        effective_due=day,
        target_day=target_day(last_day=day, calendar=world.calendar) if day else None,
        round=row.round + 1,
        round_from=world.today,
        frozen=None,
    )


def _ahead(row: OwedRow, world: World) -> Days:
    first = max(first_day(row), world.today)
    return {stage.key: stage.due_on for stage in stages_of(row=row, world=world) if stage.due_on >= first}


def _read_waiting(session: Session, rows: Sequence[OwedRow], into: Mapping[int, Days]) -> None:
    """Stages of the ledger that were decided and have not left."""
    rounds = {row.id: row.round for row in rows}
    statement = sa.select(
        col(Notice.obligation_id),
        col(Notice.round),
        col(Notice.kind),
        col(Notice.stage),
        col(Notice.role),
        col(Notice.due_on),
    ).where(col(Notice.obligation_id).in_(rounds), col(Notice.status).in_(WAITING))
    for key, number, kind, stage, role, due_on in session.execute(statement):
        if rounds[key] == number:
            into[key][kind, stage, role] = due_on


def _new(begun: Iterable[Begin], plan: Plan, world: World) -> int:
    return sum(len(_ahead(_begins(one, plan, world), world)) for one in begun)


def _begins(one: Begin, plan: Plan, world: World) -> OwedRow:
    day, task = one.target.effective, one.task
    return OwedRow(
        id=0,
        plan_id=plan.id or 0,
        task_id=0,
        carried_by=one.unit,
        round=1,
        round_from=world.today + timedelta(days=1),
        effective_due=day,
        due_time=one.target.due_time,
        target_day=target_day(last_day=day, calendar=world.calendar) if day else None,
        task_ladder=ladder_of_task(task, world=world),
        returned=False,
        frozen=None,
        judged_by=task.judged_by,
        kind=task.deadline.kind,
        secret=task.secret,
        issued_on=plan.issued_on,
        remind_from=plan.remind_from,
        year=plan.year,
    )


def _counted(pairs: Iterable[tuple[Days, Days, Collection[StageKey]]], added: int) -> Reminders:
    cancelled = reset = 0
    for before, after, done in pairs:
        cancelled += len(before.keys() - after.keys())
        for key, day in after.items():
            again = key in done and key not in before
            reset += again or (key in before and before[key] != day)
            added += key not in before and not again
    return Reminders(cancelled=cancelled, reset=reset, added=added)
