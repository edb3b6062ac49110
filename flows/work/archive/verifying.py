"""Whether an archive is still what was written: every missing, changed or extra file in one sentence."""

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import IO, Protocol

from flows.work.refusals import RefusedError

from .sinks import CHUNK, SUMS, is_safe

LINE = re.compile(r"(?P<digest>[0-9a-f]{64})  (?P<path>[^\n]+)")
MOST_SUMS = 64 << 20  # bytes of the list itself
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)


@dataclass(frozen=True, kw_only=True, slots=True)
class Verified:
    """How many files were compared, and what is wrong: one sentence each."""

    files: int
    faults: tuple[str, ...]


class _Source(Protocol):
    names: list[str]
    faults: list[str]

    def open(self, name: str) -> IO[bytes]: ...


def verify(path: Path) -> Verified:
    """Compare every file with its sum; raises RefusedError where there is no archive."""
    with _source(path) as source:
        if SUMS not in source.names:
            raise RefusedError(f"{path}: không phải lưu trữ của dondoc (thiếu tệp {SUMS}).")
        wanted, faults = _sums(source)
        faults = [*source.faults, *faults]
        present = set(source.names) - {SUMS}
        for name in sorted(wanted.keys() - present):
            faults.append(f"Thiếu tệp {name}.")
        for name in sorted(present - wanted.keys()):
            faults.append(f"Thừa tệp {name}: không có trong {SUMS}.")
        for name in sorted(wanted.keys() & present):
            faults += _compared(source, name, wanted[name])
    return Verified(files=len(wanted), faults=tuple(faults))


def _sums(source: _Source) -> tuple[Mapping[str, str], list[str]]:
    try:
        with source.open(SUMS) as file:
            text = file.read(MOST_SUMS).decode("utf-8", "backslashreplace")
    except BROKEN:
        return {}, [f"Tệp {SUMS} hỏng, không đọc được."]
    found: dict[str, str] = {}
    faults = [] if text.endswith("\n") else [f"Tệp {SUMS} bị cắt ở dòng cuối."]
    for number, line in enumerate(text.removesuffix("\n").split("\n"), 1):
        match = LINE.fullmatch(line)
        if match is None or not is_safe(match["path"]) or match["path"] in found:
            faults.append(f"Tệp {SUMS}, dòng {number}: không đúng mẫu hoặc đường dẫn không hợp lệ.")
        else:
            found[match["path"]] = match["digest"]
    return found, faults


def _compared(source: _Source, name: str, digest: str) -> Iterator[str]:
    found = sha256()
    try:
        with source.open(name) as file:
            while chunk := file.read(CHUNK):
                found.update(chunk)
    except BROKEN:
        yield f"Tệp {name} hỏng, không đọc được."
        return
    if found.hexdigest() != digest:
        yield f"Tệp {name} đã thay đổi."


@contextmanager
def _source(path: Path) -> Iterator[_Source]:
    if path.is_dir():
        yield _FolderSource.of(path)
        return
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            yield _ZipSource.of(archive)
    except FileNotFoundError:
        raise RefusedError(f"{path}: không có tệp hoặc thư mục này.") from None
    except (zipfile.BadZipFile, NotImplementedError):
        raise RefusedError(f"{path}: tệp zip hỏng hoặc không phải tệp zip.") from None
    except OSError as error:
        raise RefusedError(f"{path}: không đọc được ({error.strerror}).") from None


@dataclass(kw_only=True)
class _FolderSource:
    root: Path
    names: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, root: Path) -> "_FolderSource":
        found = cls(root=root)
        for path in sorted(root.rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.is_symlink():
                found.faults.append(f"{name} là liên kết, không phải tệp của lưu trữ.")
            elif path.is_file():
                found.names.append(name)
            elif not path.is_dir():
                found.faults.append(f"{name} không phải tệp thường.")
        return found

    def open(self, name: str) -> IO[bytes]:
        return (self.root / name).open("rb")


@dataclass(kw_only=True)
class _ZipSource:
    archive: zipfile.ZipFile
    names: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, archive: zipfile.ZipFile) -> "_ZipSource":
        found = cls(archive=archive)
        for info in archive.infolist():
            if info.filename in found.names:
                found.faults.append(f"Tệp {info.filename} có hai lần.")
            elif not info.is_dir():
                found.names.append(info.filename)
        return found

    def open(self, name: str) -> IO[bytes]:
        return self.archive.open(name)
