"""Questions about units that pass into others: what they carry, who follows them, what came from whom."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from models.rules.unit_reform import SPARED, UNFINISHED, UNSENT, Carried, Duty
from models.store.owed import IN_PLAN, chunks
from models.tables import Obligation, ObligationTransfer, Plan, Unit, UnitReform
from models.words import PlanStatus

CARRIED: tuple[Any, ...] = (
    col(Obligation.id),
    col(Obligation.task_id),
    col(Obligation.occurrence),
    col(Obligation.owed_by),
    col(Obligation.carried_by),
    col(Obligation.status),
    col(Obligation.effective_due).label("due"),
)


def carried_by_units(session: Session, *, units: Collection[str]) -> list[Carried]:
    """The unfinished obligations of plans in force that these units carry."""
    order = select(Unit.id).order_by(col(Unit.position), col(Unit.id))
    places = {unit: place for place, unit in enumerate(session.exec(order))}
    found: list[Carried] = []
    for some in chunks(sorted(units)):
        statement = (
            sa.select(*CARRIED)
            .join(Plan, col(Plan.id) == col(Obligation.plan_id))
            .where(
                col(Plan.status) == PlanStatus.ISSUED,
                col(Obligation.status).in_(UNFINISHED),
                col(Obligation.carried_by).in_(some),
            )
        )
        rows = session.execute(statement).mappings()
        found += [Carried(**row, place=places[row["owed_by"]]) for row in rows]
    return found


def owed_by_units(session: Session, *, units: Collection[str]) -> set[Duty]:
    """What these units owe themselves, whatever became of it."""
    statement = sa.select(col(Obligation.task_id), col(Obligation.occurrence), col(Obligation.owed_by))
    return {
        (task, occurrence, unit)
        for some in chunks(sorted(units))
        for task, occurrence, unit in session.execute(statement.where(col(Obligation.owed_by).in_(some)))
    }


def reforms_applied(session: Session) -> list[UnitReform]:
    """What was carried out, in the order of its days."""
    return list(session.exec(_in_order().where(col(UnitReform.applied_at).is_not(None))))


def reforms_due(session: Session, *, day: date) -> list[UnitReform]:
    """What is to be carried out by `day`, locked: of two runs at once the second finds it done."""
    statement = _in_order().where(col(UnitReform.applied_at).is_(None), col(UnitReform.day) <= day)
    locked = statement.with_for_update(of=UnitReform).execution_options(populate_existing=True)
    return [one for one in session.exec(locked) if one.applied_at is None]


def reforms_ahead(session: Session, *, day: date | None = None) -> list[UnitReform]:
    """What was approved and not carried out yet, of one day or of all."""
    statement = _in_order().where(col(UnitReform.applied_at).is_(None))
    return list(session.exec(statement if day is None else statement.where(col(UnitReform.day) == day)))


def _in_order() -> Any:
    return select(UnitReform).order_by(col(UnitReform.day), col(UnitReform.id))


def left_behind(session: Session, *, day: date) -> dict[str, tuple[date, int]]:
    """Units that are gone on `day` and still carry something to be sent: their last day, and how many."""
    ended = sa.select(col(Unit.id), col(Unit.valid_to)).where(col(Unit.valid_to) < day)
    found = session.execute(ended.order_by(col(Unit.position), col(Unit.id))).all()
    carried = _carried(session, [unit for unit, _ in found])
    return {unit: (last, carried[unit]) for unit, last in found if last and unit in carried}


def _carried(session: Session, units: Sequence[str]) -> dict[str, int]:
    """How much that is to be sent each of these units carries."""
    number: dict[str, int] = {}
    for some in chunks(units):
        statement = (
            sa.select(col(Obligation.carried_by), sa.func.count())
            .join(Plan, IN_PLAN)
            .where(
                col(Obligation.carried_by).in_(some),
                col(Plan.status) == PlanStatus.ISSUED,
                col(Obligation.status).in_(SPARED),
            )
            .group_by(col(Obligation.carried_by))
        )
        number |= {row[0]: row[1] for row in session.execute(statement)}
    return number


def doubled_units(session: Session) -> set[str]:
    """Units that carry the same task twice without a document for either."""
    if session.exec(select(ObligationTransfer.id).limit(1)).first() is None:
        return set()  # asked first: the question itself looks at everything owed
    statement = (
        sa.select(col(Obligation.carried_by))
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .where(col(Plan.status) == PlanStatus.ISSUED, col(Obligation.status).in_(UNSENT))
        .group_by(col(Obligation.task_id), col(Obligation.occurrence), col(Obligation.carried_by))
        .having(sa.func.count() > 1)
    )
    return set(session.scalars(statement))


def all_origins(session: Session) -> dict[int, tuple[str, ...]]:
    """The same of everything that was ever passed on."""
    moved = select(ObligationTransfer.obligation_id, ObligationTransfer.folded_into)
    keys = {into or key for key, into in session.exec(moved)}
    return origins(session, obligations=keys)


def origins(session: Session, *, obligations: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Of what was passed on the units it came from, those of what was folded into it included."""
    found: defaultdict[int, dict[str, None]] = defaultdict(dict)
    stands_for = sa.func.coalesce(col(Obligation.folded_into), col(Obligation.id))
    for some in chunks(sorted(obligations)):
        moved = sa.exists().where(col(ObligationTransfer.obligation_id) == col(Obligation.id))
        folded_in = sa.exists().where(col(ObligationTransfer.folded_into) == col(Obligation.id))
        of_split = sa.select(col(ObligationTransfer.from_unit)).where(
            col(ObligationTransfer.obligation_id) == col(Obligation.id),
            col(ObligationTransfer.to_unit) == col(Obligation.owed_by),
        )
        origin = sa.func.coalesce(of_split.limit(1).scalar_subquery(), col(Obligation.owed_by))
        statement = (
            sa.select(stands_for.label("key"), origin.label("origin"))
            .join(Unit, col(Unit.id) == col(Obligation.owed_by))
            .where(stands_for.in_(some), sa.or_(moved, folded_in))
            .order_by(col(Unit.position), col(Unit.id))
        )
        for key, unit in session.execute(statement):
            found[key][unit] = None
    return {key: tuple(units) for key, units in found.items()}
