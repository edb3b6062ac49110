"""`dondoc stop`, `resume` and `deliver`: the stop switch, and one pass over the outbox."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import sqlalchemy as sa
import typer

from config.settings import Settings, SettingsError, read_settings
from flows import wiring
from flows.clock import machine_now
from flows.commands.machines import become_part
from flows.commands.service import DataOption
from flows.delivery.sender import deliver as send
from flows.work.refusals import RefusedError
from flows.work.stop import set_stop
from models.database import transaction

By = Annotated[str, typer.Option("--by", help="Who does it; kept in the audit trail.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; coordinators read it.")]


def add_to(app: typer.Typer) -> None:
    """Add this subject's commands."""
    app.command()(stop)
    app.command()(resume)
    app.command()(deliver)


def stop(by: By, reason: Reason, data: DataOption = None) -> None:
    """Stop all mail at once; what is due waits in the outbox."""
    _switch(data, stopped=True, by=by, reason=reason)


def resume(by: By, reason: Reason = "", data: DataOption = None) -> None:
    """Let mail leave again; what waited is collapsed into one mail per address."""
    _switch(data, stopped=False, by=by, reason=reason)


def deliver(
    data: DataOption = None,
    keep_on: Annotated[
        bool, typer.Option("--keep-on", help="Go on until SIGTERM, as the sender of `dondoc up` does.")
    ] = False,
) -> None:
    """Send what may leave now, once, or with --keep-on always; `dondoc up` does this by itself."""
    if keep_on:
        with open_folder(data) as (_engine, settings):
            pass
        become_part("sender", settings)
    with open_folder(data) as (engine, settings):
        outlet = wiring.outlet_of(engine=engine, settings=settings)
        result = send(
            engine=engine,
            smtp=outlet.smtp(),
            compose=outlet.compose,
            now=machine_now,
            claimable=outlet.claimable,
            folder_now=outlet.folder_now,
        )
    typer.echo(
        f"sent {result.sent}, to be retried {result.retry}, "
        f"failed {result.failed}, withdrawn {result.withdrawn}"
    )
    if result.stopped:
        typer.echo("Sending is stopped: `dondoc resume` lets it go on.")
    if result.fault:
        typer.echo(f"dondoc: {result.fault}", err=True)
        raise typer.Exit(1)


def _switch(data: DataOption, *, stopped: bool, by: str, reason: str) -> None:
    with open_folder(data) as (engine, settings), transaction(engine) as session:
        world = wiring.world_of(session, settings=settings)
        try:
            typer.echo(set_stop(session, stopped=stopped, by=by, reason=reason, world=world))
        except RefusedError as refusal:
            typer.echo(f"dondoc: {refusal}", err=True)
            raise typer.Exit(1) from None


@contextmanager
def open_folder(data: DataOption) -> Iterator[tuple[sa.Engine, Settings]]:
    """The data folder's database, if it has one."""
    try:
        settings = read_settings(data=data)
    except SettingsError as error:
        typer.echo(f"dondoc: {error}", err=True)
        raise typer.Exit(1) from None
    with wiring.engine_of(settings=settings) as engine:
        if not _has_tables(engine):
            typer.echo(f"dondoc: {settings.data} has no dondoc database yet; run dondoc up first.", err=True)
            raise typer.Exit(1)
        yield engine, settings


def _has_tables(engine: sa.Engine) -> bool:
    try:
        return sa.inspect(engine).has_table("folder")
    except sa.exc.OperationalError:
        return False
