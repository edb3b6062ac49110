"""`dondoc addresses`: mails that came back are read, then what is wrong with the addresses is listed."""

import typer

from flows import wiring
from flows.commands.sending import open_folder
from flows.commands.service import DataOption
from flows.returned_mail import read_mailbox
from flows.work.people.address_check import address_facts, no_link
from models.database import reading
from models.policy_file import PolicyFileError
from models.rules.holiday_file import HolidayFileError
from templates.dashboards.addresses import as_text


def add_to(app: typer.Typer) -> None:
    """Add this subject's commands."""
    app.command()(addresses)


def addresses(data: DataOption = None) -> None:
    """Read returned mail; list refused, missing and unconfirmed addresses."""
    with open_folder(data) as (engine, settings):
        try:
            tally, sentence = read_mailbox(engine=engine, settings=settings)
            with reading(engine) as session:
                world = wiring.world_of(session, settings=settings)
                facts = address_facts(session, mailbox=sentence, form=no_link, links={}, world=world)
        except (PolicyFileError, HolidayFileError) as error:
            typer.echo(f"dondoc: {error}", err=True)
            raise typer.Exit(1) from None
    typer.echo(as_text(facts), nl=False)
    if tally.fault:
        raise typer.Exit(1)
