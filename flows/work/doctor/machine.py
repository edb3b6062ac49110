"""Clock, time zone, disk, versions: what the machine brings."""

import platform
import shutil
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from packaging.requirements import Requirement

from flows.clock import ZONE
from flows.product import NAME

from .finding import Finding, found

GB = 1 << 30
LEAST_FREE = 1 * GB
TOLERANCE = timedelta(minutes=5)
SHOWN = ("prefect", "sqlalchemy", "fastapi", "sqlmodel")  # the pins that break things when they slip


def zone_data(*, zone: Callable[[str], ZoneInfo] = ZoneInfo) -> Finding:
    """The days of every deadline are days in this zone."""
    key, what = "zone", "Múi giờ"
    try:
        offset = datetime(2024, 6, 1, tzinfo=zone(ZONE.name)).utcoffset()
    except ZoneInfoNotFoundError:
        return found(key, what, f"Máy không có dữ liệu múi giờ {ZONE.name}; đề nghị cài tzdata.", good=False)
    good = offset == timedelta(hours=7)
    told = "đúng giờ Việt Nam (UTC+7)" if good else f"lệch {offset} so với UTC; đề nghị cài lại tzdata"
    return found(key, what, f"{ZONE.name}: {told}.", good=good)


def clock(*, now: datetime, last_written: datetime | None, years: range) -> Finding:
    """A clock that went back sends yesterday's mail; `last_written` is the newest trace of our own work."""
    key, what, local = "clock", "Đồng hồ", now.astimezone(ZONE)
    if local.year not in years:
        return found(
            key, what, f"Máy đang ở năm {local.year}, ngoài lịch làm việc; đề nghị chỉnh đồng hồ.", good=False
        )
    if last_written is not None and last_written - now > TOLERANCE:
        at = last_written.astimezone(ZONE)
        return found(
            key,
            what,
            f"Máy đang là {local:%H:%M %d/%m/%Y}, nhưng dữ liệu đã ghi lúc {at:%H:%M %d/%m/%Y}; "
            "đồng hồ bị lùi, đề nghị chỉnh lại (NTP) trước khi chạy.",
            good=False,
        )
    return found(key, what, f"{local:%H:%M %d/%m/%Y} (giờ Việt Nam), không lùi so với dữ liệu.", good=True)


def last_written(paths: Iterable[Path]) -> datetime | None:
    """The newest time of these files."""
    times = [path.stat().st_mtime for path in paths if path.is_file()]
    return datetime.fromtimestamp(max(times), UTC) if times else None


def disk(
    *, folder: Path, wanted: int, key: str, what: str, free_on: Callable[[Path], int] | None = None
) -> Finding:
    """Room for `wanted` bytes, and never less than 1 GB."""
    place = next((one for one in (folder, *folder.parents) if one.exists()), Path("/"))
    free = free_on(place) if free_on else shutil.disk_usage(place).free
    needed = max(wanted, LEAST_FREE)
    told = f"{folder}: còn trống {free / GB:.1f} GB"
    if free < needed:
        return found(key, what, f"{told}, nên có ít nhất {needed / GB:.1f} GB; đề nghị dọn đĩa.", good=False)
    return found(key, what, f"{told}.", good=True)


def versions(*, wanted: Sequence[str] | None = None, installed: Callable[[str], str] = version) -> Finding:
    """Every library is one that this version was tried with."""
    key, what = "versions", "Phiên bản"
    wrong = [one for text in (wanted or requires(NAME) or ()) if (one := _wrong(text, installed))]
    if wrong:
        return found(
            key,
            what,
            f"{'; '.join(wrong)}. Đề nghị cài lại từ gói cài đặt hoặc requirements.txt.",
            good=False,
        )
    told = ", ".join(f"{name} {installed(name)}" for name in (NAME, *SHOWN))
    return found(key, what, f"{told}, Python {platform.python_version()}.", good=True)


def _wrong(text: str, installed: Callable[[str], str]) -> str:
    wanted = Requirement(text)
    if wanted.marker is not None and not wanted.marker.evaluate({"extra": ""}):
        return ""
    try:
        present = installed(wanted.name)
    except PackageNotFoundError:
        return f"thiếu {wanted.name} (cần {wanted.specifier})"
    fits = wanted.specifier.contains(present, prereleases=True)
    return "" if fits else f"{wanted.name} là {present}, cần {wanted.specifier}"
