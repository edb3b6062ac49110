"""The corrections of the shipped days off: a CSV file with a source beside every day."""

import csv
from collections.abc import Iterator
from datetime import date
from typing import TypeVar

from models.words import DayKind

from .workdays import DayOff

Choice = TypeVar("Choice", DayKind, bool)
COLUMNS = ("day", "kind", "name", "estimate", "source")
KINDS = {"off": DayKind.OFF, "work": DayKind.WORK}
ANSWERS = {"yes": True, "no": False}
MEANT = {
    "kind": "off (nghỉ) hoặc work (làm việc)",
    "estimate": "yes (dự kiến) hoặc no (chính thức)",
    "name": "tên ngày nghỉ, ví dụ Quốc khánh",
    "source": "văn bản hoặc nguồn của ngày này, ví dụ Công văn 2450/VPCP-KGVX",
}


class HolidayFileError(Exception):
    """The file of days off cannot be read; says where and what would be right."""


def read_holiday_file(text: str, *, name: str) -> tuple[DayOff, ...]:
    """Read the text of `name`; lines starting with # are comments, raises HolidayFileError."""
    lines = list(_lines(text))
    if not lines or tuple(lines[0][1]) != COLUMNS:
        number = lines[0][0] if lines else 1
        raise HolidayFileError(f"{name}:{number}: dòng tiêu đề phải là “{','.join(COLUMNS)}”.")
    found: dict[date, DayOff] = {}
    for number, cells in lines[1:]:
        special = _read_row(cells, where=f"{name}:{number}")
        if special.day in found:
            raise HolidayFileError(
                f"{name}:{number}: ngày {special.day:%d/%m/%Y} đã có ở dòng trên; mỗi ngày chỉ ghi một dòng."
            )
        found[special.day] = special
    return tuple(found.values())


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield number, [cell.strip() for cell in next(csv.reader([line]))]


def _read_row(cells: list[str], *, where: str) -> DayOff:
    if len(cells) != len(COLUMNS):
        raise HolidayFileError(
            f"{where}: có {len(cells)} cột, cần {len(COLUMNS)} cột ({', '.join(COLUMNS)}); "
            "ô có dấu phẩy phải đặt trong dấu ngoặc kép."
        )
    row = dict(zip(COLUMNS, cells, strict=True))
    return DayOff(
        day=_read_day(row["day"], where=where),
        kind=_choose(row["kind"], KINDS, where=where, column="kind"),
        name=_filled(row["name"], where=where, column="name"),
        estimate=_choose(row["estimate"], ANSWERS, where=where, column="estimate"),
        source=_filled(row["source"], where=where, column="source"),
    )


def _read_day(cell: str, *, where: str) -> date:
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise HolidayFileError(
            f"{where}: cột day: “{cell}” không phải là một ngày có thật; cần dạng năm-tháng-ngày, "
            "ví dụ 2026-01-02."
        ) from None


def _choose(cell: str, choices: dict[str, Choice], *, where: str, column: str) -> Choice:
    if cell.casefold() not in choices:
        raise HolidayFileError(f"{where}: cột {column}: “{cell}” không hợp lệ; cần {MEANT[column]}.")
    return choices[cell.casefold()]


def _filled(cell: str, *, where: str, column: str) -> str:
    if not cell:
        raise HolidayFileError(f"{where}: cột {column}: đang để trống; cần {MEANT[column]}.")
    return cell
