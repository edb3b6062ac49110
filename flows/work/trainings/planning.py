"""What a round of trainings would be: days, who is invited, what is doubtful; nothing is written here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.work.refusals import RefusedError
from flows.work.world import World
from models.rules.training_days import propose
from models.rules.training_limits import why_impossible
from models.rules.trainings import Held, Placed, Terms, Wanted, region_name
from models.tables import Plan, Training, Unit, UnitChange
from models.words import PlanStatus, Region, TrainingStatus
from templates.words_vi import plain_day

from .inviting_whom import invited_units
from .keep_clear import keep_clear
from .wish import RegionWish, Wish

VALID: tuple[Any, ...] = (col(Unit.valid_from), col(Unit.valid_to))
LIVE = (TrainingStatus.PLANNED, TrainingStatus.ANNOUNCED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One training as the round shows it."""

    wish: RegionWish
    first: date
    last: date
    nominate_by: date
    units: int
    by_hand: bool
    warnings: tuple[str, ...]
    why: tuple[str, ...]


def plan_trainings(session: Session, *, wish: Wish, world: World) -> tuple[Line, ...]:
    """The trainings with their days; raises RefusedError naming what is in the way of any."""
    refuse_second(session, wish=wish)
    wanted = [_wanted(session, one, wish) for one in wish.regions]
    terms = _terms(session, wish, world)
    found = propose(wanted=wanted, terms=terms)
    if found is None:
        raise RefusedError(why_impossible(wanted=wanted, terms=terms).text)
    return tuple(
        _line(one, placed, units.units_on(placed.first), wish, world)
        for one, units, placed in zip(wish.regions, wanted, found, strict=True)
    )


def refuse_second(session: Session, *, wish: Wish) -> None:
    """One region has one training at a time; raises RefusedError."""
    regions = [one.region for one in wish.regions]
    statement = select(Training).where(
        col(Training.plan_id) == wish.plan_id,
        col(Training.region).in_(regions),
        col(Training.status).in_(LIVE),
    )
    for one in session.exec(statement.order_by(col(Training.first_day))):
        raise RefusedError(
            f"Lớp tập huấn {region_name(one.region)} đã có lịch ngày {plain_day(one.first_day)}; "
            "đề nghị hủy lớp đó trước, hoặc chỉ chọn miền chưa có lịch."
        )


def nominate_by(*, first: date, days: int, world: World) -> date:
    """The last day for naming participants: so many working days before, but not before tomorrow."""
    earliest = world.calendar.add(world.today, 1)
    return min(max(world.calendar.add(first, -days), earliest), first - timedelta(days=1))


def _wanted(session: Session, one: RegionWish, wish: Wish) -> Wanted:
    changes = (day for day in _changes(session) if wish.first < day)
    counts = tuple(
        (start, len(_invited(session, one, day, wish)))
        for start, day in ((date.min, wish.first), *((day, day) for day in changes))
    )
    if not any(number for _, number in counts):
        raise RefusedError(f"Kế hoạch không có đơn vị nào của {region_name(one.region)} để mời tập huấn.")
    return Wanted(region=one.region, capacity=one.capacity, units=counts, first_day=one.first_day)


def _invited(session: Session, one: RegionWish, day: date, wish: Wish) -> list[str]:
    return invited_units(
        session, plan_id=wish.plan_id, region=one.region, with_ministry=one.with_ministry, day=day
    )


def _changes(session: Session) -> list[date]:
    """Days on which units come, go or pass into others, in order."""
    days: set[date] = set(session.execute(sa.select(col(UnitChange.day))).scalars())
    for start, end in session.execute(sa.select(*VALID)):
        days |= {day for day in (start, end and end + timedelta(days=1)) if day}
    return sorted(days)


def _terms(session: Session, wish: Wish, world: World) -> Terms:
    numbers = wish.numbers
    return Terms(
        today=world.today,
        calendar=world.calendar,
        first=wish.first,
        last=wish.last,
        days=numbers.days,
        lead=numbers.lead,
        gap=numbers.gap,
        quota=numbers.quota,
        keep_clear=_clear(session, wish, world),
        others=other_trainings(session),
    )


def _clear(session: Session, wish: Wish, world: World) -> Mapping[date, str]:
    return keep_clear(
        session,
        first=wish.first,
        last=wish.last,
        before_deadlines=wish.numbers.before_deadlines,
        named=wish.clear,
        world=world,
    )


def other_trainings(session: Session, *, besides: int | None = None) -> tuple[Held, ...]:
    """The same trainers' other trainings, of every plan in force."""
    statement = (
        select(Training)
        .join(Plan, col(Plan.id) == col(Training.plan_id))
        .where(col(Plan.status) == PlanStatus.ISSUED, col(Training.status) != TrainingStatus.CANCELLED)
        .order_by(col(Training.first_day))
    )
    return tuple(
        Held(region=Region(one.region), first=one.first_day, last=one.last_day)
        for one in session.exec(statement)
        if one.id != besides
    )


def _line(one: RegionWish, placed: Placed, units: int, wish: Wish, world: World) -> Line:
    return Line(
        wish=one,
        first=placed.first,
        last=placed.last,
        nominate_by=nominate_by(first=placed.first, days=wish.numbers.nominate, world=world),
        units=units,
        by_hand=placed.by_hand,
        warnings=placed.warnings,
        why=placed.why,
    )
