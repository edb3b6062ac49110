"""The workbooks that go along with reminders which say what to prepare for the annual report."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlmodel import Session

from flows.delivery.mime import Attachment
from flows.work.figures.workbook import workbooks_for
from flows.work.world import World
from models.store.duties import Item
from models.store.figures import reporting_tasks
from templates.workbooks.render import MEDIA_TYPE

from .mail_facts import prepares


def report_workbooks(
    session: Session, *, carried: Mapping[int, Iterable[Item]], world: World
) -> dict[int, dict[int, Attachment]]:
    """Per message the workbook of each annual report that is to be prepared, by its obligation."""
    asked = {
        message: [item.duty for item in items if prepares(item, world)] for message, items in carried.items()
    }
    found = reporting_tasks(session, tasks={duty.task_id for duties in asked.values() for duty in duties})
    wanted = {
        message: {
            duty.obligation_id: (*found[duty.task_id], duty.carried_by)
            for duty in duties
            if duty.task_id in found
        }
        for message, duties in asked.items()
    }
    made = _made(session, {one for units in wanted.values() for one in units.values()}, world)
    return {
        message: {duty: made[one] for duty, one in units.items()}
        for message, units in wanted.items()
        if units
    }


def _made(
    session: Session, wanted: Iterable[tuple[int, int, str]], world: World
) -> dict[tuple[int, int, str], Attachment]:
    by_plan: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    for plan, year, unit in wanted:
        by_plan[plan, year].append(unit)
    return {
        (plan, year, unit): Attachment(name=name, media_type=MEDIA_TYPE, content=content)
        for (plan, year), units in by_plan.items()
        for unit, (name, content) in workbooks_for(
            session, plan_id=plan, units=units, years=[year], world=world
        ).items()
    }
