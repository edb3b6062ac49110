"""`dondoc doctor`: every check in its order; what cannot be asked now says so and hides nothing else."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from config.settings import Settings
from flows import wiring
from flows.catalogue import SERVED
from flows.clock import machine_now
from flows.service.prefect_runs import paused_schedules
from flows.work.doctor import database, machine, mail, upkeep
from flows.work.doctor.finding import Finding, State
from flows.work.pages.overview import refused, without_address
from flows.work.world import World
from models.database import reading
from models.store.overview import plans_in_force
from models.tables import Audit, DayRun


def examine(*, settings: Settings) -> Iterator[Finding]:
    """Look at everything once; raises PolicyFileError or HolidayFileError."""
    now = machine_now()
    yield machine.zone_data()
    yield machine.versions()
    yield machine.disk(folder=settings.data, wanted=_wanted(settings), key="disk", what="Đĩa dữ liệu")
    if settings.backup_folder:
        yield machine.disk(
            folder=settings.backups, wanted=_wanted(settings), key="backup_disk", what="Đĩa sao lưu"
        )
    yield mail.smtp(server=wiring.smtp_of(settings=settings) if settings.smtp_configured else None, now=now)
    yield mail.own_addresses(settings=settings)
    with wiring.engine_of(settings=settings) as engine:
        yield from _database(engine, settings, now)


def _wanted(settings: Settings) -> int:
    """Room for three copies like the last one, or like the database."""
    copies = wiring.sizes_of_copies(settings=settings)
    own = settings.data / "dondoc.sqlite3"
    return 3 * (copies[0] if copies else own.stat().st_size if own.exists() else 0)


def _database(engine: sa.Engine, settings: Settings, now: datetime) -> Iterator[Finding]:
    standing = database.revision(engine)
    yield standing
    if standing.state is not State.OK:
        yield machine.clock(now=now, last_written=_touched(settings), years=wiring.YEARS)
        return
    yield database.server(engine)
    with reading(engine) as session:
        world = wiring.world_of(session, settings=settings)
        yield machine.clock(now=now, last_written=_newest(session, settings, world), years=wiring.YEARS)
        yield _addresses(session, world)
        yield upkeep.days_off(calendar=world.calendar, today=world.today)
        yield upkeep.backups(copies=world.copies(), now=now)
    yield upkeep.schedules(paused=_paused(settings), example=world.example)


def _newest(session: Session, settings: Settings, world: World) -> datetime | None:
    """The newest trace of our own work: files, and in a live folder what was written down."""
    written: list[datetime | None] = [_touched(settings)]
    if not world.example:
        written += [
            session.exec(select(func.max(col(DayRun.finished_at)))).one(),
            session.exec(select(func.max(col(Audit.at)))).one(),
        ]
    return max((one for one in written if one is not None), default=None)


def _touched(settings: Settings) -> datetime | None:
    data: Path = settings.data
    return machine.last_written([data / "dondoc.sqlite3", *data.glob("logs/*.log"), *data.glob("run/*")])


def _addresses(session: Session, world: World) -> Finding:
    plans = [plan.id for plan in plans_in_force(session)]
    return mail.unit_addresses(
        missing=without_address(session, world=world, plans=plans),
        refused=[one.address for one in refused(session, world=world)],
    )


def _paused(settings: Settings) -> list[str] | None:
    names = [one.name for one in SERVED if one.daily or one.nightly]
    try:
        return paused_schedules(settings=settings, names=names)
    except (OSError, ValueError, KeyError):
        return None
