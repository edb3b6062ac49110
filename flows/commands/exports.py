"""`dondoc export`: the register, late units, the matrix, statistics, the sheet for commendation."""

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.looking import reading_folder
from flows.commands.service import DataOption
from flows.work.dates import read_day
from flows.work.exports.asking import plan_named
from flows.work.exports.exporting import Export, Wanted, export
from flows.work.files.store import write_whole
from flows.work.refusals import RefusedError

HELP = "Tables of a plan, as xlsx or CSV."
app = typer.Typer(name="export", help=HELP, no_args_is_help=True)

OutOption = Annotated[Path, typer.Option("--out", help="Where to write the file.")]
PlanOption = Annotated[
    str, typer.Option("--plan", help="Code of the plan, in force or closed (default: the newest in force).")
]
KnownOption = Annotated[
    str,
    typer.Option(
        "--known-on", help="As known at the end of this day (dd/mm/yyyy or yyyy-mm-dd; default: now)."
    ),
]
CsvOption = Annotated[bool, typer.Option("--csv", help="Write a CSV for Excel (semicolons) instead of xlsx.")]


def add_to(parent: typer.Typer) -> None:
    """Add this subject's commands."""
    parent.add_typer(app, name="export")


@app.command()
def register(
    out: OutOption,
    plan: PlanOption = "",
    known_on: KnownOption = "",
    csv: CsvOption = False,
    data: DataOption = None,
) -> None:
    """Write the register of incoming documents."""
    _export(Export.REGISTER, out, plan, known_on, csv, data)


@app.command()
def late(
    out: OutOption,
    plan: PlanOption = "",
    known_on: KnownOption = "",
    csv: CsvOption = False,
    data: DataOption = None,
) -> None:
    """Write the late units with their contacts; as of now only."""
    _export(Export.LATE, out, plan, known_on, csv, data)


@app.command()
def matrix(
    out: OutOption,
    plan: PlanOption = "",
    known_on: KnownOption = "",
    csv: CsvOption = False,
    data: DataOption = None,
) -> None:
    """Write units by tasks."""
    _export(Export.MATRIX, out, plan, known_on, csv, data)


@app.command()
def statistics(
    out: OutOption,
    plan: PlanOption = "",
    known_on: KnownOption = "",
    csv: CsvOption = False,
    data: DataOption = None,
) -> None:
    """Write the official figures by task, region and quarter."""
    _export(Export.STATISTICS, out, plan, known_on, csv, data)


@app.command()
def commendation(
    out: OutOption,
    plan: PlanOption = "",
    known_on: KnownOption = "",
    csv: CsvOption = False,
    ranked: Annotated[
        bool, typer.Option("--ranked", help="Rank the units (default: official order).")
    ] = False,
    data: DataOption = None,
) -> None:
    """Write the sheet for commendation (III.4); as of now only."""
    _export(Export.COMMENDATION, out, plan, known_on, csv, data, ranked=ranked)


def _export(
    what: Export, out: Path, plan: str, known_on: str, csv: bool, data: DataOption, *, ranked: bool = False
) -> None:
    with reading_folder(data) as (session, world):
        day = read_day(known_on, field="--known-on") if known_on else None
        wanted = Wanted(
            export=what, plan_id=plan_named(session, code=plan), known_on=day, csv=csv, ranked=ranked
        )
        made = export(session, wanted=wanted, world=world)
        try:
            write_whole(out, made.content)
        except OSError as error:
            raise RefusedError(f"{out}: không ghi được tệp ({error.strerror}).") from None
    typer.echo(f"{made.rows} rows: {out}")
