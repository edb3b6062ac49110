"""What a reform would do: it is carried out and taken back before anybody sees it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from flows.work.pages.overview import heading
from flows.work.world import World
from models.rules.unit_reform import UNFINISHED
from models.store.matrix import in_official_order
from models.store.reforms import reforms_ahead
from models.store.units import names_on, units_on, usable_addresses
from models.tables import Obligation, Plan
from models.words import ObligationStatus, PlanStatus, ReformKind, Role
from templates.dashboards.reform_facts import Dissolved, ReformFacts, Successor

from .applying import Effect, apply_due, arrange
from .units import step_words
from .wish import Wish


def reform_facts(session: Session, *, wish: Wish, by: str, world: World) -> ReformFacts:
    """The page about it; nothing is left in the database."""
    moved = _on_its_day(wish, world)
    replaces = bool(reforms_ahead(session, day=wish.day))
    step = session.begin_nested()
    for other in reforms_ahead(session, day=wish.day):
        session.delete(other)
    session.flush()
    apply_due(session, world=moved)
    _reform, effect = arrange(session, wish=wish, run="", by=by, world=moved)
    assert effect is not None
    facts = _facts(session, wish, effect, replaces, world)
    step.rollback()
    session.expire_all()
    return facts


def _on_its_day(wish: Wish, world: World) -> World:
    ahead = max(wish.day, world.today) - world.today
    return replace(world, today=world.today + ahead, now=world.now + ahead)


def _facts(session: Session, wish: Wish, effect: Effect, replaces: bool, world: World) -> ReformFacts:
    last = wish.day - timedelta(days=1)
    old, new = names_on(session, last), names_on(session, wish.day)
    gone = {unit for one in wish.steps for unit in one.ends}
    return ReformFacts(
        heading=heading(world),
        day=wish.day,
        number=wish.number,
        issued_on=wish.issued_on,
        ahead=wish.day > world.today,
        replaces=replaces,
        changes=[step_words(one, old=old, new=new) for one in wish.steps],
        successors=_successors(session, wish, max(wish.day, world.today), effect, (old, new)),
        dissolved=_dissolved(session, wish, effect, old),
        before=len(units_on(session, last)),
        after=len(units_on(session, wish.day)),
        finished=_finished(session, gone),
        keep_contacts=wish.keep_contacts,
    )


def _successors(
    session: Session,
    wish: Wish,
    day: date,
    effect: Effect,
    names: tuple[Mapping[str, str], Mapping[str, str]],
) -> list[Successor]:
    old, new = names
    order = in_official_order(session)
    moves = effect.passing.moves
    carries = Counter(one.to_unit for one in moves if one.into is None)
    folded = Counter(one.to_unit for one in moves if one.into is not None)
    shared = Counter(one.unit for one in effect.passing.shares)
    contacts = Counter(str(row["unit_id"]) for row in effect.contacts)
    steps = [one for one in wish.steps if one.kind is not ReformKind.RENAME]
    units = sorted({unit for one in steps for unit in one.after}, key=lambda unit: order[unit][1])
    book = usable_addresses(session, day=day, units=units)
    return [
        Successor(
            name=new[unit],
            before=[old[one] for step in steps if unit in step.after for one in step.before if one != unit],
            is_new=unit in wish.new,
            carries=carries[unit],
            folded=folded[unit],
            shared=shared[unit],
            contact=next(iter(book.get((unit, Role.CONTACT), ())), ""),
            carried_contacts=contacts[unit],
            told=bool(carries[unit] + folded[unit] + shared[unit]),
        )
        for unit in units
    ]


def _dissolved(session: Session, wish: Wish, effect: Effect, names: Mapping[str, str]) -> Sequence[Dissolved]:
    of_unit = sa.select(col(Obligation.carried_by), sa.func.count()).where(
        col(Obligation.id).in_(effect.passing.spared)
    )
    spared = dict(row._tuple() for row in session.execute(of_unit.group_by(col(Obligation.carried_by))))
    gone = [unit for one in wish.steps if one.kind is ReformKind.DISSOLVE for unit in one.before]
    return [Dissolved(name=names[unit], spared=spared.get(unit, 0)) for unit in gone]


def _finished(session: Session, units: set[str]) -> int:
    """What the units had done under plans in force: it stays under their names."""
    statement = (
        sa.select(sa.func.count())
        .select_from(Obligation)
        .join(Plan, col(Plan.id) == col(Obligation.plan_id))
        .where(
            col(Plan.status) == PlanStatus.ISSUED,
            col(Obligation.carried_by).in_(units),
            col(Obligation.status).not_in((*UNFINISHED, ObligationStatus.EXEMPT, ObligationStatus.FOLDED)),
        )
    )
    return int(session.execute(statement).scalar_one())
