"""The official count, worked out by hand: who owed it is the denominator."""

from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.statistics import RECEIVED, Counted, Tally, by_region, tallies, tally
from models.words import JudgedBy, ObligationStatus, Region
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


def test_a_nil_report_and_accepted_work_are_received_a_returned_document_is_owed_again() -> None:
    found = tally_on(
        date(2024, 2, 21),
        counted(status=ObligationStatus.NIL, on_time=True),
        counted(status=ObligationStatus.DONE, on_time=True),
        counted(status=ObligationStatus.RETURNED, on_time=True),
    )
    assert (found.received, found.in_time) == (2, 1)


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
        count=st.integers(1, 50),
    )
)


@given(ROWS, st.dates(date(2024, 1, 1), date(2025, 6, 30)))
def test_every_obligation_is_counted_exactly_once(rows: list[Counted], as_of: date) -> None:
    found = tally_on(as_of, *rows)
    parts = [getattr(found, field.name) for field in fields(found) if field.name != "expected"]
    assert sum(parts) == sum(row.count for row in rows)
    assert found.outstanding == found.in_time + found.not_received + found.overdue + found.no_due
    assert found.received == sum(row.count for row in rows if row.status in RECEIVED)


@given(ROWS, st.dates(date(2024, 1, 1), date(2025, 6, 30)))
def test_regions_add_up_to_the_whole(rows: list[Counted], as_of: date) -> None:
    parts = tallies(
        rows, key=lambda one: one.region, as_of=as_of, calendar=CALENDAR, arrival_allowance_days=5
    )
    assert sum(parts.values(), start=Tally()) == tally_on(as_of, *rows)
