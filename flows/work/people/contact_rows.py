"""Contacts from a file, row by row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlmodel import Session

from flows.work.refusals import RefusedError
from models.rules.names import Names, UnknownName, match
from models.store.units import unit_index
from models.words import Role

from .addresses import read_address, read_phone
from .import_rows import Column, ImportRefusedError, Line, Sheet, as_day, as_text, one_of, open_sheet
from .spreadsheets import Cell, Table

MAX_NAME = 200
ROLE_NAMES = {
    Role.CONTACT: "cán bộ đầu mối",
    Role.DEPARTMENT_HEAD: "lãnh đạo phòng phụ trách",
    Role.UNIT_HEAD: "Thủ trưởng đơn vị / Giám đốc",
    Role.POST_ROOM: "văn thư",
}
ROLE_HINT = "; ".join(ROLE_NAMES.values())
ROLES = {
    **{name: role for role, name in ROLE_NAMES.items()},
    **{role.value: role for role in Role},
    "cán bộ": Role.CONTACT,
    "đầu mối": Role.CONTACT,
    "lãnh đạo phòng": Role.DEPARTMENT_HEAD,
    "lãnh đạo Phòng 1": Role.DEPARTMENT_HEAD,
    "Thủ trưởng đơn vị": Role.UNIT_HEAD,
    "Giám đốc": Role.UNIT_HEAD,
    "Giám đốc Công an tỉnh": Role.UNIT_HEAD,
    "lãnh đạo Cục": Role.UNIT_HEAD,
}
READ_ROLE = one_of(ROLES, hint=ROLE_HINT)
COLUMNS = (
    Column(field="unit", heading="đơn vị", also=("tên đơn vị", "mã đơn vị", "unit_id"), required=True),
    Column(field="role", heading="vai trò", required=True),
    Column(field="name", heading="họ tên/chức danh", also=("họ tên", "họ và tên", "chức danh")),
    Column(
        field="address",
        heading="địa chỉ thư",
        also=("địa chỉ", "địa chỉ thư điện tử", "thư điện tử", "email", "e-mail"),
        required=True,
    ),
    Column(field="phone", heading="điện thoại", also=("số điện thoại", "đt")),
    Column(field="valid_from", heading="từ ngày", also=("hiệu lực từ", "from")),
    Column(field="valid_to", heading="đến ngày", also=("hiệu lực đến", "to")),
    Column(field="confirmed_on", heading="ngày xác nhận", also=("xác nhận ngày", "đã xác nhận", "confirmed")),
    Column(field="note", heading="ghi chú", also=("nguồn", "source", "stt", "tt")),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ContactRow:
    """One contact as the file states it; None and empty mean: not stated."""

    line: Line
    unit_id: str
    unit_name: str
    role: Role
    name: str
    address: str
    phone: str
    valid_from: date | None
    valid_to: date | None
    confirmed_on: date | None = None

    @property
    def who(self) -> str:
        """`Công an tỉnh Hà Giang, cán bộ đầu mối`."""
        return f"{self.unit_name}, {ROLE_NAMES[self.role]}"


def indexes(session: Session) -> Callable[[date], Names]:
    """The index of unit names for a day, read once per day asked for."""
    return cache(lambda day: unit_index(session, day))


def read_contacts(*, table: Table, names: Callable[[date], Names], as_of: date) -> list[ContactRow]:
    """The contacts of a file; raises ImportRefusedError with every error."""
    sheet = open_sheet(table=table, columns=COLUMNS)
    unmatched: list[str] = []
    rows = [row for line in sheet.lines if (row := _row(sheet, line, names, as_of, unmatched)) is not None]
    _check_repeats(sheet, rows)
    if sheet.errors:
        errors = sorted(sheet.errors, key=lambda error: error.row)
        raise ImportRefusedError(errors=errors, unmatched=unmatched)
    return rows


def _row(
    sheet: Sheet, line: Line, names: Callable[[date], Names], as_of: date, unmatched: list[str]
) -> ContactRow | None:
    start = sheet.read(line, "valid_from", as_day, otherwise=None)
    end = sheet.read(line, "valid_to", as_day, otherwise=None)
    if start and end and start > end:
        sheet.refuse(line, "valid_to", "đến ngày đứng trước từ ngày; kiểm tra lại hai ngày.")
    confirmed = sheet.read(line, "confirmed_on", as_day, otherwise=None)
    if confirmed and confirmed > as_of:
        sheet.refuse(line, "confirmed_on", "ngày xác nhận là ngày trong tương lai; kiểm tra lại.")
    index = names(_day_of(start, end, as_of))
    unit = _unit(sheet, line, index, unmatched)
    role = sheet.read(line, "role", READ_ROLE, otherwise=None)
    if not sheet.text(line, "role"):
        sheet.refuse(line, "role", f"thiếu vai trò; ghi một trong: {ROLE_HINT}.")
    facts = {name: sheet.read(line, name, reader, otherwise="") for name, reader in READERS.items()}
    if unit is None or role is None:
        return None
    shown = index.shown.get(unit, unit)
    return ContactRow(
        line=line,
        unit_id=unit,
        unit_name=shown,
        role=role,
        valid_from=start,
        valid_to=end,
        confirmed_on=confirmed,
        **facts,
    )


def _day_of(start: date | None, end: date | None, as_of: date) -> date:
    """The day on which the row's unit name is to be understood."""
    return max(start, as_of) if start else min(end, as_of) if end else as_of


def _unit(sheet: Sheet, line: Line, index: Names, unmatched: list[str]) -> str | None:
    text = sheet.text(line, "unit")
    found = match(text, index) if text else None
    if found is None:
        sheet.refuse(line, "unit", "thiếu đơn vị; ghi tên, bí danh hoặc mã định danh.")
    if isinstance(found, UnknownName):
        unmatched.append(text)
        sheet.refuse(line, "unit", str(found))
        return None
    return found


def _name(cell: Cell) -> str:
    text = as_text(cell)
    if len(text) > MAX_NAME or not text.isprintable():
        raise RefusedError(f"tên dài quá {MAX_NAME} ký tự hoặc có ký tự lạ; ghi họ tên hoặc chức danh.")
    return text


def _address(cell: Cell) -> str:
    return read_address(as_text(cell)) if cell != "" else ""


def _phone(cell: Cell) -> str:
    if not isinstance(cell, str):
        raise RefusedError("ô đang ở dạng số nên có thể đã mất số 0 đầu; đổi định dạng ô thành văn bản.")
    return read_phone(cell)


READERS: dict[str, Callable[[Cell], str]] = {"name": _name, "address": _address, "phone": _phone}


def _check_repeats(sheet: Sheet, rows: Sequence[ContactRow]) -> None:
    seen: dict[tuple[str, Role, str, date | None], int] = {}
    for row in rows:
        key = (row.unit_id, row.role, row.address, row.valid_from)
        if row.address and key in seen:
            sheet.refuse(
                row.line, "address", f"trùng với hàng {seen[key]} cùng đơn vị, cùng vai trò; bỏ bớt một."
            )
        seen.setdefault(key, row.line.number)
