"""What deadlines become in another year's plan: by hand, form by form, and as a property."""

from calendar import isleap
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.deadlines import read_deadline
from models.rules.moved_texts import YearWords, next_code, same_day
from models.rules.next_year import Doubt, is_one_off, move_deadline

from .deadline_tables import FORMS, PUBLISHED

# Every form of a deadline in the plan of 2024 and its words in that of 2025.
BY_HAND = (
    ("trước ngày 15/12/2024", "trước ngày 15/12/2025"),
    ("chậm nhất ngày 15/12/2024", "chậm nhất ngày 15/12/2025"),
    ("xong trước 6/2024", "xong trước 6/2025"),
    ("trong tháng 6/2024", "trong tháng 6/2025"),
    ("6/2024", "6/2025"),
    ("Tháng 10/2024", "Tháng 10/2025"),
    ("Tháng 02 năm 2024", "Tháng 02 năm 2025"),
    ("đến hết tháng 2/2024", "đến hết tháng 2/2025"),
    ("Quý II/2024", "Quý II/2025"),
    ("Quý IV/2024", "Quý IV/2025"),
    ("quý I và quý II năm 2024", "quý I và quý II năm 2025"),
    ("6 tháng đầu năm", "6 tháng đầu năm"),
    ("6 tháng đầu năm 2024", "6 tháng đầu năm 2025"),
    ("cả năm", "cả năm"),
    ("cả năm 2024", "cả năm 2025"),
    ("năm 2024", "năm 2025"),
    ("năm 2024 và những năm tiếp theo", "năm 2025 và những năm tiếp theo"),
    ("Thường xuyên", "Thường xuyên"),
    ("Thường xuyên trong năm 2024", "Thường xuyên trong năm 2025"),
    ("Hằng năm", "Hằng năm"),
    ("hằng tháng", "hằng tháng"),
    (
        "định kỳ 6 tháng: trước ngày 15/6 và trước ngày 01/12",
        "định kỳ 6 tháng: trước ngày 15/6 và trước ngày 01/12",
    ),
    ("từ ngày 01/03 đến ngày 31/03/2024", "từ ngày 01/03 đến ngày 31/03/2025"),
    ("từ ngày 15/12/2023 đến ngày 14/12/2024", "từ ngày 15/12/2024 đến ngày 14/12/2025"),
    ("20 ngày sau khi kết thúc hội nghị", "20 ngày sau khi kết thúc hội nghị"),
    ("20 ngày sau khi ban hành Kế hoạch năm 2024", "20 ngày sau khi ban hành Kế hoạch năm 2025"),
    ("10 ngày sau khi ban hành Thông tư 56/2023/TT-BTC", "10 ngày sau khi ban hành Thông tư 56/2023/TT-BTC"),
    ("1500 ngày sau khi kết thúc hội nghị", "1500 ngày sau khi kết thúc hội nghị"),
    ("20 ngày kể từ ngày 01/6/2024", "20 ngày kể từ ngày 01/6/2025"),
    ("trước 20h00 ngày 25/5/2024", "trước 20h00 ngày 25/5/2025"),
    ("thứ Sáu, ngày 13/12/2024", "thứ Bảy, ngày 13/12/2025"),
    ("Chủ nhật ngày 15/12/2024", "thứ Hai ngày 15/12/2025"),
    ("thứ 6, ngày 13/12/2024", "thứ 7, ngày 13/12/2025"),
    ("trước ngày 15/01/2025", "trước ngày 15/01/2026"),
    ("", ""),
    ("khi phát sinh", "khi phát sinh"),
)


@pytest.mark.parametrize(("old", "new"), BY_HAND)
def test_a_deadline_moves_in_its_own_words(old: str, new: str) -> None:
    moved = move_deadline(phrase=old, old_year=2024, new_year=2025)
    assert moved.doubt is None
    assert [one.phrase for one in moved.readings] == [new]


@pytest.mark.parametrize(
    ("old", "readings"),
    [
        (
            "trước ngày 29/02/2024",
            {"trước ngày 28/02/2025": date(2025, 2, 27), "trước ngày 01/03/2025": date(2025, 2, 28)},
        ),
        (
            "đến ngày 29/2/2024",
            {"đến ngày 28/2/2025": date(2025, 2, 28), "đến ngày 01/3/2025": date(2025, 3, 1)},
        ),
        ("trước ngày 29/02", {"trước ngày 28/02": date(2025, 2, 27), "trước ngày 01/03": date(2025, 2, 28)}),
        (
            "thứ Năm, ngày 29 tháng 02 năm 2024",
            {
                "thứ Sáu, ngày 28 tháng 02 năm 2025": date(2025, 2, 28),
                "thứ Bảy, ngày 01 tháng 03 năm 2025": date(2025, 3, 1),
            },
        ),
        (
            "trước 17h00 ngày 29/02/2024",
            {
                "trước 17h00 ngày 28/02/2025": date(2025, 2, 28),
                "trước 17h00 ngày 01/03/2025": date(2025, 3, 1),
            },
        ),
    ],
)
def test_of_a_29th_of_february_both_readings_are_offered(old: str, readings: dict[str, date]) -> None:
    moved = move_deadline(phrase=old, old_year=2024, new_year=2025)
    assert moved.doubt is Doubt.LEAP_DAY
    assert {one.phrase: one.deadline.occurrences[0].last_day for one in moved.readings} == readings


def test_into_another_leap_year_the_29th_is_no_doubt() -> None:
    moved = move_deadline(phrase="trước ngày 29/02/2024", old_year=2024, new_year=2028)
    assert (moved.doubt, moved.readings[0].phrase) == (None, "trước ngày 29/02/2028")


@pytest.mark.parametrize(
    ("old", "readings"),
    [
        ("2024-2025", ["2025-2026", "2024-2025"]),
        ("giai đoạn 2021-2027", ["giai đoạn 2022-2028", "giai đoạn 2021-2027"]),
        ("đến năm 2030", ["đến năm 2031", "đến năm 2030"]),
    ],
)
def test_what_takes_several_years_may_go_on_as_it_is(old: str, readings: list[str]) -> None:
    moved = move_deadline(phrase=old, old_year=2024, new_year=2025)
    assert moved.doubt is Doubt.SEVERAL_YEARS
    assert [one.phrase for one in moved.readings] == readings


def test_a_stretch_that_is_over_when_the_new_plan_begins_only_moves() -> None:
    moved = move_deadline(phrase="2023-2024", old_year=2024, new_year=2025)
    assert (moved.doubt, [one.phrase for one in moved.readings]) == (None, ["2024-2025"])


def test_a_29th_of_every_month_cannot_be_read_any_more_and_is_asked() -> None:
    moved = move_deadline(phrase="trước ngày 29 hằng tháng", old_year=2024, new_year=2025)
    assert moved.doubt is Doubt.UNREADABLE
    assert [one.phrase for one in moved.readings] == ["trước ngày 28 hằng tháng", "hằng tháng"]


PHRASES = [(phrase, 2024) for phrase, _ in FORMS] + [(one[3], one[2]) for one in PUBLISHED]


@given(phrase=st.sampled_from(PHRASES), year=st.integers(2020, 2040))
def test_moved_by_a_year_and_read_again_it_is_the_same_form_each_date_a_year_later(
    phrase: tuple[str, int], year: int
) -> None:
    """First to any year, then one further; a day that only one of the two has is the doubt that is asked."""
    words, of = phrase
    here = move_deadline(phrase=words, old_year=of, new_year=year)
    if here.doubt in (Doubt.LEAP_DAY, Doubt.UNREADABLE):
        return
    first = here.readings[0]
    after = move_deadline(phrase=first.phrase, old_year=year, new_year=year + 1)
    if after.doubt in (Doubt.LEAP_DAY, Doubt.UNREADABLE):
        assert isleap(year) or "29" in first.phrase
        return
    then = after.readings[0].deadline
    assert then == read_deadline(after.readings[0].phrase, plan_year=year + 1)
    assert (then.kind, then.open_ended, then.relative is None) == (
        first.deadline.kind,
        first.deadline.open_ended,
        first.deadline.relative is None,
    )
    for old, new in zip(first.deadline.occurrences, then.occurrences, strict=True):
        assert new.due_time == old.due_time
        assert abs((new.last_day - same_day(old.last_day, year=old.last_day.year + 1)).days) <= _slack(
            old.last_day
        )


def _slack(day: date) -> int:
    """A February's last day may be the 28th or the 29th, and so the day before the 1st of March."""
    return 1 if (day.month, day.day) in ((2, 28), (2, 29)) else 0


@given(
    day=st.dates(date(2000, 1, 1), date(2098, 12, 31)),
    words=st.sampled_from(
        ("trước ngày {0}", "chậm nhất ngày {0}", "đến hết ngày {0}", "{0}", "trước 9h ngày {0}")
    ),
    form=st.sampled_from(("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d tháng %m năm %Y")),
)
def test_any_day_in_any_words_is_a_year_later(day: date, words: str, form: str) -> None:
    phrase = words.format(day.strftime(form))
    old = read_deadline(phrase, plan_year=day.year).occurrences[0].last_day
    moved = move_deadline(phrase=phrase, old_year=day.year, new_year=day.year + 1)
    if (day.month, day.day) == (2, 29):
        assert moved.doubt is Doubt.LEAP_DAY
        assert len(moved.readings) == 2
    else:
        new = moved.readings[0].deadline.occurrences[0].last_day
        assert (new - same_day(old, year=old.year + 1)).days in range(_slack(old) + 1)


@pytest.mark.parametrize(
    ("title", "in_review", "once"),
    [
        ("Xây dựng kế hoạch tổ chức sơ kết 03 năm thực hiện Đề án", False, True),
        ("Tổng kết giai đoạn 2021-2027", False, True),
        ("Hội nghị", True, True),
        ("Báo cáo tổng kết năm", False, False),
        ("Đổi mới nội dung, hình thức phổ biến, giáo dục pháp luật", False, False),
    ],
)
def test_reviews_of_several_years_are_asked_about(title: str, in_review: bool, once: bool) -> None:
    assert is_one_off(title=title, in_review=in_review) is once


@pytest.mark.parametrize(
    ("old", "new"), [("pbgdpl-2024", "pbgdpl-2025"), ("so-hoa", "so-hoa-2025"), ("2024-ca", "2025-ca")]
)
def test_the_code_bears_the_new_year(old: str, new: str) -> None:
    assert next_code(old, old_year=2024, new_year=2025) == new


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Kế hoạch năm 2024", "Kế hoạch năm 2025"),
        ("giai đoạn 2021 - 2027” năm 2024", "giai đoạn 2021 - 2027” năm 2025"),
        ("giai đoạn 2024 - 2027", "giai đoạn 2024 - 2027"),
        ("Thông tư số 56/2024/TT-BTC", "Thông tư số 56/2024/TT-BTC"),
        ("Quyết định ngày 03/05/2024", "Quyết định ngày 03/05/2024"),
        ("từ ngày 15/12/2023 đến ngày 14/12/2024", "từ ngày 15/12/2024 đến ngày 14/12/2025"),
        ("Quyết định 762/QĐ-BCA-V03 ngày 06/02/2024", "Quyết định 815/QĐ-BCA-V03 ngày 07/02/2025"),
        ("báo cáo Quý IV/2024, tháng 12/2024", "báo cáo Quý IV/2025, tháng 12/2025"),
        ("config/plans/2024.yaml", "config/plans/2025.yaml"),
    ],
)
def test_in_texts_only_the_plans_own_year_moves(old: str, new: str) -> None:
    days = {
        date(2024, 2, 6): date(2025, 2, 7),
        date(2023, 12, 15): date(2024, 12, 15),
        date(2024, 12, 14): date(2025, 12, 14),
    }
    words = YearWords(old_year=2024, new_year=2025, numbers={"762/QĐ-BCA-V03": "815/QĐ-BCA-V03"}, days=days)
    assert words.moved(old) == new
