"""The dates of a review, and its figures over the years, worked out by hand."""

from datetime import date

import pytest

from models.rules.compiled import Reported, compiled
from models.rules.interim import ReviewDates, Setting, check_dates
from models.rules.ladders import QuietRule
from tests.factories import CALENDAR

# Wednesday 20/11/2024. Tết 2025: off from Sat 25/01 to Sun 02/02; quiet from Mon 20/01 to Tue 04/02.
SETTING = Setting(
    plan_year=2024,
    issued_on=date(2024, 2, 6),
    today=date(2024, 11, 20),
    calendar=CALENDAR,
    quiet=QuietRule(before=5, after=2),
)
GOOD = date(2025, 1, 10)  # a Friday, 36 working days ahead: 7 in November, 22 in December, 7 in January
NEXT_YEAR = "Hạn gửi 10/01/2025 sang năm sau của Kế hoạch."


def dates(
    due: date = GOOD,
    conference: date | None = None,
    years: tuple[int, int] = (2022, 2024),
    combined: bool = False,
) -> ReviewDates:
    return ReviewDates(
        first_year=years[0], last_year=years[1], due=due, conference_on=conference, combined=combined
    )


IMPOSSIBLE = [
    (dates(date(2024, 11, 20)), "Hạn gửi báo cáo sơ kết 20/11/2024 phải sau hôm nay (20/11/2024)."),
    (dates(date(2024, 10, 31)), "Hạn gửi báo cáo sơ kết 31/10/2024 phải sau hôm nay (20/11/2024)."),
    (
        dates(date(2024, 1, 10)),
        "Hạn gửi báo cáo sơ kết 10/01/2024 không sau ngày ban hành Kế hoạch (06/02/2024); "
        "có thể là 10/01/2025.",
    ),
    (
        dates(date(2025, 12, 13)),
        "Hạn gửi báo cáo sơ kết 13/12/2025 cách năm của Kế hoạch (2024) quá xa; đề nghị kiểm tra lại năm; "
        "có thể là 13/12/2024.",
    ),
    (
        dates(date(2024, 11, 15), combined=True),
        "Hạn gửi báo cáo năm 15/11/2024 đã qua hoặc là hôm nay nên không kết hợp được; "
        "đề nghị ghi hạn riêng cho báo cáo sơ kết.",
    ),
    (dates(conference=GOOD), "Hội nghị ngày 10/01/2025 phải sau hạn gửi báo cáo (10/01/2025)."),
    (
        dates(conference=date(2026, 1, 16)),
        "Hội nghị ngày 16/01/2026 sau hạn gửi báo cáo (10/01/2025) quá sáu tháng; đề nghị kiểm tra lại năm.",
    ),
    (
        dates(years=(2024, 2022)),
        "Năm đầu 2024 sau năm cuối 2022 của thời kỳ sơ kết; đề nghị kiểm tra lại hai năm này.",
    ),
    (
        dates(years=(2014, 2024)),
        "Thời kỳ sơ kết 2014–2024 dài hơn 10 năm; đề nghị kiểm tra lại hai năm này.",
    ),
    (dates(years=(2023, 2025)), "Năm cuối 2025 của thời kỳ sơ kết sau năm của Kế hoạch (2024)."),
]


@pytest.mark.parametrize(("typed", "sentence"), IMPOSSIBLE)
def test_what_cannot_be_is_refused_with_one_sentence(typed: ReviewDates, sentence: str) -> None:
    found = check_dates(typed, setting=SETTING)
    assert found.refusals == (sentence,)
    assert found.remarks == ()


DOUBTFUL = [
    (dates(), [NEXT_YEAR]),
    (
        dates(date(2024, 12, 15)),  # a Sunday; 7 working days in November, 10 in December
        [
            "Đến hạn gửi chưa hết năm 2024: số liệu năm này đề nghị đơn vị ghi số ước.",
            "Hạn gửi 15/12/2024 là ngày nghỉ (Chủ nhật); "
            "thư đề nghị đơn vị gửi trong ngày làm việc 13/12/2024.",
            "Đến hạn gửi còn 17 ngày làm việc; báo cáo nhiều năm thường cần 20 ngày.",
        ],
    ),
    (
        dates(date(2024, 12, 13), combined=True),  # who combines takes the annual report's lead time
        ["Đến hạn gửi chưa hết năm 2024: số liệu năm này đề nghị đơn vị ghi số ước."],
    ),
    (
        dates(date(2025, 1, 24)),
        [
            "Hạn gửi 24/01/2025 ở vào những ngày giáp Tết; việc đôn đốc sau hạn lùi đến sau Tết.",
            "Hạn gửi 24/01/2025 sang năm sau của Kế hoạch.",
        ],
    ),
    (dates(date(2025, 4, 15)), ["Hạn gửi 15/04/2025 sang năm sau của Kế hoạch, muộn hơn tháng 01."]),
    (dates(conference=date(2025, 1, 17)), [NEXT_YEAR]),  # five working days to compile
    (
        dates(conference=date(2025, 1, 15)),
        [NEXT_YEAR, "Từ hạn gửi đến hội nghị còn 03 ngày làm việc để tổng hợp."],
    ),
    (
        dates(conference=date(2025, 1, 18)),
        [NEXT_YEAR, "Hội nghị ngày 18/01/2025 là ngày nghỉ (thứ Bảy)."],
    ),
    (dates(conference=date(2025, 1, 21)), [NEXT_YEAR, "Hội nghị ngày 21/01/2025 ở vào những ngày giáp Tết."]),
    (
        dates(years=(2021, 2023)),
        ["Thời kỳ sơ kết kết thúc năm 2023, trước năm của Kế hoạch (2024).", NEXT_YEAR],
    ),
]


@pytest.mark.parametrize(("typed", "remarks"), DOUBTFUL)
def test_what_is_doubtful_is_said_and_not_refused(typed: ReviewDates, remarks: list[str]) -> None:
    found = check_dates(typed, setting=SETTING)
    assert (found.refusals, list(found.remarks)) == ((), remarks)


def test_figures_over_three_years_with_a_unit_that_lacks_one() -> None:
    """A: 100, 150, 120 (ước); B: nothing, 50, 80; C sent nothing. From nothing there is no percentage."""
    reported = [
        Reported(unit="A", indicator=1, year=2022, value=100),
        Reported(unit="A", indicator=1, year=2023, value=150),
        Reported(unit="A", indicator=1, year=2024, value=120, estimate=True),
        Reported(unit="B", indicator=1, year=2023, value=50),
        Reported(unit="B", indicator=1, year=2024, value=80),
        Reported(unit="A", indicator=2, year=2022, value=0),
        Reported(unit="A", indicator=2, year=2023, value=5),
    ]
    first, second = compiled(reported, indicators=[1, 2], years=[2022, 2023, 2024])
    assert [(cell.total, cell.units, cell.estimate) for cell in first.cells] == [
        (100, 1, False),
        (200, 2, False),
        (200, 2, True),
    ]
    # 2023: of A alone, 100 → 150; 2024: of both, 200 → 200.
    assert [(cell.change, cell.partly) for cell in first.cells] == [(None, False), (50, True), (0, False)]
    assert [(cell.total, cell.units, cell.change) for cell in second.cells] == [
        (0, 1, None),
        (5, 1, None),
        (0, 0, None),
    ]


def test_without_any_report_the_table_is_there_and_empty() -> None:
    [row] = compiled([], indicators=[7], years=[2023, 2024])
    assert [(cell.year, cell.units, cell.change) for cell in row.cells] == [(2023, 0, None), (2024, 0, None)]
