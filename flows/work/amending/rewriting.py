"""The plan's rows follow the amended file: head, tasks, figures; nothing is deleted that the past needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.work.plans.rows import head_values, indicator_values, task_values
from flows.work.world import World
from models.tables import Figure, Indicator, PlanTask
from models.words import TaskOrigin

from .proposing import Proposal

ADDED_BY = "added_by"  # in the facts of a task: the amending document that brought it


@dataclass(frozen=True, kw_only=True, slots=True)
class Rewritten:
    """The tasks of the file: the id of each by its code, and the words that were replaced by its id."""

    ids: Mapping[str, int]
    said: Mapping[str, Mapping[str, Any]]


def rewrite(session: Session, *, proposal: Proposal, act: str, world: World) -> Rewritten:
    """Write what the file says; `act`: the document in words, quoted with the tasks that it adds."""
    proposal.plan.sqlmodel_update(head_values(proposal.ground.new))
    session.add(proposal.plan)
    tasks, said = _tasks(session, proposal, act, world)
    _drop(session, proposal, tasks, world)
    _follow(proposal, tasks)
    _number(list(tasks.values()), last=len(proposal.ground.new.tasks))
    _indicators(session, proposal)
    session.flush()
    wanted = {task.code for task in proposal.ground.new.tasks}
    ids = {code: row.id for code, row in tasks.items() if code in wanted and row.id is not None}
    return Rewritten(ids=ids, said=said)


def _tasks(
    session: Session, proposal: Proposal, act: str, world: World
) -> tuple[dict[str, PlanTask], dict[str, dict[str, Any]]]:
    """Every task of the plan by code, those of the file as the file has them; and what they said before."""
    said: dict[str, dict[str, Any]] = {}
    plan_id = proposal.plan.id
    assert plan_id is not None
    of_plan = select(PlanTask).where(col(PlanTask.plan_id) == plan_id)
    found = {row.code: row for row in session.exec(of_plan.order_by(col(PlanTask.position)))}
    for task in proposal.ground.new.tasks:
        informed = proposal.ground.after.tasks[task.code].informed
        values = task_values(task, informed=informed, world=world)
        row = found.get(task.code)
        if by := act if row is None else row.facts.get(ADDED_BY):
            values["facts"][ADDED_BY] = by
        if row is None:
            row = found[task.code] = PlanTask(plan_id=plan_id, **values)
        else:
            before = words_of(row)
            _update(row, values, proposal)
            if words_of(row) != before:
                said[str(row.id)] = before
        session.add(row)
    return found, said


def words_of(row: PlanTask) -> dict[str, Any]:
    """What figures of the past read from a task's words, as an amendment keeps them."""
    return {
        "phrase": row.deadline_phrase,
        "kind": row.deadline_kind.value,
        "judged_by": row.judged_by.value,
        "done_on_issue": row.facts.get("done_on_issue"),
    }


def _update(row: PlanTask, values: Mapping[str, object], proposal: Proposal) -> None:
    """Only what the amendment says otherwise: who is informed of an unchanged task stays as it was."""
    changed = {one.new.code for one in proposal.diff.changed} | {one.code for one in proposal.diff.added}
    row.sqlmodel_update(dict(values) if row.code in changed else {"position": values["position"]})
    row.dropped_at = None


def _drop(session: Session, proposal: Proposal, tasks: Mapping[str, PlanTask], world: World) -> None:
    for task in proposal.diff.dropped:
        tasks[task.code].dropped_at = world.now
        session.add(tasks[task.code])


def _follow(proposal: Proposal, tasks: Mapping[str, PlanTask]) -> None:
    """What the same document meets is owed by the same words."""
    words = {one.new.code: one for one in proposal.diff.changed if "deadline" in one.renamed}
    for row in tasks.values():
        one = words.get(row.met_with)
        if one is not None and row.deadline_phrase == one.old.deadline.phrase:
            row.deadline_phrase = one.new.deadline.phrase


def _number(rows: Sequence[PlanTask], *, last: int) -> None:
    """What is not in the file, added or dropped, stands behind it in the order it had."""
    behind = [row for row in rows if row.origin is not TaskOrigin.FILE or row.dropped_at is not None]
    for place, row in enumerate(behind, last + 1):
        row.position = place


def _indicators(session: Session, proposal: Proposal) -> None:
    plan_id = proposal.plan.id
    assert plan_id is not None
    of_plan = select(Indicator).where(col(Indicator.plan_id) == plan_id)
    found = {row.code: row for row in session.exec(of_plan)}
    for one in proposal.ground.new.indicators:
        row = found.pop(one.code, None) or Indicator(plan_id=plan_id, **indicator_values(one))
        session.add(row.sqlmodel_update(indicator_values(one)))
    unused = [row.id for row in found.values()]
    reported = sa.exists().where(col(Figure.indicator_id) == col(Indicator.id))
    session.connection().execute(sa.delete(Indicator).where(col(Indicator.id).in_(unused), ~reported))
