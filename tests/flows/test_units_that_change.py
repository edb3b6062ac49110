"""Sắp xếp đơn vị: open obligations follow the units, doubles fold, history stays under the old names."""

from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.work.reform.applying import Effect, arrange
from flows.work.reform.wish import Typed, read_wish
from models.database import transaction
from models.tables import Obligation, UnitReform
from models.words import ObligationStatus
from tests.factories import add_plan, add_task, add_units, world_on

DAY = date(2024, 7, 1)
DUE = date(2024, 12, 14)


def reform(
    session: Session, rows: str, *, day: date = DAY, today: date | None = None, keep: bool = True
) -> tuple[UnitReform, Effect | None]:
    world = world_on(today or day)
    typed = Typed(
        day=f"{day:%d/%m/%Y}", number="12/NQ-UBTVQH15", issued_on="12/06/2024", rows=rows, keep_contacts=keep
    )
    return arrange(
        session, wish=read_wish(session, typed=typed, world=world), run="", by="Cán bộ 1", world=world
    )


def carried(session: Session) -> dict[str, list[str]]:
    """Carrying unit -> who owed what it carries and is not folded."""
    session.expire_all()
    found: dict[str, list[str]] = {}
    for one in session.exec(select(Obligation).order_by(col(Obligation.id))):
        if one.status is not ObligationStatus.FOLDED:
            found.setdefault(one.carried_by, []).append(one.owed_by)
    return found


def test_doubles_fold_into_the_strictest(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        world = world_on(date(2024, 6, 3))
        add_units(session, "A", "B", "C")
        plan = add_plan(session)
        ids = add_task(session, plan=plan, units=["A", "B", "C"], due=DUE, world=world)
        session.get_one(Obligation, ids[1]).effective_due = DUE - timedelta(days=5)
        session.flush()
        reform(session, "A + B -> Công an tỉnh D")
        assert carried(session) == {"cong-an-tinh-d": ["B"], "C": ["C"]}
        first = session.get_one(Obligation, ids[0])
        assert (first.status, first.folded_into) == (ObligationStatus.FOLDED, ids[1])
