"""Carrying a reform out on its day, and again whatever came up later for units that are gone."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from flows.work.audit import SYSTEM, audit
from flows.work.world import World
from models.rules.unit_reform import Passing, heirs_of
from models.store.reforms import doubled_units, left_behind, reforms_ahead, reforms_applied, reforms_due
from models.tables import UnitReform
from templates.words_vi import count, plain_day

from .contacts import Row, carry_contacts
from .passing import basis_of, pass_duties
from .telling import tell_units
from .units import change_units
from .wish import Wish, as_changes, steps_of

ACTION = "form:units:arrange"
APPLY = "units:reform:apply"


@dataclass(frozen=True, kw_only=True, slots=True)
class Effect:
    """What a reform did, or would do."""

    passing: Passing
    contacts: tuple[Row, ...]
    mails: int


def arrange(
    session: Session, *, wish: Wish, run: str, by: str, world: World
) -> tuple[UnitReform, Effect | None]:
    """Write it down, in the place of one of the same day that waits; carry it out if its day has come."""
    _replace(session, wish, by, world)
    reform = UnitReform(
        day=wish.day,
        document_number=wish.number,
        issued_on=wish.issued_on,
        changes=as_changes(wish),
        keep_contacts=wish.keep_contacts,
        flow_run_id=run,
        recorded_by=by,
        recorded_at=world.now,
    )
    session.add(reform)
    session.flush()
    _note(session, reform, f"Sắp xếp đơn vị từ ngày {plain_day(wish.day)}: đã duyệt", ACTION, by, world)
    return reform, _apply(session, reform, by, world) if wish.day <= world.today else None


def arranged_by_run(session: Session, *, run: str) -> UnitReform | None:
    """What this very run has written down already: a run that is answered starts again from the top."""
    return session.exec(select(UnitReform).where(col(UnitReform.flow_run_id) == run)).first() if run else None


def arranged_words(reform: UnitReform) -> str:
    """One sentence for the run's name and message."""
    day = plain_day(reform.day)
    if reform.applied_at is None:
        return f"Đã duyệt sắp xếp đơn vị từ ngày {day} ({basis_of(reform)}); thực hiện tự động ngày {day}."
    return (
        f"Đã sắp xếp đơn vị từ ngày {day} ({basis_of(reform)}); mỗi đơn vị tiếp nhận được thông báo bằng thư."
    )


def apply_due(session: Session, *, world: World) -> list[UnitReform]:
    """Carry out what was approved for today or earlier; then what is left with units that are gone."""
    done = reforms_due(session, day=world.today)
    for reform in done:
        _apply(session, reform, SYSTEM, world)
    _pass_late(session, world)
    return done


def withdraw(session: Session, *, reform: UnitReform, by: str, why: str, world: World) -> None:
    """Take back what has not been carried out; the audit trail keeps what it was."""
    assert reform.applied_at is None
    _note(session, reform, why, ACTION, by, world)
    session.delete(reform)
    session.flush()


def _replace(session: Session, wish: Wish, by: str, world: World) -> None:
    for older in reforms_ahead(session, day=wish.day):
        why = f"Sắp xếp đơn vị từ ngày {plain_day(wish.day)}: thay bằng nội dung mới"
        withdraw(session, reform=older, by=by, why=why, world=world)


def _apply(session: Session, reform: UnitReform, by: str, world: World) -> Effect:
    change_units(session, reform=reform, by=by, world=world)
    passing = pass_duties(session, reform=reform, heirs=heirs_of(steps_of(reform)), by=by, world=world)
    contacts = carry_contacts(session, reform=reform, by=by, world=world) if reform.keep_contacts else []
    reform.applied_at = world.now
    session.flush()
    mails = tell_units(session, world=world)
    told = (
        f"Sắp xếp đơn vị từ ngày {plain_day(reform.day)}: đã thực hiện, {count(len(passing.moves))} nhiệm vụ"
    )
    _note(session, reform, f"{told} được chuyển hoặc gộp", APPLY, by, world)
    return Effect(passing=passing, contacts=tuple(contacts), mails=mails)


def _pass_late(session: Session, world: World) -> None:
    """A document that was voided, a review undone: what was finished or looked at is open again."""
    behind, doubled = left_behind(session, day=world.today), doubled_units(session)
    for reform in reforms_applied(session) if behind or doubled else ():
        steps = steps_of(reform)
        heirs = {unit: after for unit, after in heirs_of(steps).items() if unit in behind}
        also = doubled & {unit for step in steps for unit in step.after}
        if heirs or also:
            pass_duties(session, reform=reform, heirs=heirs, by=SYSTEM, world=world, also=also)


def _note(session: Session, reform: UnitReform, text: str, action: str, by: str, world: World) -> None:
    audit(
        session,
        world=world,
        by=by,
        action=action,
        subject="unit_reform",
        subject_id=reform.id,
        text=f"{text} ({basis_of(reform)}).",
        facts={"day": reform.day.isoformat(), "number": reform.document_number, **reform.changes},
    )
