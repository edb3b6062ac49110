"""On which days the stages of a ladder fall, and what a run decides about each."""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import config
from models.policy_file import read_policy
from models.rules.holiday_file import read_holiday_file
from models.rules.ladders import (
    OVERDUE,
    Decision,
    Pause,
    QuietRule,
    Stage,
    StageDay,
    StageKey,
    decide,
    is_quiet,
    may_chase,
    next_day,
    stage_days,
)
from models.rules.workdays import shipped_days, target_day
from models.words import NoticeKind, NoticeStatus, Role

SHIPPED = Path(config.__file__).parent
POLICY = read_policy((SHIPPED / "policy.yaml").read_text("utf-8"), name="policy.yaml")
CALENDAR = shipped_days(
    years=range(2022, 2030),
    extra=read_holiday_file((SHIPPED / "holidays" / "vietnam.csv").read_text("utf-8"), name="vietnam.csv"),
)
QUIET = QuietRule(before=5, after=2)
PLANNED, SUPERSEDED, MISSED, BEFORE_START = (
    NoticeStatus.PLANNED,
    NoticeStatus.SUPERSEDED,
    NoticeStatus.MISSED,
    NoticeStatus.BEFORE_START,
)


def day(text: str) -> date:
    """28/02/2024 as people write it."""
    number, month, year = text.split("/")
    return date(int(year), int(month), int(number))


def days_of(ladder: Iterable[Stage], last_day: date, *, allowance: int = 0) -> tuple[StageDay, ...]:
    target = target_day(last_day=last_day, calendar=CALENDAR)
    return stage_days(
        ladder=ladder,
        last_day=last_day,
        target_day=target,
        calendar=CALENDAR,
        quiet=QUIET,
        arrival_allowance_days=allowance,
    )


def reminders_of(name: str) -> list[Stage]:
    """The part of a shipped ladder that lies before the deadline."""
    return [stage for stage in POLICY.ladders[name] if stage.days < 0]


def reminder(days: int, *roles: Role, repeat_every: int = 0, repeat_times: int = 0) -> Stage:
    return Stage(
        name=f"truoc-{-days}",
        kind=NoticeKind.REMINDER,
        days=days,
        roles=roles or (Role.CONTACT,),
        repeat_every=repeat_every,
        repeat_times=repeat_times,
    )


def escalation(days: int, *roles: Role, repeat_every: int = 0, repeat_times: int = 0) -> Stage:
    return Stage(
        name=f"sau-{days}",
        kind=NoticeKind.ESCALATION,
        days=days,
        roles=roles or (Role.CONTACT,),
        repeat_every=repeat_every,
        repeat_times=repeat_times,
    )


# Counted by hand; "last" is the last valid day (the document says "trước ngày" the day after).
# 28/02/2024 Wed: 27(1) 26(2) 23(3) 22(4) 21(5).
# 14/12/2024 Sat, target Fri 13: 12(1) 11 10 09 06(5) 05 04 03 02 29/11(10);
#   28 27 26 25 22(15) 21 20 19 18 15(20).
# 30/04/2024 Tue, a holiday; 29 swapped, 27-28 weekend: target Fri 26/04; 25(1) 24 23 22 19(5);
#   17(6), because 18 is Giỗ Tổ, 16 15 12(9) 11(10) 10 09 08 05 04(15) 03 02 01 29/03 28(20).
# 05/05/2024 Sun, target the worked Sat 04/05: 03(1) 02(2), 29/04-01/05 off, 26/04(3) 25 24(5).
# 06/05/2024 Mon: Sat 04(1) 03(2) 02(3) 26/04(4) 25(5) 24 23 22 19 17(10);
#   16 15 12 11 10(15) 09 08 05 04 03(20).
# 28/04/2025 Mon: the worked Sat 26(1) 25 24 23 22(5).
# 31/01/2025 Fri in Tết (25/01-02/02): target Fri 24/01; 23(1) 22 21 20 17(5).
# 05/02/2025 Wed: 04(1) 03(2), Tết, 24/01(3) 23 22(5) 21 20 17 16 15(10);
#   14 13 10 09 08(15) 07 06 03 02 31/12(20).
# 12/01/2026 Mon: the worked Sat 10(1) 09 08 07 06(5).
@pytest.mark.parametrize(
    ("ladder", "last", "stages"),
    [
        ("ke-hoach-don-vi", "28/02/2024", "21/02/2024 27/02/2024"),
        ("bao-cao", "14/12/2024", "15/11/2024 06/12/2024 12/12/2024"),
        ("bao-cao", "30/04/2024", "28/03/2024 19/04/2024 25/04/2024"),
        ("mac-dinh", "05/05/2024", "24/04/2024 03/05/2024"),
        ("bao-cao", "06/05/2024", "03/04/2024 25/04/2024 04/05/2024"),
        ("mac-dinh", "28/04/2025", "22/04/2025 26/04/2025"),
        ("mac-dinh", "31/01/2025", "17/01/2025 23/01/2025"),
        ("bao-cao", "05/02/2025", "31/12/2024 22/01/2025 04/02/2025"),
        ("mac-dinh", "12/01/2026", "06/01/2026 10/01/2026"),
    ],
)
def test_the_days_of_the_shipped_ladders(ladder: str, last: str, stages: str) -> None:
    found = days_of(reminders_of(ladder), day(last))
    assert " ".join(f"{stage.due_on:%d/%m/%Y}" for stage in found) == stages
    assert {stage.role for stage in found} == {Role.CONTACT}


# Last valid day 28/02/2024 Wed, judged by the day of issue, so nothing before the allowance of 5 is over:
#   29/02(1) 01/03(2) 04 05 06(5, the allowance ends) 07(6) 08 11 12(9) 13 14(11).
# Last valid day 14/12/2024 Sat: Mon 16(1) 17 18(3) 19 20(5) 23 24 25(8) 26 27(10) 30 31, 02/01(13).
# Last valid day 20/01/2025 Mon: 21(1) 22(2) 23(3) 24(4) lie in the quiet days before Tết (25/01-02/02):
#   all of these move behind Tết and its two quiet days (03, 04/02) to Wed 05/02; 03/02(5) moves too, 06/02(8)
#   stays; 10/02(10), 13/02(13).
@pytest.mark.parametrize(
    ("ladder", "last", "allowance", "stages"),
    [
        ("ke-hoach-don-vi", "28/02/2024", 5,
         "07/03 contact; 12/03 contact; 12/03 department_head; 14/03 unit_head cong-van-don-doc"),
        ("bao-cao", "14/12/2024", 0,
         "16/12 contact; 18/12 contact; 18/12 department_head; 20/12 focal_head; 20/12 unit_head "
         "cong-van-don-doc; 25/12 contact; 27/12 unit_head cong-van-don-doc; 27/12 focal_head "
         "bao-cao-lanh-dao-bo; 02/01 contact"),
        ("bao-cao", "20/01/2025", 0,
         "05/02 contact; 05/02 contact; 05/02 department_head; 05/02 focal_head; 05/02 unit_head "
         "cong-van-don-doc; 06/02 contact; 10/02 unit_head cong-van-don-doc; 10/02 focal_head "
         "bao-cao-lanh-dao-bo; 13/02 contact"),
    ],
)  # fmt: skip
def test_the_days_on_which_a_shipped_ladder_climbs(
    ladder: str, last: str, allowance: int, stages: str
) -> None:
    found = days_of(POLICY.ladders[ladder], day(last), allowance=allowance)
    told = (f"{one.due_on:%d/%m} {one.role} {one.paper}".strip() for one in found if one.kind in OVERDUE)
    assert "; ".join(told) == stages


def test_nothing_leaves_while_a_document_issued_in_time_may_be_on_its_way() -> None:
    """A policy that would chase on the first day waits for the allowance, and says why."""
    first, second = days_of([escalation(1), escalation(7)], day("28/02/2024"), allowance=5)
    assert (first.due_on, second.due_on) == (day("07/03/2024"), day("08/03/2024"))
    assert first.moved == (
        "Chuyển từ ngày 29/02/2024 sang ngày 07/03/2024: chờ văn bản đã ban hành đúng hạn còn trên đường gửi "
        "đến hết ngày 06/03/2024."
    )
    assert second.moved == ""


def test_a_pause_keeps_stages_back_and_shifts_nothing() -> None:
    """Stages of 16 and 18/12 fall into the pause; the one of 25/12 goes out on its day."""
    ladder = [escalation(1), escalation(3), escalation(8)]
    pause = Pause(first=day("13/12/2024"), last=day("19/12/2024"), reason="sáp nhập phòng")

    def on(as_of: str, settled: set[StageKey]) -> list[tuple[str, NoticeStatus]]:
        decisions = decide(
            stages=days_of(ladder, day("14/12/2024")),
            settled=settled,
            as_of=day(as_of),
            calendar=CALENDAR,
            first_day=day("06/02/2024"),
            issued_on=day("06/02/2024"),
            last_day=day("14/12/2024"),
            catch_up_days=10,
            quiet=QUIET,
            pauses=[pause],
        )
        settled.update(one.stage_day.key for one in decisions)
        assert all("sáp nhập phòng" in one.reason for one in decisions if one.status is NoticeStatus.PAUSED)
        return [(one.stage_day.stage, one.status) for one in decisions]

    ledger: set[StageKey] = set()
    assert on("18/12/2024", ledger) == [
        ("sau-1", NoticeStatus.PAUSED),
        ("sau-3", NoticeStatus.PAUSED),
    ]
    assert on("20/12/2024", ledger) == []
    assert on("25/12/2024", ledger) == [("sau-8", PLANNED)]
    late: set[StageKey] = set()
    assert on("20/12/2024", late) == [("sau-1", NoticeStatus.PAUSED), ("sau-3", NoticeStatus.PAUSED)]


def test_a_draft_on_paper_takes_no_mails_place() -> None:
    """After a silence the letter, the page and the contact's mail all stand: each has another reader."""
    decisions = decide(
        stages=days_of(POLICY.ladders["bao-cao"], day("14/12/2024")),
        settled=set(),
        as_of=day("27/12/2024"),
        calendar=CALENDAR,
        first_day=day("06/02/2024"),
        issued_on=day("06/02/2024"),
        last_day=day("14/12/2024"),
        catch_up_days=10,
        quiet=QUIET,
    )
    assert [one.stage_day.stage for one in decisions if one.status is PLANNED] == [
        "sau-3-ngay",
        "lanh-dao-cuc",
        "sau-8-ngay",
        "cong-van-lan-2",
        "bao-cao-lanh-dao-bo",
    ]


def test_only_the_first_stage_of_the_report_says_what_to_prepare() -> None:
    assert [stage.prepare for stage in days_of(reminders_of("bao-cao"), day("14/12/2024"))] == [
        True,
        False,
        False,
    ]


# Tết 2024 is 08-14/02: quiet are 01 02 05 06 07 before, 15 16 after: stages move to Mon 19/02.
# Tết 2025 is 25/01-02/02: quiet are 20 21 22 23 24 before, 03 04 after: stages move to Wed 05/02.
@pytest.mark.parametrize(
    ("last", "after", "nominal", "due"),
    [
        ("29/01/2024", 2, "31/01/2024", "31/01/2024"),
        ("29/01/2024", 3, "01/02/2024", "19/02/2024"),
        ("29/01/2024", 7, "07/02/2024", "19/02/2024"),
        ("29/01/2024", 8, "15/02/2024", "19/02/2024"),
        ("29/01/2024", 9, "16/02/2024", "19/02/2024"),
        ("29/01/2024", 10, "19/02/2024", "19/02/2024"),
        ("29/01/2024", 11, "20/02/2024", "20/02/2024"),
        ("15/01/2025", 2, "17/01/2025", "17/01/2025"),
        ("15/01/2025", 3, "20/01/2025", "05/02/2025"),
        ("15/01/2025", 7, "24/01/2025", "05/02/2025"),
        ("15/01/2025", 8, "03/02/2025", "05/02/2025"),
        ("15/01/2025", 10, "05/02/2025", "05/02/2025"),
        ("14/12/2024", 1, "16/12/2024", "16/12/2024"),
    ],
)
def test_overdue_stages_move_behind_the_quiet_days_of_tet(
    last: str, after: int, nominal: str, due: str
) -> None:
    (stage,) = days_of([escalation(after)], day(last))
    assert (stage.nominal_on, stage.due_on) == (day(nominal), day(due))
    assert bool(stage.moved) == (nominal != due)


def test_a_moved_stage_says_why() -> None:
    (stage,) = days_of([escalation(3)], day("29/01/2024"))
    assert stage.moved == (
        "Chuyển từ ngày 01/02/2024 sang ngày 19/02/2024: không đôn đốc trong 5 ngày làm việc trước và 2 ngày "
        "làm việc sau đợt nghỉ Tết Nguyên đán (08/02/2024 – 14/02/2024)."
    )


def test_reminders_before_the_deadline_stay_in_the_quiet_days() -> None:
    (stage,) = days_of([reminder(-1)], day("06/02/2024"))
    assert (stage.due_on, stage.moved) == (day("05/02/2024"), "")


def test_repeats_get_numbers_and_a_reminder_stops_repeating_before_the_target_day() -> None:
    """Every 2 working days from 21/02: 21, 23, 27/02; the next would be 29/02."""
    before = days_of([reminder(-5, repeat_every=2, repeat_times=9)], day("28/02/2024"))
    assert [(stage.stage, f"{stage.due_on:%d/%m}") for stage in before] == [
        ("truoc-5", "21/02"),
        ("truoc-5#2", "23/02"),
        ("truoc-5#3", "27/02"),
    ]
    after = days_of([escalation(1, repeat_every=5, repeat_times=2)], day("28/02/2024"))
    assert [(stage.stage, f"{stage.due_on:%d/%m}") for stage in after] == [
        ("sau-1", "29/02"),
        ("sau-1#2", "07/03"),
        ("sau-1#3", "14/03"),
    ]


# ------------------------------------------------------ what a run decides

REPORT = days_of(reminders_of("bao-cao"), day("14/12/2024"))  # 15/11, 06/12, 12/12


def decided(
    as_of: str,
    *,
    stages: tuple[StageDay, ...] = REPORT,
    last: str = "14/12/2024",
    issued: str = "06/02/2024",
    first: str = "",
    settled: frozenset[StageKey] = frozenset(),
) -> list[tuple[str, Role, NoticeStatus]]:
    decisions = decide_on(day(as_of), stages, last=last, issued=issued, first=first, settled=settled)
    return [(one.stage_day.stage, one.stage_day.role, one.status) for one in decisions]


def decide_on(
    as_of: date,
    stages: tuple[StageDay, ...] = REPORT,
    *,
    last: str = "14/12/2024",
    issued: str = "06/02/2024",
    first: str = "",
    settled: frozenset[StageKey] = frozenset(),
) -> tuple[Decision, ...]:
    return decide(
        stages=stages,
        settled=settled,
        as_of=as_of,
        calendar=CALENDAR,
        first_day=day(first or issued),
        issued_on=day(issued),
        last_day=day(last),
        catch_up_days=10,
        quiet=QUIET,
    )


C, D, H = Role.CONTACT, Role.DEPARTMENT_HEAD, Role.UNIT_HEAD


def test_nothing_is_decided_before_the_first_stage() -> None:
    assert decided("14/11/2024") == []


def test_a_stage_is_planned_on_its_day_and_not_again() -> None:
    assert decided("15/11/2024") == [("truoc-20-ngay", C, PLANNED)]
    assert decided("15/11/2024", settled=frozenset({REPORT[0].key})) == []


def test_after_silence_only_the_latest_stage_is_sent_and_older_ones_are_superseded() -> None:
    """27/11 is 8 working days behind 15/11; 13/12 has both 06/12 and 12/12 behind it."""
    assert decided("27/11/2024") == [("truoc-20-ngay", C, PLANNED)]
    assert decided("13/12/2024", settled=frozenset({REPORT[0].key})) == [
        ("truoc-5-ngay", C, SUPERSEDED),
        ("truoc-1-ngay", C, PLANNED),
    ]


def test_a_stage_further_back_than_ten_working_days_is_missed() -> None:
    """15/11 plus 10 working days is 29/11."""
    assert decided("29/11/2024") == [("truoc-20-ngay", C, PLANNED)]
    assert decided("02/12/2024") == [("truoc-20-ngay", C, MISSED)]


def test_a_reminder_found_after_the_last_valid_day_is_missed() -> None:
    (decision,) = decide_on(day("16/12/2024"), REPORT[2:])
    assert decision.status is MISSED
    assert decision.reason == ("Đến khi hệ thống chạy thì đã hết hạn (14/12/2024).")


def test_every_stage_that_is_not_sent_says_why() -> None:
    reasons = [one.reason for one in decide_on(day("13/12/2024"), first="20/11/2024")]
    assert reasons == [
        "Mốc 15/11/2024 đứng trước ngày bắt đầu nhắc việc (20/11/2024).",
        "Mốc 06/12/2024 được thay bằng mốc mới hơn (12/12/2024).",
        "",
    ]
    (missed,) = decide_on(day("02/12/2024"))
    assert missed.reason == "Đã qua mốc 11 ngày làm việc; chỉ gửi bù trong 10 ngày làm việc."


def test_no_stage_exists_before_the_plan_was_issued() -> None:
    assert decided("06/12/2024", issued="20/11/2024") == [("truoc-5-ngay", C, PLANNED)]


def test_a_stage_between_issue_and_the_first_day_of_reminding_is_before_start() -> None:
    assert decided("15/11/2024", first="01/12/2024") == [("truoc-20-ngay", C, BEFORE_START)]


def test_an_older_stage_of_another_role_is_not_swallowed_by_a_newer_one_of_the_contact() -> None:
    """Last day 28/02/2024: +1 is 29/02, +3 is 04/03, +4 is 05/03, +6 is 07/03."""
    stages = days_of([escalation(1), escalation(3, C, D), escalation(4)], day("28/02/2024"))
    assert decided("05/03/2024", stages=stages, last="28/02/2024") == [
        ("sau-1", C, SUPERSEDED),
        ("sau-3", C, SUPERSEDED),
        ("sau-3", D, PLANNED),
        ("sau-4", C, PLANNED),
    ]


def test_catching_up_waits_for_the_end_of_the_quiet_days() -> None:
    """A stage of 31/01/2024 missed by one day of silence: 01/02 to 16/02 are quiet."""
    stages = days_of([escalation(2)], day("29/01/2024"))
    for quiet_day in ("01/02/2024", "07/02/2024", "16/02/2024"):
        assert decided(quiet_day, stages=stages, last="29/01/2024", issued="02/01/2024") == []
    found = decided("19/02/2024", stages=stages, last="29/01/2024", issued="02/01/2024")
    assert found == [("sau-2", C, PLANNED)]


def test_the_next_day_is_the_earliest_undecided_stage() -> None:
    done: set[StageKey] = set()
    assert next_day(stages=REPORT, settled=done, issued_on=day("06/02/2024")) == day("15/11/2024")
    assert next_day(stages=REPORT, settled=done, issued_on=day("20/11/2024")) == day("06/12/2024")
    done.update(stage.key for stage in REPORT[:2])
    assert next_day(stages=REPORT, settled=done, issued_on=day("06/02/2024")) == day("12/12/2024")
    done.add(REPORT[2].key)
    assert next_day(stages=REPORT, settled=done, issued_on=day("06/02/2024")) is None


def test_chasing_mail_leaves_on_working_days_only() -> None:
    allowed = [
        may_chase(as_of=day(text), calendar=CALENDAR) for text in ("04/05/2024", "11/05/2024", "12/02/2024")
    ]
    assert allowed == [True, False, False]


# ------------------------------------------------------ whatever the ladder and the days of the runs

LAST_DAYS = st.dates(date(2023, 7, 1), date(2027, 6, 30))
ROLES = st.lists(st.sampled_from(list(Role)), min_size=1, max_size=3, unique=True).map(tuple)
REPEATS = st.sampled_from([(0, 0), (0, 0), (1, 3), (3, 2), (5, 4)])


@st.composite
def ladders(draw: st.DrawFn) -> list[Stage]:
    numbers = st.integers(-40, 40).filter(bool)
    rungs = draw(st.lists(numbers, min_size=1, max_size=5, unique=True))
    stages = []
    for rung in sorted(rungs):
        every, times = draw(REPEATS)
        make = reminder if rung < 0 else escalation
        stages.append(make(rung, *draw(ROLES), repeat_every=every, repeat_times=times))
    return stages


@given(ladder=ladders(), last_day=LAST_DAYS)
def test_stages_fall_on_working_days_reminders_before_and_escalations_after_the_deadline(
    ladder: list[Stage], last_day: date
) -> None:
    stages = days_of(ladder, last_day)
    for stage in stages:
        assert CALENDAR.is_workday(stage.due_on)
        if stage.kind is NoticeKind.REMINDER:
            assert stage.due_on < target_day(last_day=last_day, calendar=CALENDAR) <= last_day
        else:
            assert stage.due_on > last_day
            assert not is_quiet(stage.due_on, calendar=CALENDAR, quiet=QUIET)
    assert len({stage.key for stage in stages}) == len(stages)


@given(ladder=ladders(), last_day=LAST_DAYS)
def test_a_later_rung_never_falls_on_an_earlier_day(ladder: list[Stage], last_day: date) -> None:
    stages = days_of(ladder, last_day)
    assert [stage.due_on for stage in stages] == sorted(stage.due_on for stage in stages)
    assert [stage.nominal_on for stage in stages] == sorted(stage.nominal_on for stage in stages)


@st.composite
def histories(draw: st.DrawFn) -> tuple[date, date, date, list[date]]:
    """Last valid day, issue day, first day of reminding, and the days on which something ran."""
    last_day = draw(LAST_DAYS)
    issued_on = last_day - timedelta(days=draw(st.integers(0, 70)))
    first_day = issued_on + timedelta(days=draw(st.sampled_from([0, 0, 5, 20, 60])))
    offsets = draw(st.lists(st.integers(0, 170), max_size=50))
    runs = sorted(issued_on + timedelta(days=offset) for offset in offsets)
    return last_day, issued_on, first_day, runs


def run_all(
    runs: list[date],
    stages: tuple[StageDay, ...],
    last_day: date,
    issued_on: date,
    first_day: date,
    catch_up: int,
) -> list[tuple[date, tuple[Decision, ...]]]:
    """Run on each of the days that may chase, keeping a ledger as the daily run does."""
    ledger: set[StageKey] = set()
    history = []
    for as_of in runs:
        if not may_chase(as_of=as_of, calendar=CALENDAR):
            continue
        decisions = decide(
            stages=stages,
            settled=ledger,
            as_of=as_of,
            calendar=CALENDAR,
            first_day=first_day,
            issued_on=issued_on,
            last_day=last_day,
            catch_up_days=catch_up,
            quiet=QUIET,
        )
        ledger.update(one.stage_day.key for one in decisions)
        history.append((as_of, decisions))
    return history


@given(ladder=ladders(), when=histories(), catch_up=st.integers(0, 12))
def test_whatever_days_the_runs_happen_on_every_stage_gets_exactly_one_decision(
    ladder: list[Stage], when: tuple[date, date, date, list[date]], catch_up: int
) -> None:
    last_day, issued_on, first_day, runs = when
    stages = days_of(ladder, last_day)
    end = CALENDAR.add(last_day + timedelta(days=200), 1)  # beyond every stage, and beyond the quiet days
    while is_quiet(end, calendar=CALENDAR, quiet=QUIET):
        end = CALENDAR.add(end, 1)
    history = run_all([*runs, end], stages, last_day, issued_on, first_day, catch_up)
    keys = [one.stage_day.key for _, decisions in history for one in decisions]
    assert sorted(keys) == sorted(stage.key for stage in stages if stage.due_on >= issued_on)
    for as_of, decisions in history:
        planned = [one.stage_day for one in decisions if one.status is PLANNED]
        assert len({stage.role for stage in planned}) == len(planned)
        for stage in planned:
            assert first_day <= stage.due_on <= as_of
            assert CALENDAR.between(after=stage.due_on, until=as_of) <= catch_up
            if stage.kind is NoticeKind.REMINDER:
                assert as_of <= last_day
            else:
                assert not is_quiet(as_of, calendar=CALENDAR, quiet=QUIET)
        for one in decisions:
            assert one.reason or one.status is PLANNED


@given(ladder=ladders(), when=histories())
def test_who_runs_every_day_sends_every_stage_on_its_day(
    ladder: list[Stage], when: tuple[date, date, date, list[date]]
) -> None:
    """Only stages that share their day with another of the same role give way to it."""
    last_day, issued_on, _, _ = when
    stages = days_of(ladder, last_day)
    every_day = [issued_on + timedelta(days=offset) for offset in range(270)]
    sent: dict[tuple[date, Role], int] = {}
    for as_of, decisions in run_all(every_day, stages, last_day, issued_on, issued_on, 0):
        for one in decisions:
            assert one.stage_day.due_on == as_of
            assert one.status in (PLANNED, SUPERSEDED)
            if one.status is PLANNED:
                sent[as_of, one.stage_day.role] = sent.get((as_of, one.stage_day.role), 0) + 1
    assert sent == {(stage.due_on, stage.role): 1 for stage in stages if stage.due_on >= issued_on}


@given(ladder=ladders(), when=histories())
def test_the_next_day_never_hides_a_stage_from_the_daily_run(
    ladder: list[Stage], when: tuple[date, date, date, list[date]]
) -> None:
    """A run that is skipped because the index says later would have decided nothing."""
    last_day, issued_on, first_day, runs = when
    stages = days_of(ladder, last_day)
    ledger: set[StageKey] = set()
    for as_of, decisions in run_all(runs, stages, last_day, issued_on, first_day, 10):
        coming = next_day(stages=stages, settled=ledger, issued_on=issued_on)
        if coming is None or coming > as_of:
            assert decisions == ()
        ledger.update(one.stage_day.key for one in decisions)
