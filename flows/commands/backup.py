"""`dondoc backup` and `dondoc restore`: a copy of everything, and its way back."""

from pathlib import Path
from typing import Annotated

import sqlalchemy as sa
import typer

from config.settings import Settings, SettingsError, read_settings
from flows import wiring
from flows.clock import ZONE
from flows.commands.sending import open_folder
from flows.commands.service import DataOption
from flows.work.backup.restoring import Restored, restore
from flows.work.refusals import RefusedError
from flows.work.stop import set_stop
from models.database import transaction

BY = "Quản trị (dòng lệnh)"


def add_to(app: typer.Typer) -> None:
    """Add this subject's commands."""
    app.command()(backup)
    app.command("restore")(restore_command)


def backup(
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder for this one copy (default: the nightly ones', and like them)."),
    ] = None,
    data: DataOption = None,
) -> None:
    """Copy database, documents and own configuration into one zip while the service works; no secrets."""
    with open_folder(data) as (engine, settings):
        try:
            if out is None:
                typer.echo(wiring.back_up(engine=engine, settings=settings))
                return
            taken = wiring.take_copy(engine=engine, settings=settings, folder=out)
        except RefusedError as refusal:
            raise _stop(str(refusal)) from None
    typer.echo(f"{taken.path}: {len(taken.manifest.files)} files, {taken.manifest.rows} rows")


def restore_command(
    copy: Annotated[Path, typer.Argument(help="A copy that `dondoc backup` or the nightly run made.")],
    data: Annotated[
        Path, typer.Option("--data", help="An empty folder; it may hold the .env of the installation.")
    ],
) -> None:
    """Check a copy and put it back into an empty folder (and database), with sending stopped."""
    try:
        settings = read_settings(data=data)
        with wiring.engine_of(settings=settings) as engine:
            restored = restore(backup=copy, data=settings.data, engine=engine)
            _stop_sending(engine, settings, restored)
    except (RefusedError, SettingsError) as error:
        raise _stop(f"dondoc: {error}") from None
    except sa.exc.DBAPIError as error:
        raise _stop(f"dondoc: the database cannot be used ({str(error.orig).strip()}).") from None
    typer.echo(_told(restored, settings))


def _stop_sending(engine: sa.Engine, settings: Settings, restored: Restored) -> None:
    """What left after the copy was taken is not known in it: nothing leaves before a person has looked."""
    taken = restored.manifest.made_at.astimezone(ZONE)
    reason = (
        f"Phục hồi từ bản sao lưu lúc {taken:%H:%M ngày %d/%m/%Y}. Thư đã gửi sau lúc đó không có trong "
        "bản sao lưu; đề nghị đối chiếu nhật ký máy chủ thư trước khi cho gửi lại."
    )
    with transaction(engine) as session:
        world = wiring.world_of(session, settings=settings)
        set_stop(session, stopped=True, by=BY, reason=reason, world=world)


def _told(restored: Restored, settings: Settings) -> str:
    taken = restored.manifest.made_at.astimezone(ZONE)
    return "\n".join(
        (
            f"Restored into {settings.data}: {len(restored.manifest.files)} files, "
            f"{restored.manifest.rows} rows, as of {taken:%d/%m/%Y %H:%M}.",
            f"Sending is STOPPED. {restored.waiting} mails had not left when the copy was taken.",
            "What left before that moment is never sent again. What left after it is not known here and",
            "would leave a second time: compare with the relay's log, record what came in since,",
            "then: dondoc resume",
            "Not in the copy: .env (passwords). Write it anew before dondoc up.",
        )
    )


def _stop(sentence: str) -> typer.Exit:
    typer.echo(sentence, err=True)
    return typer.Exit(1)
