"""Looking through a workbook's XML, piece by piece, for what a value alone does not show: formulas."""

import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO
from xml.parsers import expat  # documents with a DTD are refused, so no entity ever expands

from flows.work.files.packages import pieces

MOST_UNPACKED = 20_000_000  # bytes; our own workbooks have about 100,000
MOST_CELLS = 50_000
MOST_ROW, MOST_COLUMN = 2_000, 100
SPACE = " "  # between a name and its namespace


class OddWorkbookError(Exception):
    """Too large, too wide or not XML: not one of ours."""


def formula_cells(content: bytes) -> list[str]:
    """`Số liệu!C7` for every cell with a formula; raises OddWorkbookError."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = {entry.filename.lower(): entry for entry in archive.infolist()}
        found: dict[str, list[str]] = {}
        total = 0
        for name, entry in names.items():
            scan, size = _scan(
                pieces(archive, entry), allowed=MOST_UNPACKED - total, read=name.endswith(".xml")
            )
            total += size
            found[name] = scan.formulas
        titles = _titles(archive, names)
    return [f"{titles.get(name, name)}!{cell}" for name, cells in found.items() for cell in cells]


@dataclass(kw_only=True)
class _Scan:
    """What one part of the package says; only worksheets are looked into."""

    formulas: list[str] = field(default_factory=list)
    root: str = ""
    cells: int = 0
    row: int = 0
    column: int = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """A tag opens."""
        name = tag.rpartition(SPACE)[2]
        self.root = self.root or name
        if self.root != "worksheet":
            return
        if name == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), 0
        elif name == "c":
            self._cell(attributes.get("r", ""))
        elif name == "f":
            self.formulas.append(f"{_letters(self.column)}{self.row}")

    def _cell(self, place: str) -> None:
        letters = place.rstrip("0123456789")
        self.column = _number(letters) if place else self.column + 1
        self.row = int(place[len(letters) :]) if place else self.row
        self.cells += 1
        if self.cells > MOST_CELLS or self.row > MOST_ROW or self.column > MOST_COLUMN:
            raise OddWorkbookError


def _scan(parts: Iterable[bytes], *, allowed: int, read: bool) -> tuple[_Scan, int]:
    scan, size = _Scan(), 0
    parser = _parser(scan.start)
    try:
        for piece in parts:
            size += len(piece)
            if size > allowed:
                raise OddWorkbookError
            if read:
                parser.Parse(piece, False)
        if read and size:
            parser.Parse(b"", True)
    except (expat.ExpatError, ValueError):
        raise OddWorkbookError from None
    return scan, size


def _parser(start: Callable[[str, dict[str, str]], None]) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=SPACE)
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = _refuse
    return parser


def _refuse(*_declared: object) -> None:
    raise OddWorkbookError


def _titles(archive: zipfile.ZipFile, names: dict[str, zipfile.ZipInfo]) -> dict[str, str]:
    """Part of the package -> the name its sheet bears."""
    targets: dict[str, str] = {}
    titles: dict[str, str] = {}

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if tag.endswith("Relationship") and "Id" in attributes:
            target = attributes.get("Target", "").lower()
            targets[attributes["Id"]] = target.removeprefix("/") if target[:1] == "/" else f"xl/{target}"

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        key = next((value for name, value in attributes.items() if name.endswith(f"{SPACE}id")), "")
        if tag.endswith(f"{SPACE}sheet") and key in targets:
            titles[targets[key]] = attributes.get("name", "")

    for part, handler in (("xl/_rels/workbook.xml.rels", relation), ("xl/workbook.xml", sheet)):
        if part in names:
            _read(pieces(archive, names[part]), handler)
    return titles


def _read(parts: Iterator[bytes], handler: Callable[[str, dict[str, str]], None]) -> None:
    parser = _parser(handler)
    try:
        for piece in parts:
            parser.Parse(piece, False)
    except expat.ExpatError:
        raise OddWorkbookError from None


def _number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _letters(column: int) -> str:
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text
