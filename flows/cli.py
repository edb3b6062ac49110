"""The command `dondoc`; each subject's commands live in `flows/commands/<subject>.py`."""

import typer

from flows.commands import (
    addresses,
    archive,
    calendars,
    checking,
    exports,
    figures,
    files,
    imports,
    letters,
    looking,
    mailbox,
    plans,
    preview,
    sending,
    service,
    simulate,
)

main = typer.Typer(name="dondoc", no_args_is_help=True, pretty_exceptions_enable=False)


@main.callback()
def dondoc() -> None:
    """Chases a ministry's yearly plan to its deadlines."""


service.add_to(main)
sending.add_to(main)
checking.add_to(main)
mailbox.add_to(main)
plans.add_to(main)
imports.add_to(main)
addresses.add_to(main)
files.add_to(main)
figures.add_to(main)
calendars.add_to(main)
exports.add_to(main)
archive.add_to(main)
letters.add_to(main)
looking.add_to(main)
simulate.add_to(main)
preview.add_to(main)
