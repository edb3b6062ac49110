"""`dondoc preview`: who would get what on a day, and why."""

from datetime import datetime
from functools import partial
from typing import Annotated

import typer
from rich.console import Console
from rich.markdown import Markdown

from flows import wiring
from flows.commands.sending import open_folder
from flows.commands.service import DataOption
from flows.simulating import composer
from flows.work.ahead.preview import Question, unit_named
from flows.work.ahead.preview import preview as look_ahead
from flows.work.refusals import RefusedError
from models.database import reading
from models.policy_file import PolicyFileError
from models.rules.holiday_file import HolidayFileError
from templates.preview.render import render_preview

DAY_FORMATS = ["%d/%m/%Y", "%Y-%m-%d"]


def add_to(app: typer.Typer) -> None:
    """Add this subject's commands."""
    app.command()(preview)


def preview(
    on: Annotated[datetime, typer.Option("--on", formats=DAY_FORMATS, help="The day, today or later.")],
    unit: Annotated[str, typer.Option("--unit", help="Only this unit (id or name).")] = "",
    mail: Annotated[str, typer.Option("--mail", help="Print the mail to this address in full.")] = "",
    data: DataOption = None,
) -> None:
    """Show who would get what on a day and why, without any effect; a future day is played up to first."""
    try:
        with open_folder(data) as (engine, settings), reading(engine) as session:
            world = wiring.world_of(session, settings=settings)
            question = Question(day=on.date(), unit=unit_named(session, text=unit, day=on.date()), mail=mail)
            compose = partial(
                composer, settings=settings, example=world.example, wanted=None if mail else frozenset()
            )
            facts = look_ahead(
                session,
                question=question,
                world=world,
                compose=compose,
                mails_per_minute=settings.mails_per_minute,
            )
    except (RefusedError, PolicyFileError, HolidayFileError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    show(render_preview(facts))


def show(markdown: str) -> None:
    """Laid out on a terminal; as it is for a file or a pipe."""
    console = Console(highlight=False)
    if console.is_terminal:
        console.print(Markdown(markdown))
    else:
        typer.echo(markdown)
