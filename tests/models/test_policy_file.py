"""The policy file: what ships, and the sentence each mistake gets."""

from datetime import time
from pathlib import Path

import pytest

import config
from models.policy_file import Policy, PolicyFileError, UnknownLadderError, read_policy
from models.rules.ladders import QuietRule
from models.words import DeadlineKind, NoticeKind, Paper, Role

SHIPPED = (Path(config.__file__).parent / "policy.yaml").read_text("utf-8")
SMALL = """\
ladders:
  mac-dinh:
    - {name: truoc-5, days: -5, roles: [contact]}
    - {name: sau-3, days: 3, roles: [contact, department_head], repeat_every: 5, repeat_times: 2}
default_ladder:
  day: mac-dinh
sending_window: {from: "08:00", until: "16:30"}
catch_up_days: 10
quiet: {before_tet: 5, after_tet: 2}
checkpoints: [3, 6, 9]
mid_year_note: true
"""


def policy_of(text: str) -> Policy:
    return read_policy(text, name="policy.yaml")


def test_the_shipped_ladders_remind_before_and_climb_after() -> None:
    """Above a unit's department head stands only what waits for an approval; nobody at the ministry."""
    policy = policy_of(SHIPPED)
    days = {name: [stage.days for stage in stages] for name, stages in policy.ladders.items()}
    assert days == {
        "ke-hoach-don-vi": [-5, -1, 6, 9, 11],
        "bao-cao": [-20, -5, -1, 1, 3, 5, 5, 8, 10, 10],
        "mac-dinh": [-5, -1, 1, 3],
    }
    stages = [stage for ladder in policy.ladders.values() for stage in ladder]
    assert {stage.roles for stage in stages if stage.days < 0} == {(Role.CONTACT,)}
    assert [stage.days for stage in stages if stage.prepare] == [-20]
    assert [(stage.days, stage.paper, stage.number) for stage in stages if stage.paper] == [
        (11, Paper.CHASING_LETTER, 1),
        (5, Paper.CHASING_LETTER, 1),
        (10, Paper.CHASING_LETTER, 2),
        (10, Paper.MINISTRY_PAPER, 1),
    ]


def test_a_paper_before_the_deadline_is_refused() -> None:
    wrong = "- {name: som, days: -3, roles: [unit_head], paper: cong-van-don-doc}"
    said = refusal_of(SMALL.replace("  mac-dinh:\n", f"  mac-dinh:\n    {wrong}\n"))
    assert "chỉ soạn văn bản sau thời hạn; hãy ghi days là số dương." in said


def test_the_shipped_numbers() -> None:
    policy = policy_of(SHIPPED)
    assert (policy.sending_window.begins, policy.sending_window.ends) == (time(7, 30), time(17, 30))
    assert (policy.catch_up_days, policy.arrival_allowance_days, policy.due_soon_days) == (10, 5, 10)
    assert policy.quiet_rule == QuietRule(before=5, after=2)
    assert policy.checkpoints == (3, 6, 9)
    assert policy.mid_year_note
    assert not policy.roll_forward


def test_a_file_that_names_only_ladders_gets_the_shipped_numbers() -> None:
    whole, short = policy_of(SHIPPED), policy_of(SHIPPED.partition("# --- Giờ gửi")[0])
    assert short == whole


def test_dated_and_relative_deadlines_are_chased_by_default_periods_are_not() -> None:
    policy = policy_of(SHIPPED)
    chased = {kind for kind in DeadlineKind if policy.default_for(kind)}
    assert chased == {DeadlineKind.DAY, DeadlineKind.RELATIVE}
    assert policy.stages(policy.default_for(DeadlineKind.PERIOD)) == ()


def test_positive_days_make_an_escalation_with_repeats() -> None:
    stage = policy_of(SMALL).ladders["mac-dinh"][1]
    assert (stage.kind, stage.roles) == (NoticeKind.ESCALATION, (Role.CONTACT, Role.DEPARTMENT_HEAD))
    assert (stage.repeat_every, stage.repeat_times) == (5, 2)


def test_an_unknown_ladder_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UnknownLadderError) as refusal:
        policy_of(SHIPPED).stages("hang-tuan")
    assert str(refusal.value) == (
        "Chính sách không có bậc thang “hang-tuan”; hãy chọn một trong: ke-hoach-don-vi, bao-cao, mac-dinh."
    )


def refusal_of(text: str) -> str:
    with pytest.raises(PolicyFileError) as refusal:
        policy_of(text)
    return str(refusal.value)


ROLES = (
    "danh sách không trùng gồm contact, department_head, unit_head, post_room, focal_head, ví dụ [contact]"
)
NUMBER = "số nguyên từ 0 đến 60, ví dụ 10"


@pytest.mark.parametrize(
    ("right", "wrong", "sentence"),
    [
        ("days: -5", "days: 0",
         "3: trường “ladders.mac-dinh.1.days”: giá trị “0” không hợp lệ; cần số nguyên khác 0, từ -120 "
         "đến 120, ví dụ -5 (trước hạn 5 ngày làm việc)."),
        ("roles: [contact]}", "roles: [contct]}",
         f"3: trường “ladders.mac-dinh.1.roles.1”: giá trị “contct” không hợp lệ; cần {ROLES}."),
        ("roles: [contact]}", "roles: []}",
         f"3: trường “ladders.mac-dinh.1.roles”: giá trị “[]” không hợp lệ; cần {ROLES}."),
        ("name: sau-3, ", "",
         "4: thiếu trường “ladders.mac-dinh.2.name”; cần tên nấc bằng chữ thường không dấu nối bằng gạch "
         "ngang, ví dụ truoc-5-ngay."),
        ("name: sau-3", "name: truoc-5", "4: tên nấc “truoc-5” đã dùng ở trên; mỗi nấc cần một tên riêng."),
        ("name: sau-3, days: 3", "name: sau-3, days: -5",
         "4: nấc “sau-3” trùng ngày (-5) với nấc ở trên cho contact; hãy đổi days hoặc roles."),
        (", repeat_times: 2", "", "4: repeat_every và repeat_times phải ghi cùng nhau, đều lớn hơn 0."),
        ("day: mac-dinh", "day: bao-cao", "6: không có bậc thang “bao-cao”; hãy chọn một trong: mac-dinh."),
        ("day: mac-dinh", "week: mac-dinh",
         "6: trường “default_ladder.week”: giá trị “week” không hợp lệ; cần loại thời hạn "
         "(day, relative, period) và tên bậc thang, ví dụ day: mac-dinh."),
        ('"08:00"', "8h00",
         "7: trường “sending_window.from”: giá trị “8h00” không hợp lệ; cần giờ và phút, ví dụ \"07:30\"."),
        ('"08:00"', '"18:00"',
         '7: giờ bắt đầu phải trước giờ kết thúc; cần khoảng giờ, ví dụ {from: "07:30", until: "17:30"}.'),
        ("catch_up_days: 10", "catch_up_days: mười",
         f"8: trường “catch_up_days”: giá trị “mười” không hợp lệ; cần {NUMBER}."),
        ("catch_up_days: 10", "catchup_days: 10",
         "8: không có trường “catchup_days”; có phải “catch_up_days”?"),
        ("catch_up_days: 10", "màu: đỏ", "8: không có trường “màu”; hãy bỏ dòng này."),
        ("before_tet: 5", "before_tet: 50",
         "9: trường “quiet.before_tet”: giá trị “50” không hợp lệ; cần số nguyên từ 0 đến 10, ví dụ 5."),
        ("[3, 6, 9]", "[3, 3]",
         "10: trường “checkpoints”: giá trị “[3, 3]” không hợp lệ; cần danh sách tháng từ 1 đến 12 không "
         "trùng, ví dụ [3, 6, 9]."),
        ("mid_year_note: true", "mid_year_note: có",
         "11: trường “mid_year_note”: giá trị “có” không hợp lệ; cần true hoặc false."),
        ("mid_year_note: true", "catch_up_days: 9", "11: một trường được ghi hai lần; hãy giữ lại một dòng."),
        ("  mac-dinh:\n", "\tmac-dinh:\n",
         "2: sai cú pháp YAML; hãy kiểm tra dấu hai chấm, dấu ngoặc, và dấu cách đầu dòng (không dùng Tab)."),
        ("default_ladder:\n  day: mac-dinh\n", "",
         "1: thiếu trường “default_ladder”; cần loại thời hạn (day, relative, period) và tên bậc thang, "
         "ví dụ day: mac-dinh."),
        (SMALL, "- mac-dinh", "1: tệp phải gồm các dòng “trường: giá trị”, ví dụ catch_up_days: 10."),
    ],
)  # fmt: skip
def test_a_mistake_gets_one_sentence_with_file_line_field_and_what_would_be_right(
    right: str, wrong: str, sentence: str
) -> None:
    assert right in SMALL
    assert refusal_of(SMALL.replace(right, wrong, 1)) == f"policy.yaml:{sentence}"


def test_all_mistakes_are_named_at_once() -> None:
    text = SMALL.replace("days: -5", "days: 0").replace("[3, 6, 9]", "[13]")
    assert [line.split(":")[1] for line in refusal_of(text).splitlines()] == ["3", "10"]
