"""Before the children start: a copy of the database, its migrations, its first content."""

import sqlite3
from pathlib import Path

import sqlalchemy as sa

from config.settings import Settings
from flows import wiring
from flows.clock import machine_now
from flows.product import product_version
from flows.service.errors import ServiceError
from flows.work.backup.taking import take
from flows.work.refusals import RefusedError
from models.database import DatabaseTooNewError, migrate, newest_revision, revision_of, transaction
from models.policy_file import PolicyFileError
from models.rules.holiday_file import HolidayFileError
from models.tables import Folder
from models.words import FolderKind

EXAMPLE_REFUSES_SMTP = (
    "The example never sends through a configured SMTP server: remove DONDOC_SMTP_HOST, "
    "or start a live folder with: dondoc up --empty --data ANOTHER-FOLDER"
)


def prepare(*, settings: Settings, empty: bool) -> Folder:
    """Bring the database up to date and say what this folder is; ServiceError if that cannot be done."""
    try:
        wiring.check_configuration(settings=settings)
    except (PolicyFileError, HolidayFileError) as error:
        raise ServiceError(str(error)) from None
    with wiring.engine_of(settings=settings) as engine:
        try:
            back_up(engine=engine, folder=settings.data / "backups")
            migrate(engine)
        except (DatabaseTooNewError, RefusedError) as error:
            raise ServiceError(str(error)) from None
        except sa.exc.DatabaseError as error:
            reason = str(error.orig).strip().splitlines()[0]
            raise ServiceError(f"The database cannot be used ({reason}): check {place(settings)}.") from None
        return _folder(engine=engine, settings=settings, empty=empty)


def place(settings: Settings) -> str:
    """Where the administrator looks for the database, without its password."""
    return "DONDOC_DATABASE_URL" if settings.database_url else settings.engine_url.removeprefix("sqlite:///")


def back_up(*, engine: sa.Engine, folder: Path) -> Path | None:
    """Copy a database that is about to be migrated; None if there is nothing to copy."""
    present, database = revision_of(engine), engine.url.database
    if present in {None, newest_revision(engine)} or not database:
        return None
    if engine.dialect.name != "sqlite":
        data, now = folder.parent, machine_now()
        return take(engine=engine, data=data, folder=folder, now=now, product=product_version()).path
    copy = folder / f"{machine_now():%Y%m%dT%H%M%SZ}-{present}.sqlite3"
    source, target = sqlite3.connect(database), sqlite3.connect(copy)
    try:
        source.backup(target)
    finally:
        target.close()
        source.close()
    return copy


def _folder(*, engine: sa.Engine, settings: Settings, empty: bool) -> Folder:
    folder = wiring.folder_of(engine=engine)
    kind = folder.kind if folder else (FolderKind.REAL if empty else FolderKind.EXAMPLE)
    if kind is FolderKind.EXAMPLE and settings.smtp_configured:
        raise ServiceError(EXAMPLE_REFUSES_SMTP)
    if folder is None:
        _first_content(engine=engine, settings=settings, kind=kind)
        folder = wiring.folder_of(engine=engine)
    assert folder is not None
    return folder


def _first_content(*, engine: sa.Engine, settings: Settings, kind: FolderKind) -> None:
    if kind is FolderKind.EXAMPLE:
        wiring.load_example(engine=engine, settings=settings)
        return
    with transaction(engine) as session:
        session.add(Folder(kind=kind, created_at=machine_now()))
