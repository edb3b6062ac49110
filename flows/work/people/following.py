"""What delegations do to waiting mail, day by day, and what coordinators are told of them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.clock import end_of
from flows.work.audit import SYSTEM, audit_each
from flows.work.mails.readdress import Readdressed
from flows.work.mails.stand_ins import hand_over
from flows.work.world import World
from models.store.delegates import StandIn, delegations_on, stand_ins, unreachable
from models.store.units import contacts_on
from models.tables import Audit, Delegation
from templates.words_vi import plain_day

LOOK_BACK = timedelta(days=60)  # how long mail may have waited for somebody who is back
BEGUN, OVER = "daily:delegation:begin", "daily:delegation:end"
Place = tuple[str, str]  # unit, role: what the audit trail of a contact hangs on


def follow_delegations(session: Session, *, world: World) -> None:
    """Waiting mail of those who are away goes to their stand-ins, of those who are back to themselves."""
    follow_now(session, world=world)
    for action, row, text in (*_begun(session, world), *_over(session, world)):
        note(session, row=row, text=text, by=SYSTEM, action=action, world=world)


def delegation_lines(session: Session, *, world: World) -> Iterator[str]:
    """What begins or ends today, and whose stand-in cannot be reached."""
    for row in delegations_on(session, day=world.today):
        who, taker = (
            who_is_away(session, row=row, world=world),
            f"{row.delegate_name} ({row.delegate_address})",
        )
        if row.from_day == world.today:
            yield f"Bắt đầu hôm nay, đến hết {plain_day(row.to_day)}: {taker} nhận thư thay {who}"
        elif row.to_day == world.today:
            yield f"Hết hôm nay: {taker} thôi nhận thư thay {who}"
    for row in unreachable(session, day=world.today):
        who, taker = (
            who_is_away(session, row=row, world=world),
            f"{row.delegate_name} ({row.delegate_address})",
        )
        yield f"Địa chỉ người nhận thay {taker} bị từ chối; thư lại gửi {who}, đề nghị cử người khác"


def follow_now(session: Session, *, world: World) -> Readdressed:
    """Idempotent: what is where it belongs is not touched."""
    later, moved, left = end_of(world.today), 0, 0
    away = stand_ins(session, day=world.today)
    for address, one in away.items():
        found = hand_over(session, old=address, new=one.address, now=world.now, later=later)
        moved, left = moved + found.moved, left + found.left
    for row in _past(session, world):
        if row.address not in away:
            about = _units_of(session, row.address, world) - _takes(session, row, away, world)
            found = hand_over(
                session, old=row.delegate_address, new=row.address, now=world.now, later=later, about=about
            )
            moved, left = moved + found.moved, left + found.left
    return Readdressed(moved=moved, left=left)


def _past(session: Session, world: World) -> Sequence[Delegation]:
    """Those that lasted once and do not any more."""
    over = sa.or_(col(Delegation.to_day) < world.today, col(Delegation.ended_at).is_not(None))
    recent = col(Delegation.to_day) >= world.today - LOOK_BACK
    return session.exec(select(Delegation).where(over, recent, col(Delegation.from_day) <= world.today)).all()


def _takes(session: Session, row: Delegation, away: Mapping[str, StandIn], world: World) -> set[str]:
    """Units whose mail the delegate has for another reason: his own, or of somebody else who is away."""
    others = [address for address, one in away.items() if one.address == row.delegate_address]
    return {
        unit for address in (row.delegate_address, *others) for unit in _units_of(session, address, world)
    }


def _units_of(session: Session, address: str, world: World) -> set[str]:
    return {unit for unit, _ in _places(session, address, world)}


def _places(session: Session, address: str, world: World) -> list[Place]:
    return [
        (unit, role.value)
        for unit, roles in contacts_on(session, day=world.today).items()
        for role, people in roles.items()
        if any(one.address == address for one in people)
    ]


def _begun(session: Session, world: World) -> Iterator[tuple[str, Delegation, str]]:
    """Told once; what lasted when it was recorded was told then."""
    told = _told(session, BEGUN)
    for row in delegations_on(session, day=world.today):
        if row.id not in told and row.recorded_at <= end_of(row.from_day - timedelta(days=1)):
            text = f"{row.delegate_name} ({row.delegate_address}) bắt đầu nhận thư thay {row.address}."
            yield BEGUN, row, text


def _over(session: Session, world: World) -> Iterator[tuple[str, Delegation, str]]:
    told = _told(session, OVER)
    for row in _past(session, world):
        if row.id not in told and row.ended_at is None:
            text = f"{row.delegate_name} ({row.delegate_address}) hết thời gian nhận thư thay {row.address}."
            yield OVER, row, text


def _told(session: Session, action: str) -> set[object]:
    rows = session.exec(select(Audit.facts).where(col(Audit.action) == action))
    return {facts.get("delegation") for facts in rows}


def who_is_away(session: Session, *, row: Delegation, world: World) -> str:
    """`Nguyễn Văn A (a@donvi.example)`."""
    names = [
        one.name
        for roles in contacts_on(session, day=world.today).values()
        for people in roles.values()
        for one in people
        if one.address == row.address and one.name
    ]
    return f"{names[0]} ({row.address})" if names else row.address


def note(session: Session, *, row: Delegation, text: str, by: str, action: str, world: World) -> None:
    """In the audit trail of every position that has the address, with both names."""
    facts = {"delegation": row.id, "address": row.address, "delegate": row.delegate_address}
    places = _places(session, row.address, world)
    changes = [(f"{unit}/{role}", text, facts) for unit, role in places]
    audit_each(session, world=world, by=by, action=action, subject="contact", changes=changes)
