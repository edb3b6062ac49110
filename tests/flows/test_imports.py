"""Importing units and contacts: a dry run first, errors by row and column, all of a file or nothing."""

import io
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import xlsxwriter
from sqlmodel import Session, SQLModel, col, func, select
from typer.testing import CliRunner

from flows.commands.imports import app
from flows.work.people.import_result import ImportResult
from flows.work.people.import_rows import ImportRefusedError
from flows.work.people.imports import import_contacts, import_units
from flows.work.people.spreadsheets import MAX_ROWS, Table, UnreadableTableError, read_table, table_of
from models.database import connect, migrate, reading, transaction
from models.rules.names import match
from models.store.units import contacts_on, name_on, unaddressed_on, unit_index, units_on
from models.tables import Address, Audit, Contact, Message, MessageRecipient, Unit, UnitAlias, UnitChange
from models.words import (
    AddressStatus,
    MessageKind,
    MessageStatus,
    RecipientKind,
    RecipientStatus,
    Region,
    Role,
    UnitChangeKind,
    UnitKind,
)
from tests.factories import ROOT, add_plan, add_task, moment, world_on

TODAY = date(2024, 2, 6)
LATER = date(2024, 3, 1)
SHIPPED_UNITS = ROOT / "config" / "units" / "units.csv"
SHIPPED_CONTACTS = ROOT / "config" / "units" / "sample-contacts.csv"
UNITS = """id,tên,mã,loại,vùng,bí danh,hiệu lực từ,hiệu lực đến,đơn vị kế thừa,tên theo ngày
phap-che,"Cục Pháp chế và cải cách hành chính, tư pháp",V03,đơn vị thuộc cơ quan Bộ,Cơ quan Bộ,,,,,
CA02,Công an tỉnh Hà Giang,,Công an cấp tỉnh,Bắc,,,30/06/2025,CA25-08,
CA08,Công an tỉnh Tuyên Quang,,Công an cấp tỉnh,miền Bắc,,,2025-06-30,CA25-08,
CA46,Công an tỉnh Thừa Thiên Huế,,province,Trung,TT-Huế,,30/06/2025,,01/01/2025: Công an thành phố Huế
CA25-08,Công an tỉnh Tuyên Quang,,Công an cấp tỉnh,Bắc,,01/07/2025,,,
"""
CONTACTS = """đơn vị,vai trò,họ tên/chức danh,địa chỉ thư,điện thoại,từ ngày,đến ngày
V03,cán bộ,Cán bộ 1,canbo1@V03.Example,,,
V03,cán bộ,Cán bộ 2,canbo2@v03.example,,,
Công an tỉnh Hà Giang,cán bộ đầu mối,Cán bộ đầu mối,daumoi@ca-hagiang.example,0219 000 000,,
Hà Giang,văn thư,Văn thư,vanthu@ca-hagiang.example,,,
CA tỉnh Tuyên Quang,Giám đốc,Giám đốc,giamdoc@ca-tuyenquang.example,,,
"""


def csv_table(text: str, *, file: str = "tep.csv") -> Table:
    return table_of(file=file, content=text.encode())


def workbook(rows: Sequence[Sequence[Any]]) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"default_date_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet()
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return stream.getvalue()


def take_units(session: Session, text: str = UNITS, *, apply: bool = True) -> ImportResult:
    return import_units(session, table=csv_table(text), now=moment(), by="Cán bộ 1, V03", apply=apply)


def take(
    session: Session, text: str = CONTACTS, *, as_of: date = TODAY, apply: bool = True, file: str = "tep.csv"
) -> ImportResult:
    table = csv_table(text, file=file)
    return import_contacts(session, table=table, as_of=as_of, now=moment(), by="Cán bộ 1, V03", apply=apply)


def contacts(*rows: str) -> str:
    return "\n".join(["đơn vị;vai trò;họ tên/chức danh;địa chỉ thư;điện thoại;từ ngày;đến ngày", *rows])


def counts(session: Session) -> Counter[str]:
    tables: Mapping[str, sa.Table] = SQLModel.metadata.tables
    return Counter(
        {
            name: session.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in tables.items()
        }
    )


def addresses(session: Session, unit: str, day: date, role: Role = Role.CONTACT) -> list[str]:
    found = contacts_on(session, day=day, roles=(role,)).get(unit, {}).get(role, [])
    return [one.address for one in found]


# Units


def test_the_shipped_units_are_the_72_of_the_plan_and_the_34_of_2025(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        result = import_units(session, table=read_table(SHIPPED_UNITS), now=moment(), by="", apply=True)
        assert len(result.added) == 106
        before, after = units_on(session, TODAY), units_on(session, date(2025, 7, 1))
        assert Counter(unit.kind for unit in before) == {UnitKind.DEPARTMENT: 9, UnitKind.PROVINCE: 63}
        assert Counter(unit.kind for unit in after) == {UnitKind.DEPARTMENT: 9, UnitKind.PROVINCE: 34}
        assert [unit.code for unit in before if unit.code] == ["V03"]
        regions = Counter(unit.region for unit in before)
        assert regions == {Region.NORTH: 25, Region.CENTRE: 19, Region.SOUTH: 19, Region.MINISTRY: 9}


def test_every_province_of_2024_passes_into_a_unit_of_2025(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        import_units(session, table=read_table(SHIPPED_UNITS), now=moment(), by="", apply=True)
        changes = session.exec(select(UnitChange)).all()
        assert len(changes) == 63
        assert {(one.kind, one.day) for one in changes} == {(UnitChangeKind.MERGER, date(2025, 7, 1))}
        assert len({one.successor for one in changes}) == 34
        assert {one.predecessor for one in changes if one.successor == "CA25-25"} == {"CA17", "CA25", "CA26"}


@pytest.mark.parametrize(
    ("unit", "day", "name"),
    [
        ("CA46", date(2024, 12, 31), "Công an tỉnh Thừa Thiên Huế"),
        ("CA46", date(2025, 1, 1), "Công an thành phố Huế"),
        ("CA25-75", date(2026, 4, 29), "Công an tỉnh Đồng Nai"),
        ("CA25-75", date(2026, 4, 30), "Công an thành phố Đồng Nai"),
        ("CA25-22", date(2026, 9, 1), "Công an thành phố Quảng Ninh"),
    ],
)
def test_a_unit_is_called_by_its_name_of_the_day(engine: sa.Engine, unit: str, day: date, name: str) -> None:
    with transaction(engine) as session:
        import_units(session, table=read_table(SHIPPED_UNITS), now=moment(), by="", apply=True)
        assert name_on(session, unit=unit, day=day) == name


def test_a_name_means_the_unit_of_its_day(engine: sa.Engine) -> None:
    """Lào Cai is one unit until 30/06/2025 and another from 01/07/2025 on; Huế keeps both names."""
    with transaction(engine) as session:
        import_units(session, table=read_table(SHIPPED_UNITS), now=moment(), by="", apply=True)
        then, now = unit_index(session, TODAY), unit_index(session, date(2025, 7, 1))
        assert match("Công an tỉnh Lào Cai", then) == "CA10"
        assert match("Công an tỉnh Lào Cai", now) == "CA25-15"
        assert match("Công an tỉnh Thừa Thiên Huế", then) == match("Công an TP Huế", then) == "CA46"
        assert not then.shared
        assert not now.shared


def test_the_sample_contacts_leave_no_unit_without_address(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        import_units(session, table=read_table(SHIPPED_UNITS), now=moment(), by="", apply=True)
        result = import_contacts(
            session, table=read_table(SHIPPED_CONTACTS), as_of=TODAY, now=moment(), by="", apply=True
        )
        assert (len(result.added), result.missing) == (290, ())
        for role in (Role.CONTACT, Role.DEPARTMENT_HEAD, Role.UNIT_HEAD, Role.POST_ROOM):
            assert unaddressed_on(session, day=TODAY, role=role) == []
        assert addresses(session, "phap-che", TODAY) == [f"canbo{n}@v03.example" for n in (1, 2, 3)]
        found = session.exec(select(Contact.address)).all()
        assert all(address.endswith(".example") for address in found)
        assert len(set(found)) == len(found)


def test_a_dry_run_tells_what_would_change_and_changes_nothing(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        result = take_units(session, apply=False)
        assert not result.applied
        assert result.added[1] == "Công an tỉnh Hà Giang (CA02): thêm mới."
        assert not counts(session) - Counter()


def test_the_same_files_twice_change_nothing(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        take_units(session)
        take(session)
        before = counts(session)
        units, people = take_units(session), take(session)
        assert (units.changes, units.unchanged) == (0, 5)
        assert (people.changes, people.unchanged) == (0, 5)
        assert counts(session) == before


def test_a_changed_unit_says_what_changed_and_an_empty_cell_keeps_what_is_stored(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        take_units(session)
        result = take_units(
            session,
            "id,tên,vùng,bí danh,hiệu lực đến,tên theo ngày\n"
            "CA46,Công an tỉnh Thừa Thiên Huế,,Thừa Thiên - Huế,,01/01/2025: Công an TP Huế\n"
            "CA25-08,Công an tỉnh Tuyên Quang,Trung,,30/06/2030,\n",
        )
        assert result.changed == (
            "Công an tỉnh Thừa Thiên Huế (CA46): "
            "tên từ 01/01/2025: «Công an thành phố Huế» → «Công an TP Huế»; "
            "thêm bí danh «Thừa Thiên - Huế»; bỏ bí danh «TT-Huế».",
        )
        assert result.closed == (
            "Công an tỉnh Tuyên Quang (CA25-08): vùng: Bắc → Trung; hiệu lực đến: (trống) → 30/06/2030.",
        )
        hue = session.get_one(Unit, "CA46")
        assert (hue.region, hue.valid_to) == (Region.CENTRE, date(2025, 6, 30))
        assert session.exec(select(UnitAlias.name)).all() == ["Thừa Thiên - Huế"]


def test_a_unit_with_several_successors_was_split(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        take_units(
            session,
            "id,tên,loại,vùng,hiệu lực đến,đơn vị kế thừa\n"
            "a,Cục A,khác,Bắc,31/12/2024,b|c\nb,Cục B,khác,Bắc,,\nc,Cục C,khác,Bắc,,\n",
        )
        changes = session.exec(select(UnitChange).order_by(col(UnitChange.successor))).all()
        assert [(one.successor, one.kind, one.day) for one in changes] == [
            ("b", UnitChangeKind.SPLIT, date(2025, 1, 1)),
            ("c", UnitChangeKind.SPLIT, date(2025, 1, 1)),
        ]


def test_all_errors_of_a_file_of_units_are_listed_and_nothing_is_written(engine: sa.Engine) -> None:
    text = (
        "id,tên,loại,vùng,hiệu lực từ,hiệu lực đến,đơn vị kế thừa,tên theo ngày,thứ tự\n"
        "tốt,Cục A,khác,Bắc,,,,,\n"
        "a,,sở,Đông,,,,,\n"
        "b,Cục B,,,31/06/2024,,,,\n"
        "c,Cục C,khác,Bắc,01/07/2025,30/06/2025,x|c,,đầu\n"
        "C,Cục C,khác,Bắc,,,b,Cục D,\n"
        "e,Cục E,khác,Bắc,,,,,\n"
        "f,Cục \u202eF,khác,Bắc,,,,01/01/2025: Cục\x07 G,\n"
    )
    with transaction(engine) as session:
        with pytest.raises(ImportRefusedError) as refused:
            take_units(session, text)
        assert [str(error).removeprefix("tep.csv, ") for error in refused.value.errors] == [
            "hàng 2, cột «id»: mã định danh «tốt» chỉ được gồm chữ không dấu, số và gạch nối, ví dụ CA02.",
            "hàng 3, cột «loại»: không hiểu «sở»; ghi đơn vị thuộc cơ quan Bộ, Công an cấp tỉnh hoặc khác.",
            "hàng 3, cột «vùng»: không hiểu «Đông»; ghi Bắc, Trung, Nam hoặc Cơ quan Bộ.",
            "hàng 3, cột «tên»: thiếu tên đơn vị.",
            "hàng 4, cột «hiệu lực từ»: ngày 31/06/2024 không có trong lịch; đề nghị kiểm tra lại.",
            "hàng 4, cột «loại»: thiếu loại đơn vị; ghi đơn vị thuộc cơ quan Bộ, Công an cấp tỉnh hoặc khác.",
            "hàng 4, cột «vùng»: thiếu vùng; ghi Bắc, Trung, Nam hoặc Cơ quan Bộ.",
            "hàng 5, cột «thứ tự»: «đầu» không phải số thứ tự; ghi số nguyên, ví dụ 12.",
            "hàng 5, cột «đơn vị kế thừa»: không có đơn vị «x»; ghi mã định danh (cột id).",
            "hàng 5, cột «đơn vị kế thừa»: đơn vị không thể kế thừa chính mình; để trống ô này.",
            "hàng 5, cột «hiệu lực đến»: ngày hết hiệu lực đứng trước ngày có hiệu lực; "
            "kiểm tra lại hai ngày.",
            "hàng 6, cột «tên theo ngày»: không hiểu «Cục D»; ghi «01/01/2025: tên mới», nhiều tên cách nhau "
            "bằng dấu |.",
            "hàng 6, cột «id»: trùng với hàng 5; mỗi đơn vị ghi một hàng.",
            "hàng 6, cột «hiệu lực đến»: đơn vị có đơn vị kế thừa phải có ngày cuối cùng còn hiệu lực.",
            *(
                f"hàng 8, cột «{column}»: ô này có chỗ xuống dòng hoặc ký tự không hiển thị được; "
                "đề nghị gõ lại trên một dòng."
                for column in ("tên", "tên theo ngày")
            ),
        ]
        assert not counts(session) - Counter()


# Files


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_as_spreadsheets_save_it(engine: sa.Engine, delimiter: str, encoding: str) -> None:
    rows = [["đơn vị", "vai trò", "địa chỉ thư"], ["CA02", "văn thư", "vanthu@ca-hagiang.example"]]
    content = "\r\n".join(delimiter.join(row) for row in rows).encode(encoding)
    with transaction(engine) as session:
        take_units(session)
        table = table_of(file="tep.csv", content=content)
        import_contacts(session, table=table, as_of=TODAY, now=moment(), by="", apply=True)
        assert addresses(session, "CA02", TODAY, Role.POST_ROOM) == ["vanthu@ca-hagiang.example"]


def test_a_workbook_with_a_title_row_dates_and_excel_day_numbers(engine: sa.Engine) -> None:
    content = workbook(
        [
            ["DANH SÁCH ĐẦU MỐI"],
            [],
            ["TT", "Đơn vị", "Vai trò", "Chức danh", "Email", "Số điện thoại", "Từ ngày", "Đến ngày"],
            [
                1,
                "Công an tỉnh Hà Giang",
                "Cán bộ đầu mối",
                "Cán bộ A",
                "a@x.example",
                "0219",
                date(2024, 1, 1),
                "",
            ],
            [2, "Công an tỉnh Hà Giang", "văn thư", "Văn thư", "b@x.example", "", 45292, "31/12/2024"],
        ]
    )
    with transaction(engine) as session:
        take_units(session)
        table = table_of(file="tep.xlsx", content=content)
        result = import_contacts(session, table=table, as_of=TODAY, now=moment(), by="", apply=True)
        assert len(result.added) == 2
        first, second = session.exec(select(Contact).order_by(col(Contact.address))).all()
        assert (first.valid_from, first.phone) == (date(2024, 1, 1), "0219")
        assert (second.valid_from, second.valid_to) == (date(2024, 1, 1), date(2024, 12, 31))


def test_english_headings_are_understood_too(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        take_units(session)
        take(session, "unit,role,name,address,phone,valid_from,valid_to\nCA02,contact,A,a@x.example,,,\n")
        assert addresses(session, "CA02", TODAY) == ["a@x.example"]


def packed(size: int) -> bytes:
    import zipfile

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * size)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "tệp không có hàng nào"),
        ("ten\nHa Noi".encode("utf-16-le"), "bảng mã UTF-16; lưu lại theo bảng mã UTF-8"),
        ("tên\nHà Nội".encode("utf-16-be"), "bảng mã UTF-16; lưu lại theo bảng mã UTF-8"),
        (b"ten\nHa Noi\0", "không phải tệp CSV hay .xlsx"),
        (
            "đơn vị\nHải Phòng".encode("cp1258", "replace"),
            "chữ không theo bảng mã UTF-8 (có thể là Windows-1258",
        ),
        (b"\xd0\xcf\x11\xe0rest", "tệp .xls đời cũ hoặc có đặt mật khẩu"),
        (b"PK\x03\x04rest", "không đọc được tệp .xlsx"),
        (b'a,"b', "dấu ngoặc kép trong tệp CSV không đóng đúng chỗ"),
        (b"a\n" * (MAX_ROWS + 1), "hơn 50000 hàng"),
        (packed(101_000_000), "nội dung quá lớn"),
        (packed(101_000_000).replace((101_000_000).to_bytes(4, "little"), b"\x10\0\0\0"), "nội dung quá lớn"),
        (workbook([["a"] + [""] * 16_000 + ["b"]]), "ô ngoài 50000 hàng, 100 cột"),
    ],
    ids=[
        "empty",
        "utf-16 without mark",
        "utf-16 the other way round",
        "a stray nul",
        "cp1258",
        "xls",
        "broken zip",
        "open quote",
        "rows",
        "bomb",
        "liar",
        "far",
    ],
)
def test_a_file_that_is_no_table_is_refused_with_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableTableError) as refused:
        table_of(file="tep", content=content)
    assert str(refused.value).startswith("tep")
    assert sentence in str(refused.value)


def test_a_text_that_is_called_a_workbook_is_told_apart_from_one() -> None:
    with pytest.raises(UnreadableTableError) as refused:
        table_of(file="so-van-ban-den.XLSX", content="đơn vị,vai trò\n".encode())
    assert str(refused.value) == (
        "so-van-ban-den.XLSX: không phải tệp Excel; mở bằng Excel rồi lưu kiểu .xlsx, "
        "hoặc đổi đuôi tệp thành .csv nếu đó là tệp CSV."
    )


def test_a_file_that_cannot_be_opened_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(UnreadableTableError, match=r"^khong-co\.csv: không mở được tệp"):
        read_table(tmp_path / "khong-co.csv")


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("đơn vị,vai trò\n", ["hàng 1, cột «địa chỉ thư»: thiếu cột này."]),
        (
            "đơn vị,vai trò,địa chỉ thư,điện thọai di động,email\n",
            [
                "hàng 1, cột «điện thọai di động»: không có cột này; gần nhất: điện thoại.",
                "hàng 1, cột «email»: cột này có hai lần; bỏ bớt một.",
            ],
        ),
        (
            "đơn vị,vai trò,địa chỉ thư\nCục Khoa học, chiến lược,văn thư,a@x.example\n",
            ["hàng 2, cột «a@x.example»: ô này không thuộc cột nào; ô có dấu phẩy phải đặt trong ngoặc kép."],
        ),
    ],
)
def test_headings_are_checked_before_rows(engine: sa.Engine, text: str, sentences: list[str]) -> None:
    with transaction(engine) as session:
        take_units(session)
        with pytest.raises(ImportRefusedError) as refused:
            take(session, text)
        told = [str(error).removeprefix("tep.csv, ") for error in refused.value.errors]
        assert told[: len(sentences)] == sentences


# Contacts


def test_contacts_are_found_by_name_alias_code_and_id_and_the_domain_is_stored_in_lower_case(
    engine: sa.Engine,
) -> None:
    with transaction(engine) as session:
        take_units(session)
        take(session)
        assert addresses(session, "phap-che", TODAY) == ["canbo1@v03.example", "canbo2@v03.example"]
        assert addresses(session, "CA02", TODAY) == ["daumoi@ca-hagiang.example"]
        assert addresses(session, "CA08", TODAY, Role.UNIT_HEAD) == ["giamdoc@ca-tuyenquang.example"]


def test_all_errors_of_a_file_of_contacts_are_listed_and_nothing_is_written(engine: sa.Engine) -> None:
    text = contacts(
        "Công an tỉnh Hà Giang;cán bộ đầu mối;A;a@x.example;;;",
        "Công an tỉnh Ha Giang;cán bộ đầu mối;A;khong-co-a-cong;gọi sau;;",
        ";;;;;30/02/2024;",
        "CA08;thư ký;A;a@x.example;;01/03/2024;01/02/2024",
        "CA02;cán bộ đầu mối;B;A@X.example;;;",
        "Hà Giang;đầu mối;C;a@X.EXAMPLE;;;",
        "Công an huyện Mường Tè;văn thư;;v@x.example;;;",
    )
    with transaction(engine) as session:
        take_units(session)
        before = counts(session)
        with pytest.raises(ImportRefusedError) as refused:
            take(session, text, file="dau-moi.csv")
        assert [str(error).removeprefix("dau-moi.csv, ") for error in refused.value.errors] == [
            "hàng 3, cột «đơn vị»: Không có đơn vị nào tên là «Công an tỉnh Ha Giang». Có phải là: "
            "Công an tỉnh Hà Giang?",
            "hàng 3, cột «địa chỉ thư»: «khong-co-a-cong» không phải địa chỉ thư điện tử; "
            "ghi dạng ten@donvi.example, một địa chỉ.",
            "hàng 3, cột «điện thoại»: «gọi sau» không phải số điện thoại; ghi chữ số, ví dụ 069 000 0000.",
            "hàng 4, cột «từ ngày»: ngày 30/02/2024 không có trong lịch; đề nghị kiểm tra lại.",
            "hàng 4, cột «đơn vị»: thiếu đơn vị; ghi tên, bí danh hoặc mã định danh.",
            "hàng 4, cột «vai trò»: thiếu vai trò; ghi một trong: cán bộ đầu mối; lãnh đạo phòng phụ trách; "
            "Thủ trưởng đơn vị / Giám đốc; văn thư.",
            "hàng 5, cột «đến ngày»: đến ngày đứng trước từ ngày; kiểm tra lại hai ngày.",
            "hàng 5, cột «vai trò»: không hiểu «thư ký»; ghi cán bộ đầu mối; lãnh đạo phòng phụ trách; "
            "Thủ trưởng đơn vị / Giám đốc; văn thư.",
            "hàng 7, cột «địa chỉ thư»: trùng với hàng 2 cùng đơn vị, cùng vai trò; bỏ bớt một.",
            "hàng 8, cột «đơn vị»: Không có đơn vị nào tên là «Công an huyện Mường Tè».",
        ]
        assert refused.value.unmatched == ("Công an tỉnh Ha Giang", "Công an huyện Mường Tè")
        assert counts(session) == before


def test_a_telephone_number_that_lost_its_zero_in_excel_is_refused(engine: sa.Engine) -> None:
    content = workbook(
        [["đơn vị", "vai trò", "địa chỉ thư", "điện thoại"], ["CA02", "văn thư", "", 219000000]]
    )
    with transaction(engine) as session:
        take_units(session)
        table = table_of(file="tep.xlsx", content=content)
        with pytest.raises(ImportRefusedError, match="hàng 2, cột «điện thoại»: ô đang ở dạng số"):
            import_contacts(session, table=table, as_of=TODAY, now=moment(), by="", apply=True)


def test_a_replaced_contact_is_kept_with_its_dates(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        take_units(session)
        take(session)
        result = take(session, contacts("CA02;đầu mối;Cán bộ mới;moi@ca-hagiang.example;;;"), as_of=LATER)
        assert result.changed == (
            "Công an tỉnh Hà Giang, cán bộ đầu mối: Cán bộ đầu mối daumoi@ca-hagiang.example → "
            "Cán bộ mới moi@ca-hagiang.example từ 01/03/2024.",
        )
        assert addresses(session, "CA02", date(2024, 2, 29)) == ["daumoi@ca-hagiang.example"]
        assert addresses(session, "CA02", LATER) == ["moi@ca-hagiang.example"]
        assert addresses(session, "phap-che", LATER) == ["canbo1@v03.example", "canbo2@v03.example"]


def test_a_contact_the_list_no_longer_names_is_closed(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        take_units(session)
        take(session)
        result = take(session, contacts("V03;cán bộ;Cán bộ 1;canbo1@v03.example;;;"), as_of=LATER)
        assert (result.unchanged, result.changed) == (1, ())
        assert result.closed == (
            "Cục Pháp chế và cải cách hành chính, tư pháp, cán bộ đầu mối: "
            "Cán bộ 2 canbo2@v03.example thôi làm đầu mối.",
        )
        assert addresses(session, "phap-che", LATER) == ["canbo1@v03.example"]


def test_a_contact_announced_for_a_later_day_leaves_the_present_one_until_then(engine: sa.Engine) -> None:
    later = contacts("CA02;đầu mối;Cán bộ mới;moi@ca-hagiang.example;;01/03/2024;")
    with transaction(engine) as session:
        take_units(session)
        take(session)
        take(session, later)
        assert addresses(session, "CA02", date(2024, 2, 29)) == ["daumoi@ca-hagiang.example"]
        assert addresses(session, "CA02", LATER) == ["moi@ca-hagiang.example"]
        assert take(session, later).changes == 0


def test_an_end_written_into_the_file_closes_the_contact_on_that_day(engine: sa.Engine) -> None:
    ended = contacts("CA02;đầu mối;;daumoi@ca-hagiang.example;;;15/02/2024")
    with transaction(engine) as session:
        take_units(session)
        take(session)
        assert len(take(session, ended).closed) == 1
        assert addresses(session, "CA02", date(2024, 2, 15)) == ["daumoi@ca-hagiang.example"]
        assert addresses(session, "CA02", date(2024, 2, 16)) == []
        assert take(session, ended).changes == 0
        assert take(session, ended, as_of=LATER).changes == 0


def test_a_former_contact_can_be_entered_with_its_dates(engine: sa.Engine) -> None:
    former = contacts("CA02;đầu mối;Cán bộ cũ;cu@ca-hagiang.example;;01/01/2023;31/12/2023")
    with transaction(engine) as session:
        take_units(session)
        take(session)
        assert len(take(session, former).added) == 1
        assert addresses(session, "CA02", date(2023, 12, 31))[-1] == "cu@ca-hagiang.example"
        assert addresses(session, "CA02", TODAY) == ["daumoi@ca-hagiang.example"]
        assert take(session, former).changes == 0


def test_a_missing_address_is_no_error_but_goes_to_the_coordinators_list(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        take_units(session)
        for apply in (False, True):
            result = take(
                session, contacts("V03;cán bộ;;c@v03.example;;;", "CA02;đầu mối;A;;;;"), apply=apply
            )
            assert result.missing == (
                "Công an tỉnh Hà Giang, cán bộ đầu mối: thiếu địa chỉ.",
                "Công an tỉnh Tuyên Quang, cán bộ đầu mối: thiếu địa chỉ.",
                "Công an tỉnh Thừa Thiên Huế, cán bộ đầu mối: thiếu địa chỉ.",
            )
        listed = [(one.unit.id, one.reason) for one in unaddressed_on(session, day=TODAY)]
        assert listed == [(unit, "thiếu địa chỉ") for unit in ("CA02", "CA08", "CA46")]


def test_a_refused_address_stays_refused_until_somebody_corrects_it(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        take_units(session)
        take(session)
        session.add(
            Address(
                address="daumoi@ca-hagiang.example",
                status=AddressStatus.REFUSED,
                reason="550 unknown user",
                changed_at=moment(),
            )
        )
        result = take(session)
        assert (
            "Công an tỉnh Hà Giang, cán bộ đầu mối: địa chỉ bị từ chối: 550 unknown user." in result.missing
        )
        one = contacts_on(session, day=TODAY, roles=(Role.CONTACT,))["CA02"][Role.CONTACT][0]
        assert (one.usable, one.refused, one.reason) == (False, True, "550 unknown user")


def test_a_line_without_address_does_not_wipe_out_a_known_one(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        take_units(session)
        take(session)
        assert take(session, contacts("CA02;đầu mối;Cán bộ đầu mối;;;;")).changes == 0
        assert addresses(session, "CA02", TODAY) == ["daumoi@ca-hagiang.example"]


def test_one_address_may_serve_two_units(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        take_units(session)
        rows = contacts("CA02;đầu mối;;chung@x.example;;;", "CA08;đầu mối;;chung@x.example;;;")
        assert len(take(session, rows).added) == 2


def test_each_change_leaves_an_audit_row(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        take_units(session)
        take(session)
        rows = session.exec(select(Audit).order_by(col(Audit.id))).all()
        assert Counter(row.action for row in rows) == {"file:unit:import": 5, "file:contact:import": 5}
        assert (rows[-1].by, rows[-1].subject_id) == ("Cán bộ 1, V03", "CA08/unit_head")
        assert (
            rows[-1].text == "Công an tỉnh Tuyên Quang, Thủ trưởng đơn vị / Giám đốc: thêm Giám đốc "
            "giamdoc@ca-tuyenquang.example."
        )


def test_mail_that_waits_follows_an_address_that_a_file_replaces(engine: sa.Engine) -> None:
    with transaction(engine) as session:
        take_units(session)
        take(session)
        plan = add_plan(session)
        add_task(session, plan=plan, units=["CA02"], due=date(2024, 2, 28), world=world_on(TODAY))
        message = Message(
            kind=MessageKind.ANNOUNCEMENT,
            day=TODAY,
            dedup_key="plan_issued:1:CA02",
            message_id="1@v03.example",
            status=MessageStatus.QUEUED,
            created_at=moment(),
            not_before=moment(),
            facts={},
        )
        session.add(message)
        session.flush()
        assert message.id is not None
        session.execute(
            sa.text("INSERT INTO message_item (message_id, unit_id, text) VALUES (:m, 'CA02', '')"),
            {"m": message.id},
        )
        session.add(
            MessageRecipient(
                message_id=message.id,
                kind=RecipientKind.TO,
                address="daumoi@ca-hagiang.example",
                role=Role.CONTACT,
                status=RecipientStatus.PENDING,
            )
        )
        take(session, contacts("CA02;đầu mối;;moi@ca-hagiang.example;;;"))
        assert session.exec(select(MessageRecipient.address)).all() == ["moi@ca-hagiang.example"]


def test_thousands_of_units_are_taken_over_in_few_statements(engine: sa.Engine) -> None:
    rows = "".join(f"X{n},Công an xã số {n},khác,Nam\n" for n in range(2_000))
    statements: list[str] = []
    sa.event.listen(engine, "before_cursor_execute", lambda *event: statements.append(event[2]))
    with transaction(engine) as session:
        assert len(take_units(session, "id,tên,loại,vùng\n" + rows).added) == 2_000
        contact_rows = [f"X{n};đầu mối;;x{n}@xa.example;;;" for n in range(2_000)]
        assert len(take(session, contacts(*contact_rows)).added) == 2_000
        imported = len(statements)
        assert len(contacts_on(session, day=TODAY)) == len(units_on(session, TODAY)) == 2_000
    assert len(statements) - imported <= 4  # units, their names, contacts, who stands in for whom
    assert imported < 60


# The command


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with a migrated, empty database."""
    engine = connect(url=f"sqlite:///{tmp_path / 'dondoc.sqlite3'}")
    migrate(engine)
    engine.dispose()
    return tmp_path


def run(*arguments: str | Path, folder: Path) -> Any:
    return CliRunner().invoke(app, [*map(str, arguments), "--data", str(folder)])


def test_the_command_only_shows_until_told_to_apply(folder: Path) -> None:
    shown = run("units", SHIPPED_UNITS, folder=folder)
    assert shown.output.endswith(
        "Chạy thử, chưa ghi gì: 106 thêm, 0 sửa, 0 hết hiệu lực, 0 giữ nguyên. Chạy lại với --apply để ghi.\n"
    )
    assert run("units", SHIPPED_UNITS, folder=folder).output == shown.output
    applied = run("units", SHIPPED_UNITS, "--apply", folder=folder)
    assert applied.output.endswith("Đã ghi: 106 thêm, 0 sửa, 0 hết hiệu lực, 0 giữ nguyên.\n")
    again = run("units", SHIPPED_UNITS, folder=folder)
    assert again.output == "Chạy thử, chưa ghi gì: 0 thêm, 0 sửa, 0 hết hiệu lực, 106 giữ nguyên.\n"


def test_the_command_prints_errors_and_says_that_nothing_was_written(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "dau-moi.csv"
    file.write_text("đơn vị,vai trò,địa chỉ thư\nCục Lạ,văn thư,a@x.example\n", encoding="utf-8")
    result = run("contacts", file, "--apply", folder=folder)
    assert result.exit_code == 1
    assert result.output == (
        "dau-moi.csv, hàng 2, cột «đơn vị»: Không có đơn vị nào tên là «Cục Lạ».\n\nKhông có gì được ghi.\n"
    )


def test_the_command_needs_a_database(tmp_path: Path) -> None:
    result = run("units", SHIPPED_UNITS, folder=tmp_path / "nowhere")
    assert result.exit_code == 1
    assert "There is no database in" in result.output
    with pytest.raises(FileNotFoundError):
        (tmp_path / "nowhere").stat()


def test_a_dry_run_reads_only(engine: sa.Engine) -> None:
    with reading(engine) as session:
        assert len(take_units(session, apply=False).added) == 5
