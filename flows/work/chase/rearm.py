"""Setting the day on which obligations are looked at next; stages in the ledger do not repeat."""

from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from flows.work.world import World
from models.store.owed import chunks, owed, settled_stages
from models.tables import Obligation

from .deciding import next_notice_on


def rearm(session: Session, *, ids: list[int], world: World) -> None:
    """Set the next day of those of `ids` that are still owed, after their dates, round or status changed."""
    session.flush()
    for some in chunks(ids):
        rows = owed(session, ids=some)
        settled = settled_stages(session, rows=rows)
        days = [
            (row.id, next_notice_on(row=row, settled=settled.get(row.id, set()), world=world)) for row in rows
        ]
        set_next_days(session, days=days)


def set_next_days(session: Session, *, days: Iterable[tuple[int, date | None]]) -> None:
    """Write the next day of each obligation: None until something changes."""
    changes = [{"key": key, "day": day} for key, day in days]
    if changes:
        session.flush()
        session.expire_all()  # a loaded row would keep the old day, and setting the same again writes nothing
        statement = sa.update(Obligation).where(col(Obligation.id) == sa.bindparam("key"))
        session.connection().execute(statement.values(next_notice_on=sa.bindparam("day")), changes)
