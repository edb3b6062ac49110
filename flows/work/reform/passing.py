"""Obligations pass to the units that take the place of others; each move and fold is a row of its own."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, insert

from flows.work.audit import audit_each
from flows.work.chase.rearm import rearm
from flows.work.duties.changing import settle
from flows.work.duties.exempting import spare
from flows.work.world import World
from models.rules.unit_reform import Heirs, Move, Passing, pass_on
from models.store.duty_facts import locked
from models.store.owed import chunks
from models.store.reforms import carried_by_units, owed_by_units
from models.store.units import names_on
from models.tables import (
    Message,
    MessageItem,
    Obligation,
    ObligationTransfer,
    Pause,
    PlanTask,
    UnitReform,
)
from models.words import Change, MessageKind, MessageStatus
from templates.words_vi import document, plain_day

from .sharing import share

CARRY = "units:obligation:carry"
LATER = timedelta(days=7)  # long enough for the next daily run, which puts waiting mail into its own


def pass_duties(
    session: Session,
    *,
    reform: UnitReform,
    heirs: Heirs,
    by: str,
    world: World,
    also: Collection[str] = (),
) -> Passing:
    """Leave nothing unfinished with units that are gone; done twice it finds nothing to do.

    `also`: units of which doubles are to be folded although nothing passes to them now.
    """
    units = {*heirs, *(unit for after in heirs.values() for unit in after), *also}
    carried = carried_by_units(session, units=units)
    if not any(one.carried_by in heirs or one.carried_by in also for one in carried):
        return Passing()
    locked(session, obligations=[one.id for one in carried])
    carried = carried_by_units(session, units=units)  # as they are now that nobody else changes them
    found = pass_on(carried=carried, heirs=heirs, owed=owed_by_units(session, units=units))
    if found:
        _carry_out(session, found, reform, by, world)
    return found


def basis_of(reform: UnitReform) -> str:
    """The document that orders it: «Nghị quyết số … ngày …»."""
    return f"{document(reform.document_number)} ngày {plain_day(reform.issued_on)}"


def _carry_out(session: Session, found: Passing, reform: UnitReform, by: str, world: World) -> None:
    _hold_back(session, [one.obligation for one in found.moves], world)
    _move(session, found.moves)
    shares = share(
        session, shares=found.shares, why=f"Chia tách đơn vị: {basis_of(reform)}", by=by, world=world
    )
    _write_down(session, (*found.moves, *shares), reform, world)
    _note(session, (*found.moves, *shares), reform, by, world)
    about: Mapping[str, object] = {"reform": reform.id}
    folded = [one.obligation for one in found.moves if one.into is not None]
    settle(session, obligations=folded, change=Change.FOLD, by=by, world=world, about=about)
    if found.spared:
        basis = f"Đơn vị giải thể, không có đơn vị kế thừa ({basis_of(reform)})"
        spare(session, obligations=found.spared, basis=basis, by=by, world=world)
    rearm(session, ids=[one.obligation for one in found.moves if one.into is None], world=world)


def _hold_back(session: Session, obligations: Sequence[int], world: World) -> None:
    """Chasing mail nobody has tried to send waits for the next daily run, which writes to who carries it."""
    for some in chunks(obligations):
        about = sa.select(col(MessageItem.message_id)).where(col(MessageItem.obligation_id).in_(some))
        waits = sa.update(Message).where(
            col(Message.id).in_(about),
            col(Message.kind) == MessageKind.CHASE,
            col(Message.status) == MessageStatus.QUEUED,
            col(Message.attempts) == 0,
        )
        session.connection().execute(waits.values(not_before=world.machine_now + LATER))


def _move(session: Session, moves: Sequence[Move]) -> None:
    """Who carries it, what it is folded into, and the pauses of that obligation alone."""
    for to_unit, ids in _by_unit(moves).items():
        for some in chunks(ids):
            _set(session, col(Obligation.id).in_(some), carried_by=to_unit)
            of_these = sa.update(Pause).where(col(Pause.obligation_id).in_(some))
            session.connection().execute(of_these.values(unit_id=to_unit))
    for one in moves:
        if one.into is not None:
            _set(session, col(Obligation.folded_into) == one.obligation, folded_into=one.into)
            _set(session, col(Obligation.id) == one.obligation, folded_into=one.into)
    session.expire_all()


def _by_unit(moves: Iterable[Move]) -> dict[str, list[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for one in moves:
        found[one.to_unit].append(one.obligation)
    return found


def _set(session: Session, which: sa.ColumnElement[bool], **values: object) -> None:
    session.connection().execute(sa.update(Obligation).where(which).values(**values))


def _write_down(session: Session, moves: Sequence[Move], reform: UnitReform, world: World) -> None:
    if moves:
        rows = [
            {
                "obligation_id": one.obligation,
                "reform_id": reform.id,
                "day": reform.day,
                "from_unit": one.from_unit,
                "to_unit": one.to_unit,
                "folded_into": one.into,
                "recorded_at": world.now,
            }
            for one in moves
        ]
        session.execute(insert(ObligationTransfer), rows)


def _note(session: Session, moves: Sequence[Move], reform: UnitReform, by: str, world: World) -> None:
    changes = list(_told(session, [one for one in moves if one.into is None], reform, world))
    audit_each(session, world=world, by=by, action=CARRY, subject="obligation", changes=changes)


def _told(
    session: Session, moves: Sequence[Move], reform: UnitReform, world: World
) -> Iterator[tuple[object, str, Mapping[str, object]]]:
    names = names_on(session, world.today)
    codes = _codes(session, [one.obligation for one in moves])
    for one in moves:
        text = (
            f"Nhiệm vụ {codes[one.obligation]}: {names[one.to_unit]} tiếp nhận từ {names[one.from_unit]} "
            f"từ ngày {plain_day(reform.day)} ({basis_of(reform)})."
        )
        facts = {"reform": reform.id, "from_unit": one.from_unit, "to_unit": one.to_unit}
        yield one.obligation, text, facts


def _codes(session: Session, obligations: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for some in chunks(obligations):
        statement = (
            sa.select(col(Obligation.id), col(PlanTask.code))
            .join(PlanTask, col(PlanTask.id) == col(Obligation.task_id))
            .where(col(Obligation.id).in_(some))
        )
        found.update((row[0], row[1]) for row in session.execute(statement))
    return found
