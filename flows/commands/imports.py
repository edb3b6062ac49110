"""`dondoc import`: units and contacts from CSV and xlsx files."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import sqlalchemy as sa
import typer
from sqlmodel import Session

from config.settings import SettingsError, read_settings
from flows.clock import Clock
from flows.commands.service import DataOption
from flows.wiring import clock_of, engine_of
from flows.work.people.import_result import ImportResult
from flows.work.people.imports import import_contacts, import_units
from flows.work.people.spreadsheets import Table, read_table
from flows.work.refusals import RefusedError
from models.database import reading, revision_of, transaction

app = typer.Typer(name="import", help="Units and contacts from CSV or xlsx files.", no_args_is_help=True)

FileArgument = Annotated[
    Path, typer.Argument(help="A CSV (UTF-8) or xlsx file; headings in Vietnamese or English.")
]
ApplyOption = Annotated[
    bool, typer.Option("--apply", help="Write it; without this, only show what would change.")
]
ByOption = Annotated[str, typer.Option("--by", help="Who does it, for the audit trail.")]
DEFAULT_BY = "Quản trị (dòng lệnh)"
Work = Callable[[Session, Table, Clock], ImportResult]


def add_to(parent: typer.Typer) -> None:
    """Add this subject's commands."""
    parent.add_typer(app, name="import")


@app.command()
def units(
    file: FileArgument, apply: ApplyOption = False, by: ByOption = DEFAULT_BY, data: DataOption = None
) -> None:
    """Import units: dated, with region, aliases, names in time and successors."""

    def work(session: Session, table: Table, clock: Clock) -> ImportResult:
        return import_units(session, table=table, now=clock.now(), by=by, apply=apply)

    _run(file, apply, data, work)


@app.command()
def contacts(
    file: FileArgument, apply: ApplyOption = False, by: ByOption = DEFAULT_BY, data: DataOption = None
) -> None:
    """Import contacts: role, address, phone, from, to."""

    def work(session: Session, table: Table, clock: Clock) -> ImportResult:
        return import_contacts(session, table=table, as_of=clock.today(), now=clock.now(), by=by, apply=apply)

    _run(file, apply, data, work)


def _run(file: Path, apply: bool, data: Path | None, work: Work) -> None:
    try:
        table = read_table(file)
        with _database(data) as engine:
            clock = clock_of(engine=engine)
            with (transaction if apply else reading)(engine) as session:
                result = work(session, table, clock)
    except RefusedError as error:
        typer.echo(f"{error}\n\nKhông có gì được ghi.", err=True)
        raise typer.Exit(1) from None
    except SettingsError as error:
        typer.echo(f"dondoc: {error}", err=True)
        raise typer.Exit(1) from None
    typer.echo(as_text(result))


@contextmanager
def _database(data: Path | None) -> Iterator[sa.Engine]:
    """Our database, which must be there; SettingsError otherwise."""
    settings = read_settings(data=data)
    with engine_of(settings=settings) as engine:
        try:
            present = revision_of(engine)
        except sa.exc.OperationalError:
            present = None
        if present is None:
            raise SettingsError(
                f"There is no database in {settings.data} yet: start `dondoc up` once, then import."
            )
        yield engine


def as_text(result: ImportResult) -> str:
    """What an import changes or would change, as the command prints it."""
    sections = (
        ("Thêm", result.added),
        ("Sửa", result.changed),
        ("Hết hiệu lực", result.closed),
        ("Thiếu địa chỉ (chuyển cán bộ đầu mối xử lý)", result.missing),
    )
    lines = [
        line
        for title, texts in sections
        if texts
        for line in (f"{title} ({len(texts)}):", *(f"  {text}" for text in texts), "")
    ]
    return "\n".join([*lines, _summary(result)])


def _summary(result: ImportResult) -> str:
    counts = (
        f"{len(result.added)} thêm, {len(result.changed)} sửa, {len(result.closed)} hết hiệu lực, "
        f"{result.unchanged} giữ nguyên"
    )
    if result.applied:
        return f"Đã ghi: {counts}."
    again = " Chạy lại với --apply để ghi." if result.changes else ""
    return f"Chạy thử, chưa ghi gì: {counts}.{again}"
