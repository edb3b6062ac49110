"""The compiled report of the year 2024: every figure added again here from the workbooks that units sent.

Nothing of the compiler is used for that: the workbooks are read as files. Where LibreOffice Calc is missing,
what it would calculate is not compared, and the test says so.
"""

import re
import shutil
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from python_calamine import CalamineWorkbook
from sqlmodel import Session

from flows.work.compiling.making import compile_report, facts_of
from flows.work.compiling.wish import Wish
from models.database import connect, transaction
from models.store.units import names_on, units_on
from models.tables import Compilation
from models.words import Authority
from tests.factories import world_on
from tests.fakes.workbooks import packed, unpacked
from tests.flows.compiled_year import CompiledYear, compiled_year, officer
from tests.flows.test_workbook_office import saved_by_office

FIRST, SECOND = date(2024, 12, 20), date(2024, 12, 24)
SENT, LATE = 68, 2  # reports in time; two more come between the two compilings


@dataclass(frozen=True)
class Compiled:
    """The two compilings, and what units had sent by the second one."""

    workbooks: dict[str, bytes]
    names: dict[str, str]
    regions: dict[str, str]
    late: Sequence[str]  # names
    owing: Sequence[str]  # names of those who sent nothing
    book: bytes  # of the second compiling
    report: bytes
    first_book: bytes
    page_changes: Any  # facts about what changed


@pytest.fixture(scope="module")
def year(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Compiled]:
    """72 units; the real import; compiled twice."""
    data = tmp_path_factory.mktemp("compiled")
    shutil.copy(migrated_sqlite, data / "dondoc.sqlite3")
    engine = connect(url=f"sqlite:///{data / 'dondoc.sqlite3'}")
    with transaction(engine) as session:
        yield _compiled(session, compiled_year(session, data=data))
    engine.dispose()


def _compiled(session: Session, year: CompiledYear) -> Compiled:
    year.report(year.units[:SENT])
    first = _compile(session, year, FIRST)
    late = year.units[SENT : SENT + LATE]
    year.report(late, day=date(2024, 12, 23))
    second = _compile(session, year, SECOND)
    facts, _ = facts_of(session, compilation=second, world=world_on(SECOND))
    names = names_on(session, SECOND)
    regions = {one.id: one.region.value for one in units_on(session, SECOND)}
    return Compiled(
        workbooks=year.workbooks,
        names=names,
        regions=regions,
        late=[names[unit] for unit in late],
        owing=[names[unit] for unit in year.units[SENT + LATE :]],
        book=_file(session, year, second, "xlsx"),
        report=_file(session, year, second, "bao-cao"),
        first_book=_file(session, year, first, "xlsx"),
        page_changes=facts.changes,
    )


def _compile(session: Session, year: CompiledYear, day: date) -> int:
    wish = Wish(plan_id=year.plan, known_on=day, final=False, authority=Authority.MINISTRY)
    world, run = world_on(day), day.isoformat()
    made = compile_report(session, wish=wish, run=run, by=officer(), files=year.files, world=world)
    return made.id


def _file(session: Session, year: CompiledYear, compilation: int, part: str) -> bytes:
    files = session.get_one(Compilation, compilation).files
    return year.files.read(next(kept for name, kept in files.items() if part in name))


def rows(content: bytes, sheet: str) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name(sheet).to_python()


def added_again(workbooks: dict[str, bytes]) -> dict[str, list[tuple[str, float]]]:
    """Indicator code -> (unit, value), read from the workbooks as the units sent them."""
    found: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
    for unit, content in workbooks.items():
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        for code, _name, _unit, value, *_rest in book.get_sheet_by_name("Số liệu").to_python()[6:]:
            if code and value != "":
                found[str(code)].append((unit, float(str(value))))
    return found


def table(content: bytes, sheet: str, *, head: str) -> list[list[Any]]:
    """The lines below the row whose cells hold `head`, down to the first empty one."""
    lines = rows(content, sheet)
    top = next(at for at, row in enumerate(lines) if head in row) + 1
    end = next((at for at in range(top, len(lines)) if not any(lines[at])), len(lines))
    return lines[top:end]


def agrees(content: bytes, year: Compiled) -> None:
    """Sums, counts, minimum and regions in the workbook are those added again from the units' workbooks."""
    added = added_again(year.workbooks)
    summary = {row[1]: row for row in table(content, "Tổng hợp", head="Mã")}
    assert len(added) == 21
    for code, values in added.items():
        row = summary[code]
        assert row[4] == pytest.approx(sum(value for _, value in values)), code
        assert row[5] == len(values), code
    models = [value for _, value in added["mo-hinh-moi"]]
    assert summary["mo-hinh-moi"][7:10] == [1, sum(v >= 1 for v in models), sum(v < 1 for v in models)]
    by_region(content, added, summary, year.regions)


def by_region(content: bytes, added: Any, summary: dict[str, list[Any]], regions: dict[str, str]) -> None:
    shown = {row[1]: row for row in table(content, "Theo khu vực", head="Chỉ tiêu")}
    for code, values in added.items():
        row = shown[summary[code][2]]
        for at, region in enumerate(("Bắc", "Trung", "Nam", "Cơ quan Bộ"), 3):
            meant = sum(value for unit, value in values if regions[unit] == region)
            assert row[at] == pytest.approx(meant), (code, region)
        assert row[7] == pytest.approx(summary[code][4])


def test_every_sum_is_what_the_units_workbooks_add_up_to(year: Compiled) -> None:
    """Issue M5, shown by 3."""
    agrees(year.book, year)


def test_libreoffice_calculates_the_same_sums(year: Compiled, tmp_path: Path) -> None:
    """From the formulas alone: the values that the workbook brings are taken out of it first."""
    members = unpacked(year.book)
    for name, part in members.items():
        if "worksheets/sheet" in name:
            members[name] = re.sub(rb"(<f>[^<]*</f>)<v>[^<]*</v>", rb"\1", part)
    path = tmp_path / "so-lieu.xlsx"
    path.write_bytes(packed(members))
    saved = saved_by_office(path, tmp_path).read_bytes()
    agrees(saved, year)
    for sheet in ("Tổng hợp", "Theo khu vực", "Nhiệm vụ", "Biểu đồ", "Theo đơn vị"):
        assert numbers(saved, sheet) == pytest.approx(numbers(year.book, sheet)), sheet


def numbers(content: bytes, sheet: str) -> list[float]:
    return [cell for row in rows(content, sheet) for cell in row if isinstance(cell, int | float)]


def test_every_number_stands_beside_unit_document_and_version(year: Compiled) -> None:
    lines = {row[1]: row for row in rows(year.book, "Theo đơn vị")}
    heads = next(row for row in rows(year.book, "Theo đơn vị") if row[0] == "TT")
    codes = [row[1] for row in table(year.book, "Tổng hợp", head="Mã") if "Theo đơn vị" in row[10]]
    assert len(heads) == 5 + len(codes)
    for at, code in enumerate(codes, 5):
        for unit, value in added_again(year.workbooks)[code]:
            row = lines[year.names[unit]]
            assert (row[at], row[4]) == (pytest.approx(value), 1)
            assert re.fullmatch(r"\d\d/BC", row[3])


def test_whole_year_tasks_are_what_the_units_say_of_them(year: Compiled) -> None:
    said: defaultdict[str, list[str]] = defaultdict(list)
    for content in year.workbooks.values():
        for code, _title, result, *_ in rows(content, "Nhiệm vụ cả năm")[6:]:
            if code and result:
                said[str(code)].append(str(result))
    shown = {row[0]: row for row in table(year.book, "Nhiệm vụ", head="Mục")}
    for code, results in said.items():
        if code == "III.3.c":  # the compiling itself
            continue
        words = ("Đã hoàn thành", "Đang thực hiện", "Chưa thực hiện")
        assert shown[code][8:11] == [results.count(word) for word in words], code
        assert shown[code][11] == shown[code][3] - len(results), code


def test_the_document_says_the_same_numbers(year: Compiled) -> None:
    document = docx.Document(BytesIO(year.report))
    table_of_all = next(one for one in document.tables if one.rows[0].cells[1].text == "Chỉ tiêu")
    shown = [[cell.text for cell in row.cells] for row in table_of_all.rows]
    by_name = {row[1]: row for row in shown[1:]}
    summary = {row[1]: row for row in table(year.book, "Tổng hợp", head="Mã")}
    for code, values in added_again(year.workbooks).items():
        said = by_name[summary[code][2]][3].replace(".", "").replace(",", ".").removesuffix(" (ước)")
        assert float(said) == pytest.approx(sum(value for _, value in values), abs=0.01), code
    text = "\n".join(one.text for one in document.paragraphs)
    assert "đã nhận được báo cáo của 70/72 đơn vị" in text
    assert all(name in text for name in year.owing), "who is missing is named"


def test_two_late_reports_are_exactly_what_the_second_compiling_lists(year: Compiled) -> None:
    """Issue M5, shown by 4."""
    assert [(one.what, one.unit) for one in year.page_changes.units] == [
        ("report_added", name) for name in year.late
    ]
    before, after = (
        {row[2]: row[4] for row in table(book, "Tổng hợp", head="Mã")}
        for book in (year.first_book, year.book)
    )
    meant = [name for name in after if before[name] != after[name]]
    assert [one.about for one in year.page_changes.sums if one.what == "sum"] == meant
    told = [row[1] for row in rows(year.book, "Thay đổi")]
    assert [line for line in told if "mới nhận" in str(line)] == [
        f"{name}: mới nhận báo cáo số {SENT + at:02}/BC." for at, name in enumerate(year.late, 1)
    ]
