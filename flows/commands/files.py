"""`dondoc file`: what lies in incoming/, and the files attached to documents."""

from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from config.settings import Settings
from flows import wiring
from flows.commands.sending import By, Reason, open_folder
from flows.commands.service import DataOption
from flows.work.choices import attached_labels
from flows.work.files.attaching import attach as attach_to
from flows.work.files.attaching import remove as take_off
from flows.work.files.checking import check_file
from flows.work.files.incoming import names_in, put_away
from flows.work.files.store import Files
from flows.work.refusals import RefusedError
from models.database import reading, transaction

app = typer.Typer(name="file", help="Files that came in with documents.", no_args_is_help=True)


def add_to(parent: typer.Typer) -> None:
    """Add this subject's commands."""
    parent.add_typer(app, name="file")


@app.command("list")
def list_files(
    attached: Annotated[
        bool, typer.Option("--all", help="The files attached to documents as well, with their ids.")
    ] = False,
    data: DataOption = None,
) -> None:
    """List what lies in incoming/, and what is attached."""
    with open_folder(data) as (engine, settings), reading(engine) as session:
        for name in names_in(settings.data / "incoming"):
            typer.echo(name)
        for label in attached_labels(session) if attached else ():
            typer.echo(f"[đã đính kèm] {label}")


@app.command()
def attach(
    submission: Annotated[
        int, typer.Argument(help="The document's id, as the lists of forms show it (#12).")
    ],
    files: Annotated[list[Path], typer.Argument(help="The files; from incoming/ they move to da-nhan/.")],
    by: By,
    data: DataOption = None,
) -> None:
    """Check files and attach them to a recorded document, all or none."""
    with open_folder(data) as (engine, settings):
        try:
            checked = [(path, check_file(path, largest_mb=settings.largest_file_mb)) for path in files]
            with transaction(engine) as session:
                done = attach_to(
                    session,
                    submission_id=submission,
                    checked=[one for _, one in checked],
                    by=by,
                    files=Files(data=settings.data),
                    world=wiring.world_of(session, settings=settings),
                )
        except RefusedError as refusal:
            raise _stop(refusal) from None
        for path, one in checked:
            put_away(path, incoming=settings.data / "incoming", sha256_taken=one.sha256)
    typer.echo(done.sentence)


@app.command()
def remove(
    file: Annotated[int, typer.Argument(help="The file's id, as `dondoc file list --all` shows it.")],
    by: By,
    reason: Reason,
    data: DataOption = None,
) -> None:
    """Take a file off its document; figures read from it no longer count."""
    with open_folder(data) as (engine, settings), transaction(engine) as session:
        try:
            typer.echo(_removed(session, file, reason, by, settings))
        except RefusedError as refusal:
            raise _stop(refusal) from None


def _removed(session: Session, file: int, reason: str, by: str, settings: Settings) -> str:
    world = wiring.world_of(session, settings=settings)
    return take_off(session, file_id=file, reason=reason, by=by, world=world)


def _stop(refusal: RefusedError) -> typer.Exit:
    typer.echo(str(refusal), err=True)
    return typer.Exit(1)
