"""`dondoc audit`: is every stage that fell due in the ledger, is nothing stuck."""

import typer

from flows import wiring
from flows.commands.sending import open_folder
from flows.commands.service import DataOption
from flows.work.chase.auditing import audit_ledger
from models.database import reading
from models.policy_file import PolicyFileError
from models.rules.holiday_file import HolidayFileError


def add_to(app: typer.Typer) -> None:
    """Add this subject's commands."""
    app.command()(audit)


def audit(data: DataOption = None) -> None:
    """Check that nothing that fell due was lost or is stuck; exit code 1 and a sentence for each fault."""
    with open_folder(data) as (engine, settings), reading(engine) as session:
        try:
            report = audit_ledger(session, world=wiring.world_of(session, settings=settings))
        except (PolicyFileError, HolidayFileError) as error:
            typer.echo(f"dondoc: {error}", err=True)
            raise typer.Exit(1) from None
    for finding in report.findings:
        typer.echo(finding.text)
    if report.findings:
        raise typer.Exit(1)
    typer.echo(report.sentence)
