"""`dondoc why`, `history` and `overview`: what happened, why, and how it stood on a day."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from sqlmodel import Session

from config.settings import SettingsError
from flows import wiring
from flows.clock import end_of
from flows.commands.sending import open_folder
from flows.commands.service import DataOption
from flows.work.chase.day import on_day
from flows.work.dates import read_day
from flows.work.pages.grouped import Grouping, grouped_figures
from flows.work.pages.overview import figures_known
from flows.work.refusals import RefusedError
from flows.work.story.history import as_csv, as_text, history
from flows.work.story.why import find_unit, why
from flows.work.world import World
from models.database import reading
from models.policy_file import PolicyFileError
from models.rules.holiday_file import HolidayFileError
from templates.dashboards.figures_table import show_figures, show_groups
from templates.dashboards.story import as_text as story_text
from templates.words_vi import plain_day

HEADS = {Grouping.REGION: "Khu vực", Grouping.UNIT: "Đơn vị", Grouping.PERIOD: "Kỳ (theo quý)"}
PIPED_WIDTH = 140  # columns, when nobody says how wide the reader's screen is

UnitArgument = Annotated[
    str, typer.Argument(help="The unit: any of its names, with or without diacritics, or its id.")
]
OnOption = Annotated[
    str, typer.Option("--on", help="As of the end of this day (dd/mm/yyyy or yyyy-mm-dd; default: today).")
]


def add_to(app: typer.Typer) -> None:
    """Add this subject's commands."""
    app.command("why")(why_command)
    app.command("history")(history_command)
    app.command("overview")(overview_command)


def why_command(
    unit: UnitArgument,
    task: Annotated[str, typer.Option("--task", help="One task only, such as II.1.1.b.")] = "",
    on: OnOption = "",
    data: DataOption = None,
) -> None:
    """Tell what a unit was sent, when and to whom, and why it was not."""
    with reading_folder(data) as (session, world):
        key = find_unit(session, text=unit, day=world.today)
        day = _day(on, world.today)
        text = story_text(why(session, unit=key, task=task, on=day, links={}, world=world))
    typer.echo(text, nl=False)


def history_command(
    whose: Annotated[
        str, typer.Argument(metavar="UNIT|PUBLIC_ID", help="A unit, or the public id of an obligation.")
    ],
    file: Annotated[Path | None, typer.Option("--csv", help="Write it to this CSV file instead.")] = None,
    data: DataOption = None,
) -> None:
    """List every change of state of a unit or obligation: when, who (self-declared), what."""
    with reading_folder(data) as (session, world):
        found = history(session, text=whose, day=world.today)
        if file is None:
            typer.echo(as_text(found))
        else:
            _write(file, as_csv(found.changes))
            typer.echo(f"{len(found.changes)} changes: {file}")


def overview_command(
    on: OnOption = "",
    known_on: Annotated[
        str, typer.Option("--known-on", help="Only what was recorded by the end of this day (default: --on).")
    ] = "",
    by: Annotated[
        Grouping, typer.Option("--by", help="What a row stands for; period: quarter of the last valid day.")
    ] = Grouping.TASK,
    data: DataOption = None,
) -> None:
    """Print the official figures of a day, as they were known on that day or on a later one."""
    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(width=PIPED_WIDTH, highlight=False)
    with reading_folder(data) as (session, world):
        day = _day(on, world.today)
        known = _day(known_on, day)
        if max(day, known) > world.today:
            raise RefusedError(
                f"Ngày {plain_day(max(day, known))} là ngày trong tương lai; "
                f"hôm nay là {plain_day(world.today)}."
            )
        then, until = on_day(world=world, day=day), end_of(known)
        if by is Grouping.TASK:
            plans = figures_known(session, world=then, known_until=until)
            show_figures(plans, on=day, known_on=known, console=console)
        else:
            groups = grouped_figures(session, by=by, world=then, known_until=until)
            show_groups(groups, head=HEADS[by], on=day, known_on=known, console=console)


def _day(text: str, otherwise: date) -> date:
    return read_day(text, field="DATE") if text else otherwise


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise RefusedError(f"{file}: không ghi được tệp ({error.strerror}).") from None


@contextmanager
def reading_folder(data: DataOption) -> Iterator[tuple[Session, World]]:
    """A question to the folder; every problem ends in one sentence."""
    with open_folder(data) as (engine, settings):
        try:
            with reading(engine) as session:
                yield session, wiring.world_of(session, settings=settings)
        except RefusedError as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from None
        except (PolicyFileError, HolidayFileError, SettingsError) as error:
            typer.echo(f"dondoc: {error}", err=True)
            raise typer.Exit(1) from None
