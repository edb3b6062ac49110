"""What a coordinator wants of units from a day on: by the imported list, or in lines of text."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session, select

from flows.work.dates import read_day
from flows.work.people.officers import leading
from flows.work.refusals import RefusedError
from flows.work.texts import MOST_NUMBER, refuse_odd_line, refuse_odd_text
from flows.work.world import World
from models.rules.unit_reform import UnitStep, heirs_of
from models.store.units import names_on
from models.tables import Plan, UnitReform
from models.words import ReformKind, Region, UnitKind
from templates.words_vi import plain_day

from .listed import listed_steps
from .typed import typed_steps

DAY, NUMBER, ISSUED, ROWS = "Từ ngày", "Số, ký hiệu văn bản", "Ngày văn bản", "Các thay đổi"
MOST_ROWS = 20_000  # characters


@dataclass(frozen=True, kw_only=True, slots=True)
class NewUnit:
    """A unit that exists from the day on because a line names it."""

    id: str
    name: str
    kind: UnitKind
    region: Region
    position: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Typed:
    """The texts of the form; without rows the imported list is meant."""

    day: str
    number: str
    issued_on: str
    rows: str = ""
    keep_contacts: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """One document and what it changes."""

    day: date
    number: str
    issued_on: date
    steps: tuple[UnitStep, ...]
    new: Mapping[str, NewUnit] = field(default_factory=dict)
    keep_contacts: bool = True
    listed: bool = False


def read_wish(session: Session, *, typed: Typed, world: World) -> Wish:
    """The texts as a wish; raises RefusedError naming the field."""
    day, issued_on = read_day(typed.day, field=DAY), read_day(typed.issued_on, field=ISSUED)
    number = typed.number.strip()
    refuse_odd_line(number, field=NUMBER, most=MOST_NUMBER)
    refuse_odd_text(typed.rows, field=ROWS, most=MOST_ROWS)
    if not number:
        raise RefusedError(f"{NUMBER}: chưa ghi; đề nghị ghi văn bản quyết định việc sắp xếp đơn vị.")
    if issued_on > world.today:
        raise RefusedError(f"{ISSUED}: {plain_day(issued_on)} chưa đến; đề nghị kiểm tra lại.")
    listed = not typed.rows.strip()
    new: dict[str, NewUnit] = {}
    if listed:
        steps = listed_steps(session, day=day)
    else:
        steps, named = typed_steps(session, text=typed.rows, day=day)
        new = {unit: NewUnit(id=unit, **facts) for unit, facts in named.items()}
    refuse_unclear(session, steps=steps, new=new, day=day)
    return Wish(
        day=day,
        number=number,
        issued_on=issued_on,
        steps=tuple(steps),
        new=new,
        keep_contacts=typed.keep_contacts,
        listed=listed,
    )


def refuse_unclear(
    session: Session, *, steps: Sequence[UnitStep], new: Mapping[str, NewUnit], day: date
) -> None:
    """Each unit goes one way; who leads a plan has somebody to go on with it."""
    names = names_on(session, day) | {unit: one.name for unit, one in new.items()}
    ends = Counter(unit for one in steps for unit in one.before if one.kind is not ReformKind.RENAME)
    for unit, times in ends.items():
        if times > 1:
            raise RefusedError(
                f"{ROWS}: {names[unit]} đứng ở vế trước của {times} dòng; mỗi đơn vị một dòng."
            )
    gone = {unit for one in steps for unit in one.ends}
    after = {unit for one in steps for unit in one.after}
    for unit in sorted(gone & after):
        raise RefusedError(
            f"{ROWS}: {names[unit]} vừa kết thúc vừa tiếp nhận đơn vị khác trong cùng ngày; "
            "đề nghị ghi thẳng đơn vị tiếp nhận sau cùng."
        )
    leads = set(session.exec(select(Plan.focal_unit).where(leading())))
    for unit in sorted(leads & {unit for unit, heirs in heirs_of(steps).items() if not heirs}):
        raise RefusedError(
            f"{ROWS}: {names[unit]} là đơn vị đầu mối của kế hoạch đang theo dõi; "
            "đề nghị ghi đơn vị kế thừa, hoặc kết thúc theo dõi kế hoạch trước."
        )


def as_changes(wish: Wish) -> dict[str, object]:
    """The changes as the row of the reform keeps them."""
    return {
        "listed": wish.listed,
        "steps": [
            {"kind": one.kind.value, "before": one.before, "after": one.after, "name": one.name}
            for one in wish.steps
        ],
        "new": [
            {
                "id": one.id,
                "name": one.name,
                "kind": one.kind.value,
                "region": one.region.value,
                "position": one.position,
            }
            for one in wish.new.values()
        ],
    }


def steps_of(reform: UnitReform) -> tuple[UnitStep, ...]:
    """The changes that the row keeps."""
    return tuple(
        UnitStep(
            kind=ReformKind(one["kind"]),
            before=tuple(one["before"]),
            after=tuple(one["after"]),
            name=one["name"],
        )
        for one in reform.changes["steps"]
    )


def new_units_of(reform: UnitReform) -> tuple[NewUnit, ...]:
    """The units that the row names for the first time."""
    return tuple(
        NewUnit(
            id=one["id"],
            name=one["name"],
            kind=UnitKind(one["kind"]),
            region=Region(one["region"]),
            position=one["position"],
        )
        for one in reform.changes["new"]
    )
