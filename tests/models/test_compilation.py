"""What changed between two compilings, and how it is said: each kind of change once, nothing else."""

from dataclasses import replace
from datetime import date

import pytest

from flows.work.compiling.facts import change_facts
from models.rules.compilation import Asked, Compiled, Source, TaskCount, Trouble, UnitReport, totals
from models.rules.compilation_changes import What, changes
from models.words import ObligationStatus, Region, TaskResult
from templates.report_changes import sentence, told

DAY, NEXT = date(2024, 12, 20), date(2024, 12, 24)
SOURCE = Source(
    submission=1, number="105/BC", issued_on=DAY, sent_on=DAY, arrived_on=DAY, version=1, workbook="a.xlsx"
)
SENT = UnitReport(
    key="CA02",
    name="Công an tỉnh A",
    region=Region.NORTH,
    state=ObligationStatus.ARRIVED,
    on_time=True,
    source=SOURCE,
    figures={"cuoc": (120, False), "mo-hinh": (0, False)},
    tasks={"II.3.1": TaskResult.UNDERWAY},
)
OWING = UnitReport(
    key="CA04",
    name="Công an tỉnh B",
    region=Region.SOUTH,
    state=ObligationStatus.OPEN,
    figures={},
    tasks={},
)
TASK = TaskCount(
    code="III.3.b",
    title="Báo cáo",
    document="Báo cáo năm",
    phrase="trước ngày 15/12/2024",
    dated=True,
    expected=2,
    received=1,
    on_time=1,
    late=0,
    extended=0,
    exempt=0,
)
TROUBLE = Trouble(
    code="KK-01",
    unit="Công an tỉnh A",
    text="Thiếu kinh phí",
    raised_on=DAY,
    answering="Cục X",
    answer_by=NEXT,
    document="",
    answer="",
)
BEFORE = Compiled(
    known_on=DAY,
    year=2024,
    report="III.3.b",
    last_day=date(2024, 12, 14),
    indicators=(
        Asked(code="cuoc", name="Cuộc tuyên truyền", unit="cuộc", minimum=None, task="II.3.1"),
        Asked(code="mo-hinh", name="Mô hình mới", unit="mô hình", minimum=1, task="II.4.1"),
        Asked(code="lop", name="Lớp tập huấn", unit="lớp", minimum=None, task="", own=True),
    ),
    units=(SENT, OWING),
    own={},
    tasks=(TASK,),
    troubles=(TROUBLE,),
)


def after(**more: object) -> Compiled:
    return replace(BEFORE, known_on=NEXT, **more)  # type: ignore[arg-type]  # fields of it


def unit(one: UnitReport, **more: object) -> UnitReport:
    return replace(one, **more)  # type: ignore[arg-type]  # the same


CAME = unit(OWING, state=ObligationStatus.ARRIVED, source=replace(SOURCE, number="7/BC"), figures={})
CASES = {
    "nothing": (after(), []),
    "a report came": (after(units=(SENT, CAME)), ["Công an tỉnh B: mới nhận báo cáo số 7/BC."]),
    "a report is gone": (
        after(units=(unit(SENT, state=ObligationStatus.OPEN, source=None, figures={}, tasks={}), OWING)),
        ["Công an tỉnh A: báo cáo số 105/BC không còn được tính."],
    ),
    "a new version": (
        after(units=(unit(SENT, source=replace(SOURCE, number="120/BC", version=2)), OWING)),
        ["Công an tỉnh A: văn bản số 105/BC → 120/BC (lần 2)."],
    ),
    "a review": (
        after(units=(unit(SENT, state=ObligationStatus.DONE), OWING)),
        ["Công an tỉnh A: Đã nhận, đang rà soát → Đạt yêu cầu."],
    ),
    "more time": (
        after(units=(SENT, unit(OWING, extended_to=date(2024, 12, 31)))),
        ["Công an tỉnh B: gia hạn đến ngày 31/12/2024."],
    ),
    "a figure": (
        after(units=(unit(SENT, figures={"cuoc": (130, True), "mo-hinh": (0, False)}), OWING)),
        ["Công an tỉnh A, cuộc tuyên truyền: 120 → 130 (ước)."],
    ),
    "a figure less": (
        after(units=(unit(SENT, figures={"cuoc": (120, False)}), OWING)),
        ["Công an tỉnh A, mô hình mới: 0 → chưa có."],
    ),
    "a task": (
        after(units=(unit(SENT, tasks={"II.3.1": TaskResult.DONE}), OWING)),
        ["Công an tỉnh A, nhiệm vụ II.3.1: đang thực hiện → đã hoàn thành."],
    ),
    "a unit more": (
        after(units=(SENT, OWING, unit(OWING, key="CA06", name="Công an tỉnh C"))),
        ["Công an tỉnh C: mới có trong danh sách."],
    ),
    "a unit less": (after(units=(SENT,)), ["Công an tỉnh B: không còn trong danh sách."]),
    "an answer": (
        after(troubles=(replace(TROUBLE, document="9/TL", answer="Đã bố trí"),)),
        ["Khó khăn, vướng mắc KK-01 (Công an tỉnh A): có văn bản trả lời số 9/TL."],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_each_change_is_said_and_nothing_else(case: str) -> None:
    now, meant = CASES[case]
    assert [sentence(one) for one in change_facts(BEFORE, now).units] == meant


def test_sums_and_counts_stand_apart() -> None:
    figures = {"cuoc": (30.0, False)}
    now = after(
        units=(SENT, unit(CAME, figures=figures)), tasks=(replace(TASK, received=2),), own={"lop": 3.0}
    )
    assert [sentence(one) for one in change_facts(BEFORE, now).sums] == [
        "Cuộc tuyên truyền: 120 → 150.",
        "Lớp tập huấn: chưa có → 3.",
        "III.3.b – Báo cáo năm: đã nhận 1 → 2 văn bản.",
    ]


def test_the_first_compiling_and_an_unchanged_one_say_so() -> None:
    assert told(change_facts(None, BEFORE)) == "Đây là lần tổng hợp đầu tiên của kế hoạch."
    assert changes(BEFORE, after()).nothing
    assert told(change_facts(BEFORE, after())) == (
        "So với lần tổng hợp trước (số liệu đến hết ngày 20/12/2024): không có gì thay đổi."
    )


def test_all_kinds_of_change_are_met_here() -> None:
    found = {one.what for now, _ in CASES.values() for one in changes(BEFORE, now).units}
    assert found == set(What) - {What.SUM, What.COUNT}


def test_sums_by_region_and_who_is_below_the_minimum() -> None:
    sessions, models, lessons = totals(BEFORE)
    assert (sessions.value, sessions.units, sessions.regions[Region.NORTH]) == (120, 1, 120)
    assert (models.meeting, models.below) == (0, ("Công an tỉnh A",))
    assert (lessons.units, lessons.value) == (0, 0)
