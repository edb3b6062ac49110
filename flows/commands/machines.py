"""`dondoc server`, `watch`, `deploy`, `env`: the parts of `dondoc up` one by one, on several machines."""

import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import typer

from config.settings import Settings, SettingsError, read_settings
from flows.commands.service import DataOption
from flows.service.errors import ServiceError
from flows.service.folder import locked, make_rooms
from flows.service.prefect_environment import FOREIGN, environment
from flows.service.prepare import prepare

T = TypeVar("T")
Pool = Annotated[str, typer.Option("--pool", help="Name of the work pool; made if it is not there.")]


def add_to(app: typer.Typer) -> None:
    """Add this subject's commands."""
    app.command()(deploy)
    app.command()(server)
    app.command()(watch)
    app.command("env", context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})(
        run_in_environment
    )


def deploy(pool: Pool, data: DataOption = None) -> None:
    """Migrate the database and register every form for a work pool; its workers: prefect worker start."""
    settings = _settings(data)
    number = _told(lambda: _deploy(settings, pool))
    typer.echo(f"{number} forms are registered for the work pool {pool}.")
    typer.echo(f"On each machine: dondoc env prefect worker start --pool {pool} --type process")


def _deploy(settings: Settings, pool: str) -> int:
    make_rooms(data=settings.data)
    with locked(data=settings.data):
        prepare(settings=settings, empty=True)
        _enter(environment(settings=settings))
        from flows.service.pool import deploy as register  # after its environment is set

        return asyncio.run(register(settings=settings, pool=pool))


def server(data: DataOption = None) -> None:
    """Prefect's server and UI alone, in the foreground, closed as under `dondoc up`."""
    settings = _settings(data)
    _told(lambda: make_rooms(data=settings.data))
    become_part("server", settings)


def watch(data: DataOption = None) -> None:
    """Beside a work pool: alarms, lists of incoming/, and today's run if it is missing; in the foreground."""
    settings = _settings(data)
    _told(lambda: make_rooms(data=settings.data))
    become_part("keeper", settings)


def run_in_environment(
    command: Annotated[
        list[str], typer.Argument(help="Such as: prefect worker start --pool NAME --type process")
    ],
    data: DataOption = None,
) -> None:
    """Run a command in the environment of this installation: addresses and passwords come from .env."""
    settings = _settings(data)
    inside = environment(settings=settings)
    inside["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{inside.get('PATH', '')}"
    try:
        os.execvpe(command[0], command, inside)  # noqa: S606  (the administrator's own command)
    except OSError as error:
        typer.echo(f"dondoc: {command[0]} cannot be run ({error.strerror}).", err=True)
        raise typer.Exit(127) from None


def become_part(name: str, settings: Settings) -> NoReturn:
    """Turn this process into one part of the service: who watches it watches the part itself."""
    command = [sys.executable, "-P", "-m", "flows.service.child", name]
    os.execve(sys.executable, command, environment(settings=settings))  # noqa: S606  (our own module)


def _enter(wanted: dict[str, str]) -> None:
    for name in FOREIGN:
        os.environ.pop(name, None)
    os.environ.update(wanted)


def _settings(data: Path | None) -> Settings:
    return _told(lambda: read_settings(data=data))


def _told(work: Callable[[], T]) -> T:
    try:
        return work()
    except (SettingsError, ServiceError) as error:
        typer.echo(f"dondoc: {error}", err=True)
        raise typer.Exit(1) from None
