"""Working days of Vietnam: Tết, days in lieu, swapped Saturdays, estimates, corrections."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import config
from models.rules.holiday_file import HolidayFileError, read_holiday_file
from models.rules.workdays import (
    DayOff,
    WorkCalendar,
    checkpoint_days,
    mid_year_day,
    roll_forward,
    shipped_days,
    target_day,
)
from models.words import DayKind

CORRECTIONS = read_holiday_file(
    (Path(config.__file__).parent / "holidays" / "vietnam.csv").read_text("utf-8"), name="vietnam.csv"
)
CALENDAR = shipped_days(years=range(2023, 2029), extra=CORRECTIONS)
DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))

# Every weekday on which offices are closed, month by month, from the yearly notices of days off.
CLOSED = """
2024-01: 01             # Tết Dương lịch
2024-02: 08 09 12 13 14 # Tết Giáp Thìn; 14 in lieu of Sunday 11
2024-04: 18 29 30       # Giỗ Tổ; 29 swapped with Saturday 04/05
2024-05: 01
2024-09: 02 03
2025-01: 01 27 28 29 30 31 # Tết Ất Tỵ
2025-04: 07 30
2025-05: 01 02          # 02 swapped with Saturday 26/04
2025-09: 01 02
2026-01: 01 02          # 02 swapped with Saturday 10/01
2026-02: 16 17 18 19 20 # Tết Bính Ngọ
2026-04: 27 30          # 27 in lieu of Sunday 26
2026-05: 01
2026-08: 31             # swapped with Saturday 22/08
2026-09: 01 02
2026-11: 24?            # ? means: not yet announced
2027-01: 01
2027-02: 04? 05? 08? 09? 10? # Tết Đinh Mùi
2027-04: 16 30
2027-05: 03             # in lieu of Saturday 01
2027-09: 02 03?
2027-11: 24?
"""
WORKED_SATURDAYS = {date(2024, 5, 4), date(2025, 4, 26), date(2026, 1, 10), date(2026, 8, 22)}


def closed_weekdays() -> dict[date, bool]:
    """The table above: day -> whether it is an estimate."""
    found = {}
    for line in CLOSED.strip().splitlines():
        month, _, days = line.partition("#")[0].partition(":")
        for day in days.split():
            found[date.fromisoformat(f"{month}-{day.rstrip('?')}")] = day.endswith("?")
    return found


def test_every_day_of_2024_to_2027_is_worked_or_off_as_announced() -> None:
    closed = closed_weekdays()
    day = date(2024, 1, 1)
    while day.year < 2028:
        expected = day in WORKED_SATURDAYS or (day.weekday() < 5 and day not in closed)
        assert CALENDAR.is_workday(day) == expected, day
        day += timedelta(days=1)


def test_only_days_that_no_notice_has_confirmed_are_estimates() -> None:
    estimated = {
        day for day, special in CALENDAR.days.items() if special.estimate and 2024 <= day.year <= 2027
    }
    expected = {day for day, estimate in closed_weekdays().items() if estimate}
    assert {day for day in estimated if day.weekday() < 5} == expected
    assert estimated - expected == {date(2027, 2, 6), date(2027, 2, 7)}  # Tết on a weekend


def test_every_correction_names_its_source_and_changes_what_the_library_says() -> None:
    library = shipped_days(years=range(2023, 2029), extra=())
    for row in CORRECTIONS:
        assert row.source
        known = library.days.get(row.day)
        assert known is None or (known.kind, known.name, known.estimate) != (row.kind, row.name, row.estimate)


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2024, 2, 10), "Tết Nguyên đán"),
        (date(2024, 2, 17), "thứ Bảy"),
        (date(2024, 12, 15), "Chủ nhật"),
        (date(2024, 4, 29), "nghỉ hoán đổi, làm bù ngày 04/05/2024"),
        (date(2024, 5, 4), ""),
        (date(2026, 1, 2), "nghỉ hoán đổi, làm bù ngày 10/01/2026"),
        (date(2027, 2, 8), "Mùng ba Tết Nguyên đán (dự kiến)"),
        (date(2024, 2, 28), ""),
    ],
)
def test_a_day_off_is_explained_in_words(day: date, reason: str) -> None:
    assert CALENDAR.explain(day) == reason


@pytest.mark.parametrize(
    ("year", "first", "last"),
    [
        (2024, date(2024, 2, 8), date(2024, 2, 14)),
        (2025, date(2025, 1, 25), date(2025, 2, 2)),
        (2026, date(2026, 2, 14), date(2026, 2, 22)),
        (2027, date(2027, 2, 4), date(2027, 2, 10)),
    ],
)
def test_the_tet_break_includes_the_weekends_it_touches(year: int, first: date, last: date) -> None:
    assert CALENDAR.tet(year) == (first, last)


def test_a_year_that_was_not_loaded_has_no_tet() -> None:
    assert CALENDAR.tet(2040) is None


def test_a_notice_replaces_an_estimated_tet_break() -> None:
    """Off 03/02 to 09/02/2027 instead of 04/02 to 10/02."""
    off = DayOff(day=date(2027, 2, 3), name="Tết Nguyên đán", kind=DayKind.OFF, estimate=False, source="TB")
    worked = DayOff(day=date(2027, 2, 10), name="làm việc", kind=DayKind.WORK, estimate=False, source="TB")
    calendar = shipped_days(years=[2027], extra=[off, worked])
    assert calendar.tet(2027) == (date(2027, 2, 3), date(2027, 2, 9))
    assert calendar.is_workday(date(2027, 2, 10))


def test_the_later_row_of_a_day_holds() -> None:
    off = DayOff(day=date(2024, 7, 1), name="nghỉ", kind=DayKind.OFF, estimate=False, source="")
    back = DayOff(day=date(2024, 7, 1), name="làm việc", kind=DayKind.WORK, estimate=False, source="")
    assert shipped_days(years=[2024], extra=[off, back]).is_workday(date(2024, 7, 1))


def test_twelve_working_days_lie_from_issue_to_the_first_deadline() -> None:
    """06/02/2024 to 28/02/2024, both included, Tết 8 to 14/02 in between."""
    assert CALENDAR.between(after=date(2024, 2, 5), until=date(2024, 2, 28)) == 12


@pytest.mark.parametrize(
    ("last_day", "target", "rolled"),
    [
        (date(2024, 2, 28), date(2024, 2, 28), date(2024, 2, 28)),  # Wednesday
        (date(2024, 12, 14), date(2024, 12, 13), date(2024, 12, 16)),  # Saturday
        (date(2024, 5, 4), date(2024, 5, 4), date(2024, 5, 4)),  # a Saturday that is worked
        (date(2025, 1, 31), date(2025, 1, 24), date(2025, 2, 3)),  # in Tết
    ],
)
def test_target_day_is_before_and_rolled_day_after_a_day_off(
    last_day: date, target: date, rolled: date
) -> None:
    assert target_day(last_day=last_day, calendar=CALENDAR) == target
    assert roll_forward(last_day=last_day, calendar=CALENDAR) == rolled


def test_mid_year_note_and_checkpoints_fall_on_last_working_days() -> None:
    """29 and 30/06/2024 are a weekend, 31/03 a Sunday; 31/12 is a Tuesday."""
    assert mid_year_day(year=2024, calendar=CALENDAR) == date(2024, 6, 28)
    days = checkpoint_days(year=2024, months=(9, 3, 6, 12), calendar=CALENDAR)
    assert days == (date(2024, 3, 29), date(2024, 6, 28), date(2024, 9, 30), date(2024, 12, 31))


def walk(calendar: WorkCalendar, day: date, n: int) -> date:
    """add() as a child would do it, one day after the other."""
    step = timedelta(days=1 if n > 0 else -1)
    while n:
        day += step
        n -= step.days if calendar.is_workday(day) else 0
    return day


@given(day=DAYS, n=st.integers(-80, 80))
def test_adding_working_days_is_walking_over_them(day: date, n: int) -> None:
    assert CALENDAR.add(day, n) == walk(CALENDAR, day, n)


@given(day=DAYS, n=st.integers(1, 80))
def test_between_counts_what_add_walked(day: date, n: int) -> None:
    there = CALENDAR.add(day, n)
    assert CALENDAR.between(after=day, until=there) == n
    assert CALENDAR.between(after=there, until=day) == 0


@given(day=DAYS)
def test_nearest_working_days_lie_on_both_sides(day: date) -> None:
    before, after = CALENDAR.on_or_before(day), CALENDAR.on_or_after(day)
    assert before <= day <= after
    assert CALENDAR.is_workday(before)
    assert CALENDAR.is_workday(after)
    assert (before == after == day) == CALENDAR.is_workday(day)
    assert bool(CALENDAR.explain(day)) != CALENDAR.is_workday(day)


HEADER = "day,kind,name,estimate,source\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "h.csv:1: dòng tiêu đề phải là “day,kind,name,estimate,source”."),
        ("# ghi chú\nngay,loai\n", "h.csv:2: dòng tiêu đề phải là “day,kind,name,estimate,source”."),
        (
            HEADER + "2026-02-30,off,Tết,no,TB",
            "h.csv:2: cột day: “2026-02-30” không phải là một ngày có thật; cần dạng năm-tháng-ngày, "
            "ví dụ 2026-01-02.",
        ),
        (
            HEADER + "\n2026-01-02,nghỉ,Tết,no,TB",
            "h.csv:3: cột kind: “nghỉ” không hợp lệ; cần off (nghỉ) hoặc work (làm việc).",
        ),
        (
            HEADER + "2026-01-02,off,Tết,có,TB",
            "h.csv:2: cột estimate: “có” không hợp lệ; cần yes (dự kiến) hoặc no (chính thức).",
        ),
        (
            HEADER + "2026-01-02,off,,no,TB",
            "h.csv:2: cột name: đang để trống; cần tên ngày nghỉ, ví dụ Quốc khánh.",
        ),
        (
            HEADER + "2026-01-02,off,Tết,no,",
            "h.csv:2: cột source: đang để trống; cần văn bản hoặc nguồn của ngày này, "
            "ví dụ Công văn 2450/VPCP-KGVX.",
        ),
        (
            HEADER + "2026-01-02,off,nghỉ, làm bù sau,no,TB",
            "h.csv:2: có 6 cột, cần 5 cột (day, kind, name, estimate, source); "
            "ô có dấu phẩy phải đặt trong dấu ngoặc kép.",
        ),
        (
            HEADER + "2026-01-02,off,Tết,no,TB\n2026-01-02,work,Tết,no,TB",
            "h.csv:3: ngày 02/01/2026 đã có ở dòng trên; mỗi ngày chỉ ghi một dòng.",
        ),
    ],
)
def test_a_broken_file_of_days_off_gets_one_clear_sentence(text: str, sentence: str) -> None:
    with pytest.raises(HolidayFileError) as refusal:
        read_holiday_file(text, name="h.csv")
    assert str(refusal.value) == sentence
