"""Who is to report for a review, by which day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from flows.work.refusals import RefusedError
from flows.work.world import World
from models.store.followers import followers
from models.store.interim import Owing, owing
from models.store.units import names_on, usable_addresses
from models.tables import PlanTask
from models.words import ObligationStatus, Role
from templates.words_vi import count

from .wish import Wish


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """One unit that is to report."""

    owed_by: str
    carried_by: str
    name: str
    addressed: bool
    last_day: date


def asked_units(session: Session, *, wish: Wish, annual: PlanTask | None, world: World) -> tuple[Asked, ...]:
    """The units of the wish, or all that owe the annual report; raises RefusedError if it cannot be."""
    owed = owing(session, task=annual.id) if annual and annual.id else []
    owed = [one for one in owed if one.status is not ObligationStatus.EXEMPT]
    if wish.combined:
        pairs = _combined(owed, wish.units)
    else:
        carriers = wish.units or _now(session, [one.carried_by for one in owed], world.today)
        pairs = [(unit, unit, wish.due or date.max) for unit in carriers]
    if not pairs:
        raise RefusedError(
            "Kế hoạch không có đơn vị nào phải gửi báo cáo năm; đề nghị chọn các đơn vị gửi báo cáo sơ kết."
        )
    return _asked(session, pairs, world)


def _now(session: Session, units: Sequence[str], day: date) -> Sequence[str]:
    """Each unit once; in the place of one that is gone whoever follows it."""
    gone = followers(session, day=day)
    return tuple(dict.fromkeys(after for unit in units for after in gone.get(unit, (unit,))))


def _combined(owed: Sequence[Owing], units: Sequence[str]) -> list[tuple[str, str, date]]:
    if any(one.occurrence for one in owed):
        raise RefusedError(
            "Báo cáo của kế hoạch này có nhiều kỳ trong năm nên không kết hợp được với sơ kết."
        )
    wanted = [one for one in owed if not units or one.carried_by in units]
    if missing := len(set(units) - {one.carried_by for one in wanted}):
        raise RefusedError(
            f"Có {count(missing)} đơn vị được chọn không phải gửi báo cáo năm nên không kết hợp được; "
            "đề nghị bỏ các đơn vị này hoặc tổ chức sơ kết riêng."
        )
    sent = [one for one in wanted if one.status is not ObligationStatus.OPEN]
    if sent:
        raise RefusedError(
            f"Có {count(len(sent))} đơn vị đã gửi báo cáo năm nên không kết hợp được nữa; "
            "đề nghị ghi hạn riêng cho báo cáo sơ kết."
        )
    return [(one.owed_by, one.carried_by, one.effective_due) for one in wanted if one.effective_due]


def _asked(session: Session, pairs: Sequence[tuple[str, str, date]], world: World) -> tuple[Asked, ...]:
    names = names_on(session, world.today)
    book = usable_addresses(session, day=world.today, units={carrier for _, carrier, _ in pairs})
    return tuple(
        Asked(
            owed_by=owed_by,
            carried_by=carried_by,
            name=names.get(carried_by, carried_by),
            addressed=(carried_by, Role.CONTACT) in book,
            last_day=last_day,
        )
        for owed_by, carried_by, last_day in pairs
    )
