"""`dondoc bundle`: an installation package for a server that reaches no registry."""

from pathlib import Path
from typing import Annotated

import typer

from flows.work.bundle.building import build
from flows.work.refusals import RefusedError

CHECKOUT = Path(__file__).parents[2]
MB = 1 << 20


def add_to(app: typer.Typer) -> None:
    """Add this subject's commands."""
    app.command()(bundle)


def bundle(
    out: Annotated[Path, typer.Option("--out", help="A folder that is not there yet, or FILE.tar.gz.")],
    source: Annotated[
        Path, typer.Option("--source", help="Clone to build from (default: the one this runs in).")
    ] = CHECKOUT,
) -> None:
    """Write all wheels with their hashes, a guide and a script: one line installs it without a network."""
    typer.echo("Fetching the pinned wheels and building our own; a minute or two ...", err=True)
    try:
        made = build(source=source.absolute(), out=out.absolute())
    except RefusedError as refusal:
        typer.echo(f"dondoc: {refusal}", err=True)
        raise typer.Exit(1) from None
    server = f"Linux {made.platform.machine}, Python {made.platform.python}, glibc {made.platform.glibc}+"
    typer.echo(f"{out}: {made.wheels} wheels, {made.size // MB} MB, for {server}.")
    typer.echo("On the server, in the unpacked folder: sh cai-dat.sh /opt/dondoc")
