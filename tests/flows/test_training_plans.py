"""Xây dựng lịch tập huấn: whom it invites, how its form is read, what is set up, what the page says."""

from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows.work.trainings.inviting_whom import invited_units
from models.database import transaction
from models.tables import Obligation, Plan, Unit, UnitChange, UnitName
from models.words import ObligationStatus, Region, UnitChangeKind, UnitKind
from tests.factories import FOCAL, add_plan, add_task, add_units, world_on

TODAY = date(2024, 3, 1)
WORLD = world_on(TODAY)
REGIONS = {
    "CA02": Region.NORTH,
    "CA04": Region.NORTH,
    "CA33": Region.CENTRE,
    "CA34": Region.CENTRE,
    "CA60": Region.SOUTH,
    "van-phong-bo": Region.MINISTRY,
}


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    """Six units of all regions owe a document by 28/02/2024, and so does the focal unit."""
    with transaction(engine) as session:
        add_units(session, *REGIONS)
        for unit, region in REGIONS.items():
            session.get_one(Unit, unit).region = region
        plan = add_plan(session)
        units = [*REGIONS, FOCAL]
        add_task(session, plan=plan, units=units, due=date(2024, 2, 28), world=world_on(date(2024, 2, 6)))
        yield session


def plan_id(session: Session) -> int:
    found = session.exec(select(Plan.id)).one()
    assert found
    return found


def invited(session: Session, region: Region, *, day: date = TODAY, with_ministry: bool = False) -> list[str]:
    return invited_units(
        session, plan_id=plan_id(session), region=region, with_ministry=with_ministry, day=day
    )


# Whom it invites


def test_a_training_invites_the_units_of_its_region_that_have_work_under_the_plan(session: Session) -> None:
    add_units(session, "CA06")  # of the north, without work
    assert invited(session, Region.NORTH) == ["CA02", "CA04"]
    assert invited(session, Region.CENTRE) == ["CA33", "CA34"]


def test_departments_join_one_region_and_the_focal_unit_none(session: Session) -> None:
    assert invited(session, Region.SOUTH, with_ministry=True) == ["CA60", "van-phong-bo"]
    assert FOCAL not in invited(session, Region.MINISTRY)


def test_who_is_exempt_from_everything_is_not_invited(session: Session) -> None:
    of_unit = sa.update(Obligation).where(col(Obligation.carried_by) == "CA04")
    session.execute(of_unit.values(status=ObligationStatus.EXEMPT))
    assert invited(session, Region.NORTH) == ["CA02"]


def test_the_region_follows_the_units_membership_on_the_day(session: Session) -> None:
    """From 01/07 CA04 is part of a new unit in the centre: until then it is invited itself."""
    july = date(2024, 7, 1)
    new = Unit(id="CA99", kind=UnitKind.PROVINCE, region=Region.CENTRE, position=99, valid_from=july)
    session.add(new)
    session.flush()
    session.add(UnitName(unit_id="CA99", name="Công an tỉnh CA99"))
    session.get_one(Unit, "CA04").valid_to = date(2024, 6, 30)
    change = UnitChange(predecessor="CA04", successor="CA99", day=july, kind=UnitChangeKind.MERGER)
    session.add(change)
    session.flush()
    assert invited(session, Region.NORTH, day=date(2024, 6, 30)) == ["CA02", "CA04"]
    assert invited(session, Region.NORTH, day=july) == ["CA02"]
    assert invited(session, Region.CENTRE, day=july) == ["CA33", "CA34", "CA99"]
