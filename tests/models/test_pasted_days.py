"""The yearly notice of days off, pasted into the form *Cập nhật ngày nghỉ*."""

import unicodedata
from datetime import date

import pytest

from models.rules.pasted_days import UnreadableDaysError, read_days, read_named_days
from models.rules.workdays import DayOff
from models.words import DayKind


def brief(text: str) -> list[tuple[str, str, str]]:
    return [(f"{row.day:%d/%m/%Y}", row.kind.value, row.name) for row in read_days(text)]


def test_a_notice_as_it_is_written() -> None:
    text = "29/01/2025 - 02/02/2025: nghỉ Tết Nguyên đán\n02/05/2025: nghỉ, hoán đổi\n26/04/2025: làm bù"
    assert brief(text) == [
        ("29/01/2025", "off", "Tết Nguyên đán"),
        ("30/01/2025", "off", "Tết Nguyên đán"),
        ("31/01/2025", "off", "Tết Nguyên đán"),
        ("01/02/2025", "off", "Tết Nguyên đán"),
        ("02/02/2025", "off", "Tết Nguyên đán"),
        ("26/04/2025", "work", "làm bù"),
        ("02/05/2025", "off", "nghỉ hoán đổi"),
    ]


@pytest.mark.parametrize(
    ("row", "first", "days", "kind"),
    [
        ("Từ ngày 16/2/2026 đến hết ngày 20/2/2026: nghỉ Tết Nguyên đán", date(2026, 2, 16), 5, DayKind.OFF),
        ("29/01 – 02/02/2025: nghỉ Tết", date(2025, 1, 29), 5, DayKind.OFF),
        ("ngày 02.09.2027, nghỉ Quốc khánh.", date(2027, 9, 2), 1, DayKind.OFF),
        ("31-08-2026 được nghỉ bù", date(2026, 8, 31), 1, DayKind.OFF),
        ("22/08/2026: đi làm bù cho ngày 31/08/2026", date(2026, 8, 22), 1, DayKind.WORK),
        ("10/02/2027: LÀM VIỆC", date(2027, 2, 10), 1, DayKind.WORK),
        (unicodedata.normalize("NFD", "10/01/2026: làm bù"), date(2026, 1, 10), 1, DayKind.WORK),
    ],
)
def test_other_ways_of_writing_a_row(row: str, first: date, days: int, kind: DayKind) -> None:
    found = read_days(row)
    assert (found[0].day, len(found), found[0].kind) == (first, days, kind)


def test_semicolons_separate_rows_and_empty_rows_do_not_count() -> None:
    assert len(read_days(";01/01/2027: nghỉ Tết Dương lịch;;02/01/2027: làm bù;")) == 2


def test_an_expected_day_stays_an_estimate_and_the_source_is_kept() -> None:
    (row,) = read_days("03/09/2027: nghỉ Quốc khánh (dự kiến)", source="Công văn 01")
    assert row == DayOff(
        day=date(2027, 9, 3), name="Quốc khánh", kind=DayKind.OFF, estimate=True, source="Công văn 01"
    )


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("31/02/2025: nghỉ", "không có ngày 31/02/2025; hãy đối chiếu lại với thông báo nghỉ lễ."),
        ("nghỉ Tết",
         "không đọc được ngày ở đầu dòng; cần dạng ngày/tháng/năm, ví dụ 29/01/2025 - 02/02/2025: "
         "nghỉ Tết Nguyên đán; 26/04/2025: làm bù."),
        ("01/01/2027", "sau ngày cần ghi “nghỉ …” hoặc “làm bù”, ví dụ 02/05/2025: nghỉ, hoán đổi."),
        ("01/01/2027: họp", "sau ngày cần ghi “nghỉ …” hoặc “làm bù”, ví dụ 02/05/2025: nghỉ, hoán đổi."),
        ("26/04: làm bù", "thiếu năm; cần dạng ngày/tháng/năm, ví dụ 26/04/2025: làm bù."),
        ("02/02/2025 - 29/01/2025: nghỉ",
         "ngày cuối 29/01/2025 đứng trước ngày đầu 02/02/2025; hãy ghi ngày đầu trước."),
        ("29/01/2025 - 02/02/2026: nghỉ", "khoảng này dài 370 ngày, quá 31 ngày; hãy kiểm tra lại năm."),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_with_what_would_be_right(row: str, sentence: str) -> None:
    with pytest.raises(UnreadableDaysError) as refusal:
        read_days(f"01/09/2026: nghỉ\n{row}")
    assert str(refusal.value) == f"Dòng 2 (“{row}”): {sentence}"


def test_a_day_may_be_named_only_once() -> None:
    with pytest.raises(UnreadableDaysError, match="ngày 02/09/2027 đã có ở dòng trên"):
        read_days("01/09/2027 - 02/09/2027: nghỉ; 02/09/2027: làm bù")


def test_all_bad_rows_are_named_at_once() -> None:
    with pytest.raises(UnreadableDaysError) as refusal:
        read_days("32/01/2027: nghỉ; 01/01/2027: nghỉ; 02/01/2027: xem sau")
    assert [problem.partition(" (")[0] for problem in refusal.value.problems] == ["Dòng 1", "Dòng 3"]


def test_nothing_pasted_is_said_so() -> None:
    with pytest.raises(UnreadableDaysError, match="Chưa có dòng nào; hãy nhập theo mẫu"):
        read_days(" ;\n ")


def test_days_may_be_named_for_any_reason() -> None:
    """Rows of days to keep clear of: the words after the day are the reason, there may be none."""
    found = read_named_days("13/05 - 14/05/2024: kiểm tra công tác; 20/05/2024")
    assert found == {
        date(2024, 5, 13): "kiểm tra công tác",
        date(2024, 5, 14): "kiểm tra công tác",
        date(2024, 5, 20): "",
    }
    assert read_named_days(" ") == {}
    with pytest.raises(UnreadableDaysError, match=r"Dòng 2 .*không có ngày 31/04/2024"):
        read_named_days("13/05/2024; 31/04/2024: họp")
