"""The plan file: what it means, and the sentence each mistake gets."""

import re
from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.plan_file import PlanFile, PlanFileError, read_plan
from models.plan_members import expand, resolve
from models.words import DeadlineKind, JudgedBy, ObligationStatus
from tests.models.plan_units import UNITS

PLANS = Path(__file__).parent / "plans"
TOLD = (PLANS / "broken" / "told.txt").read_text("utf-8").splitlines()
BROKEN = sorted({line.split(".yaml:")[0] for line in TOLD})
LADDERS = ("ke-hoach-don-vi", "bao-cao", "mac-dinh")
SAMPLE = (PLANS / "mau-2025.yaml").read_text("utf-8")
DAY = date(2025, 2, 10)  # the sample plan's


def _read(text: str, *, name: str = "thu.yaml") -> PlanFile:
    """Read a plan and look its names up, as `dondoc plan check` does."""
    plan = read_plan(text, name=name, ladders=LADDERS)
    resolve(plan, UNITS, day=plan.issued_on)
    return plan


def _problems(text: str, *, name: str = "thu.yaml") -> list[str]:
    with pytest.raises(PlanFileError) as caught:
        _read(text, name=name)
    return list(caught.value.sentences)


def _owed(text: str) -> dict[str, list[str]]:
    """Units by task."""
    found: dict[str, list[str]] = {}
    for one in expand(_read(text), UNITS, day=DAY):
        found.setdefault(one.task, []).append(one.unit_id)
    return found


def _sample(*changes: tuple[str, str]) -> str:
    text = SAMPLE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


def _told(name: str) -> list[str]:
    return [line for line in TOLD if line.startswith(f"{name}.yaml:")]


def _bare(text: str) -> str:
    return re.sub(r"[\d\s]", "", text).casefold()


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_told_where_what_and_what_would_be_right(name: str) -> None:
    file = PLANS / "broken" / f"{name}.yaml"
    assert _problems(file.read_text("utf-8"), name=file.name) == _told(name)


def test_every_broken_file_is_in_the_table_and_no_two_are_alike() -> None:
    files = {path.stem: path.read_text("utf-8") for path in (PLANS / "broken").glob("*.yaml")}
    assert sorted(files) == BROKEN
    assert len(BROKEN) >= 20
    assert len({_bare(text) for text in files.values()}) == len(files)
    told = {_bare("".join(_told(name)).replace(name, "")) for name in BROKEN}
    assert len(told) == len(BROKEN)


def test_the_sample_that_the_broken_files_start_from_is_right() -> None:
    assert _owed(SAMPLE) == {
        "I.1": ["cong-nghe-thong-tin", "hau-can"],
        "I.2": ["cong-nghe-thong-tin", "hau-can"],
    }


def test_errors_of_reading_and_unknown_names_keep_the_line_they_stand_on_in_a_list() -> None:
    text = _sample(("[Cục Hậu cần, Cục Công nghệ thông tin]", "\n      - Cục Hậu cần\n      - Cục Hậu cầu"))
    assert _problems(text)[0].startswith("thu.yaml:16: cac-cuc › units: không có đơn vị hay nhóm nào tên")


def test_a_name_of_another_era_is_read_in_the_era_of_the_plan() -> None:
    """Công an tỉnh Cao Bằng exists before and after 01/07/2025, under two ids."""
    change = ("[Cục Hậu cần, Cục Công nghệ thông tin]", "[Công an tỉnh Cao Bằng]")
    assert _owed(_sample(change))["I.1"] == ["CA04"]
    later = [one.unit_id for one in expand(_read(_sample(change)), UNITS, day=date(2025, 7, 1))]
    assert set(later) == {"CA25-04"}


@pytest.mark.parametrize(
    "lead",
    [
        "các cục tham gia và Cục Hậu cần",
        "Cục Hậu cần, các cục tham gia",
        "[Cục Hậu cần, hau-can, các cục tham gia]",
        "cac-cuc",
    ],
)
def test_a_unit_named_twice_owes_one(lead: str) -> None:
    owed = _owed(_sample(("    lead: các cục tham gia", f"    lead: {lead}")))
    assert sorted(owed["I.1"]) == ["cong-nghe-thong-tin", "hau-can"]


def test_names_with_commas_and_old_tone_marks_are_matched_whole() -> None:
    lead = "Cục Khoa học, chiến lược và lịch sử Công an; Công an tỉnh Hoà Bình; Công an thành phố Hà Nội"
    owed = _owed(_sample(("    lead: các cục tham gia", f"    lead: {lead}")))
    assert owed["I.1"] == ["khoa-hoc-chien-luoc-lich-su", "CA17", "CA01"]


@pytest.mark.parametrize(("owes", "units"), [("true", 2), ("false", 1), ("có", 2), ("không", 1)])
def test_whether_the_focal_unit_owes_itself_a_plan_is_a_setting(owes: str, units: int) -> None:
    changes = (("focal_unit: Văn phòng Bộ", "focal_unit: Cục Hậu cần"), ("plan: false", f"plan: {owes}"))
    owed = _owed(_sample(*changes))
    assert (len(owed["I.1"]), len(owed["I.2"])) == (units, 2)


def test_leads_owe_others_are_informed_and_bodies_outside_get_nothing() -> None:
    more = "\n    coordinate: Văn phòng Bộ, Cục Hậu cần\n    asked: Hội Luật gia Việt Nam"
    text = _sample(("    judged_by: sent", f"    judged_by: sent{more}"))
    assigned = resolve(_read(text), UNITS, day=DAY).tasks["I.2"]
    assert assigned.owing == ("cong-nghe-thong-tin", "hau-can")
    assert assigned.informed == ("van-phong-bo",)
    assert _read(text).task("I.2").asked == ("Hội Luật gia Việt Nam",)


def test_a_group_chosen_later_owes_nothing_yet_and_is_named() -> None:
    later = "  - key: sau\n    name: các đơn vị liên quan\n    chosen_later: V03 xác định\ntasks:\n"
    text = _sample(("tasks:\n", later), ("    lead: các cục tham gia", "    lead: các đơn vị liên quan"))
    assert "I.1" not in _owed(text)
    assert resolve(_read(text), UNITS, day=DAY).tasks["I.1"].pending == ("các đơn vị liên quan",)


def test_a_task_that_repeats_another_owes_nothing_a_second_time() -> None:
    text = _sample(
        (
            "    lead: các cục tham gia\n    deadline: trước ngày 10/12/2025\n    judged_by: sent\n",
            "    same_as: I.1\n",
        )
    )
    assert set(_owed(text)) == {"I.1"}


def test_what_is_done_on_issue_is_owed_and_done() -> None:
    done = "    product: unit_plan\n    done_on_issue: {document: 02/KH-VIDU, day: 10/02/2025}"
    owed = expand(_read(_sample(("    product: unit_plan", done))), UNITS, day=DAY)
    assert {(one.task, one.status) for one in owed} == {
        ("I.1", ObligationStatus.DONE),
        ("I.2", ObligationStatus.OPEN),
    }


def test_the_ladder_is_the_policys_a_named_one_or_none() -> None:
    plain, named, none = (
        _read(_sample(("    judged_by: sent", f"    judged_by: sent{more}"))).task("I.2").ladder
        for more in ("", "\n    ladder: bao-cao", "\n    ladder: none")
    )
    assert (plain, named, none) == (None, "bao-cao", "")


def test_folded_text_is_one_clean_line() -> None:
    text = _sample(("title: Ban hành kế hoạch của đơn vị", "title: >-\n      Ban hành\n      kế hoạch"))
    assert _read(text).task("I.1").title == "Ban hành kế hoạch"


def test_values_are_text_whatever_yaml_would_make_of_them() -> None:
    text = _sample(("code: I.1", "code: 1.10"), ("title: Ban hành kế hoạch của đơn vị", "title: No"))
    assert next((task.code, task.title) for task in _read(text).tasks) == ("1.10", "No")


@pytest.mark.parametrize(
    "text", ["", "plan: &a\n  code: *a\n", "- a\n- b\n", "plan:\n- x\ntasks: x\ngroups: [1]\n", "[" * 500]
)
def test_no_file_however_wrong_ends_in_a_traceback(text: str) -> None:
    with pytest.raises(PlanFileError):
        _read(text)


@given(cut=st.integers(0, len(SAMPLE)), noise=st.text(max_size=8))
def test_a_damaged_file_is_read_or_refused_with_sentences(cut: int, noise: str) -> None:
    sentences: tuple[str, ...] = ()
    try:
        _read(SAMPLE[:cut] + noise + SAMPLE[cut + len(noise) :])
    except PlanFileError as error:
        sentences = error.sentences
    assert all(re.match(r"thu\.yaml:\d+: .+: .+[.?]$", sentence) for sentence in sentences)


def _second() -> PlanFile:
    return _read((PLANS / "so-hoa-2025.yaml").read_text("utf-8"))


def test_a_quite_different_plan_needs_no_code() -> None:
    plan = _second()
    owed = expand(plan, UNITS, day=plan.issued_on)
    assert {code: sum(one.task == code for one in owed) for code in "1234567"} == {
        "1": 54,  # half-yearly: 27 units x 2
        "2": 3,
        "3": 3,
        "4": 23,  # 25 northern police less two
        "5": 286,  # monthly: 26 units x 11, January was over when the plan was issued
        "6": 26,
        "7": 3,  # the provincial police of July 2025, of which this test knows three
    }


def test_its_deadlines_mean_what_the_words_say() -> None:
    plan = _second()
    owed = {(one.task, one.occurrence): one for one in expand(plan, UNITS, day=plan.issued_on)}
    report = [one.last_day for key, one in sorted(owed.items()) if key[0] == "1"]
    window, hour, event = owed["2", ""], owed["4", ""], owed["3", ""]
    assert report == [date(2025, 6, 14), date(2025, 11, 30)]
    assert (window.opens_on, window.last_day) == (date(2025, 3, 1), date(2025, 5, 31))
    assert (hour.last_day, hour.due_time) == (date(2025, 5, 25), time(20))
    assert (event.last_day, event.waits_for, event.status) == (
        None,
        "kết thúc thí điểm",
        ObligationStatus.WAITING,
    )
    assert plan.task("6").deadline.kind is DeadlineKind.CONTINUOUS


def test_its_report_covers_the_calendar_year_with_estimates() -> None:
    plan = _second()
    assert plan.reporting is not None
    assert plan.reporting.estimated
    assert plan.reporting.cut_off == date(2025, 11, 30)
    assert plan.task("1").judged_by is JudgedBy.RECEIVED


SOME_LEADS = ("các cục tham gia", "Cục Hậu cần", "Công an tỉnh Hà Giang", "Hà Nội", "phía Bắc", "mọi đơn vị")
SOME_DEADLINES = (
    "hằng tháng",
    "trước ngày 15/3/2025",
    "Quý IV/2025",
    "",
    "thường xuyên",
    "05 ngày sau khi họp",
)
MORE_GROUPS = """  - key: phia-bac
    name: phía Bắc
    all_of: [{kind: province, region: Bắc}]
  - key: moi-don-vi
    name: mọi đơn vị
    groups: [phia-bac, cac-cuc]
    all_of: [{kind: province}, {kind: department}]
tasks:
"""


@settings(max_examples=40)
@given(
    tasks=st.lists(
        st.tuples(
            st.lists(st.sampled_from(SOME_LEADS), min_size=1, max_size=6), st.sampled_from(SOME_DEADLINES)
        ),
        min_size=1,
        max_size=5,
    )
)
def test_whatever_the_plan_no_obligation_is_made_twice(tasks: list[tuple[list[str], str]]) -> None:
    head = SAMPLE.split("tasks:\n")[0] + MORE_GROUPS
    body = "".join(
        f'  - {{code: "{number}", title: Việc, judged_by: sent, deadline: "{words}", lead: {lead}}}\n'
        for number, (lead, words) in enumerate(tasks)
    )
    owed = expand(read_plan(head + body, name="thu.yaml"), UNITS, day=DAY)
    keys = [(one.task, one.unit_id, one.occurrence) for one in owed]
    assert len(keys) == len(set(keys))
    assert {task for task, _, _ in keys} == {str(number) for number in range(len(tasks))}
