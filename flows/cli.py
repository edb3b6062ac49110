"""The command `dondoc`; each subject's commands live in `flows/commands/<subject>.py`."""

from typing import Annotated

import typer

from flows.commands import (
    addresses,
    archive,
    backup,
    bundle,
    calendars,
    checking,
    doctor,
    exports,
    figures,
    files,
    imports,
    letters,
    looking,
    machines,
    mailbox,
    plans,
    preview,
    sending,
    service,
    simulate,
    units,
)
from flows.product import product_version

main = typer.Typer(name="dondoc", no_args_is_help=True, pretty_exceptions_enable=False)


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"dondoc {product_version()}")
        raise typer.Exit


@main.callback()
def dondoc(
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Which dondoc this is.")
    ] = False,
) -> None:
    """Chases a ministry's yearly plan to its deadlines."""


service.add_to(main)
sending.add_to(main)
machines.add_to(main)
checking.add_to(main)
doctor.add_to(main)
mailbox.add_to(main)
plans.add_to(main)
imports.add_to(main)
units.add_to(main)
addresses.add_to(main)
files.add_to(main)
figures.add_to(main)
calendars.add_to(main)
exports.add_to(main)
archive.add_to(main)
backup.add_to(main)
bundle.add_to(main)
letters.add_to(main)
looking.add_to(main)
simulate.add_to(main)
preview.add_to(main)
