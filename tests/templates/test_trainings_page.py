"""Tình hình tập huấn: what a coordinator reads there."""

import re
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.words import Region, TrainingStatus
from templates.dashboards.facts import Heading
from templates.dashboards.render import render
from templates.dashboards.trainings import still_open
from templates.dashboards.trainings_facts import TrainingLine, TrainingsFacts, UnansweredUnit

HEADING = Heading(today=date(2024, 5, 20), made_at=datetime(2024, 5, 20, 7, 31), example=False)  # noqa: DTZ001 - local already
PLAN_FORM = "../../deployments/deployment/7/run"
LINE = TrainingLine(
    label="Lớp #3 · miền Bắc · 10/06/2024 · KH 2024",
    title="Tập huấn kỹ năng phổ biến, giáo dục pháp luật",
    plan_number="762/QĐ-BCA-V03",
    region=Region.NORTH,
    first_day=date(2024, 6, 10),
    last_day=date(2024, 6, 11),
    place="Hội trường 2",
    host_name="Công an thành phố Hà Nội",
    capacity=60,
    nominate_by=date(2024, 6, 3),
    status=TrainingStatus.ANNOUNCED,
    letter_number="35/GM-BCA-V03",
    letter_date=date(2024, 5, 10),
    invited=28,
    answered=26,
    declined=1,
    nominated=50,
    waiting=0,
    unanswered=(
        UnansweredUnit(
            name="Công an tỉnh Hà Giang", last_day=date(2024, 6, 3), record_link="../run?parameters=%7B1%7D"
        ),
        UnansweredUnit(name="Công an tỉnh Lào Cai"),
    ),
    answer_link="../run?parameters=%7B2%7D",
    change_link="../run?parameters=%7B3%7D",
)
HELD = replace(
    LINE,
    status=TrainingStatus.HELD,
    attended=49,
    unannounced=1,
    absent=2,
    unanswered=(),
    answer_link="",
    change_link="",
)


def page(*lines: TrainingLine) -> str:
    links = {"Xây dựng lịch tập huấn": PLAN_FORM, "Đơn vị chưa gửi": "../../artifacts/artifact/5"}
    return render(TrainingsFacts(heading=HEADING, trainings=lines, links=links))


def test_a_training_shows_invited_answered_declined_named_and_what_is_open() -> None:
    text = page(LINE)
    assert "| **Miền Bắc**, 10/06 – 11/06/2024 | Đã mời | 28 | 26 | 1 | 50 | – | – |" in text
    assert "## Lớp #3 · miền Bắc · 10/06/2024 · KH 2024" in text
    assert "- Giấy mời: số 35/GM-BCA-V03 ngày 10/05/2024; kế hoạch số 762/QĐ-BCA-V03" in text
    assert "- Đơn vị đăng cai: Công an thành phố Hà Nội; số chỗ: 60" in text
    assert "- Còn phải làm: **02 đơn vị chưa trả lời (hạn cử cán bộ 03/06/2024)**" in text
    assert (
        "- [Ghi nhận cán bộ được cử](../run?parameters=%7B2%7D) · [Điều chỉnh](../run?parameters=%7B3%7D)"
    ) in text


def test_units_that_have_not_answered_stand_with_a_link_that_records_their_answer() -> None:
    text = page(LINE)
    assert "### Chưa trả lời: 02 đơn vị" in text
    assert "| [Ghi nhận](../run?parameters=%7B1%7D) | Công an tỉnh Hà Giang | 03/06/2024 |" in text
    assert "|  | Công an tỉnh Lào Cai | – |" in text
    assert "[Đơn vị chưa gửi](../../artifacts/artifact/5)" in text, "phones stand there alone"


def test_afterwards_the_page_shows_who_came_and_who_did_not() -> None:
    text = page(HELD)
    assert "| Đã tổ chức | 28 | 26 | 1 | 50 | 49 (ngoài danh sách 01) | 2 |" in text
    assert "Còn phải làm" not in text
    assert "Chưa trả lời" not in text


def test_a_cancelled_training_says_why_and_asks_for_nothing() -> None:
    text = page(replace(HELD, status=TrainingStatus.CANCELLED, cancel_reason="trùng hội nghị"))
    assert "- Tình trạng: Đã hủy (trùng hội nghị)" in text
    assert "Còn phải làm" not in text


@pytest.mark.parametrize(
    ("line", "today", "words"),
    [
        (replace(LINE, status=TrainingStatus.PLANNED), date(2024, 5, 2), "chưa gửi giấy mời"),
        (
            LINE,
            date(2024, 6, 4),
            "02 đơn vị chưa trả lời (đã hết hạn cử cán bộ 03/06/2024); "
            "in danh sách ký nhận trước ngày 10/06/2024",
        ),
        (replace(LINE, unanswered=()), date(2024, 5, 20), "in danh sách ký nhận trước ngày 10/06/2024"),
        (
            replace(LINE, nominated=58, waiting=3),
            date(2024, 5, 20),
            "02 đơn vị chưa trả lời (hạn cử cán bộ 03/06/2024); "
            "còn 02 chỗ cho 03 đồng chí trong danh sách chờ",
        ),
        (LINE, date(2024, 6, 11), None),
        (LINE, date(2024, 6, 12), "chưa ghi nhận tham dự"),
        (replace(LINE, status=TrainingStatus.HELD), date(2024, 6, 12), ""),
        (replace(LINE, status=TrainingStatus.CANCELLED), date(2024, 6, 12), ""),
    ],
)
def test_what_is_still_open_depends_on_the_day(line: TrainingLine, today: date, words: str | None) -> None:
    found = still_open(line, today)
    assert "chưa ghi nhận tham dự" not in found if words is None else found == words


def test_a_page_without_trainings_says_what_to_do() -> None:
    assert (
        "Chưa có lớp tập huấn nào; để chọn ngày, địa điểm cho từng khu vực: "
        f"[Xây dựng lịch tập huấn]({PLAN_FORM})."
    ) in page()


HOSTILE = "Công an | [x](http://e.example) ![i](y) <b> `c`\n# tiêu đề"


@pytest.mark.parametrize("status", TrainingStatus)
def test_hostile_names_stay_in_their_cells(status: TrainingStatus) -> None:
    line = replace(
        LINE,
        status=status,
        label=HOSTILE,
        title=HOSTILE,
        place=HOSTILE,
        host_name=HOSTILE,
        letter_number=HOSTILE,
        cancel_reason=HOSTILE,
        unanswered=(UnansweredUnit(name=HOSTILE, record_link="../run?x=(a) |"),),
    )
    text = page(line)
    assert "[x](" not in text
    assert "<b>" not in text.replace("\\<b>", "")
    assert "\n# tiêu đề" not in text
    rows = [row for row in text.splitlines() if row.startswith(("| [Ghi nhận]", "| **Miền Bắc**"))]
    assert [len(re.findall(r"(?<!\\)\|", row)) for row in rows] == [9, 4]


@given(st.text(), st.integers(0, 99))
def test_whatever_a_place_is_called_the_page_keeps_its_lines(name: str, number: int) -> None:
    plain = page(LINE).splitlines()
    odd = page(replace(LINE, place=f"a{name}", unanswered=LINE.unanswered * 1, invited=number)).splitlines()
    assert len(odd) == len(plain)
