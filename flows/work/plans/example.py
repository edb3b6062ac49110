"""The working example of an empty data folder: shipped units, sample contacts and the plan of 2024."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlmodel import Session

from flows.work.ahead.sample_units import set_number_of_units
from flows.work.chase.day import on_day
from flows.work.people.imports import import_contacts, import_units
from flows.work.people.spreadsheets import read_table
from flows.work.world import World
from models.plan_file import PlanFile
from models.store.plan_units import plan_units
from models.tables import Folder
from models.words import FolderKind

from .issue import Issued, issue_plan

AUTHOR = "Dữ liệu mẫu"
BEGINNING = date(2024, 1, 1)  # sample contacts hold from here on


def load_example(
    session: Session,
    *,
    plan: PlanFile,
    content: bytes,
    units: Path,
    contacts: Path,
    world: World,
    number_of_units: int | None = None,
) -> Issued:
    """Fill an empty database with the example; its clock stands on the day the plan was issued.

    `number_of_units`: that many units, made up where the file has fewer.
    """
    day = plan.issued_on
    session.add(Folder(kind=FolderKind.EXAMPLE, example_day=day, created_at=world.machine_now))
    there = replace(on_day(world=world, day=day), example=True, chase_from=world.machine_now)
    import_units(session, table=read_table(units), now=there.now, by=AUTHOR, apply=True)
    import_contacts(
        session, table=read_table(contacts), as_of=BEGINNING, now=there.now, by=AUTHOR, apply=True
    )
    if number_of_units is not None:
        set_number_of_units(session, number=number_of_units, day=day)
    return issue_plan(
        session,
        plan=plan,
        content=content,
        units=plan_units(session, day=day),
        remind_from=day,
        announce=True,
        by=AUTHOR,
        world=there,
    )
