"""`dondoc figures`: the workbook of a unit's report, and many of them read back."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from sqlmodel import Session, col, select

from flows import wiring
from flows.commands.sending import By, open_folder
from flows.commands.service import DataOption
from flows.work.figures.many import Outcome, import_many, told
from flows.work.figures.workbook import workbook_for
from flows.work.files.incoming import names_in, path_of, put_away
from flows.work.files.store import Files
from flows.work.refusals import RefusedError
from flows.work.story.why import find_unit
from models.database import reading
from models.tables import Plan
from models.words import PlanStatus

app = typer.Typer(name="figures", help="The figures of reports, in workbooks.", no_args_is_help=True)


def add_to(parent: typer.Typer) -> None:
    """Add this subject's commands."""
    parent.add_typer(app, name="figures")


@app.command()
def workbook(
    unit: Annotated[str, typer.Option("--unit", help="The unit: any of its names, or its id.")],
    out: Annotated[Path, typer.Option("--out", help="Where to write the workbook (.xlsx).")],
    plan: Annotated[
        str, typer.Option("--plan", help="Code of the plan (default: the newest in force).")
    ] = "",
    years: Annotated[
        str,
        typer.Option("--years", help="Such as 2022-2024 for an interim review (default: the plan's year)."),
    ] = "",
    data: DataOption = None,
) -> None:
    """Write the figures workbook of a unit's report."""
    try:
        with open_folder(data) as (engine, settings), reading(engine) as session:
            world = wiring.world_of(session, settings=settings)
            row = _plan(session, plan)
            assert row.id is not None
            content = workbook_for(
                session,
                plan_id=row.id,
                unit=find_unit(session, text=unit, day=world.today),
                years=_years(years, row.year),
                world=world,
            )
        out.write_bytes(content)
    except RefusedError as refusal:
        raise _stop(str(refusal)) from None
    except OSError as error:
        raise _stop(
            f"dondoc: {out} cannot be written ({error.strerror}); choose another with --out."
        ) from None
    typer.echo(str(out))


def _plan(session: Session, code: str) -> Plan:
    statement = select(Plan).where(col(Plan.status) == PlanStatus.ISSUED).order_by(col(Plan.issued_on).desc())
    plans = list(session.exec(statement))
    found = next((plan for plan in plans if code in ("", plan.code)), None)
    if found is None:
        known = ", ".join(plan.code for plan in plans) or "chưa có kế hoạch nào"
        raise RefusedError(f"Không có kế hoạch «{code}» đang theo dõi; đang có: {known}.")
    return found


def _years(text: str, year: int) -> list[int]:
    first, _, last = (text or str(year)).partition("-")
    if (
        not (first.isdecimal() and (last or first).isdecimal())
        or not 0 <= int(last or first) - int(first) <= 9
    ):
        raise RefusedError(f"Không đọc được các năm «{text}»; đề nghị ghi như 2022-2024.")
    return list(range(int(first), int(last or first) + 1))


@app.command("import")
def import_(
    folder: Annotated[Path, typer.Argument(help="A folder with the workbooks that came in.")],
    by: By,
    data: DataOption = None,
) -> None:
    """Read every workbook of a folder into its unit's report; exit code 1 if one was not taken."""
    paths = [path_of(name, incoming=folder) for name in names_in(folder) if name.lower().endswith(".xlsx")]
    outcomes: list[Outcome] = []
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with (
        open_folder(data) as (engine, settings),
        Progress(*columns, console=Console(stderr=True)) as progress,
    ):
        bar = progress.add_task("reading", total=len(paths))
        for outcome in import_many(
            engine=engine,
            paths=paths,
            by=by,
            files=Files(data=settings.data),
            world_of=partial(wiring.world_of, settings=settings),
            largest_mb=settings.largest_file_mb,
        ):
            if outcome.taken:
                put_away(outcome.path, incoming=settings.data / "incoming", sha256_taken=outcome.sha256)
            outcomes.append(outcome)
            progress.update(bar, advance=1, description=outcome.path.name)
    for outcome in outcomes:
        typer.echo(f"{outcome.unit_name or outcome.path.name}: {'; '.join(outcome.sentences)}")
    typer.echo(told(outcomes))
    if not all(outcome.taken for outcome in outcomes):
        raise typer.Exit(1)


def _stop(sentence: str) -> typer.Exit:
    typer.echo(sentence, err=True)
    return typer.Exit(1)
