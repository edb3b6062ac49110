"""Units that are merged, split, renamed or dissolved in a test's small world."""

from datetime import date

from sqlmodel import Session, col, select

from flows.work.documents.record import Entry, Recorded, record
from flows.work.reform.applying import Effect, arrange
from flows.work.reform.wish import Typed, read_wish
from models.tables import Obligation, UnitReform
from models.words import ObligationStatus
from tests.factories import world_on

BY = "Cán bộ 1"
NUMBER = "12/NQ-UBTVQH15"


def typed(rows: str = "", *, day: date, keep: bool = True) -> Typed:
    return Typed(day=f"{day:%d/%m/%Y}", number=NUMBER, issued_on="12/06/2024", rows=rows, keep_contacts=keep)


def reform(
    session: Session, rows: str = "", *, day: date, today: date | None = None, keep: bool = True
) -> tuple[UnitReform, Effect | None]:
    """What the form does once it is approved; without rows by the imported list."""
    world = world_on(today or day)
    wish = read_wish(session, typed=typed(rows, day=day, keep=keep), world=world)
    return arrange(session, wish=wish, run="", by=BY, world=world)


def handed_in(session: Session, unit: str, task: tuple[int, str, str], *, on: date) -> Recorded:
    entry = Entry(unit=unit, tasks=(task,), number=f"05/KH-{unit}", issued_on=on, arrived_on=on)
    return record(session, entry=entry, by=BY, world=world_on(on))


def carried(session: Session) -> dict[str, list[str]]:
    """Carrying unit -> who owed what it carries, without what is folded."""
    session.flush()
    session.expire_all()
    found: dict[str, list[str]] = {}
    for one in session.exec(select(Obligation).order_by(col(Obligation.id))):
        if one.status is not ObligationStatus.FOLDED:
            found.setdefault(one.carried_by, []).append(one.owed_by)
    return found
