"""The official count, worked out by hand: who owed it is the denominator."""

from dataclasses import astuple, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.official import Official, official
from models.rules.statistics import RECEIVED, Counted, Tally, by_region, quarter, tallies, tally
from models.words import JudgedBy, ObligationStatus, Region, ReviewResult
from tests.factories import CALENDAR

LAST = date(2024, 2, 28)
ONE = Counted(
    task_id=1,
    occurrence="",
    region=Region.NORTH,
    status=ObligationStatus.OPEN,
    last_day=LAST,
    judged_by=JudgedBy.ISSUED,
    on_time=None,
)


def counted(
    *,
    status: ObligationStatus = ObligationStatus.OPEN,
    on_time: bool | None = None,
    region: Region = Region.NORTH,
    count: int = 1,
) -> Counted:
    return replace(ONE, status=status, on_time=on_time, region=region, count=count)


def tally_on(as_of: date, *rows: Counted) -> Tally:
    return tally(rows, as_of=as_of, calendar=CALENDAR, arrival_allowance_days=5)


ARRIVED = ObligationStatus.ARRIVED
TEN_UNITS = (
    counted(status=ARRIVED, on_time=True, count=4),
    counted(status=ARRIVED, on_time=False, count=2),
    counted(status=ARRIVED, on_time=None),  # the day that counts is not known
    counted(count=3),  # not sent
    counted(status=ObligationStatus.EXEMPT, count=5),
    counted(status=ObligationStatus.WAITING, count=7),
)


def test_ten_units_that_owe_of_which_seven_have_sent() -> None:
    found = tally_on(date(2024, 2, 21), *TEN_UNITS)
    assert (found.expected, found.received, found.outstanding) == (10, 7, 3)
    assert (found.on_time, found.late, found.unclear) == (4, 2, 1)
    assert (found.completeness, found.on_time_rate) == (0.7, 0.4)


def test_the_exempt_and_those_who_wait_for_an_event_stand_apart() -> None:
    found = tally_on(date(2024, 2, 21), *TEN_UNITS)
    assert (found.exempt, found.waiting) == (5, 7)


@pytest.mark.parametrize(
    ("as_of", "state"),
    [
        (date(2024, 2, 28), "in_time"),  # the last valid day itself
        (date(2024, 2, 29), "not_received"),
        (date(2024, 3, 6), "not_received"),  # fifth working day: 29/02, 01/03, 04, 05, 06/03
        (date(2024, 3, 7), "overdue"),
    ],
)
def test_outstanding_is_not_received_until_the_arrival_allowance_has_passed(as_of: date, state: str) -> None:
    assert tally_on(as_of, counted()) == Tally(**{"expected": 1, state: 1})


def test_where_the_day_of_arrival_counts_there_is_no_allowance() -> None:
    judged = replace(ONE, judged_by=JudgedBy.RECEIVED)
    assert tally_on(date(2024, 2, 29), judged).overdue == 1


NIL, DONE, RETURNED = ObligationStatus.NIL, ObligationStatus.DONE, ObligationStatus.RETURNED
BACK_BY = date(2024, 3, 14)
REVIEWED = (  # twelve that came and two that did not
    counted(status=ARRIVED, on_time=True, count=3),
    counted(status=NIL, on_time=True),
    replace(counted(status=NIL, on_time=True), review=ReviewResult.ACCEPTED),
    replace(counted(status=DONE, on_time=True, count=2), review=ReviewResult.ACCEPTED),
    counted(status=DONE, on_time=True),  # by the plan's own document
    replace(counted(status=RETURNED, on_time=True, count=2), resubmit_by=BACK_BY),
    replace(counted(status=RETURNED, on_time=False), resubmit_by=BACK_BY),
    replace(counted(status=RETURNED, on_time=True), extended=True, resubmit_by=BACK_BY),
    replace(counted(), extended=True, last_day=date(2024, 3, 8)),
    counted(),
)


def test_whatever_was_said_of_a_document_it_was_received_and_stays_what_its_first_version_was() -> None:
    found = tally_on(date(2024, 3, 14), *REVIEWED)
    assert (found.expected, found.received, found.outstanding) == (14, 12, 2)
    assert (found.on_time, found.late, found.extended_received) == (10, 1, 1)
    assert (found.returned, found.returned_on_time, found.returned_late) == (4, 2, 1)
    assert (found.nil, found.accepted, found.awaiting_review) == (2, 3, 4)


def test_a_returned_document_is_unfinished_by_the_day_of_its_next_version() -> None:
    on_the_day, after = (tally_on(day, *REVIEWED) for day in (BACK_BY, date(2024, 3, 15)))
    assert (on_the_day.resubmission_overdue, after.resubmission_overdue) == (0, 4)
    assert official(on_the_day) == Official(
        finished_on_time=8,
        finished_late=0,
        unfinished_in_time=3,
        unfinished_overdue=1,
        finished_unclear=0,
        not_received=0,
        no_due=0,
        extended=2,
    )
    moved = official(after)
    assert (moved.unfinished_in_time, moved.unfinished_overdue) == (0, 4)


def test_the_extended_are_owed_but_neither_on_time_nor_late_and_leave_the_rate_of_that_deadline() -> None:
    """Of 12 that owed it on the deadline itself 10 were on time; of 14 expected 12 came."""
    found = tally_on(BACK_BY, *REVIEWED)
    assert (found.extended, found.extended_outstanding, found.extended_overdue) == (2, 1, 0)
    assert (found.on_time_rate, found.completeness) == (10 / 12, 12 / 14)
    assert tally_on(date(2024, 3, 18), *REVIEWED).extended_overdue == 1  # 08/03 and five working days


@pytest.mark.parametrize(
    ("last_day", "period"),
    [(LAST, (2024, 1)), (date(2024, 12, 31), (2024, 4)), (date(2024, 4, 1), (2024, 2)), (None, None)],
)
def test_a_period_is_the_quarter_of_the_last_valid_day(
    last_day: date | None, period: tuple[int, int] | None
) -> None:
    assert quarter(replace(ONE, last_day=last_day)) == period


def test_tasks_without_a_day_are_outstanding_but_never_overdue() -> None:
    found = tally_on(date(2024, 12, 31), replace(ONE, last_day=None))
    assert (found.outstanding, found.no_due, found.overdue) == (1, 1, 0)


def test_nothing_expected_has_no_rate() -> None:
    assert Tally().completeness is None
    assert Tally().on_time_rate is None


def test_regions_come_in_official_order_and_only_where_somebody_owes() -> None:
    found = tallies(
        [counted(region=Region.MINISTRY), counted(region=Region.SOUTH, count=2), counted(count=3)],
        key=lambda one: one.region,
        as_of=LAST,
        calendar=CALENDAR,
        arrival_allowance_days=5,
    )
    assert [(region, one.expected) for region, one in by_region(found)] == [
        (Region.NORTH, 3),
        (Region.SOUTH, 2),
        (Region.MINISTRY, 1),
    ]


ROWS = st.lists(
    st.builds(
        Counted,
        task_id=st.just(1),
        occurrence=st.just(""),
        region=st.sampled_from(Region),
        status=st.sampled_from(ObligationStatus),
        last_day=st.none() | st.dates(date(2024, 1, 1), date(2024, 12, 31)),
        judged_by=st.sampled_from(JudgedBy),
        on_time=st.none() | st.booleans(),
        extended=st.booleans(),
        resubmit_by=st.none() | st.dates(date(2024, 1, 1), date(2024, 12, 31)),
        review=st.none() | st.sampled_from(ReviewResult),
        count=st.integers(1, 50),
    )
)


RECEIVED_PARTS = ("on_time", "late", "unclear", "extended_received")
PARTS = (*RECEIVED_PARTS, "in_time", "not_received", "overdue", "no_due", "extended_outstanding")


@given(ROWS, st.dates(date(2024, 1, 1), date(2025, 6, 30)))
def test_every_obligation_is_counted_exactly_once(rows: list[Counted], as_of: date) -> None:
    found = tally_on(as_of, *rows)
    assert sum(getattr(found, name) for name in PARTS) == found.expected
    assert found.expected + found.waiting + found.exempt == sum(row.count for row in rows)
    assert found.received == sum(row.count for row in rows if row.status in RECEIVED)
    assert found.returned == sum(row.count for row in rows if row.status is RETURNED)


@given(ROWS, st.dates(date(2024, 1, 1), date(2025, 6, 30)))
def test_the_official_two_by_two_and_what_stands_apart_are_all_that_was_expected(
    rows: list[Counted], as_of: date
) -> None:
    found = tally_on(as_of, *rows)
    counts = astuple(official(found))
    assert sum(counts) == found.expected
    assert min(counts) >= 0
    assert found.behind <= found.unfinished


@given(ROWS, st.dates(date(2024, 1, 1), date(2025, 6, 30)))
def test_what_is_counted_a_second_time_is_never_more_than_the_whole(rows: list[Counted], as_of: date) -> None:
    found = tally_on(as_of, *rows)
    assert found.accepted + found.awaiting_review + found.returned <= found.received
    assert found.resubmission_overdue <= found.returned
    assert found.extended_overdue <= found.extended_outstanding


@given(ROWS, st.dates(date(2024, 1, 1), date(2025, 6, 30)))
def test_regions_add_up_to_the_whole(rows: list[Counted], as_of: date) -> None:
    parts = tallies(
        rows, key=lambda one: one.region, as_of=as_of, calendar=CALENDAR, arrival_allowance_days=5
    )
    assert sum(parts.values(), start=Tally()) == tally_on(as_of, *rows)
