"""The calendar of one unit, of a region, of everybody: what `dondoc calendar export` writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from flows.work.mails.mail_facts import duty_line
from flows.work.refusals import RefusedError
from flows.work.story.why import find_unit
from flows.work.trainings.facts import facts_of
from flows.work.world import World
from models.store.calendars import announced_trainings, sequences
from models.store.duties import Duty, duties_of_units
from models.store.overview import plans_in_force
from models.store.units import names_on, units_on
from models.words import Region
from templates.calendars.facts import DeadlineEntry, TrainingEntry
from templates.calendars.render import deadlines_calendar
from templates.mail.facts import Sender

from .enclosed import calendar_name
from .entries import deadline_entry


@dataclass(frozen=True, kw_only=True, slots=True)
class Whose:
    """The units of a calendar."""

    units: tuple[str, ...]
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Exported:
    """A calendar file, and how much is in it."""

    content: bytes
    deadlines: int
    trainings: int


def whose_calendar(session: Session, *, unit: str = "", region: str = "", world: World) -> Whose:
    """One unit, a region, or all units when neither is named; raises RefusedError."""
    names = names_on(session, world.today)
    if unit:
        found = find_unit(session, text=unit, day=world.today)
        return Whose(units=(found,), name=names.get(found, found))
    units = units_on(session, world.today)
    if not region:
        return Whose(units=tuple(one.id for one in units), name="tất cả đơn vị")
    wanted = _region(region)
    return Whose(units=tuple(one.id for one in units if one.region is wanted), name=f"khu vực miền {wanted}")


def _region(text: str) -> Region:
    regions = {one.casefold(): one for one in Region if one is not Region.MINISTRY}
    found = regions.get(text.strip().casefold())
    if found is None:
        raise RefusedError(
            f"Không có khu vực «{text}»; đề nghị ghi một trong: {', '.join(regions.values())}."
        )
    return found


def export(session: Session, *, whose: Whose, plan: str = "", sender: Sender, world: World) -> Exported:
    """Deadlines and trainings of these units under plans in force; raises RefusedError."""
    plans = _plans(session, plan)
    entries = _deadlines(session, whose, plans, sender, world)
    trainings = _trainings(session, whose, plans, world)
    content = deadlines_calendar(
        name=calendar_name(whose.name, example=world.example),
        entries=entries,
        trainings=trainings,
        organizer=sender.reply_to,
        organizer_name=sender.unit_name,
        uid_domain=world.message_id_domain,
        stamp=world.now,
    )
    return Exported(content=content, deadlines=len(entries), trainings=len(trainings))


def _plans(session: Session, code: str) -> list[int]:
    plans = plans_in_force(session)
    found = [one.id for one in plans if code in ("", one.code)]
    if not found:
        known = ", ".join(one.code for one in plans) or "chưa có kế hoạch nào"
        raise RefusedError(f"Không có kế hoạch «{code}» đang theo dõi; đang có: {known}.")
    return found


def _deadlines(
    session: Session, whose: Whose, plans: Sequence[int], sender: Sender, world: World
) -> list[DeadlineEntry]:
    """Every obligation with a day of its own; those that are settled too, so that an update removes them."""
    duties = [one for one in duties_of_units(session, plans=plans, units=whose.units) if one.is_dated]
    numbers = sequences(session, public_ids=[one.public_id for one in duties])
    names: Mapping[str, str] = names_on(session, world.today) if len(whose.units) > 1 else {}
    return [_entry(one, numbers[one.public_id], names, sender, world) for one in duties]


def _entry(
    duty: Duty, sequence: int, names: Mapping[str, str], sender: Sender, world: World
) -> DeadlineEntry:
    return deadline_entry(
        line=duty_line(duty=duty, sender=sender, world=world),
        sequence=sequence,
        unit_name=names.get(duty.carried_by, ""),
        settled=not duty.is_owed,
    )


def _trainings(session: Session, whose: Whose, plans: Sequence[int], world: World) -> list[TrainingEntry]:
    names = names_on(session, world.today)
    return [
        TrainingEntry(
            training=facts_of(training=one.training, plan=one.plan, names=names),
            cancelled=one.cancelled,
        )
        for one in announced_trainings(session, plans=plans, units=whose.units)
    ]
