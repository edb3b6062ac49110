"""Units from a file: dated, with region, aliases, names in time and successors.

An empty cell keeps what is stored. Names and successors are added or corrected, never removed: history stays.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flows.work.refusals import RefusedError
from flows.work.texts import MOST_NAME, refuse_odd_line
from models.rules.names import normalise
from models.words import Region, UnitKind

from .import_rows import Column, ImportRefusedError, Line, Sheet, as_day, as_text, one_of, open_sheet, parts
from .spreadsheets import Cell, Table

ID = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")
COLUMNS = (
    Column(field="id", heading="id", also=("mã định danh", "unit_id"), required=True),
    Column(
        field="name", heading="tên", also=("tên đơn vị", "tên chính thức", "official_name"), required=True
    ),
    Column(field="code", heading="mã", also=("mã đơn vị", "ký hiệu")),
    Column(field="kind", heading="loại", also=("loại đơn vị", "type")),
    Column(field="region", heading="vùng", also=("miền", "khu vực")),
    Column(field="aliases", heading="bí danh", also=("tên khác", "also_written_as")),
    Column(field="valid_from", heading="hiệu lực từ", also=("từ ngày",)),
    Column(field="valid_to", heading="hiệu lực đến", also=("đến ngày",)),
    Column(field="successors", heading="đơn vị kế thừa", also=("successor",)),
    Column(field="names", heading="tên theo ngày", also=("tên cũ/mới theo ngày", "tên mới theo ngày")),
    Column(field="position", heading="thứ tự", also=("order",)),
    Column(field="source", heading="nguồn", also=("ghi chú", "note", "stt", "tt")),
)
KINDS = {
    "đơn vị thuộc cơ quan Bộ": UnitKind.DEPARTMENT,
    "Công an cấp tỉnh": UnitKind.PROVINCE,
    "khác": UnitKind.OTHER,
    **{kind.value: kind for kind in UnitKind},
}
REGIONS = {
    **{region.value: region for region in Region},
    **{f"miền {region.value}": region for region in (Region.NORTH, Region.CENTRE, Region.SOUTH)},
    "bộ": Region.MINISTRY,
    **{region.name.lower(): region for region in Region},
}
KIND_HINT = "đơn vị thuộc cơ quan Bộ, Công an cấp tỉnh hoặc khác"
REGION_HINT = "Bắc, Trung, Nam hoặc Cơ quan Bộ"
READ_KIND = one_of(KINDS, hint=KIND_HINT)
READ_REGION = one_of(REGIONS, hint=REGION_HINT)
NAME_SHAPE = "ghi «01/01/2025: tên mới», nhiều tên cách nhau bằng dấu |"


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitRow:
    """One unit as the file states it; None and empty mean: not stated."""

    line: Line
    id: str
    name: str
    code: str
    kind: UnitKind | None
    region: Region | None
    aliases: tuple[str, ...]
    valid_from: date | None
    valid_to: date | None
    successors: tuple[str, ...]
    names: tuple[tuple[date, str], ...]
    position: int | None


def read_units(*, table: Table, known: Collection[str]) -> list[UnitRow]:
    """The units of a file; `known` are those stored. Raises ImportRefusedError with every error."""
    sheet = open_sheet(table=table, columns=COLUMNS)
    rows = [_row(sheet, line) for line in sheet.lines]
    _check_ids(sheet, rows, {unit.casefold(): unit for unit in known})
    _check_successors(sheet, rows, {*known, *(row.id for row in rows)})
    for row in rows:
        _check_row(sheet, row, row.id in known)
    if sheet.errors:
        raise ImportRefusedError(errors=sorted(sheet.errors, key=lambda error: error.row))
    return rows


def _row(sheet: Sheet, line: Line) -> UnitRow:
    return UnitRow(
        line=line,
        id=sheet.text(line, "id"),
        name=sheet.read(line, "name", _one_line, otherwise=sheet.text(line, "name")),
        code=sheet.read(line, "code", _one_line, otherwise=""),
        kind=sheet.read(line, "kind", READ_KIND, otherwise=None),
        region=sheet.read(line, "region", READ_REGION, otherwise=None),
        aliases=sheet.read(line, "aliases", _aliases, otherwise=()),
        valid_from=sheet.read(line, "valid_from", as_day, otherwise=None),
        valid_to=sheet.read(line, "valid_to", as_day, otherwise=None),
        successors=parts(line.cells.get("successors", "")),
        names=sheet.read(line, "names", _dated_names, otherwise=()),
        position=sheet.read(line, "position", _number, otherwise=None),
    )


def _one_line(cell: Cell) -> str:
    """A name stands in greetings, subjects and tables."""
    text = as_text(cell)
    refuse_odd_line(text, field="ô này", most=MOST_NAME)
    return text


def _aliases(cell: Cell) -> tuple[str, ...]:
    return tuple(_one_line(part) for part in parts(cell))


def _dated_names(cell: Cell) -> tuple[tuple[date, str], ...]:
    return tuple(_dated_name(part) for part in parts(cell))


def _dated_name(part: str) -> tuple[date, str]:
    day, colon, name = part.partition(":")
    if not colon or not name.strip() or not day.strip():
        raise RefusedError(f"không hiểu «{part}»; {NAME_SHAPE}.")
    start = as_day(day.strip())
    assert start is not None
    return start, _one_line(name.strip())


def _number(cell: Cell) -> int | None:
    text = as_text(cell)
    if text and not text.isdecimal():
        raise RefusedError(f"«{text}» không phải số thứ tự; ghi số nguyên, ví dụ 12.")
    return int(text) if text else None


def _check_ids(sheet: Sheet, rows: Sequence[UnitRow], known: Mapping[str, str]) -> None:
    seen: dict[str, int] = {}
    for row in rows:
        if not ID.fullmatch(row.id):
            text = f"mã định danh «{row.id}» chỉ được gồm chữ không dấu, số và gạch nối, ví dụ CA02."
            sheet.refuse(row.line, "id", text if row.id else "thiếu mã định danh, ví dụ CA02.")
        elif row.id.casefold() in seen:
            sheet.refuse(
                row.line, "id", f"trùng với hàng {seen[row.id.casefold()]}; mỗi đơn vị ghi một hàng."
            )
        elif known.get(row.id.casefold(), row.id) != row.id:
            sheet.refuse(
                row.line, "id", f"đã có đơn vị {known[row.id.casefold()]}; ghi đúng chữ hoa, chữ thường."
            )
        seen.setdefault(row.id.casefold(), row.line.number)


def _check_successors(sheet: Sheet, rows: Iterable[UnitRow], ids: set[str]) -> None:
    for row in rows:
        for successor in row.successors:
            if successor not in ids:
                sheet.refuse(
                    row.line, "successors", f"không có đơn vị «{successor}»; ghi mã định danh (cột id)."
                )
            elif successor == row.id:
                sheet.refuse(row.line, "successors", "đơn vị không thể kế thừa chính mình; để trống ô này.")


def _check_row(sheet: Sheet, row: UnitRow, known: bool) -> None:
    if not normalise(row.name):
        sheet.refuse(row.line, "name", "thiếu tên đơn vị.")
    if not known and not sheet.text(row.line, "kind"):
        sheet.refuse(row.line, "kind", f"thiếu loại đơn vị; ghi {KIND_HINT}.")
    if not known and not sheet.text(row.line, "region"):
        sheet.refuse(row.line, "region", f"thiếu vùng; ghi {REGION_HINT}.")
    if row.valid_from and row.valid_to and row.valid_from > row.valid_to:
        sheet.refuse(
            row.line, "valid_to", "ngày hết hiệu lực đứng trước ngày có hiệu lực; kiểm tra lại hai ngày."
        )
    if row.successors and row.valid_to is None:
        sheet.refuse(row.line, "valid_to", "đơn vị có đơn vị kế thừa phải có ngày cuối cùng còn hiệu lực.")
