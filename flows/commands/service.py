"""`dondoc up`."""

from pathlib import Path
from typing import Annotated

import typer

from config.settings import SettingsError, read_settings
from flows.service.errors import ServiceError

DataOption = Annotated[
    Path | None,
    typer.Option(
        "--data", help="Data folder (default: DONDOC_DATA, then ./dondoc-data).", show_default=False
    ),
]


def add_to(app: typer.Typer) -> None:
    """Add this subject's commands."""
    app.command()(up)


def up(
    data: DataOption = None,
    empty: Annotated[
        bool, typer.Option("--empty", help="Do not load the example into an empty folder.")
    ] = False,
    port: Annotated[
        int | None,
        typer.Option("--port", min=1, max=65535, help="Port of the UI (default: DONDOC_UI_PORT, then 4200)."),
    ] = None,
    play: Annotated[
        str,
        typer.Option("--play", help="Example only: let these days pass, such as 2024-02-06..2024-12-31."),
    ] = "",
    pace: Annotated[float, typer.Option("--pace", min=0, help="Seconds a played day takes.")] = 1.0,
) -> None:
    """Start the service: UI, deployments, sender and, without an SMTP server, a built-in mailbox."""
    from flows.service.player import read_span
    from flows.service.up import up as run  # here: other commands start faster without it

    try:
        run(
            settings=read_settings(data=data, **({} if port is None else {"ui_port": port})),
            empty=empty,
            say=lambda text: typer.echo(text),
            play=read_span(play, pace=pace) if play else None,
        )
    except (SettingsError, ServiceError) as error:
        typer.echo(f"dondoc: {error}", err=True)
        raise typer.Exit(1) from None
