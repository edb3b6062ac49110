"""A copy of the whole installation in one zip: database, documents, own configuration; no secrets."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

import sqlalchemy as sa

from flows.work.archive.sinks import CHUNK, Writer, archive_at
from flows.work.refusals import RefusedError
from models.database import revision_of

from .kept import name_at
from .manifest import MANIFEST, PREFECT_COPY, SQLITE_COPY, Manifest
from .postgres_copy import Copied, copy_out
from .sqlite_copy import copy_sqlite, count_rows

ROOMS = ("config", "files", "incoming", "mailbox", "outgoing")
PREFECT = Path("prefect") / "prefect.db"  # forms that wait for an answer, paused schedules
SPARE = 64 << 20  # bytes that stay free on the disk beside the copy
MB = 1 << 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Taken:
    """A finished copy."""

    path: Path
    manifest: Manifest
    size: int


def take(*, engine: sa.Engine, data: Path, folder: Path, now: datetime, product: str) -> Taken:
    """Copy everything while the service works; RefusedError says why not, and then nothing is left behind."""
    revision = revision_of(engine)
    if revision is None:
        raise RefusedError(f"{data} chưa có cơ sở dữ liệu để sao lưu; đề nghị chạy dondoc up trước.")
    _make_folder(folder)
    _refuse_full_disk(engine, data, folder)
    path = folder / name_at(now)
    with archive_at(path) as writer:
        copied = _database(engine, data, folder, writer)
        manifest = Manifest(
            product=product,
            revision=revision,
            database=engine.dialect.name,
            made_at=now,
            tables=copied.tables,
            sequences=copied.sequences,
            files=dict(_files(data, writer)),
        )
        writer.add(MANIFEST, [manifest.as_json()])
    return Taken(path=path, manifest=manifest, size=path.stat().st_size)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise RefusedError(f"{folder}: không tạo được thư mục sao lưu ({error.strerror}).") from None


def _refuse_full_disk(engine: sa.Engine, data: Path, folder: Path) -> None:
    """Before anything is written: a full disk would stop the service itself."""
    sources = [data / PREFECT, *(path for room in ROOMS for path in (data / room).rglob("*"))]
    if engine.dialect.name == "sqlite":
        sources += [_file_of(engine)] * 2  # its copy, then the zip
    needed = sum(path.stat().st_size for path in sources if path.is_file()) + SPARE
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise RefusedError(
            f"{folder}: đĩa còn trống {free // MB} MB, bản sao lưu cần khoảng {needed // MB} MB; "
            "đề nghị dọn đĩa hoặc đặt DONDOC_BACKUP_FOLDER sang đĩa khác."
        )


def _database(engine: sa.Engine, data: Path, folder: Path, writer: Writer) -> Copied:
    """Before the files: whatever a row refers to lies on the disk already."""
    with TemporaryDirectory(prefix=".dondoc-", dir=folder) as scratch:
        copied = (
            _sqlite(engine, Path(scratch), writer)
            if engine.dialect.name == "sqlite"
            else copy_out(engine, writer=writer)
        )
        if (data / PREFECT).is_file():
            copy_sqlite(data / PREFECT, to=Path(scratch) / "prefect.db")
            _add(writer, PREFECT_COPY, Path(scratch) / "prefect.db")
    return copied


def _sqlite(engine: sa.Engine, scratch: Path, writer: Writer) -> Copied:
    copy = scratch / "dondoc.sqlite3"
    copy_sqlite(_file_of(engine), to=copy)
    tables = count_rows(copy)
    _add(writer, SQLITE_COPY, copy)
    return Copied(tables=tables, sequences={})


def _file_of(engine: sa.Engine) -> Path:
    assert engine.url.database
    return Path(engine.url.database)


def _files(data: Path, writer: Writer) -> Iterator[tuple[str, str]]:
    """Path in the copy and in the data folder; names that people gave stand in the manifest alone."""
    number = 0
    for room in ROOMS:
        for path in sorted((data / room).rglob("*")):
            if path.is_symlink() or not path.is_file() or path.name.endswith(".new"):
                continue
            number += 1
            if _add(writer, name := f"data/{number:06d}", path):
                yield name, path.relative_to(data).as_posix()


def _add(writer: Writer, name: str, path: Path) -> bool:
    """False for a file that was moved away in the meantime."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return False
    with file:
        writer.add(name, _chunks(file))
    return True


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk
