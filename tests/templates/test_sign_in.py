"""The sign-in sheet of a training, as it is printed and passed around."""

from dataclasses import replace
from datetime import date, time
from io import BytesIO

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.table import Table

from templates.letters.sign_in import EMPTY_ROWS, SignInFacts, SignInRow, sign_in_sheet
from templates.training_facts import TrainingFacts

from .mail_samples import FOCAL
from .training_samples import TRAINING

ONE_DAY = replace(TRAINING, last_day=TRAINING.first_day)


def people(*units: str) -> tuple[SignInRow, ...]:
    return tuple(
        SignInRow(name=f"Người {number}", position="Đại úy", unit_name=unit)
        for number, unit in enumerate(units, 1)
    )


def made(*units: str, training: TrainingFacts = TRAINING, example: bool = False) -> docx.document.Document:
    facts = SignInFacts(
        training=training, rows=people(*units), sender_name=FOCAL, superior="Bộ Công an", example=example
    )
    return docx.Document(BytesIO(sign_in_sheet(facts)))


def cells(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_the_sheet_says_who_holds_what_when_and_where() -> None:
    text = [one.text for one in made("A").paragraphs if one.text]
    assert text[:5] == [
        "BỘ CÔNG AN",
        FOCAL.upper(),
        "DANH SÁCH ĐẠI BIỂU DỰ TẬP HUẤN",
        TRAINING.title,
        "(Từ thứ Hai, 10/06/2024 đến hết thứ Ba, 11/06/2024; mỗi ngày từ 08 giờ 00 đến 16 giờ 30; "
        "tại Hội trường 2, Trường Bồi dưỡng cán bộ, thành phố Hà Nội)",
    ]
    assert "DỮ LIỆU MẪU" in made("A", example=True).paragraphs[0].text


def test_people_of_a_unit_stand_together_and_ten_rows_wait_for_the_unannounced() -> None:
    [table] = made("Hà Giang", "Cao Bằng", "Hà Giang").tables
    _, *rows = cells(table)
    assert [row[:4] for row in rows[:4]] == [
        ["1", "Người 1", "Đại úy", "Hà Giang"],
        ["2", "Người 3", "Đại úy", "Hà Giang"],
        ["3", "Người 2", "Đại úy", "Cao Bằng"],
        ["4", "", "", ""],
    ]
    assert len(rows) == 3 + EMPTY_ROWS


def test_the_head_stands_on_every_page_and_no_row_is_split() -> None:
    [table] = made(*(f"Đơn vị {number}" for number in range(120))).tables
    heads = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows]
    assert heads == [True] + [False] * (120 + EMPTY_ROWS)
    assert all(row._tr.find(f".//{qn('w:cantSplit')}") is not None for row in table.rows)


@pytest.mark.parametrize(
    ("training", "columns"),
    [
        (replace(ONE_DAY, ends_at=time(11, 30)), ["Ký nhận sáng 10/06"]),
        (replace(ONE_DAY, starts_at=time(13, 30)), ["Ký nhận chiều 10/06"]),
        (ONE_DAY, ["Ký nhận sáng 10/06", "Ký nhận chiều 10/06"]),
        (
            TRAINING,
            ["Ký nhận sáng 10/06", "Ký nhận chiều 10/06", "Ký nhận sáng 11/06", "Ký nhận chiều 11/06"],
        ),
        (
            replace(TRAINING, last_day=date(2024, 6, 12)),
            ["Ký nhận 10/06", "Ký nhận 11/06", "Ký nhận 12/06"],
        ),
    ],
)
def test_a_column_per_half_day_or_day_and_as_wide_a_page_as_it_takes(
    training: TrainingFacts, columns: list[str]
) -> None:
    document = made("A", training=training)
    head, *_ = cells(document.tables[0])
    assert head == ["TT", "Họ và tên", "Cấp bậc, chức vụ", "Đơn vị", *columns]
    section = document.sections[0]
    assert (section.orientation is WD_ORIENT.LANDSCAPE) is (len(columns) > 1)
    wide = sum(column.width or 0 for column in document.tables[0].columns)
    margins = (section.left_margin or 0) + (section.right_margin or 0)
    assert 0 < wide <= (section.page_width or 0) - margins


def test_more_days_than_fit_go_on_to_a_second_sheet() -> None:
    tables = made("A", training=replace(TRAINING, last_day=date(2024, 6, 15))).tables
    assert [[name[-5:] for name in cells(table)[0][4:]] for table in tables] == [
        ["10/06", "11/06", "12/06"],
        ["13/06", "14/06", "15/06"],
    ]


def test_it_counts_who_is_expected_and_leaves_room_for_who_came_and_for_the_organiser() -> None:
    text = [one.text for one in made("A", "A", "B").paragraphs]
    assert text[-5:] == [
        "Danh sách có 03 đồng chí của 02 đơn vị.",
        "Có mặt: ……… đồng chí; vắng: ……… đồng chí.",
        "………, ngày …… tháng …… năm ………",
        "ĐẠI DIỆN BAN TỔ CHỨC",
        "(ký, ghi rõ họ tên)",
    ]


def test_a_sheet_without_names_can_be_printed_too() -> None:
    [table] = made().tables
    assert len(table.rows) == 1 + EMPTY_ROWS


def test_what_users_write_is_one_line_in_its_cell_whatever_it_holds() -> None:
    row = SignInRow(name="Nguyễn\x0bAn\x00", position="<w:t>\nĐại úy", unit_name="A & B")
    training = replace(TRAINING, place="Hội trường\x1b 2")
    facts = SignInFacts(training=training, rows=(row,), sender_name=FOCAL, superior="")
    document = docx.Document(BytesIO(sign_in_sheet(facts)))
    assert cells(document.tables[0])[1][:4] == ["1", "Nguyễn An", "<w:t> Đại úy", "A & B"]
