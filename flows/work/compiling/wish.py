"""What a coordinator wants compiled, read from the form."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from flows.work.choices import chosen, plan_labels
from flows.work.dates import read_optional_day
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.tables import Plan
from models.words import Authority
from templates.words_vi import plain_day

from .steps import Step, read_steps

KNOWN_ON = "Số liệu tính đến ngày"


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """One compiling."""

    plan_id: int
    known_on: date
    final: bool
    authority: Authority
    steps: tuple[tuple[Step, date], ...] = ()


def read_wish(
    session: Session,
    *,
    plan: str,
    final: bool,
    authority: Authority,
    known_on: str,
    steps: dict[Step, str],
    world: World,
) -> Wish:
    """Labels and texts of the form as a wish; raises RefusedError naming the field."""
    key = chosen(plan, plan_labels(session), field="Kế hoạch")
    day = read_optional_day(known_on, field=KNOWN_ON) or world.today
    issued_on = session.get_one(Plan, key).issued_on
    if day > world.today:
        raise RefusedError(
            f"{KNOWN_ON}: {plain_day(day)} là ngày trong tương lai; hôm nay là {plain_day(world.today)}."
        )
    if day < issued_on:
        raise RefusedError(
            f"{KNOWN_ON}: {plain_day(day)} trước ngày ban hành Kế hoạch ({plain_day(issued_on)})."
        )
    return Wish(
        plan_id=key,
        known_on=day,
        final=final,
        authority=authority,
        steps=read_steps(steps, world=world),
    )
