"""What came in kept its day when the plan was amended; owed again, it counts to the amended one."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session, col, select

from flows.work.amending.days import Target, events_of, targets
from flows.work.world import World
from models.rules.deadlines import read_deadline
from models.store.amendments import amendments_of
from models.store.duty_facts import standing_extension
from models.store.owed import chunks
from models.tables import Obligation, Plan, PlanAmendment, PlanTask
from templates.amendment_words import act


@dataclass(frozen=True, kw_only=True, slots=True)
class Overtaken:
    """An obligation that counts to a day which an amendment has changed since."""

    row: Obligation
    target: Target
    why: str


def overtaken(session: Session, *, obligations: Collection[int], world: World) -> list[Overtaken]:
    """Those of the obligations whose day is no longer the plan's; what a leader extended keeps its own."""
    found: list[Overtaken] = []
    for some in chunks(list(obligations)):
        amended = (
            select(Obligation, PlanTask)
            .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
            .where(
                col(Obligation.id).in_(some),
                col(Obligation.plan_id).in_(select(PlanAmendment.plan_id)),
            )
        )
        for row, task in session.exec(amended):
            found += _one(session, row, task, world)
    return found


def _one(session: Session, row: Obligation, task: PlanTask, world: World) -> list[Overtaken]:
    assert row.id is not None
    moving = [
        one
        for one in amendments_of(session, plan=row.plan_id)
        if {task.code, task.met_with} & set(one.facts.get("moved", ()))
    ]
    if not moving or standing_extension(session, obligation=row.id):
        return []
    plan = session.get_one(Plan, row.plan_id)
    deadline = read_deadline(task.deadline_phrase, plan_year=plan.year)
    events = events_of(session, plan=row.plan_id)
    target = targets(deadline, deadline.occurrences, events=events, world=world).get(row.occurrence)
    if target is None or target.effective == row.effective_due:
        return []
    newest = act(number=moving[-1].document_number, issued_on=moving[-1].issued_on)
    return [Overtaken(row=row, target=target, why=f"điều chỉnh theo {newest}")]
