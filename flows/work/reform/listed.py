"""The changes of a day as the imported list of units has them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from sqlmodel import Session, col, select

from flows.work.refusals import RefusedError
from models.rules.unit_reform import UnitStep
from models.store.reforms import reforms_applied
from models.tables import Unit, UnitChange, UnitName
from models.words import ReformKind
from templates.words_vi import plain_day


def listed_steps(session: Session, *, day: date) -> list[UnitStep]:
    """Successors that begin on the day, units that end the day before, new names; raises RefusedError."""
    steps = [*_passed(session, day), *_dissolved(session, day), *_renamed(session, day)]
    if not steps:
        raise RefusedError(
            f"Danh mục đơn vị không có thay đổi nào từ ngày {plain_day(day)}; đề nghị kiểm tra lại ngày, "
            "nhập danh mục mới (dondoc import units) hoặc ghi từng dòng thay đổi."
        )
    done = {
        unit
        for one in reforms_applied(session)
        for step in one.changes["steps"]
        for unit in step["before"]
        if one.day == day
    }
    left = [one for one in steps if not done & set(one.before)]
    if not left:
        raise RefusedError(f"Các thay đổi từ ngày {plain_day(day)} trong danh mục đơn vị đã được thực hiện.")
    return left


def _passed(session: Session, day: date) -> list[UnitStep]:
    """Units with one successor by that successor, then those with several."""
    successors: defaultdict[str, list[str]] = defaultdict(list)
    rows = (
        select(UnitChange.predecessor, UnitChange.successor)
        .join(Unit, col(Unit.id) == col(UnitChange.predecessor))
        .where(col(UnitChange.day) == day)
    )
    for before, after in session.exec(rows.order_by(col(Unit.position), col(Unit.id), col(UnitChange.id))):
        successors[before].append(after)
    merged: defaultdict[str, list[str]] = defaultdict(list)
    for before, afters in successors.items():
        if len(afters) == 1:
            merged[afters[0]].append(before)
    return [
        *(UnitStep(kind=ReformKind.MERGE, before=tuple(b), after=(a,)) for a, b in merged.items()),
        *(
            UnitStep(kind=ReformKind.SPLIT, before=(before,), after=tuple(afters))
            for before, afters in successors.items()
            if len(afters) > 1
        ),
    ]


def _dissolved(session: Session, day: date) -> list[UnitStep]:
    followed = select(UnitChange.predecessor)
    ended = select(Unit.id).where(
        col(Unit.valid_to) == day - timedelta(days=1), col(Unit.id).not_in(followed)
    )
    units: Sequence[str] = session.exec(ended.order_by(col(Unit.position), col(Unit.id))).all()
    return [UnitStep(kind=ReformKind.DISSOLVE, before=(unit,)) for unit in units]


def _renamed(session: Session, day: date) -> list[UnitStep]:
    """A name that begins with its unit is no new name."""
    rows = (
        select(UnitName.unit_id, UnitName.name)
        .join(Unit, col(Unit.id) == col(UnitName.unit_id))
        .where(
            col(UnitName.valid_from) == day,
            col(Unit.valid_from).is_(None) | (col(Unit.valid_from) < day),
        )
        .order_by(col(Unit.position), col(Unit.id))
    )
    return [
        UnitStep(kind=ReformKind.RENAME, before=(unit,), after=(unit,), name=name)
        for unit, name in session.exec(rows)
    ]
