"""`dondoc units`: what a document changes about units from a day on."""

from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from flows import wiring
from flows.commands.sending import open_folder
from flows.commands.service import DataOption
from flows.work.reform.applying import arrange, arranged_words
from flows.work.reform.summary import reform_facts
from flows.work.reform.wish import Typed, Wish, read_wish
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.database import transaction
from templates.dashboards.reform_facts import ReformFacts
from templates.dashboards.reform_text import reform_text

app = typer.Typer(name="units", help="Units that change.", no_args_is_help=True)


def add_to(parent: typer.Typer) -> None:
    """Add this subject's commands."""
    parent.add_typer(app, name="units")


@app.callback()
def units() -> None:
    """Units that change."""


@app.command(name="arrange")
def arrange_units(
    day: Annotated[str, typer.Option("--day", help="The first day of the new units, dd/mm/yyyy.")],
    number: Annotated[str, typer.Option("--number", help="Number of the document that orders it.")],
    date: Annotated[str, typer.Option("--date", help="Day of that document, dd/mm/yyyy.")],
    by: Annotated[str, typer.Option("--by", help="Who does it, for the audit trail.")],
    by_list: Annotated[bool, typer.Option("--list", help="As the imported list of units has it.")] = False,
    rows: Annotated[
        str, typer.Option("--rows", help="Changes separated by ';': 'A + B -> C'; 'A => new name'.")
    ] = "",
    drop_contacts: Annotated[
        bool, typer.Option("--drop-contacts", help="Do not pass contacts to units that have none.")
    ] = False,
    apply: Annotated[
        bool, typer.Option("--apply", help="Do it, or have it done on its day; else only show it.")
    ] = False,
    data: DataOption = None,
) -> None:
    """Merge, split, rename or dissolve units from a day on; what they owe passes on."""
    typed = Typed(day=day, number=number, issued_on=date, rows=rows, keep_contacts=not drop_contacts)
    try:
        if by_list == bool(rows.strip()):
            raise RefusedError("Đề nghị ghi một trong hai: --list hoặc --rows.")
        told = _run(data, typed, by, apply=apply)
    except RefusedError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from None
    typer.echo(told)


def _run(data: Path | None, typed: Typed, by: str, *, apply: bool) -> str:
    with open_folder(data) as (engine, settings), transaction(engine) as session:
        world = wiring.world_of(session, settings=settings)
        wish = read_wish(session, typed=typed, world=world)
        facts = reform_facts(session, wish=wish, by=by, world=world)
        return f"{reform_text(facts)}\n\n{_end(session, wish, facts, by, world, apply=apply)}"


def _end(session: Session, wish: Wish, facts: ReformFacts, by: str, world: World, *, apply: bool) -> str:
    if not apply:
        when = "đúng ngày" if facts.ahead else "ngay"
        return f"Chạy thử, chưa ghi gì. Chạy lại với --apply để thực hiện {when}."
    reform, _effect = arrange(session, wish=wish, run="", by=by, world=world)
    return arranged_words(reform)
