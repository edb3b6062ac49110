"""What the imports of units and of contacts share: headings, cells, errors that name row and column."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

from rapidfuzz import process

from flows.work.dates import read_day
from flows.work.refusals import RefusedError
from models.rules.names import normalise, unaccented

from .spreadsheets import Cell, Row, Table

T = TypeVar("T")
EXCEL_EPOCH = date(1899, 12, 30)
EXCEL_DAYS = range(20_000, 80_000)  # 1954 to 2119: a number outside is no date anybody meant
HEADING_SEARCH = 10  # rows: a title may stand above the headings


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """A column we know: its field, its official heading and other ways to write it."""

    field: str
    heading: str
    also: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class RowError:
    """What is wrong in one cell, and what would be right."""

    file: str
    row: int
    column: str
    text: str

    def __str__(self) -> str:
        return f"{self.file}, hàng {self.row}, cột «{self.column}»: {self.text}"


class ImportRefusedError(RefusedError):
    """A file with errors: nothing was changed; all its errors are listed."""

    def __init__(self, *, errors: Sequence[RowError], unmatched: Sequence[str] = ()) -> None:
        self.errors = tuple(errors)
        self.unmatched = tuple(dict.fromkeys(unmatched))
        super().__init__("\n".join(map(str, self.errors)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One row with its cells by field; a column the file does not have is an empty cell."""

    number: int
    cells: Mapping[str, Cell]


@dataclass(kw_only=True, slots=True)
class Sheet:
    """The lines of a file, and the errors found in them so far."""

    file: str
    headings: Mapping[str, str]  # field -> heading as the file writes it
    lines: Sequence[Line] = ()
    errors: list[RowError] = field(default_factory=list)

    def refuse(self, line: Line, name: str, text: str) -> None:
        """Note an error in the cell of a field."""
        column = self.headings.get(name, name)
        self.errors.append(RowError(file=self.file, row=line.number, column=column, text=text))

    def read(self, line: Line, name: str, reader: Callable[[Cell], T], *, otherwise: T) -> T:
        """The value of a cell; if it is refused the error is noted and `otherwise` returned."""
        try:
            return reader(line.cells.get(name, ""))
        except RefusedError as error:
            self.refuse(line, name, str(error))
            return otherwise

    def text(self, line: Line, name: str) -> str:
        """The cell as text."""
        return as_text(line.cells.get(name, ""))


def open_sheet(*, table: Table, columns: Sequence[Column]) -> Sheet:
    """Find the headings and cut the rows below into cells; raises ImportRefusedError."""
    known = {_key(name): one for one in columns for name in (one.heading, one.field, *one.also)}
    head = next((row for row in table.rows[:HEADING_SEARCH] if _is_heading(row, known)), table.rows[0])
    places = {place: _key(as_text(cell)) for place, cell in enumerate(head.cells) if as_text(cell)}
    errors = list(_heading_errors(table.file, head, known, columns))
    if errors:
        raise ImportRefusedError(errors=errors)
    fields = {place: known[key].field for place, key in places.items()}
    headings = {one.field: one.heading for one in columns}
    sheet = Sheet(file=table.file, headings=headings | _written(head, fields))
    sheet.lines = [_line(row, fields, sheet) for row in table.rows if row.number > head.number]
    return sheet


def _key(heading: str) -> str:
    return unaccented(normalise(heading))


def _is_heading(row: Row, known: Mapping[str, Column]) -> bool:
    present = {known[key].field for cell in row.cells if (key := _key(as_text(cell))) in known}
    return all(one.field in present for one in known.values() if one.required)


def _heading_errors(
    file: str, head: Row, known: Mapping[str, Column], columns: Sequence[Column]
) -> Iterator[RowError]:
    texts = [as_text(cell) for cell in head.cells if as_text(cell)]
    seen: set[str] = set()
    for text in texts:
        if _key(text) not in known:
            nearest = known[process.extractOne(_key(text), list(known))[0]].heading
            yield RowError(
                file=file, row=head.number, column=text, text=f"không có cột này; gần nhất: {nearest}."
            )
        elif known[_key(text)].field in seen:
            yield RowError(file=file, row=head.number, column=text, text="cột này có hai lần; bỏ bớt một.")
        else:
            seen.add(known[_key(text)].field)
    for one in columns:
        if one.required and one.field not in seen:
            yield RowError(file=file, row=head.number, column=one.heading, text="thiếu cột này.")


def _written(head: Row, fields: Mapping[int, str]) -> dict[str, str]:
    return {name: as_text(head.cells[place]) for place, name in fields.items()}


def _line(row: Row, fields: Mapping[int, str], sheet: Sheet) -> Line:
    cells = {fields[place]: cell for place, cell in enumerate(row.cells) if place in fields}
    line = Line(number=row.number, cells=cells)
    stray = [as_text(cell) for place, cell in enumerate(row.cells) if place not in fields and as_text(cell)]
    if stray:
        sheet.refuse(line, stray[0], "ô này không thuộc cột nào; ô có dấu phẩy phải đặt trong ngoặc kép.")
    return line


def as_text(cell: Cell) -> str:
    """A cell as text; a whole number without decimals, a date as people write it."""
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, str):
        return cell
    return str(int(cell)) if float(cell).is_integer() else str(cell)


def as_day(cell: Cell) -> date | None:
    """A date cell, Excel's day number, or text dd/mm/yyyy or yyyy-mm-dd; None if empty."""
    if isinstance(cell, date):
        return cell
    if isinstance(cell, str):
        return _written_day(cell) if cell else None
    if int(cell) not in EXCEL_DAYS:
        raise RefusedError(f"«{as_text(cell)}» không phải ngày; ghi ngày/tháng/năm, ví dụ 28/02/2024.")
    return EXCEL_EPOCH + timedelta(days=int(cell))


def _written_day(text: str) -> date:
    try:
        return read_day(text, field="")
    except RefusedError as error:
        raise RefusedError(str(error).removeprefix(": ")) from None  # the column is named already


def one_of(words: Mapping[str, T], *, hint: str) -> Callable[[Cell], T | None]:
    """A reader of a closed vocabulary, diacritics optional; None if empty, `hint` says what is right."""
    keys = {_key(text): value for text, value in words.items()}

    def read(cell: Cell) -> T | None:
        if cell == "":
            return None
        if _key(as_text(cell)) not in keys:
            raise RefusedError(f"không hiểu «{as_text(cell)}»; ghi {hint}.")
        return keys[_key(as_text(cell))]

    return read


def parts(cell: Cell) -> tuple[str, ...]:
    """The values of a cell that holds several, separated by `|`."""
    return tuple(part.strip() for part in as_text(cell).split("|") if part.strip())
