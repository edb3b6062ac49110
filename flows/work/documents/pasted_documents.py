"""Rows pasted from a register or Excel: «đơn vị; số/ký hiệu; ngày ban hành; ngày đến»."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time

from flows.work.dates import read_day, read_optional_day, read_optional_hour
from flows.work.people.spreadsheets import Table
from flows.work.refusals import RefusedError
from models.rules.names import Names, UnknownName, match

FIELDS = ("đơn vị", "số/ký hiệu", "ngày ban hành", "ngày đến")
SHAPE = "; ".join(FIELDS)
HEADING = re.compile(
    r"\s*đơn vị\s*[;\t]\s*số[ ,/]*k[ýí] hiệu\s*[;\t]\s*ngày ban hành\s*[;\t]\s*ngày đến", re.IGNORECASE
)
CELL = re.compile(r"([^;\t]*)(?:[;\t]|$)")
DAY = r"(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{4}-\d{2}-\d{2})"
ISSUED = re.compile(rf"\s*(?:{DAY}(?:[ T]00:00(?::00)?)?)?\s*")
ARRIVED = re.compile(rf"\s*{DAY}(?:(?:T|\s+)\d{{1,2}}[:hg](?:\d{{2}})?(?::\d{{2}})?)?\s*", re.IGNORECASE)
MOMENT = re.compile(r"([\d/.-]+)(?:T|\s+)(\d{1,2}[:hg](?:[0-5]\d)?)(?::\d{2})?", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One row as it was understood."""

    text: str
    unit: str
    number: str
    issued_on: date | None
    arrived_on: date
    arrived_time: time | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class BadRow:
    """One row that was not understood, as it was pasted, and the sentence that says why."""

    text: str
    problem: str


def split_rows(text: str) -> list[str]:
    """The rows of a pasted text, line breaks lost or not; empty ones and a heading are left out."""
    text = unicodedata.normalize("NFC", text).replace("\0", "").replace("\r", "\n")
    pieces = (piece.strip(" ;\t") for line in text.split("\n") for piece in _unglued(_without_heading(line)))
    return [piece for piece in pieces if piece]


def _without_heading(line: str) -> str:
    """What follows a heading in its line; a row that lost its line break may."""
    heading = HEADING.match(line)
    if heading:
        rest = line[heading.end() :]
        return rest if re.search(r"[;\t]", rest.strip(" ;\t")) else ""
    in_other_words = _is_heading(re.split(r"[;\t]", line, maxsplit=1)[0]) and not re.search(r"\d", line)
    return "" if in_other_words else line


def _is_heading(first_cell: str) -> bool:
    return first_cell.strip().casefold() == FIELDS[0]


def _unglued(line: str) -> Iterator[str]:
    """The rows of a line whose breaks a one-line text field swallowed: each ends behind its arrival."""
    line = line.rstrip(" ;\t")
    begin, count, before = 0, 0, ""
    for cell in CELL.finditer(line):
        count += bool(count or cell[1].strip())
        end = _end_of_row(cell[1], before) if count >= len(FIELDS) and cell.end() < len(line) else 0
        if end:
            yield line[begin : cell.start() + end]
            begin, count = cell.start() + end, int(end < len(cell[1]))
        before = cell[1]
    yield line[begin:]


def _end_of_row(cell: str, before: str) -> int:
    """Where an arrival ends in its cell; 0 if no text follows it there and no day of issue came before."""
    arrival = ARRIVED.match(cell)
    if arrival and (arrival.end() < len(cell) or ISSUED.fullmatch(before)):
        return arrival.end()
    return 0


def read_rows(*, rows: Iterable[str | Sequence[str]], units: Names) -> list[Row | BadRow]:
    """Each row understood or with its problem, in the order given."""
    return [_read(row, units) for row in rows]


def _read(row: str | Sequence[str], units: Names) -> Row | BadRow:
    text = row if isinstance(row, str) else "; ".join(row)
    try:
        return _understood(text, _cells(row), units)
    except RefusedError as error:
        return BadRow(text=text, problem=str(error))


def _cells(row: str | Sequence[str]) -> list[str]:
    cells = re.split(r"[;\t]", row) if isinstance(row, str) else row
    cells = [unicodedata.normalize("NFC", cell).strip() for cell in cells]
    if len(cells) != len(FIELDS):
        raise RefusedError(f"Dòng có {len(cells)} ô, cần {len(FIELDS)} ô: {SHAPE}.")
    return cells


def _understood(text: str, cells: Sequence[str], units: Names) -> Row:
    name, number, issued, arrived = cells
    unit = match(name, units)
    if isinstance(unit, UnknownName):
        raise RefusedError(str(unit))
    arrived_on, arrived_time = read_moment(arrived, field="Ngày đến")
    return Row(
        text=text,
        unit=unit,
        number=number,
        issued_on=read_optional_day(issued, field="Ngày ban hành"),
        arrived_on=arrived_on,
        arrived_time=arrived_time,
    )


def read_moment(text: str, *, field: str) -> tuple[date, time | None]:
    """A day, with its hour if one is written; midnight is how programs write a day without one."""
    if not text.strip():
        raise RefusedError(f"{field}: chưa ghi; đề nghị ghi ngày/tháng/năm, ví dụ 28/02/2024.")
    moment = MOMENT.fullmatch(text.strip())
    if moment is None:
        return read_day(text, field=field), None
    hour = read_optional_hour(moment[2], field="Giờ đến")
    return read_day(moment[1], field=field), hour if hour != time.min else None


def texts_of(table: Table) -> list[list[str]]:
    """The rows of a workbook or CSV file as texts, its heading and empty cells behind a row left out."""
    rows = [_filled([_text(cell) for cell in row.cells]) for row in table.rows]
    return [cells for cells in rows if not _is_heading(cells[0])]


def _filled(cells: list[str]) -> list[str]:
    """Excel and CSV files have empty cells wherever somebody once formatted a column."""
    count = max((place for place, cell in enumerate(cells, 1) if cell.strip()), default=0)
    return cells[: max(count, len(FIELDS))]


def _text(cell: str | float | date) -> str:
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
