"""From an installation's settings to a played year: the scratch copy, the days, the page."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from random import Random

import sqlalchemy as sa
from sqlmodel import Session, col, select

from config.settings import PACKAGED, Settings
from flows import wiring
from flows.work.ahead.behaviour import Arrival, Behaviour, read_arrivals, seeded_arrivals
from flows.work.ahead.scratch import empty_scratch, know_sizes, scratch_copy
from flows.work.ahead.simulation import play_year
from flows.work.ahead.year import Span, notice_lines, year_facts
from flows.work.mails.compose import Composer
from flows.work.people.spreadsheets import read_table
from flows.work.plans import example
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.database import reading, transaction
from models.plan_file import read_plan
from models.plan_values import PlanFile
from models.store.units import contacts_on, names_on
from models.tables import Obligation, Plan, Unit
from templates.simulation.facts import YearFacts
from templates.simulation.render import render_notices, render_page
from templates.words_vi import plain_day

MOST_UNITS = 200  # beyond, the page has totals and a sample
SAMPLE = 40
Tell = Callable[[date, int, int], None]  # day, number of days, mails of that day


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """What is to be played."""

    plan: Path
    first: date | None  # None: the day the plan was issued
    last: date | None  # None: 31 January of the next year
    units: int | None
    behaviour: Behaviour
    arrivals: Path | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What came of it."""

    facts: YearFacts
    page: bytes
    notices: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class _Played:
    """A scratch copy that is ready to be played."""

    engine: sa.Engine
    world: World
    plan_id: int
    first: date
    last: date


def simulate_plan(*, order: Order, settings: Settings, tell: Tell) -> Outcome:
    """Play a plan file with sample units; raises RefusedError and PlanFileError."""
    with _issued(order, settings) as stage:
        return _play(stage, behaviour=order.behaviour, arrivals=order.arrivals, settings=settings, tell=tell)


def simulate_issued(
    session: Session, *, code: str, until: date | None, behaviour: Behaviour, settings: Settings
) -> Outcome:
    """Play on, from the folder's day, what `session` sees of a plan in force; nothing of it changes."""
    world = wiring.world_of(session, settings=settings)
    plan = session.exec(select(Plan).where(col(Plan.code) == code)).one()
    assert plan.id is not None
    last = _end(plan, until, world.today)
    with scratch_copy(session, day=world.today, machine_now=world.machine_now) as engine:
        stage = _Played(engine=engine, world=world, plan_id=plan.id, first=world.today, last=last)
        return _play(stage, behaviour=behaviour, arrivals=None, settings=settings, tell=lambda *_: None)


def _end(plan: Plan, until: date | None, today: date) -> date:
    last = date(plan.year + 1, 1, 31)
    if last < today:
        raise RefusedError(
            f"Kế hoạch {plan.code} đã qua: lịch chạy thử kết thúc ngày {plain_day(last)}, "
            f"hôm nay là {plain_day(today)}."
        )
    if until and not today <= until <= last:
        raise RefusedError(
            f"Đến hết ngày {plain_day(until)}: ngày cuối phải từ hôm nay ({plain_day(today)}) "
            f"đến {plain_day(last)}."
        )
    return until or last


@contextmanager
def _issued(order: Order, settings: Settings) -> Iterator[_Played]:
    content = _bytes(order.plan)
    with empty_scratch() as engine:
        with transaction(engine) as session:
            world = wiring.world_of(session, settings=settings)
            plan = _read(order.plan, content, world)
            first, last = _span(order, plan, world)
            issued = example.load_example(
                session,
                plan=plan,
                content=content,
                units=settings.config_file("units/units.csv"),
                contacts=PACKAGED / "units" / "sample-contacts.csv",
                world=world,
                number_of_units=order.units,
            )
        know_sizes(engine)
        world = replace(world, today=plan.issued_on, now=world.now + (plan.issued_on - world.today))
        yield _Played(engine=engine, world=world, plan_id=issued.plan_id, first=first, last=last)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise RefusedError(f"{path}: không mở được tệp; kiểm tra đường dẫn và quyền đọc tệp.") from None


def _read(path: Path, content: bytes, world: World) -> PlanFile:
    try:
        return read_plan(content.decode("utf-8-sig"), name=str(path), ladders=world.policy.ladders)
    except UnicodeDecodeError:
        raise RefusedError(f"{path}: chữ trong tệp không theo bảng mã UTF-8; lưu lại UTF-8.") from None


def _span(order: Order, plan: PlanFile, world: World) -> tuple[date, date]:
    first = order.first or plan.issued_on
    last = order.last or date(plan.year + 1, 1, 31)
    if not plan.issued_on <= first <= last:
        raise RefusedError(
            f"Không chạy thử được từ {plain_day(first)} đến {plain_day(last)}: "
            f"ngày đầu phải từ ngày ban hành kế hoạch ({plain_day(plan.issued_on)}) và không sau ngày cuối."
        )
    years = {day.year for day in world.calendar.days}
    if last.year not in years:
        raise RefusedError(f"Ngày {plain_day(last)} nằm ngoài lịch làm việc (đến năm {max(years)}).")
    return first, last


def _play(
    stage: _Played, *, behaviour: Behaviour, arrivals: Path | None, settings: Settings, tell: Tell
) -> Outcome:
    with transaction(stage.engine) as session:
        incoming = _arrivals(session, stage, behaviour, arrivals)
        sample = _sample(session, behaviour.seed)
        wanted = _addresses(session, sample, stage.first) if sample is not None else None
    refused: list[str] = []
    days = (stage.last - stage.first).days + 1
    compose = partial(composer, settings=settings, example=stage.world.example, wanted=wanted)
    for one in play_year(
        engine=stage.engine,
        first=stage.first,
        last=stage.last,
        world=stage.world,
        arrivals=incoming,
        compose=compose,
    ):
        refused += one.refused
        tell(one.day, days, one.sent)
    words = f"Văn bản đến theo tệp {arrivals.name}." if arrivals else describe(behaviour)
    span = Span(first=stage.first, last=stage.last, behaviour=words, refused=tuple(refused), sample=sample)
    with reading(stage.engine) as session:
        facts = year_facts(session, plan_id=stage.plan_id, span=span, world=stage.world)
        notices = render_notices(notice_lines(session, day=stage.first))
    return Outcome(facts=facts, page=render_page(facts).encode(), notices=notices)


def composer(moved: World, *, settings: Settings, example: bool, wanted: frozenset[str] | None) -> Composer:
    """The installation's composer in the world of a scratch copy's day."""
    real = wiring.composer_of(settings=settings)
    return replace(real, world=lambda _session: replace(moved, example=example), wanted=wanted)


def _arrivals(
    session: Session, stage: _Played, behaviour: Behaviour, path: Path | None
) -> Mapping[date, Sequence[Arrival]]:
    if path is None:
        return seeded_arrivals(session, behaviour=behaviour, first=stage.first, calendar=stage.world.calendar)
    names = {name.casefold(): unit for unit, name in names_on(session, stage.first).items()}
    names |= {unit.casefold(): unit for unit in session.exec(select(Unit.id))}
    return read_arrivals(table=read_table(path), plan_id=stage.plan_id, units=names)


def _sample(session: Session, seed: int) -> frozenset[str] | None:
    """The units of which a large year's page shows everything; None: all."""
    owing = sorted(set(session.exec(select(Obligation.carried_by).distinct())))
    if len(owing) <= MOST_UNITS:
        return None
    return frozenset(Random(seed).sample(owing, SAMPLE))  # noqa: S311  (a sample, no secret)


def _addresses(session: Session, units: frozenset[str], day: date) -> frozenset[str]:
    found = contacts_on(session, day=day, units=units)
    return frozenset(one.mail_to for roles in found.values() for many in roles.values() for one in many)


def describe(behaviour: Behaviour) -> str:
    """How units behave, in words."""
    late = 1 - behaviour.on_time - behaviour.never
    return (
        f"Giả định: {behaviour.on_time:.0%} văn bản ký đúng hạn, {max(late, 0):.0%} quá hạn đến "
        f"{behaviour.late_days} ngày làm việc, {behaviour.never:.0%} không gửi "
        f"(phương án số {behaviour.seed})."
    )
