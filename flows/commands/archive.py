"""`dondoc archive`: a plan as a folder or a zip, and the check that it is unchanged."""

from pathlib import Path
from typing import Annotated

import typer

from config.settings import SettingsError
from flows import wiring
from flows.commands.sending import open_folder
from flows.commands.service import DataOption
from flows.work.archive.archiving import archive
from flows.work.archive.verifying import verify
from flows.work.files.store import Files
from flows.work.refusals import RefusedError
from models.database import snapshot
from models.policy_file import PolicyFileError
from models.rules.holiday_file import HolidayFileError

app = typer.Typer(name="archive", help="A plan as files, and their check.", invoke_without_command=True)


def add_to(parent: typer.Typer) -> None:
    """Add this subject's commands."""
    parent.add_typer(app, name="archive")


@app.callback()
def archive_command(
    context: typer.Context,
    plan: Annotated[str, typer.Option("--plan", help="Code of the plan, in force or closed.")] = "",
    out: Annotated[
        Path | None,
        typer.Option("--out", help="A folder that is not there yet, or a name that ends in .zip."),
    ] = None,
    data: DataOption = None,
) -> None:
    """Write everything of a plan, with checksums and an index; exit code 1 if a stored file was missing."""
    if context.invoked_subcommand is not None:
        return
    if not plan or out is None:
        raise _stop("dondoc: say which plan and where, such as: dondoc archive --plan 2024 --out 2024.zip")
    with open_folder(data) as (engine, settings):
        try:
            with snapshot(engine) as session:
                world = wiring.world_of(session, settings=settings)
                made = archive(session, code=plan, out=out, files=Files(data=settings.data), world=world)
        except RefusedError as refusal:
            raise _stop(str(refusal)) from None
        except (PolicyFileError, HolidayFileError, SettingsError) as error:
            raise _stop(f"dondoc: {error}") from None
    typer.echo(f"{made.files} files: {out}")
    for problem in made.problems:
        typer.echo(problem, err=True)
    if made.problems:
        raise typer.Exit(1)


@app.command("verify")
def verify_command(
    path: Annotated[Path, typer.Argument(help="The archive: its folder or zip.")],
) -> None:
    """Name every missing, changed or extra file of an archive; exit code 1 if there is one."""
    try:
        found = verify(path)
    except RefusedError as refusal:
        raise _stop(str(refusal)) from None
    for fault in found.faults:
        typer.echo(fault)
    if found.faults:
        raise typer.Exit(1)
    typer.echo(f"{found.files} files are unchanged: {path}")


def _stop(sentence: str) -> typer.Exit:
    typer.echo(sentence, err=True)
    return typer.Exit(1)
