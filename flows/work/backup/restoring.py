"""A copy put back into an empty folder and an empty database; checked before and after."""

import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from flows.work.archive.sinks import CHUNK
from flows.work.archive.verifying import verify
from flows.work.refusals import RefusedError
from models.database import knows_revision, migrate, reading
from models.tables import Message
from models.words import MessageStatus

from .manifest import MANIFEST, PREFECT_COPY, SQLITE_COPY, Manifest, Table, read_manifest
from .postgres_copy import copy_in, empty_again, set_sequences
from .sqlite_copy import copy_sqlite, count_rows
from .taking import PREFECT, ROOMS

UNSETTLED = (MessageStatus.QUEUED, MessageStatus.CLAIMED, MessageStatus.RETRY)
MAY_STAND = {".env"}  # what an administrator has put there beforehand
OUR_ROOMS = (*ROOMS, "prefect")


@dataclass(frozen=True, kw_only=True, slots=True)
class Restored:
    """What was put back."""

    manifest: Manifest
    waiting: int  # mails that had not left when the copy was taken


def restore(*, backup: Path, data: Path, engine: sa.Engine) -> Restored:
    """Put a copy back and bring it to this program's revision; RefusedError, and then nothing is changed."""
    manifest = checked(backup)
    _refuse_other_kind(manifest, engine)
    _refuse_filled(data, engine)
    try:
        with zipfile.ZipFile(backup) as archive:
            _put_back(archive, manifest, data, engine)
        with reading(engine) as session:
            return Restored(manifest=manifest, waiting=_waiting(session))
    except BaseException as error:
        _undo(data, engine)
        if isinstance(error, OSError | sa.exc.SQLAlchemyError | LookupError):
            raise RefusedError(
                f"{backup}: không phục hồi được ({_reason(error)}); không có gì được ghi."
            ) from None
        raise


def checked(backup: Path) -> Manifest:
    """The manifest of a copy whose every file is what was written; RefusedError otherwise."""
    if faults := verify(backup).faults:
        more = f" (và {len(faults) - 1} lỗi khác)" if len(faults) > 1 else ""
        raise RefusedError(f"{backup}: bản sao lưu không nguyên vẹn{more}: {faults[0]}")
    try:
        with zipfile.ZipFile(backup) as archive:
            manifest = read_manifest(archive.read(MANIFEST))
    except (OSError, KeyError):  # a folder, or another kind of archive
        manifest = None
    if manifest is None:
        raise RefusedError(f"{backup}: không phải bản sao lưu mà phiên bản dondoc này đọc được.")
    return manifest


def _refuse_other_kind(manifest: Manifest, engine: sa.Engine) -> None:
    if manifest.database != engine.dialect.name:
        raise RefusedError(
            f"Bản sao lưu là của {manifest.database}, nơi phục hồi là {engine.dialect.name}; "
            "đề nghị đặt DONDOC_DATABASE_URL cùng loại với bản sao lưu."
        )
    if not knows_revision(engine, manifest.revision):
        raise RefusedError(
            f"Bản sao lưu do dondoc {manifest.product} ghi, mới hơn phiên bản này; "
            "đề nghị cài phiên bản đó rồi phục hồi."
        )


def _refuse_filled(data: Path, engine: sa.Engine) -> None:
    """Nothing is ever written over."""
    there = sorted(path.name for path in data.iterdir()) if data.exists() else []
    if left := [name for name in there if name not in MAY_STAND]:
        raise RefusedError(f"{data} đã có {left[0]}; đề nghị chọn thư mục trống để phục hồi.")
    if engine.dialect.name == "sqlite":
        if Path(engine.url.database or "").exists():
            raise RefusedError(f"{engine.url.database} đã có; đề nghị chọn nơi chưa có cơ sở dữ liệu.")
    elif sa.inspect(engine).get_table_names():
        raise RefusedError("Cơ sở dữ liệu PostgreSQL đã có bảng; đề nghị tạo một cơ sở dữ liệu trống.")


def _put_back(archive: zipfile.ZipFile, manifest: Manifest, data: Path, engine: sa.Engine) -> None:
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, path in manifest.files.items():
        _extract(archive, name, to=_inside(data, path))
    if PREFECT_COPY in archive.namelist():
        _extract(archive, PREFECT_COPY, to=data / PREFECT)
    rows = (
        _sqlite(archive, data, engine)
        if engine.dialect.name == "sqlite"
        else _postgres(archive, manifest, engine)
    )
    wanted = {name: table.rows for name, table in manifest.tables.items()}
    if rows != wanted:
        raise LookupError("số dòng của các bảng khác với bản sao lưu")
    migrate(engine)


def _inside(data: Path, path: str) -> Path:
    """The manifest is checked by its sum, and still never leads out of the folder."""
    target = (data / path).resolve()
    if not target.is_relative_to(data.resolve()) or Path(path).parts[0] not in ROOMS:
        raise LookupError(f"đường dẫn {path} không hợp lệ")
    return target


def _extract(archive: zipfile.ZipFile, name: str, *, to: Path) -> None:
    to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with archive.open(name) as source, to.open("xb") as target:
        to.chmod(0o600)
        shutil.copyfileobj(source, target, CHUNK)


def _sqlite(archive: zipfile.ZipFile, data: Path, engine: sa.Engine) -> dict[str, int]:
    fresh = data / ".database.new"
    _extract(archive, SQLITE_COPY, to=fresh)
    copy_sqlite(fresh, to=Path(engine.url.database or ""))
    fresh.unlink()
    return _counts(count_rows(Path(engine.url.database or "")))


def _counts(tables: dict[str, Table]) -> dict[str, int]:
    return {name: table.rows for name, table in tables.items()}


def _postgres(archive: zipfile.ZipFile, manifest: Manifest, engine: sa.Engine) -> dict[str, int]:
    @contextmanager
    def read(name: str) -> Iterator[IO[bytes]]:
        with archive.open(name) as file:
            yield file

    migrate(engine, to=manifest.revision)
    rows = copy_in(engine, wanted=manifest.tables, read=read)
    set_sequences(engine, values=manifest.sequences)
    return rows


def _waiting(session: Session) -> int:
    unsettled = col(Message.status).in_(UNSETTLED)
    return session.exec(select(func.count()).select_from(Message).where(unsettled)).one()


def _undo(data: Path, engine: sa.Engine) -> None:
    """The folder and the database were empty: whatever is there now is ours."""
    engine.dispose()
    for room in OUR_ROOMS:
        shutil.rmtree(data / room, ignore_errors=True)
    (data / ".database.new").unlink(missing_ok=True)
    if engine.dialect.name == "sqlite":
        for tail in ("", "-wal", "-shm", "-journal"):
            Path(f"{engine.url.database}{tail}").unlink(missing_ok=True)
    else:
        empty_again(engine)


def _reason(error: Exception) -> str:
    if isinstance(error, sa.exc.DBAPIError):
        return str(error.orig).strip().splitlines()[0]
    return getattr(error, "strerror", None) or str(error)
