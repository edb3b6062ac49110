"""Rows of a CSV file or of a workbook's first sheet, as text, numbers and dates."""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

from flows.work.refusals import RefusedError

Cell = str | float | date
MAX_BYTES = 20_000_000
MAX_UNZIPPED = 100_000_000
MAX_ROWS = 50_000
MAX_COLUMNS = 100
CELL = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
DELIMITERS = ",;\t"
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
WORKBOOKS = (".xlsx", ".xlsm", ".xls")
UTF8, UTF16 = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")


class UnreadableTableError(RefusedError):
    """A file is no table we can read; the sentence says how to save it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A row that is not empty, with its number in the file (the first is 1)."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """The rows of one file; `file` is its name, for errors."""

    file: str
    rows: tuple[Row, ...]


def read_table(path: Path) -> Table:
    """The rows of a CSV or xlsx file; raises UnreadableTableError."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnreadableTableError(f"{path.name}: tệp lớn hơn {MAX_BYTES // 1_000_000} MB; chia nhỏ tệp.")
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableTableError(f"{path.name}: không mở được tệp ({error.strerror}).") from None
    return table_of(file=path.name, content=content)


def table_of(*, file: str, content: bytes) -> Table:
    """The rows of a file's bytes; what it is, is read from the bytes, and its name must not say otherwise."""
    if content.startswith(OLE):
        raise UnreadableTableError(
            f"{file}: tệp .xls đời cũ hoặc có đặt mật khẩu; lưu lại thành .xlsx không mật khẩu."
        )
    if file.lower().endswith(WORKBOOKS) and not content.startswith(ZIP):
        raise UnreadableTableError(
            f"{file}: không phải tệp Excel; mở bằng Excel rồi lưu kiểu .xlsx, "
            "hoặc đổi đuôi tệp thành .csv nếu đó là tệp CSV."
        )
    rows = _workbook_rows(file, content) if content.startswith(ZIP) else _csv_rows(file, content)
    found = []
    for number, cells in enumerate(rows, start=1):
        if number > MAX_ROWS:
            raise UnreadableTableError(f"{file}: tệp có hơn {MAX_ROWS} hàng; chia nhỏ tệp.")
        if any(cell != "" for cell in cells):
            found.append(Row(number=number, cells=tuple(cells)))
    if not found:
        raise UnreadableTableError(f"{file}: tệp không có hàng nào.")
    return Table(file=file, rows=tuple(found))


def _csv_rows(file: str, content: bytes) -> Iterator[list[Cell]]:
    text = _text(file, content)
    if "\0" in text:
        raise UnreadableTableError(f"{file}: không phải tệp CSV hay .xlsx.")
    delimiter = _delimiter(text)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            yield [_clean(cell) for cell in row]
    except csv.Error:
        raise UnreadableTableError(f"{file}: dấu ngoặc kép trong tệp CSV không đóng đúng chỗ.") from None


def _text(file: str, content: bytes) -> str:
    try:
        if not content.startswith(UTF16) and _is_utf16(content):
            raise UnreadableTableError(
                f"{file}: chữ trong tệp theo bảng mã UTF-16; lưu lại theo bảng mã UTF-8 "
                "(trong Excel chọn kiểu «CSV UTF-8»), hoặc dùng tệp .xlsx."
            )
        if content.startswith(UTF16):
            return content.decode("utf-16")
        return content.removeprefix(UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        row = content.count(b"\n", 0, error.start) + 1
        raise UnreadableTableError(
            f"{file}, hàng {row}: chữ không theo bảng mã UTF-8 (có thể là Windows-1258 hoặc TCVN3); "
            "trong Excel chọn lưu kiểu «CSV UTF-8», hoặc dùng tệp .xlsx."
        ) from None


def _is_utf16(content: bytes) -> bool:
    """Two bytes a letter, without the mark that would say so: every plain letter brings a zero."""
    return content.count(b"\0") > len(content) / 5


def _delimiter(text: str) -> str:
    """The delimiter that cuts the first line into most cells."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=lambda mark: len(next(csv.reader([first], delimiter=mark), [])))


def _workbook_rows(file: str, content: bytes) -> Sequence[list[Cell]]:
    try:
        _check_unzipped(file, content)
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheet = workbook.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError):
        raise UnreadableTableError(f"{file}: không đọc được tệp .xlsx; mở bằng Excel và lưu lại.") from None
    return [[_cell(value) for value in row] for row in sheet]


def _check_unzipped(file: str, content: bytes) -> None:
    """Refuse a workbook that unpacks to too much, whatever sizes it declares, before it is loaded whole."""
    total = 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            tail = b""
            for piece in _unpacked(archive, entry):
                total += len(piece)
                if total > MAX_UNZIPPED or _far_cell(tail + piece):
                    raise UnreadableTableError(
                        f"{file}: trang tính có ô ngoài {MAX_ROWS} hàng, {MAX_COLUMNS} cột hoặc nội dung "
                        "quá lớn; chép phần cần nhập sang một tệp mới."
                    )
                tail = piece[-20:]


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    entry.file_size = 2 * MAX_UNZIPPED  # else reading stops at the size that the file claims
    with archive.open(entry) as packed:
        while piece := packed.read(1_000_000):
            yield piece


def _far_cell(sheet: bytes) -> bool:
    """Whether a cell lies so far out that the rectangle up to it would fill the memory."""
    return any(int(row) > MAX_ROWS or _column(letters) > MAX_COLUMNS for letters, row in CELL.findall(sheet))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _cell(value: Any) -> Cell:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date) or (isinstance(value, (int, float)) and not isinstance(value, bool)):
        return value
    return _clean(str(value))


def _clean(text: str) -> str:
    """One line: a break inside a cell is a space."""
    return " ".join(text.split())
