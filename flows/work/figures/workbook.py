"""The workbook of a unit's report, from the plan's figures and the unit's whole-year tasks."""

from collections.abc import Collection, Mapping, Sequence

from sqlmodel import Session

from flows.work.refusals import RefusedError
from flows.work.world import World
from models.store.figures import YearTask, indicators_of, year_tasks
from models.store.units import name_on, names_on
from models.tables import Indicator, Plan
from templates.workbooks.facts import ANNUAL, INTERIM, FigureAsked, TaskAsked, WorkbookFacts
from templates.workbooks.render import file_name, workbook


def has_figures(session: Session, *, plan_id: int) -> bool:
    """Whether the plan names figures that reports are to state."""
    return bool(indicators_of(session, plan_id=plan_id))


def workbook_for(
    session: Session,
    *,
    plan_id: int,
    unit: str,
    years: Sequence[int],
    task_ids: Collection[int] | None = None,
    world: World,
) -> bytes:
    """The bytes of one unit's workbook; several years make it that of an interim review.

    `task_ids`: the whole-year tasks to list; None: all that the unit carries.
    """
    return workbooks_for(session, plan_id=plan_id, units=[unit], years=years, task_ids=task_ids, world=world)[
        unit
    ][1]


def workbooks_for(
    session: Session,
    *,
    plan_id: int,
    units: Collection[str],
    years: Sequence[int],
    task_ids: Collection[int] | None = None,
    world: World,
) -> dict[str, tuple[str, bytes]]:
    """Per unit the name of its workbook and the bytes, with the same few queries for all."""
    plan = session.get_one(Plan, plan_id)
    asked = indicators_of(session, plan_id=plan_id)
    if not asked:
        raise RefusedError(
            f"Kế hoạch {plan.code} chưa có danh sách chỉ tiêu; "
            "đề nghị bổ sung phần indicators trong tệp kế hoạch."
        )
    names = names_on(session, world.today)
    tasks = year_tasks(session, plan_id=plan_id, units=units, tasks=task_ids)
    sender = name_on(session, unit=plan.focal_unit, day=world.today)
    found = {}
    for unit in units:
        facts = _facts(plan, unit, years, asked, tasks, names.get(unit, unit), sender, world)
        found[unit] = file_name(facts), workbook(facts)
    return found


def _facts(
    plan: Plan,
    unit: str,
    years: Sequence[int],
    asked: Sequence[Indicator],
    tasks: Mapping[str, Sequence[YearTask]],
    name: str,
    sender: str,
    world: World,
) -> WorkbookFacts:
    span = (plan.reporting_from, plan.reporting_to)
    return WorkbookFacts(
        plan_code=plan.code,
        plan_title=plan.title,
        plan_number=plan.document_number,
        plan_issued_on=plan.issued_on,
        unit_id=unit,
        unit_name=name,
        sender=sender,
        kind=INTERIM if len(years) > 1 else ANNUAL,
        years=tuple(years),
        period=(span[0], span[1]) if span[0] and span[1] else None,
        figures=tuple(
            FigureAsked(code=one.code, name=one.name, unit=one.unit, kind=one.kind, minimum=one.minimum)
            for one in asked
        ),
        tasks=tuple(TaskAsked(code=task.code, title=task.title) for task in tasks.get(unit, ())),
        example=world.example,
    )
