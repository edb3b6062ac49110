"""Files of mails and documents by their SHA-256, and what is put into outgoing/ for coordinators."""

import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

CHUNK = 1 << 20


@dataclass(frozen=True, kw_only=True, slots=True)
class Files:
    """The data folder's rooms for files; names of files are ours, never a user's."""

    data: Path

    @property
    def letter_forms(self) -> Path:
        """Where an installation keeps its own templates of letters."""
        return self.data / "config" / "letters"

    def keep(self, content: bytes) -> str:
        """Store what a mail will carry, or what came with a document; its SHA-256."""
        name = sha256(content).hexdigest()
        write_whole(self.data / "files" / name[:2] / name, content)
        return name

    def read(self, name: str) -> bytes:
        """The bytes that were stored under this SHA-256."""
        return (self.data / "files" / name[:2] / name).read_bytes()

    def has(self, name: str) -> bool:
        """Whether bytes are stored under this SHA-256."""
        return (self.data / "files" / name[:2] / name).is_file()

    def chunks(self, name: str) -> Iterator[bytes]:
        """The same bytes as `read`, a piece at a time."""
        with (self.data / "files" / name[:2] / name).open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk

    def put_out(self, content: bytes, *, name: str) -> Path:
        """Lay a file down for a coordinator; an earlier one of that name is kept beside it."""
        folder = self.data / "outgoing"
        path, number = folder / name, 1
        while path.exists() and path.read_bytes() != content:
            number += 1
            path = folder / f"{Path(name).stem}-{number}{Path(name).suffix}"
        write_whole(path, content)
        return path


def write_whole(path: Path, content: bytes) -> None:
    """Whole or not at all, and on the disk before anybody relies on it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(4)}.new")
    with fresh.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
