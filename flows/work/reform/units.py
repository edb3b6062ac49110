"""Units, names and successors as they are from the day of a reform on."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from sqlmodel import Session, col, select

from flows.work.audit import audit_each
from flows.work.world import World
from models.rules.unit_reform import UnitStep
from models.store.units import names_on
from models.tables import Plan, Unit, UnitChange, UnitName, UnitReform
from models.words import PlanStatus, ReformKind, UnitChangeKind
from templates.words_vi import joined, plain_day

from .passing import basis_of
from .wish import new_units_of, steps_of

CHANGE_KINDS = {
    ReformKind.MERGE: UnitChangeKind.MERGER,
    ReformKind.SPLIT: UnitChangeKind.SPLIT,
}
ACTION = "units:unit:reform"


def change_units(session: Session, *, reform: UnitReform, by: str, world: World) -> None:
    """Write what the list of units does not say yet; nothing is overwritten but the end of a unit."""
    for one in new_units_of(reform):
        session.add(
            Unit(id=one.id, kind=one.kind, region=one.region, position=one.position, valid_from=reform.day)
        )
        session.add(UnitName(unit_id=one.id, name=one.name))
    session.flush()
    for step in steps_of(reform):
        _end(session, step, reform)
        _follow(session, step, reform)
        _rename(session, step, reform)
    session.flush()
    _lead_on(session, steps_of(reform))
    _note(session, reform, by, world)


def _end(session: Session, step: UnitStep, reform: UnitReform) -> None:
    last = reform.day - timedelta(days=1)
    for unit in step.ends:
        row = session.get_one(Unit, unit)
        if row.valid_to is None or row.valid_to > last:
            row.valid_to = last


def _follow(session: Session, step: UnitStep, reform: UnitReform) -> None:
    kind = CHANGE_KINDS.get(step.kind)
    for before in step.ends if kind else ():
        known = set(session.exec(select(UnitChange.successor).where(col(UnitChange.predecessor) == before)))
        for after in step.after:
            if after not in known and kind:
                session.add(UnitChange(predecessor=before, successor=after, day=reform.day, kind=kind))


def _rename(session: Session, step: UnitStep, reform: UnitReform) -> None:
    if step.kind is not ReformKind.RENAME:
        return
    unit = step.before[0]
    known = select(UnitName).where(col(UnitName.unit_id) == unit, col(UnitName.valid_from) == reform.day)
    if session.exec(known).first() is None:
        session.add(UnitName(unit_id=unit, name=step.name, valid_from=reform.day))


def _lead_on(session: Session, steps: Iterable[UnitStep]) -> None:
    """A plan in force is led by the unit that takes the place of its focal unit."""
    first = {unit: one.after[0] for one in steps if one.after for unit in one.ends}
    for plan in session.exec(select(Plan).where(col(Plan.status) == PlanStatus.ISSUED)):
        plan.focal_unit = first.get(plan.focal_unit, plan.focal_unit)


def _note(session: Session, reform: UnitReform, by: str, world: World) -> None:
    names = names_on(session, reform.day)
    old = names_on(session, reform.day - timedelta(days=1))
    words = [
        (unit, step_words(step, old=old, new=names))
        for step in steps_of(reform)
        for unit in dict.fromkeys((*step.before, *step.after))
    ]
    audit_each(
        session,
        world=world,
        by=by,
        action=ACTION,
        subject="unit",
        changes=(
            (unit, f"Từ ngày {plain_day(reform.day)}: {text} ({basis_of(reform)}).", {"reform": reform.id})
            for unit, text in words
        ),
    )


def step_words(step: UnitStep, *, old: Mapping[str, str], new: Mapping[str, str]) -> str:
    """One change in words: `Công an tỉnh A và Công an tỉnh B hợp nhất thành Công an tỉnh C`."""
    before = joined([old.get(unit, unit) for unit in step.before])
    after = joined([new.get(unit, unit) for unit in step.after])
    if step.kind is ReformKind.RENAME:
        return f"{before} đổi tên thành {step.name}"
    if step.kind is ReformKind.DISSOLVE:
        return f"{before} giải thể, không có đơn vị kế thừa"
    if step.kind is ReformKind.SPLIT:
        return f"{before} tách thành {after}"
    if set(step.before) & set(step.after):
        return f"{joined([old.get(unit, unit) for unit in step.ends])} nhập vào {after}"
    if before == after:
        return f"{before} giữ nguyên tên gọi"
    return f"{before} {'hợp nhất thành' if len(step.before) > 1 else 'chuyển thành'} {after}"
