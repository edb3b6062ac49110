"""`dondoc doctor`: is this installation as it should be."""

import json
from dataclasses import asdict
from typing import Annotated

import typer

from config.settings import SettingsError, read_settings
from flows.commands.service import DataOption
from flows.work.doctor.finding import Finding, State
from models.policy_file import PolicyFileError
from models.rules.holiday_file import HolidayFileError


def add_to(app: typer.Typer) -> None:
    """Add this subject's commands."""
    app.command()(doctor)


def doctor(
    data: DataOption = None,
    port: Annotated[
        int | None,
        typer.Option("--port", min=1, max=65535, help="Port of the UI, if `dondoc up` was given another."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Check clock, versions, disk, database, SMTP, addresses, days off, copies, schedules; send nothing."""
    from flows.service.doctor import examine  # here: other commands start faster without it

    try:
        settings = read_settings(data=data, **({} if port is None else {"ui_port": port}))
        findings = list(examine(settings=settings))
    except (SettingsError, PolicyFileError, HolidayFileError) as error:
        typer.echo(f"dondoc: {error}", err=True)
        raise typer.Exit(1) from None
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in findings], ensure_ascii=False, indent=1))
    else:
        _table(findings)
    if any(one.state is State.LOOK for one in findings):
        raise typer.Exit(1)


def _table(findings: list[Finding]) -> None:
    width = max(len(one.what) for one in findings)
    for one in findings:
        typer.echo(f"{one.state.value:<8} {one.what:<{width}}  {one.sentence}")
    wrong = sum(one.state is State.LOOK for one in findings)
    typer.echo(f"\nCó {wrong} mục cần xem lại." if wrong else "\nKhông có mục nào cần xem lại.")
