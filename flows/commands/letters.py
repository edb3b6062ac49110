"""`dondoc letters`: the templates of letters and papers."""

import typer

from config.settings import SettingsError, read_settings
from flows.commands.service import DataOption
from flows.work.papers.form_check import FormChecked, check_forms

app = typer.Typer(name="letters", help="Templates of letters and papers.", no_args_is_help=True)


def add_to(parent: typer.Typer) -> None:
    """Add this subject's commands."""
    parent.add_typer(app, name="letters")


@app.callback()
def letters() -> None:
    """Templates of letters and papers."""


@app.command()
def check(data: DataOption = None) -> None:
    """Fill in every template with made-up facts: fields, marks, layout; exit code 1 if one is broken."""
    try:
        settings = read_settings(data=data)
    except SettingsError as error:
        typer.echo(f"dondoc: {error}", err=True)
        raise typer.Exit(1) from None
    broken = 0
    for checked in check_forms(templates=settings.data / "config" / "letters"):
        _show(checked)
        broken += bool(checked.broken)
    if broken:
        typer.echo(f"Có {broken} mẫu cần sửa.", err=True)
        raise typer.Exit(1)


def _show(checked: FormChecked) -> None:
    whose = "mẫu của đơn vị" if checked.own else "mẫu gốc"
    state = "cần sửa" if checked.broken else "dùng được"
    typer.echo(f"{checked.name} ({whose}): {state}")
    for sentence in (*checked.broken, *checked.noted):
        typer.echo(f"  {sentence}")
