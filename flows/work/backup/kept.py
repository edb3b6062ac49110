"""Which copies lie in the folder of backups, told by their names alone, and how many stay."""

import re
import shutil
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

STAMP = "%Y%m%dT%H%M%SZ"
NAME = re.compile(r"dondoc-(\d{8}T\d{6}Z)\.zip")
UNFINISHED = ".dondoc-*"  # what a killed backup leaves behind
ABANDONED = 24 * 3600.0  # seconds after which nobody works on it any more
TOO_OLD = timedelta(days=2)


@dataclass(frozen=True, kw_only=True, slots=True)
class Copy:
    """A finished copy: only a whole one ever bears its name."""

    path: Path
    made_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Copies:
    """What there is, for whoever tells people of it; `since`: when the folder began to need copies."""

    last: datetime | None
    number: int
    since: datetime

    def missing(self, *, now: datetime) -> bool:
        """Whether the last copy, or the beginning, is further back than two days."""
        return now - (self.last or self.since) > TOO_OLD


def no_copies() -> Copies | None:
    """Of a folder that needs none, such as the example."""
    return None


def name_at(moment: datetime) -> str:
    """The name of a copy made at that moment."""
    return f"dondoc-{moment.astimezone(UTC):{STAMP}}.zip"


def kept(folder: Path) -> list[Copy]:
    """The copies in a folder, newest first; none if it cannot be read."""
    try:
        names = [entry.name for entry in folder.iterdir()]
    except OSError:
        return []
    found = [Copy(path=folder / name, made_at=made) for name in names if (made := _made_at(name))]
    return sorted(found, key=lambda copy: copy.made_at, reverse=True)


def _made_at(name: str) -> datetime | None:
    match = NAME.fullmatch(name)
    try:
        return datetime.strptime(match[1], STAMP).replace(tzinfo=UTC) if match else None
    except ValueError:
        return None


def copies_in(folder: Path, *, since: datetime) -> Copies:
    """What there is now."""
    found = kept(folder)
    return Copies(last=found[0].made_at if found else None, number=len(found), since=since)


def prune(folder: Path, *, keep: int) -> list[Path]:
    """Delete all but the newest copies, and what killed backups left; the copies that went."""
    gone = [copy.path for copy in kept(folder)[keep:]]
    for path in gone:
        path.unlink(missing_ok=True)
    for left in folder.glob(UNFINISHED):
        if time.time() - left.stat().st_mtime > ABANDONED:
            shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)
    return gone
