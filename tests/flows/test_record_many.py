"""Many documents in one go: how pasted rows are read, what goes in, and what a resumed run does again."""

import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

import pytest
import sqlalchemy as sa
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from flows.many_form import ManyForm, read_form
from flows.work.documents.correct import correct, entry_of, void
from flows.work.documents.pasted_documents import BadRow, Row, read_rows, split_rows, texts_of
from flows.work.documents.record import Entry, record
from flows.work.documents.record_many import (
    NO_NUMBER,
    Effect,
    Reading,
    confirm_round,
    open_round,
    record_rows,
    told,
    try_rows,
)
from flows.work.people.spreadsheets import read_table
from flows.work.refusals import RefusedError
from models.database import transaction
from models.rules.names import unit_label
from models.store.units import unit_index
from models.tables import Obligation, Plan, Submission, SubmissionLink
from models.words import ObligationStatus
from tests.factories import add_plan, add_task, add_units, world_on

TODAY = date(2024, 3, 5)
DUE = date(2024, 2, 28)
OFFICER = "Cán bộ 1"
RUN = "6d9f3a0e-1111-4222-8333-444455556666"
Task = tuple[int, str, str]


@pytest.fixture
def session(engine: sa.Engine) -> Iterator[Session]:
    with transaction(engine) as session:
        add_units(session, "CA02", "CA04", "CA06")
        world = world_on(date(2024, 2, 6))
        add_task(session, plan=add_plan(session), units=["CA02", "CA04", "CA06"], due=DUE, world=world)
        yield session


def task_of(session: Session) -> Task:
    plan = session.exec(select(Obligation.plan_id)).first()
    assert plan is not None
    return (plan, "II.1.1.b", "")


def rows_of(session: Session, text: str) -> list[Row | BadRow]:
    return read_rows(rows=split_rows(text), units=unit_index(session, TODAY))


def record_text(session: Session, text: str, *, day: date = TODAY) -> Reading:
    rows = rows_of(session, text)
    return record_rows(session, rows=rows, task=task_of(session), by=OFFICER, world=world_on(day))


def numbers(session: Session) -> list[str]:
    """Numbers of the records that stand."""
    standing = select(Submission).where(col(Submission.voided_at).is_(None)).order_by(col(Submission.id))
    return [one.document_number for one in session.exec(standing)]


# How rows are read

PASTED = (
    "đơn vị; số/ký hiệu; ngày ban hành; ngày đến\n"
    "Công an tỉnh CA02; 05/KH; 28/02/2024; 05/03/2024\n"
    "CÔNG AN TỈNH ca04\t07/KH\t27/02/2024\t01/03/2024\n"
    "Công an tỉnh CA99; 08/KH; 27/02/2024; 01/03/2024\n"
    "Công an tỉnh CA02; 09/KH; 31/02/2024; 01/03/2024\n"
    "Công an tỉnh CA02; 10/KH; 01/03/2024\n"
)


def test_rows_from_a_register_good_ones_go_in_bad_ones_come_back_as_text(session: Session) -> None:
    result = record_text(session, PASTED)
    assert result.words == ("Công an tỉnh CA02: II.1.1.b: đúng hạn", "Công an tỉnh CA04: II.1.1.b: đúng hạn")
    assert result.bad_text == (
        "Công an tỉnh CA99; 08/KH; 27/02/2024; 01/03/2024\n"
        "Công an tỉnh CA02; 09/KH; 31/02/2024; 01/03/2024\n"
        "Công an tỉnh CA02; 10/KH; 01/03/2024"
    )
    assert [row.problem for row in result.bad][1:] == [
        "Ngày ban hành: ngày 31/02/2024 không có trong lịch; đề nghị kiểm tra lại.",
        "Dòng có 3 ô, cần 4 ô: đơn vị; số/ký hiệu; ngày ban hành; ngày đến.",
    ]


ROWS = [
    "Công an tỉnh CA02; 1/KH; 20/02/2024; 01/03/2024",
    "Công an tỉnh CA04; 2/KH; ; 01/03/2024",
    "Công an tỉnh CA06; 3/KH; 2024-02-21; 2024-03-01",
    "Công an tỉnh CA02; 4/KH; 2024-02-21 00:00:00; 28/02/2024 19:45",
    "Công an tỉnh CA04; ; 20/02/2024; 28/02/2024 19h45",
    "Công an tỉnh CA06;6/KH;20.2.2024;2024-02-28 19:45:00",
]
HEADINGS = [
    "",
    "Đơn vị; Số/ký hiệu; Ngày ban hành; Ngày đến",
    "ĐƠN VỊ\tSỐ, KÝ HIỆU\tNGÀY BAN HÀNH\tNGÀY ĐẾN",
    unicodedata.normalize("NFD", "đơn vị ; số/kí hiệu ;ngày ban hành;ngày đến"),
]


@given(
    rows=st.lists(st.sampled_from(ROWS), max_size=6),
    heading=st.sampled_from(HEADINGS),
    glue=st.sampled_from(["\n", "\r\n", " ", ";", "; ", "\t", ""]),
)
def test_rows_and_heading_survive_a_text_field_that_swallows_line_breaks(
    rows: list[str], heading: str, glue: str
) -> None:
    assert split_rows(glue.join([heading, *rows] if heading else rows)) == rows


def test_a_heading_in_other_words_is_left_out_where_it_has_a_line_of_its_own() -> None:
    assert split_rows(f"Đơn vị; Văn bản; Ngày ký; Ngày nhận\n{ROWS[0]}") == [ROWS[0]]
    assert split_rows(f"Đơn vị; Số/ký hiệu; Ngày ban hành; Ngày đến V03\n{ROWS[0]}") == [ROWS[0]]


def test_a_heading_in_other_words_glued_to_a_row_is_shown_not_swallowed(session: Session) -> None:
    [row] = rows_of(session, f"Đơn vị; Văn bản; Ngày ký; Ngày nhận {ROWS[0]}")
    assert isinstance(row, BadRow)


ARRIVALS = [
    ("28/02/2024", None),
    ("28/02/2024 19:45", time(19, 45)),
    ("28/02/2024 19h45", time(19, 45)),
    ("28/02/2024  19H", time(19)),
    ("2024-02-28 19:45:00", time(19, 45)),
    ("2024-02-28T19:45", time(19, 45)),
    ("2024-02-28 00:00:00", None),
    ("28/02/2024 00:00:00", None),
]


@pytest.mark.parametrize(("arrival", "hour"), ARRIVALS)
def test_an_arrival_may_carry_its_hour(session: Session, arrival: str, hour: time | None) -> None:
    [row] = rows_of(session, f"Công an tỉnh CA02; 1/KH; 20/02/2024; {arrival}")
    assert isinstance(row, Row)
    assert (row.arrived_on, row.arrived_time) == (DUE, hour)


@pytest.mark.parametrize("arrival", ["28/02/2024 25:10", "28/02/2024 19:75", "28/02/2024 tối", ""])
def test_an_hour_that_is_none_comes_back(session: Session, arrival: str) -> None:
    [row] = rows_of(session, f"Công an tỉnh CA02; 1/KH; 20/02/2024; {arrival}")
    assert isinstance(row, BadRow)


def test_an_hour_opens_the_way_to_a_deadline_that_has_one(session: Session) -> None:
    for one in session.exec(select(Obligation)):
        one.due_time = time(20, 0)
    session.flush()
    row = "Công an tỉnh CA02; 1/KH; 28/02/2024; 28/02/2024"
    [asked] = record_text(session, row).bad
    assert "đề nghị ghi giờ đến" in asked.problem
    assert len(record_text(session, f"{asked.text} 19:45").good) == 1
    assert [one.arrived_time for one in session.exec(select(Submission))] == [time(19, 45)]


def test_empty_cells_behind_a_row_are_no_cells(session: Session, tmp_path: Path) -> None:
    [pasted] = rows_of(session, ROWS[0] + ";;\t; ")
    assert isinstance(pasted, Row)
    file = tmp_path / "so.csv"
    file.write_text(
        "Đơn vị;Số/ký hiệu;Ngày ban hành;Ngày đến;;\nCông an tỉnh CA02;1/KH;20/02/2024;01/03/2024;;\n"
        "Công an tỉnh CA99;2/KH;20/02/2024;01/03/2024;;\n",
        "utf-8",
    )
    good, bad = read_rows(rows=texts_of(read_table(file)), units=unit_index(session, TODAY))
    assert isinstance(good, Row)
    assert bad.text == "Công an tỉnh CA99; 2/KH; 20/02/2024; 01/03/2024"


def test_numbers_and_days_of_a_workbook_read_as_they_are_shown(tmp_path: Path) -> None:
    path = tmp_path / "so.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet()
        for column, cell in enumerate(["Đơn vị", "Số/ký hiệu", "Ngày ban hành", "Ngày đến"]):
            sheet.write(0, column, cell)
        for row, number in enumerate([1234567, 12, 0.5], 1):
            sheet.write(row, 0, "Công an tỉnh CA02")
            sheet.write_number(row, 1, number)
            sheet.write_datetime(row, 2, datetime(2024, 2, 20))  # noqa: DTZ001  (a cell has no time zone)
            sheet.write_datetime(row, 3, datetime(2024, 3, 1))  # noqa: DTZ001  (a cell has no time zone)
            sheet.write_blank(row, 6, None, book.add_format({"bold": True}))
    assert texts_of(read_table(path)) == [
        ["Công an tỉnh CA02", number, "20/02/2024", "01/03/2024"] for number in ("1234567", "12", "0.5")
    ]


# What goes in


def test_trying_rows_writes_nothing(session: Session) -> None:
    rows, task = rows_of(session, PASTED), task_of(session)
    tried = try_rows(session, rows=rows, task=task, by=OFFICER, world=world_on(TODAY))
    assert len(tried.good) == 2
    assert session.exec(select(SubmissionLink)).all() == []
    assert {one.status for one in session.exec(select(Obligation))} == {ObligationStatus.OPEN}


def test_rows_recorded_from_before_are_told_apart_and_not_recorded_twice(session: Session) -> None:
    record_text(session, PASTED)
    again = record_text(session, PASTED)
    assert (len(again.good), len(again.known)) == (0, 2)
    assert len(numbers(session)) == 2


def test_a_row_pasted_twice_is_recorded_once_and_is_not_from_before(session: Session) -> None:
    twice = record_text(session, f"{ROWS[0]}\n{ROWS[0]}")
    assert (len(twice.good), len(twice.repeated), len(twice.known)) == (1, 1, 0)


# Rounds: the run starts again from the top whenever it is answered


def show_round(session: Session, text: str, *, number: int = 1, day: date = TODAY) -> Reading:
    """What a run sees of a round, the first time and when it starts again."""

    def read() -> Reading:
        rows, task = rows_of(session, text), task_of(session)
        return try_rows(session, rows=rows, task=task, by=OFFICER, world=world_on(day))

    found = open_round(session, run=RUN, number=number, read=read)
    session.expire_all()
    return found.reading


def gone() -> Reading:
    raise RefusedError("Không có tệp")


def confirm(session: Session, rest: str = "", *, number: int = 1, day: date = TODAY) -> Effect:
    effect = confirm_round(session, run=RUN, number=number, rest=rest, by=OFFICER, world=world_on(day))
    session.expire_all()
    return effect


def test_a_round_shows_the_same_however_often_the_run_starts_again(session: Session) -> None:
    """An edited workbook or a changed list does not get in behind the back of who confirms."""
    shown = show_round(session, PASTED)
    assert show_round(session, ROWS[0]) == shown
    confirm(session)
    assert show_round(session, ROWS[0]) == shown
    assert numbers(session) == ["05/KH", "07/KH"]


def test_the_file_is_not_needed_again_once_its_rows_were_shown(session: Session) -> None:
    shown = show_round(session, PASTED)
    assert open_round(session, run=RUN, number=1, read=gone).reading == shown


def test_the_rows_recorded_are_those_shown_as_readable(session: Session) -> None:
    """A row shown as wrong stays out although it would be right on the day of the answer."""
    tomorrow = "Công an tỉnh CA04; 2/KH; 20/02/2024; 06/03/2024"
    shown = show_round(session, f"{ROWS[0]}\n{tomorrow}")
    assert [row.text for row in shown.bad] == [tomorrow]
    assert confirm(session, tomorrow, day=date(2024, 3, 7)) == Effect(recorded=1, rest=tomorrow)
    assert numbers(session) == ["1/KH"]


def test_what_a_colleague_voided_meanwhile_is_not_recorded_again(session: Session) -> None:
    show_round(session, PASTED)
    confirmed = confirm(session, "Công an tỉnh CA06; 8/KH; 27/02/2024; 01/03/2024")
    first = session.exec(select(Submission).where(col(Submission.document_number) == "05/KH")).one()
    assert first.id is not None
    void(session, submission_id=first.id, reason="nhầm đơn vị", by="Cán bộ 2", world=world_on(TODAY))
    assert confirm(session) == confirmed
    assert numbers(session) == ["07/KH"]


def test_what_a_colleague_corrected_meanwhile_is_not_recorded_again(session: Session) -> None:
    show_round(session, ROWS[0])
    confirm(session)
    [old] = session.exec(select(Submission.id)).all()
    assert old is not None
    fixed = replace(entry_of(session, submission_id=old), number="11/KH")
    correct(session, submission_id=old, entry=fixed, reason="sai số", by="Cán bộ 2", world=world_on(TODAY))
    assert confirm(session).recorded == 1
    assert numbers(session) == ["11/KH"]


def test_a_round_that_breaks_off_leaves_neither_rows_nor_effect(engine: sa.Engine, session: Session) -> None:
    show_round(session, ROWS[0])
    session.commit()
    with suppress(ZeroDivisionError), transaction(engine) as broken:
        assert confirm(broken).recorded == 1
        raise ZeroDivisionError
    with transaction(engine) as later:
        assert open_round(later, run=RUN, number=1, read=gone).effect is None
        assert numbers(later) == []
        assert confirm(later) == Effect(recorded=1)


def test_two_colleagues_record_the_same_units_in_opposite_order_at_the_same_time(
    engine: sa.Engine, session: Session
) -> None:
    """Neither waits for the other's rows for ever: what one recorded the other one knows."""
    units = [f"CB{number:02}" for number in range(40)]
    add_units(session, *units)
    plan = session.exec(select(Plan)).one()
    add_task(session, plan=plan, units=units, due=DUE, world=world_on(date(2024, 2, 6)), code="II.9")
    lines = [f"Công an tỉnh {unit}; 5/{unit}; 28/02/2024; 01/03/2024" for unit in units]
    orders = [rows_of(session, "\n".join(rows)) for rows in (lines, lines[::-1])]
    task = (task_of(session)[0], "II.9", "")
    session.commit()

    def run(rows: list[Row | BadRow]) -> Reading:
        with transaction(engine) as own:
            return record_rows(own, rows=rows, task=task, by=OFFICER, world=world_on(TODAY))

    with ThreadPoolExecutor(2) as both:
        first, second = both.map(run, orders)
    assert {len(first.good), len(second.good)} == {0, 40}
    assert {len(first.known), len(second.known)} == {0, 40}
    assert [row.text for row in (*second.good, *second.known)] == lines[::-1], "shown as typed"


def test_what_a_colleague_recorded_meanwhile_is_known_not_recorded_by_this_run(session: Session) -> None:
    show_round(session, PASTED)
    entry = Entry(
        unit="CA02",
        tasks=(task_of(session),),
        number="05/KH",
        issued_on=date(2024, 2, 28),
        arrived_on=TODAY,
    )
    record(session, entry=entry, by="Cán bộ 2", world=world_on(TODAY))
    assert confirm(session) == Effect(recorded=1, known=1)


def test_a_shown_row_that_is_refused_at_the_answer_comes_back_with_the_others(session: Session) -> None:
    show_round(session, ROWS[0])
    for one in session.exec(select(Obligation)):
        one.status = ObligationStatus.EXEMPT
    session.flush()
    assert confirm(session, "dòng đã sửa") == Effect(rest=f"dòng đã sửa\n{ROWS[0]}")


def test_rounds_of_other_runs_and_numbers_are_their_own(session: Session) -> None:
    show_round(session, ROWS[0])
    second = show_round(session, ROWS[1], number=2)
    assert [row.text for row in second.good] == [ROWS[1]]
    other = open_round(session, run="another", number=1, read=lambda: Reading(task=task_of(session)))
    assert other.reading.good == ()


def test_a_round_keeps_days_hours_and_problems_as_read(session: Session) -> None:
    text = (
        f"Công an tỉnh CA02; 1/KH; ; 28/02/2024 19:45\n{ROWS[0]}\n{ROWS[0]}\nCông an tỉnh CA99; 1; ; 1/3/2024"
    )
    first = show_round(session, text)
    assert (first.good[0].issued_on, first.good[0].arrived_time) == (None, time(19, 45))
    assert (len(first.good), len(first.repeated), len(first.bad)) == (2, 1, 1)
    assert show_round(session, "") == first


# The form


def form_of(session: Session, **fields: object) -> ManyForm:
    label = "II.1.1.b · văn bản II.1.1.b · trước ngày 28/02/2024 · KH 2024"
    return ManyForm.model_validate({"by": OFFICER, "task": label, **fields})


def read(session: Session, incoming: Path, **fields: object) -> Reading:
    form = form_of(session, **fields)
    return read_form(session, form=form, incoming=incoming, world=world_on(TODAY))


REFUSED: list[tuple[dict[str, object], str]] = [
    (
        {"rows": PASTED, "by": "Người lạ"},
        "Người thực hiện: «Người lạ» không còn trong danh sách; đề nghị mở lại biểu mẫu và chọn lại.",
    ),
    (
        {"rows": PASTED, "task": "IX.9"},
        "Nhiệm vụ: «IX.9» không còn trong danh sách; đề nghị mở lại biểu mẫu và chọn lại.",
    ),
    (
        {"rows": PASTED, "units": ["Công an tỉnh Z"], "arrived_on": "01/03/2024"},
        "Đơn vị: «Công an tỉnh Z» không còn trong danh sách; đề nghị mở lại biểu mẫu và chọn lại.",
    ),
    (
        {"units": [unit_label("Công an tỉnh CA02")]},
        "Ngày đến (khi chọn đơn vị): chưa ghi; đề nghị ghi ngày/tháng/năm, ví dụ 28/02/2024.",
    ),
    (
        {"rows": "Đơn vị; Số/ký hiệu; Ngày ban hành; Ngày đến"},
        "Chưa có văn bản nào: đề nghị dán các dòng, ghi tên tệp trong thư mục incoming hoặc chọn đơn vị.",
    ),
    (
        {"workbook": "so.xlsx"},
        "Không có tệp «so.xlsx» trong thư mục incoming (đang có: khác.csv).",
    ),
    (
        {"workbook": "../dondoc.sqlite3"},
        "Không có tệp «../dondoc.sqlite3» trong thư mục incoming (đang có: khác.csv).",
    ),
]


@pytest.mark.parametrize(("fields", "sentence"), REFUSED)
def test_a_wrong_form_is_refused_before_anything_is_shown(
    session: Session, tmp_path: Path, fields: dict[str, object], sentence: str
) -> None:
    incoming = tmp_path / "incoming"
    (incoming / "thư mục").mkdir(parents=True)
    (incoming / "khác.csv").write_text("a;b;c;d", "utf-8")
    with pytest.raises(RefusedError) as refusal:
        read(session, incoming, **fields)
    assert str(refusal.value) == sentence


def test_a_missing_drop_folder_is_one_sentence(session: Session, tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as refusal:
        read(session, tmp_path / "incoming", workbook="so.xlsx")
    assert str(refusal.value) == (
        "Không đọc được thư mục incoming; đề nghị người quản trị tạo lại thư mục này trong thư mục dữ liệu "
        "rồi chép tệp «so.xlsx» vào đó."
    )


def test_a_file_is_found_however_its_accents_are_written(session: Session, tmp_path: Path) -> None:
    (tmp_path / unicodedata.normalize("NFD", "sổ đến.csv")).write_text(ROWS[0], "utf-8")
    assert len(read(session, tmp_path, workbook="sổ đến.csv").good) == 1


def ticked(session: Session, tmp_path: Path, *units: str, arrived: str = "01/03/2024") -> Reading:
    labels = [unit_label(f"Công an tỉnh {unit}") for unit in units]
    return read(session, tmp_path, units=labels, issued_on="20/02/2024", arrived_on=arrived)


def test_ticked_units_are_recorded_without_number_and_told_as_known_the_second_time(
    session: Session, tmp_path: Path
) -> None:
    first = ticked(session, tmp_path, "CA02", "CA04")
    assert [row.text for row in first.good] == [
        f"Công an tỉnh CA02; {NO_NUMBER}; 20/02/2024; 01/03/2024",
        f"Công an tỉnh CA04; {NO_NUMBER}; 20/02/2024; 01/03/2024",
    ]
    open_round(session, run=RUN, number=1, read=lambda: first)
    assert confirm(session) == Effect(recorded=2, unnumbered=2)
    again = ticked(session, tmp_path, "CA02", "CA06")
    assert ([row.unit for row in again.known], [row.unit for row in again.good]) == (["CA02"], ["CA06"])


def test_ticked_units_may_have_come_at_an_hour(session: Session, tmp_path: Path) -> None:
    [row] = ticked(session, tmp_path, "CA02", arrived="28/02/2024 19h45").good
    assert row.arrived_time == time(19, 45)
    assert row.text == f"Công an tỉnh CA02; {NO_NUMBER}; 20/02/2024; 28/02/2024 19:45"
    assert rows_of(session, row.text) == [row]


# What the run says at its end

SENTENCES = [
    ([], "Không ghi nhận văn bản nào."),
    ([Effect(recorded=39, rest="x"), Effect(recorded=1)], "Đã ghi nhận 40 văn bản."),
    (
        [Effect(recorded=2, known=3)],
        "Đã ghi nhận 2 văn bản; 3 văn bản đã có từ trước, không ghi lại.",
    ),
    ([Effect(known=1)], "Không ghi nhận văn bản nào; 1 văn bản đã có từ trước, không ghi lại."),
    ([Effect(recorded=1, repeated=1)], "Đã ghi nhận 1 văn bản; 1 dòng lặp lại, chỉ ghi một lần."),
    (
        [Effect(recorded=2, unnumbered=2)],
        "Đã ghi nhận 2 văn bản; 2 văn bản chưa ghi số, đề nghị bổ sung bằng biểu mẫu «Sửa, hủy ghi nhận».",
    ),
]


@pytest.mark.parametrize(("effects", "sentence"), SENTENCES)
def test_the_run_counts_only_what_it_recorded_itself(effects: list[Effect], sentence: str) -> None:
    assert told(effects) == sentence
