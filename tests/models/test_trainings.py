"""Planning trainings: no proposal breaks a condition, the earliest is it, the impossible is explained."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules.training_days import propose
from models.rules.training_limits import why_impossible
from models.rules.trainings import Condition, Held, Placed, Terms, Wanted
from models.words import Region
from tests.factories import CALENDAR

START = date(2024, 4, 10)  # 18/04, 29/04 to 01/05 are off, Saturday 04/05 is worked
NORTH, CENTRE, SOUTH = Region.NORTH, Region.CENTRE, Region.SOUTH
DAY = timedelta(days=1)


def terms(**changes: object) -> Terms:
    """Today 01/03/2024; a window over April, two days each, 20 working days' lead, two days in between."""
    found = Terms(
        today=date(2024, 3, 1),
        calendar=CALENDAR,
        first=date(2024, 4, 1),
        last=date(2024, 4, 30),
        days=2,
        lead=20,
        gap=2,
        quota=3,
        keep_clear={},
    )
    return replace(found, **changes)  # type: ignore[arg-type]


def wanted(region: Region, *, units: int = 20, capacity: int = 100, first_day: date | None = None) -> Wanted:
    return Wanted(region=region, capacity=capacity, units=((date.min, units),), first_day=first_day)


ALL = (wanted(NORTH), wanted(CENTRE), wanted(SOUTH))


def days(found: Sequence[Placed] | None) -> list[str]:
    assert found is not None
    return [f"{one.first:%d/%m}" for one in found]


# What is good, said anew and plainly


def span(first: date, terms: Terms) -> list[date]:
    return [first + n * DAY for n in range(terms.days)]


def good_alone(one: Wanted, first: date, terms: Terms, *, any_day: bool = False) -> bool:
    here = span(first, terms)
    ahead = [d for n in range(1, 100) if (d := terms.today + n * DAY) <= first]
    return (
        terms.first <= here[0]
        and here[-1] <= terms.last
        and (any_day or all(terms.calendar.is_workday(day) for day in here))
        and not any(day in terms.keep_clear for day in here)
        and sum(map(terms.calendar.is_workday, ahead)) >= terms.lead
        and one.units_on(first) * terms.quota <= one.capacity
    )


def far_apart(days: Sequence[date], other: Sequence[date], gap: int) -> bool:
    """No day of one and no day of the gap around it is a day of the other."""
    around = {day + n * DAY for day in days for n in range(-gap, gap + 1)}
    return around.isdisjoint(other)


def keep_the_gap(firsts: Sequence[date], every: Sequence[Wanted], terms: Terms) -> bool:
    """Whether the proposals among these days are far from all others; days set by hand may be anything."""
    spans = [span(first, terms) for first in firsts]
    others = [[one.first, one.last] for one in terms.others]
    return all(
        far_apart(spans[n], other, terms.gap)
        for n, one in enumerate(every)
        if one.first_day is None
        for other in (*spans[:n], *spans[n + 1 :], *others)
    )


def all_good(firsts: Sequence[date], every: Sequence[Wanted], terms: Terms) -> bool:
    """Whether every proposal keeps every condition."""
    alone = (
        good_alone(one, first, terms)
        for one, first in zip(every, firsts, strict=True)
        if one.first_day is None
    )
    return all(alone) and keep_the_gap(firsts, every, terms)


def exhaustive(every: Sequence[Wanted], terms: Terms, *, any_day: bool = False) -> tuple[date, ...] | None:
    """The first of all combinations, in the order of the regions, that is good."""
    window = [terms.first + n * DAY for n in range((terms.last - terms.first).days + 1)]
    choices = [
        [one.first_day]
        if one.first_day
        else [day for day in window if good_alone(one, day, terms, any_day=any_day)]
        for one in every
    ]
    return next((firsts for firsts in product(*choices) if keep_the_gap(firsts, every, terms)), None)


@st.composite
def cases(draw: st.DrawFn, *, window: int = 16) -> tuple[tuple[Wanted, ...], Terms]:
    """One to three regions in any order; units that change in number; some days set by hand."""
    near = st.integers(-3, window + 6).map(lambda n: START + n * DAY)
    clear = draw(st.sets(near, max_size=5))
    others = draw(st.lists(near, max_size=1))
    conditions = Terms(
        today=START - draw(st.integers(0, 12)) * DAY,
        calendar=CALENDAR,
        first=START,
        last=START + draw(st.integers(0, window)) * DAY,
        days=draw(st.integers(1, 3)),
        lead=draw(st.integers(0, 10)),
        gap=draw(st.integers(0, 4)),
        quota=draw(st.integers(1, 3)),
        keep_clear=dict.fromkeys(clear, "họp giao ban"),
        others=tuple(Held(region=CENTRE, first=day, last=day + DAY) for day in others),
    )
    regions = draw(st.permutations([NORTH, CENTRE, SOUTH]))[: draw(st.integers(1, 3))]
    counts = st.integers(0, 5)
    every = tuple(
        Wanted(
            region=region,
            capacity=draw(st.integers(5, 15)),
            units=((date.min, draw(counts)), (draw(near), draw(counts))),
            first_day=draw(st.none() | near),
        )
        for region in regions
    )
    return every, conditions


@given(cases(window=30))
def test_no_proposal_breaks_a_condition(case: tuple[tuple[Wanted, ...], Terms]) -> None:
    """Working day, keep-clear, lead, gap (also to days set by hand and other plans), capacity, window."""
    every, conditions = case
    if (found := propose(wanted=every, terms=conditions)) is None:
        return
    assert [one.region for one in found] == [one.region for one in every]
    assert all(one.last == span(one.first, conditions)[-1] for one in found)
    assert all(one.first_day in (None, got.first) for one, got in zip(every, found, strict=True))
    assert all_good([one.first for one in found], every, conditions)


@settings(max_examples=80, deadline=None)
@given(cases(window=14))
def test_the_earliest_is_the_earliest(case: tuple[tuple[Wanted, ...], Terms]) -> None:
    """All combinations of days, tried in order, find the same or nothing too."""
    every, conditions = case
    found = propose(wanted=every, terms=conditions)
    assert (tuple(one.first for one in found) if found else None) == exhaustive(every, conditions)


@settings(max_examples=60, deadline=None)
@given(cases(window=12))
def test_what_is_impossible_names_conditions_of_which_one_alone_would_do(
    case: tuple[tuple[Wanted, ...], Terms],
) -> None:
    every, conditions = case
    if propose(wanted=every, terms=conditions) is not None:
        return
    why = why_impossible(wanted=every, terms=conditions)
    alone = {
        one
        for one in Condition
        if exhaustive(every, dropped(conditions, one), any_day=one is Condition.WORKDAY)
    }
    if alone:
        assert (set(why.conditions), why.together) == (alone, False)
    else:
        assert why.together
        assert propose(wanted=every, terms=conditions.without(*why.conditions))
    assert why.text.startswith("Không xếp được lịch tập huấn ")


def dropped(conditions: Terms, one: Condition) -> Terms:
    """The terms with one condition so loose that it cannot matter, without the rule's own way to do so."""
    loose: dict[Condition, dict[str, object]] = {
        Condition.LEAD: {"lead": 0},
        Condition.GAP: {"gap": 0},
        Condition.CLEAR: {"keep_clear": {}},
        Condition.WORKDAY: {},
        Condition.CAPACITY: {"quota": 0},
        Condition.WINDOW: {"last": conditions.last + 70 * DAY},
    }
    return replace(conditions, **loose[one])  # type: ignore[arg-type]


# Cases that people can check with a calendar


def test_three_trainings_of_2024_lie_as_early_as_they_can() -> None:
    """The lead ends on 29/03, so that the window's first day counts; each waits two days for the trainers.

    01 and 02/04; 05/04 is a Friday, so 08 and 09/04; 12/04 is a Friday, so 15 and 16/04.
    """
    found = propose(wanted=ALL, terms=terms())
    assert days(found) == ["01/04", "08/04", "15/04"]
    assert found
    assert [one.why for one in found] == [
        (),
        ("cần cách lớp miền Bắc (01/04/2024 – 02/04/2024) ít nhất 02 ngày", "ngày nghỉ: thứ Bảy; Chủ nhật"),
        (
            "cần cách lớp miền Bắc (01/04/2024 – 02/04/2024) ít nhất 02 ngày; "
            "cần cách lớp miền Trung (08/04/2024 – 09/04/2024) ít nhất 02 ngày",
            "ngày nghỉ: thứ Bảy; Chủ nhật",
        ),
    ]


def test_a_day_set_by_hand_is_warned_about_and_the_others_keep_away_from_it() -> None:
    """Sunday 07/04 breaks several conditions at once; the north waits until three days after it."""
    hand = wanted(CENTRE, capacity=50, first_day=date(2024, 4, 7))
    clear = {date(2024, 4, 8): "họp giao ban"}
    found = propose(wanted=[wanted(NORTH), hand], terms=terms(keep_clear=clear, first=date(2024, 4, 4)))
    assert days(found) == ["11/04", "07/04"]
    assert found
    assert (found[0].by_hand, found[1].by_hand) == (False, True)
    assert found[1].warnings == (
        "ngày 07/04/2024 là ngày nghỉ (Chủ nhật)",
        "ngày 08/04/2024 cần tránh (họp giao ban)",
        "20 đơn vị, mỗi đơn vị 03 người, là 60 người, vượt sức chứa 50 người; "
        "chỉ tiêu nhiều nhất vừa sức chứa là 02 người một đơn vị",
    )


def test_days_set_by_hand_too_soon_and_too_near_to_each_other_say_so() -> None:
    first, second = date(2024, 3, 12), date(2024, 3, 14)
    hand = [wanted(NORTH, first_day=first), wanted(SOUTH, first_day=second)]
    found = propose(wanted=hand, terms=terms())
    assert found
    assert found[0].warnings == (
        "nằm ngoài khoảng thời gian 01/04/2024 – 30/04/2024",
        "đến ngày khai mạc còn 07 ngày làm việc, ít hơn 20 ngày để chuẩn bị",
        "cần cách lớp miền Nam (14/03/2024 – 15/03/2024) ít nhất 02 ngày",
    )


def test_an_earlier_region_does_not_take_the_only_days_of_a_later_one() -> None:
    """From 03/04 on the south has more units than its room holds: its only days are 01 and 02/04."""
    south = Wanted(region=SOUTH, capacity=60, units=((date.min, 20), (date(2024, 4, 2), 30)))
    found = propose(wanted=[wanted(NORTH), south], terms=terms())
    assert days(found) == ["08/04", "01/04"]
    assert found
    assert found[0].why[-1] == "chọn ngày sớm hơn thì không còn ngày cho lớp sau"


@pytest.mark.parametrize(
    ("changes", "conditions", "says"),
    [
        ({"lead": 60}, {Condition.LEAD, Condition.WINDOW}, "sớm nhất là ngày "),
        (
            {"keep_clear": {date(2024, 4, n): "kiểm tra công tác" for n in range(1, 31)}},
            {Condition.CLEAR, Condition.WINDOW},
            "những ngày cần tránh (kiểm tra công tác)",
        ),
        ({"gap": 15}, {Condition.GAP, Condition.WINDOW}, "khoảng cách ít nhất 15 ngày giữa hai lớp"),
        ({"quota": 6}, {Condition.CAPACITY}, "chỉ tiêu nhiều nhất vừa sức chứa là 05 người một đơn vị"),
        ({"days": 6}, {Condition.WORKDAY}, "mỗi lớp 06 ngày làm việc liền nhau"),
        (
            {"last": date(2024, 4, 9)},
            {Condition.GAP, Condition.WINDOW},
            "cần kéo dài đến hết ngày 16/04/2024",
        ),
    ],
)
def test_an_impossible_window_names_what_is_in_the_way(
    changes: dict[str, object], conditions: set[Condition], says: str
) -> None:
    why = why_impossible(wanted=ALL, terms=terms(**changes))
    assert propose(wanted=ALL, terms=terms(**changes)) is None
    assert set(why.conditions) == conditions
    assert not why.together
    assert says in why.text


def test_several_conditions_at_once_are_named_together() -> None:
    why = why_impossible(wanted=ALL, terms=terms(quota=6, last=date(2024, 4, 5)))
    assert (why.conditions, why.together) == ((Condition.CAPACITY, Condition.WINDOW), True)
    assert "nới riêng một điều kiện thì chưa đủ" in why.text
    assert "cần kéo dài đến hết ngày 16/04/2024" in why.text
