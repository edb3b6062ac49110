"""Obligations follow the amended plan: spared, begun, moved; each with a row that says why."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, insert, select

from flows.work.chase.rearm import rearm
from flows.work.duties.changing import open_round
from flows.work.duties.extending import forget_extensions
from flows.work.duties.moving import move_due
from flows.work.plans.rows import due_change_values, obligation_values
from flows.work.world import World
from models.rules.lifecycle import status_of
from models.store.duty_facts import locked
from models.store.owed import OWED, chunks
from models.tables import DueChange, Exemption, Obligation, PlanAmendment
from models.words import DeadlineKind, DueChangeKind, ObligationStatus

from .act import Act
from .effects import Begin, Move
from .proposing import Proposal


def spare_dropped(
    session: Session, proposal: Proposal, amendment: PlanAmendment, act: Act, world: World
) -> None:
    """Of what has come in too: should its record be voided, it is not owed again."""
    basis = f"bãi bỏ theo {act.words}"
    rows = [
        {
            "obligation_id": row.id,
            "basis": basis,
            "recorded_by": act.by,
            "recorded_at": world.now,
            "amendment_id": amendment.id,
        }
        for row in (*proposal.effects.dropped, *proposal.effects.stays)
    ]
    if rows:
        session.execute(insert(Exemption), rows)


def begin(
    session: Session, proposal: Proposal, tasks: Mapping[str, int], act: Act, why: str, world: World
) -> dict[tuple[str, str, str], int]:
    """New obligations, and old ones that are owed again; the ids by task, unit and occurrence."""
    again = [one for one in proposal.effects.begun if one.row is not None]
    _owe_again(session, again, act, why, world)
    fresh = [one for one in proposal.effects.begun if one.row is None]
    rows = [_row(one, tasks[one.task.code], proposal, world) for one in fresh]
    found = {_key(one): one.row.id for one in again if one.row is not None}
    if rows:
        statement = insert(Obligation).returning(col(Obligation.id), sort_by_parameter_order=True)
        ids = list(session.execute(statement, rows).scalars())
        pairs = zip(ids, rows, strict=True)
        changes = [due_change_values(key, row, by=act.by, why=why, world=world) for key, row in pairs]
        if dated := [change for change in changes if change["new_due"]]:
            session.execute(insert(DueChange), dated)
        rearm(session, ids=ids, world=world)
        found |= {_key(one): key for one, key in zip(fresh, ids, strict=True)}
    return found


def _key(one: Begin) -> tuple[str, str, str]:
    return one.task.code, one.unit, one.occurrence


def _row(one: Begin, task_id: int, proposal: Proposal, world: World) -> dict[str, Any]:
    """A mail tells of it today, so no stage of today or before is made up for."""
    target, task = one.target, one.task
    status = status_of(
        latest=None,
        exempt=False,
        awaits_event=task.deadline.kind is DeadlineKind.RELATIVE and target.effective is None,
        done_on_issue=task.done_on_issue is not None,
    )
    values = obligation_values(
        plan_id=proposal.plan.id,
        task_id=task_id,
        unit=one.unit,
        occurrence=one.occurrence,
        status=status,
        opens_on=target.opens_on,
        last_day=target.last_day,
        effective=target.effective,
        due_time=target.due_time,
        world=world,
    )
    return values | {"round_from": world.today + timedelta(days=1), "added_at": world.now}


def _owe_again(session: Session, again: Sequence[Begin], act: Act, why: str, world: World) -> None:
    ids = [one.row.id for one in again if one.row is not None]
    for some in chunks(ids):
        standing = select(Exemption).where(
            col(Exemption.obligation_id).in_(some),
            col(Exemption.undone_at).is_(None),
            col(Exemption.amendment_id).is_not(None),
        )
        for one in session.exec(standing):
            one.undone_at, one.undone_by, one.undo_reason = world.now, act.by, why
    moves = [
        Move(row=one.row, target=one.target)
        for one in again
        if one.row is not None
        and one.row.status is ObligationStatus.EXEMPT
        and (one.row.effective_due, one.row.due_time) != (one.target.effective, one.target.due_time)
    ]
    move(session, moves, act, why, world)


def move(session: Session, moves: Sequence[Move], act: Act, why: str, world: World) -> None:
    """A fresh round towards the new day; an extension that it overtakes counts no longer."""
    rows = locked(session, obligations=[one.row.id for one in moves])
    for one in moves:
        row, target = rows[one.row.id], one.target
        row.due_time, row.opens_on = target.due_time, target.opens_on
        if row.original_due is None:
            row.original_due = target.last_day
        if row.effective_due == target.effective:
            continue
        had_day = row.effective_due is not None
        if one.row.extended:
            forget_extensions(session, obligation=one.row.id, by=act.by, world=world, why=why)
        move_due(session, row, target.effective, DueChangeKind.AMENDMENT, why, act.by, world)
        if had_day:
            open_round(row, world=world)
        else:
            row.round_from = world.today
    session.flush()


def climb_anew(session: Session, proposal: Proposal, touched: Collection[int], world: World) -> None:
    """Tasks whose ladder is another one: the next day of everything that is still owed."""
    codes = {one.new.code for one in proposal.diff.changed}
    rows = [row for row in proposal.ground.rows if row.code in codes and row.id not in touched]
    rearm(session, ids=[row.id for row in rows if row.status in OWED], world=world)
