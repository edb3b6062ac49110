"""Where an archive is written: a folder or a zip, whole or not at all, file by file as it comes."""

import os
import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Protocol

from flows.work.refusals import RefusedError

SUMS = "SHA256SUMS"
PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}")
CHUNK = 1 << 20


class Sink(Protocol):
    """Takes one file after another."""

    def write(self, path: str, chunks: Iterable[bytes]) -> None:
        """Write one file; no other is open meanwhile."""


@dataclass(kw_only=True)
class Writer:
    """Writes files into the sink and remembers their sums."""

    sink: Sink
    sums: dict[str, str] = field(default_factory=dict)

    def add(self, path: str, chunks: Iterable[bytes]) -> str:
        """Write a file that is not there yet; its SHA-256."""
        if not is_safe(path) or path in self.sums or path == SUMS:
            raise ValueError(f"not a new, safe path: {path!r}")
        digest = sha256()

        def counted() -> Iterator[bytes]:
            for chunk in chunks:
                digest.update(chunk)
                yield chunk

        self.sink.write(path, counted())
        self.sums[path] = digest.hexdigest()
        return self.sums[path]

    def finish(self) -> None:
        """Write the sums, as `sha256sum -c` reads them."""
        self.sink.write(SUMS, (f"{digest}  {path}\n".encode() for path, digest in self.sums.items()))


def is_safe(path: str) -> bool:
    """Whether a path stays inside its archive on every system: plain ASCII names, none hidden, none `..`."""
    return bool(path) and all(PART.fullmatch(part) for part in path.split("/"))


@dataclass(frozen=True, kw_only=True)
class _Folder:
    root: Path

    def write(self, path: str, chunks: Iterable[bytes]) -> None:
        target = self.root / PurePosixPath(path)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with target.open("xb") as file:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())


@dataclass(frozen=True, kw_only=True)
class _Zip:
    archive: zipfile.ZipFile

    def write(self, path: str, chunks: Iterable[bytes]) -> None:
        info = zipfile.ZipInfo(path)
        info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
        with self.archive.open(info, "w", force_zip64=True) as file:
            for chunk in chunks:
                file.write(chunk)


@contextmanager
def archive_at(path: Path) -> Iterator[Writer]:
    """A zip if the name says so, else a folder; at `path` only once all is written. Raises RefusedError."""
    if path.exists() or path.is_symlink():
        raise RefusedError(f"{path} đã có; đề nghị chọn tên khác để không ghi đè lưu trữ cũ.")
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    as_zip = path.suffix.lower() == ".zip"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with _zip(fresh) if as_zip else _folder(fresh) as writer:
            yield writer
            writer.finish()
        os.rename(fresh, path)
        _remember(path.parent)
    except OSError as error:
        raise RefusedError(f"{path}: không ghi được lưu trữ ({error.strerror}).") from None
    finally:
        _discard(fresh)


@contextmanager
def _folder(fresh: Path) -> Iterator[Writer]:
    _discard(fresh)
    fresh.mkdir(mode=0o700)
    yield Writer(sink=_Folder(root=fresh))


@contextmanager
def _zip(fresh: Path) -> Iterator[Writer]:
    with fresh.open("wb") as file:
        os.chmod(fresh, 0o600)
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
            yield Writer(sink=_Zip(archive=archive))
        file.flush()
        os.fsync(file.fileno())


def _discard(fresh: Path) -> None:
    if fresh.is_dir():
        shutil.rmtree(fresh)
    else:
        fresh.unlink(missing_ok=True)


def _remember(folder: Path) -> None:
    """The new name is on the disk before anybody relies on it."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
