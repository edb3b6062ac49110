"""One notice per unit that an amendment concerns, once; a unit without address gets its own later."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from flows.work.chase.address_book import read_address_book
from flows.work.chase.announcing import write_once
from flows.work.world import World
from models.store.amendments import amendments_in_force
from models.store.owed import chunks
from models.tables import Message, PlanAmendment
from models.words import MessageKind, MessageStatus, Role


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """Notices written now, and units that none could be written to."""

    written: int
    without_address: int = 0


def write_notices(session: Session, *, amendment: PlanAmendment, world: World) -> Told:
    """Write the notices that do not exist yet."""
    session.flush()
    units = _untold(session, amendment)
    if not units:
        return Told(written=0)
    book = read_address_book(session, day=world.today, units=units)
    written = write_once(
        session,
        kind=MessageKind.AMENDMENT,
        stem=_stem(amendment),
        units=units,
        plan_id=amendment.plan_id,
        facts={"amendment": amendment.id},
        world=world,
    )
    return Told(written=written, without_address=sum(not book.main(unit, Role.CONTACT) for unit in units))


def tell_all(session: Session, *, world: World) -> int:
    """The notices of amendments of plans in force that could not be written or sent before; how many now."""
    return sum(
        write_notices(session, amendment=one, world=world).written for one in amendments_in_force(session)
    )


def _stem(amendment: PlanAmendment) -> str:
    return f"plan_amended:{amendment.id}"


def _untold(session: Session, amendment: PlanAmendment) -> list[str]:
    """Units that the amendment concerns and that were not written to, or whose notice failed."""
    keys = {f"{_stem(amendment)}:{unit}": unit for unit in amendment.facts.get("units", {})}
    told: set[str] = set()
    for some in chunks(list(keys)):
        written = sa.select(col(Message.dedup_key)).where(
            col(Message.dedup_key).in_(some), col(Message.status) != MessageStatus.FAILED
        )
        told.update(session.scalars(written))
    return sorted(unit for key, unit in keys.items() if key not in told)
