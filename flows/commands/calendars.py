"""`dondoc calendar`: deadlines and trainings as a file that calendar programs read."""

from pathlib import Path
from typing import Annotated

import typer

from flows import wiring
from flows.commands.sending import open_folder
from flows.commands.service import DataOption
from flows.work.calendars.export import Exported, export, whose_calendar
from flows.work.refusals import RefusedError
from models.database import reading

app = typer.Typer(
    name="calendar", help="Deadlines and trainings for calendar programs.", no_args_is_help=True
)


def add_to(parent: typer.Typer) -> None:
    """Add this subject's commands."""
    parent.add_typer(app, name="calendar")


@app.callback()
def calendar() -> None:
    """Deadlines and trainings for calendar programs."""


@app.command("export")
def export_command(
    out: Annotated[Path, typer.Option("--out", help="Where to write the calendar (.ics).")],
    unit: Annotated[str, typer.Option("--unit", help="One unit: any of its names, or its id.")] = "",
    region: Annotated[str, typer.Option("--region", help="The units of a region: Bắc, Trung or Nam.")] = "",
    everybody: Annotated[bool, typer.Option("--all", help="All units.")] = False,
    plan: Annotated[str, typer.Option("--plan", help="Code of the plan (default: all in force).")] = "",
    data: DataOption = None,
) -> None:
    """Write deadlines and trainings as an iCalendar file; a later one updates what an earlier one brought."""
    if [bool(unit), bool(region), everybody].count(True) != 1:
        raise _stop("dondoc: say whose calendar, with exactly one of --unit, --region and --all.")
    try:
        made = _made(data, unit=unit, region=region, plan=plan)
        out.write_bytes(made.content)
    except RefusedError as refusal:
        raise _stop(str(refusal)) from None
    except OSError as error:
        raise _stop(
            f"dondoc: {out} cannot be written ({error.strerror}); choose another with --out."
        ) from None
    typer.echo(f"{out}: {made.deadlines} deadlines, {made.trainings} trainings")


def _made(data: DataOption, *, unit: str, region: str, plan: str) -> Exported:
    with open_folder(data) as (engine, settings), reading(engine) as session:
        world = wiring.world_of(session, settings=settings)
        whose = whose_calendar(session, unit=unit, region=region, world=world)
        sender = wiring.identity_of(session, settings=settings).sender
        return export(session, whose=whose, plan=plan, sender=sender, world=world)


def _stop(sentence: str) -> typer.Exit:
    typer.echo(sentence, err=True)
    return typer.Exit(1)
