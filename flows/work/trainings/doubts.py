"""What stands against the days that a coordinator sets for a training that exists; said, never refused."""

from datetime import date

from sqlmodel import Session

from flows.work.world import World
from models.rules.trainings import BEFORE_DEADLINES, GAP, Condition, Terms, Wanted, obstacles
from models.tables import Training

from .inviting_whom import invited_units
from .keep_clear import keep_clear
from .planning import other_trainings


def doubts(session: Session, *, training: Training, world: World) -> tuple[str, ...]:
    """Sentences about its present days: days off, days to keep clear of, too near to another, too full."""
    units = invited_units(
        session,
        plan_id=training.plan_id,
        region=training.region,
        with_ministry=training.with_ministry,
        day=training.first_day,
    )
    wanted = Wanted(region=training.region, capacity=training.capacity, units=((date.min, len(units)),))
    fixed = other_trainings(session, besides=training.id)
    return tuple(
        one.text
        for one in obstacles(
            first=training.first_day, wanted=wanted, fixed=fixed, terms=_terms(session, training, world)
        )
    )


def _terms(session: Session, training: Training, world: World) -> Terms:
    """Its window and lead time were settled when it was planned."""
    first, last = training.first_day, training.last_day
    clear = keep_clear(
        session, first=first, last=last, before_deadlines=BEFORE_DEADLINES, named={}, world=world
    )
    return Terms(
        today=world.today,
        calendar=world.calendar,
        first=first,
        last=last,
        days=(last - first).days + 1,
        lead=0,
        gap=GAP,
        quota=training.quota,
        keep_clear=clear,
        ignored=frozenset({Condition.LEAD, Condition.WINDOW}),
    )
