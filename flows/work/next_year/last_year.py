"""What is known of the old plan's year: figures, what is not finished, what was added, whom to write to."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.work.pages.progress import read_progress
from flows.work.world import World
from models.store.figures import indicators_of
from models.store.owed import chunks
from models.store.reported import reported_by
from models.store.units import contacts_on, names_on, units_on
from models.tables import Contact, Obligation, Plan, PlanTask
from models.words import Role, TaskOrigin
from templates.dashboards.next_year_facts import AddressLine, FigureLine

ADDED = {
    TaskOrigin.REVIEW: "sơ kết, một lần",
    TaskOrigin.TRAINING: "lớp tập huấn của năm, xây dựng lịch mới",
    TaskOrigin.DIFFICULTY: "trả lời khó khăn, vướng mắc",
    TaskOrigin.REPORT: "các bước của báo cáo tổng hợp",
}


def figure_lines(session: Session, *, plan: Plan) -> Iterator[FigureLine]:
    """Each figure units report: the sum over their newest documents of the plan's year, and who gave it."""
    assert plan.id is not None
    newest: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for one in reported_by(session, units=_units(session, plan.id)):
        if (one.plan_id, one.year) == (plan.id, plan.year):
            newest[one.code][one.unit_id] = one.value
    for line in indicators_of(session, plan_id=plan.id):
        values = newest.get(line.code, {})
        yield FigureLine(
            code=line.code,
            name=line.name,
            unit=line.unit,
            total=sum(values.values()) if values else None,
            units=len(values),
            minimum=line.minimum,
        )


def unfinished(session: Session, *, plan: int, world: World) -> Mapping[str, int]:
    """Task code -> how many units have not finished it."""
    found: defaultdict[str, int] = defaultdict(int)
    for one in read_progress(session, world=world, plans=(plan,)):
        found[one.task.code] += one.total.unfinished
    return found


def added_lines(session: Session, *, plan: int) -> Iterator[str]:
    """What runs added to the plan in its year: `SK.1 Báo cáo sơ kết … (sơ kết, một lần)`."""
    statement = (
        select(PlanTask)
        .where(
            col(PlanTask.plan_id) == plan,
            col(PlanTask.origin) != TaskOrigin.FILE,
            col(PlanTask.dropped_at).is_(None),
        )
        .order_by(col(PlanTask.position))
    )
    for task in session.exec(statement):
        yield f"{task.code} {task.facts.get('document') or task.title} ({ADDED[task.origin]})"


def address_lines(session: Session, *, plan: int, day: date) -> Iterator[AddressLine]:
    """The contacts of the units that carry the plan, in official order, with since when they stand."""
    units = set(_units(session, plan))
    contacts = contacts_on(session, day=day, roles=(Role.CONTACT,))
    since = _since(session, [one.id for roles in contacts.values() for one in roles.get(Role.CONTACT, ())])
    here = {unit.id: unit.name for unit in units_on(session, day) if unit.id in units}
    names = here | {unit: name for unit, name in names_on(session, day).items() if unit in units - set(here)}
    for unit, name in names.items():
        people = contacts.get(unit, {}).get(Role.CONTACT, [])
        for one in people:
            shown = " · ".join(part for part in (one.name, one.address, one.phone) if part)
            yield AddressLine(unit=name, who=shown, since=since.get(one.id), problem=one.problem)
        if not people:
            yield AddressLine(unit=name, who="", since=None, problem="thiếu địa chỉ")


def _units(session: Session, plan: int) -> list[str]:
    statement = select(Obligation.carried_by).where(col(Obligation.plan_id) == plan).distinct()
    return sorted(session.exec(statement))


def _since(session: Session, ids: list[int]) -> dict[int, date | None]:
    found: dict[int, date | None] = {}
    for some in chunks(ids):
        statement = sa.select(col(Contact.id), col(Contact.valid_from)).where(col(Contact.id).in_(some))
        found |= {row[0]: row[1] for row in session.execute(statement)}
    return found
