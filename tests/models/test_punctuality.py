"""On time or late, and how an unfinished obligation stands on a day (the arrival allowance of trap 5)."""

from datetime import date, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.deadlines import read_deadline
from models.rules.punctuality import Standing, due_soon, on_time, standing
from models.rules.workdays import shipped_days
from models.words import JudgedBy

CALENDAR = shipped_days(years=range(2024, 2026), extra=())
LAST = date(2024, 2, 28)
EARLY, LATE = date(2024, 2, 26), date(2024, 3, 5)
ISSUED, SENT, RECEIVED = JudgedBy.ISSUED, JudgedBy.SENT, JudgedBy.RECEIVED


def judged(judged_by: JudgedBy, **facts: Any) -> bool | None:
    unknown = {
        "issued_on": None,
        "sent_on": None,
        "received_on": None,
        "received_time": None,
        "due_time": None,
    }
    return on_time(**{"judged_by": judged_by, "last_day": LAST, **unknown, **facts})


def test_issued_on_the_last_day_and_received_after_it_is_on_time() -> None:
    """Trap 5: issued 28/02/2024 and received 05/03."""
    assert judged(ISSUED, issued_on=LAST, received_on=LATE) is True


@pytest.mark.parametrize(
    ("judged_by", "facts", "answer"),
    [
        (ISSUED, {"issued_on": date(2024, 2, 29), "received_on": LATE}, False),
        (ISSUED, {"received_on": LAST}, True),  # what has arrived was issued before
        (ISSUED, {"sent_on": EARLY, "received_on": LATE}, True),
        (ISSUED, {"received_on": LATE}, None),  # chưa rõ: it may have been issued in time
        (SENT, {"sent_on": LAST, "received_on": LATE}, True),
        (SENT, {"sent_on": LATE, "issued_on": EARLY, "received_on": LATE}, False),
        (SENT, {"issued_on": LATE, "received_on": LATE}, False),  # nobody sends what is not issued
        (SENT, {"issued_on": EARLY, "received_on": LATE}, None),
        (RECEIVED, {"issued_on": EARLY, "sent_on": EARLY, "received_on": LATE}, False),
        (RECEIVED, {"received_on": LAST}, True),
    ],
)
def test_the_day_that_counts_is_the_one_the_task_names(
    judged_by: JudgedBy, facts: dict[str, Any], answer: bool | None
) -> None:
    assert judged(judged_by, **facts) is answer


@pytest.mark.parametrize(
    ("received_on", "hour", "answer"),
    [
        (LAST, time(16, 59), True),
        (LAST, time(17, 0), True),
        (LAST, time(17, 1), False),
        (LAST, None, None),  # the hour decides, and nobody wrote it down
        (EARLY, None, True),
        (LATE, time(8, 0), False),
    ],
)
def test_a_deadline_with_an_hour_needs_the_hour_of_arrival_on_its_last_day(
    received_on: date, hour: time | None, answer: bool | None
) -> None:
    assert judged(RECEIVED, received_on=received_on, received_time=hour, due_time=time(17, 0)) is answer


@pytest.mark.parametrize(
    ("phrase", "hour", "answer"),
    [
        ("trước 20h00 ngày 25/5/2025", time(19, 59), True),
        ("trước 20h00 ngày 25/5/2025", time(20, 0), False),
        ("xong trước 20h00 ngày 25/5/2025", time(20, 0), False),
        ("trước 20h00 ngày 15/4 và ngày 25/5/2025", time(20, 0), None),  # the second day has no hour
        ("đến 20h00 ngày 25/5/2025", time(20, 0), True),
        ("chậm nhất 20h00 ngày 25/5/2025", time(20, 0), True),
        ("chậm nhất 20h00 ngày 25/5/2025", time(20, 1), False),
        ("20h00 ngày 25/5/2025", time(20, 0), True),
    ],
)
def test_before_an_hour_excludes_it_and_until_an_hour_includes_it(
    phrase: str, hour: time, answer: bool | None
) -> None:
    """trước 20h00 X: X before 20:00."""
    last = read_deadline(phrase, plan_year=2025).occurrences[-1]
    if answer is None:
        assert (last.due_time, last.before_hour) == (None, False)
        return
    facts = {"received_on": last.last_day, "received_time": hour, "last_day": last.last_day}
    assert judged(RECEIVED, due_time=last.due_time, before_hour=last.before_hour, **facts) is answer


def test_an_issuing_day_has_no_hour_and_counts_whole() -> None:
    assert judged(ISSUED, issued_on=LAST, due_time=time(17, 0)) is True


def test_without_a_last_valid_day_nothing_is_on_time_or_late() -> None:
    assert judged(RECEIVED, received_on=LATE, last_day=None) is None


@given(
    days=st.lists(st.dates(date(2024, 2, 1), date(2024, 3, 31)), min_size=3, max_size=3).map(sorted),
    hidden=st.sets(st.sampled_from(["issued_on", "sent_on", "received_on"])),
    judged_by=st.sampled_from(list(JudgedBy)),
)
def test_a_missing_day_never_turns_the_answer_round(
    days: list[date], hidden: set[str], judged_by: JudgedBy
) -> None:
    """With less known the answer is the same or unknown, never the opposite."""
    facts = dict(zip(("issued_on", "sent_on", "received_on"), days, strict=True))
    known = {name: day for name, day in facts.items() if name not in hidden}
    assert judged(judged_by, **known) in (judged(judged_by, **facts), None)


# 28/02/2024 is a Wednesday: the allowance of 5 working days is 29/02, 01, 04, 05 and 06/03.
@pytest.mark.parametrize(
    ("judged_by", "as_of", "expected"),
    [
        (ISSUED, LAST, Standing.IN_TIME),
        (ISSUED, date(2024, 2, 29), Standing.NOT_RECEIVED),
        (SENT, date(2024, 3, 6), Standing.NOT_RECEIVED),
        (SENT, date(2024, 3, 7), Standing.OVERDUE),
        (RECEIVED, LAST, Standing.IN_TIME),
        (RECEIVED, date(2024, 2, 29), Standing.OVERDUE),
    ],
)
def test_a_missing_document_is_not_called_overdue_while_it_may_be_on_its_way(
    judged_by: JudgedBy, as_of: date, expected: Standing
) -> None:
    assert stands(LAST, as_of, judged_by) is expected


def stands(last_day: date | None, as_of: date, judged_by: JudgedBy = ISSUED) -> Standing:
    return standing(
        as_of=as_of, last_day=last_day, judged_by=judged_by, calendar=CALENDAR, arrival_allowance_days=5
    )


def test_a_saturday_that_is_the_last_valid_day_is_still_in_time() -> None:
    """14/12/2024 is a Saturday after the target day 13/12; the allowance ends on Friday 20/12."""
    saturday = date(2024, 12, 14)
    days = [saturday, date(2024, 12, 15), date(2024, 12, 20), date(2024, 12, 21)]
    assert [stands(saturday, day) for day in days] == [
        Standing.IN_TIME,
        Standing.NOT_RECEIVED,
        Standing.NOT_RECEIVED,
        Standing.OVERDUE,
    ]


def test_without_a_last_valid_day_an_obligation_has_no_due() -> None:
    assert stands(None, LATE) is Standing.NO_DUE


@pytest.mark.parametrize(
    ("last_day", "as_of", "flag"),
    [
        (LAST, date(2024, 2, 6), False),  # 07/02 and 15 to 28/02 are 11, Tết in between
        (LAST, date(2024, 2, 15), True),
        (LAST, date(2024, 2, 7), True),  # 15 to 28/02 are 10
        (LAST, LAST, True),
        (LAST, date(2024, 2, 29), False),
        (date(2024, 12, 14), date(2024, 12, 14), True),
        (None, LAST, False),
    ],
)
def test_due_soon_is_a_flag_on_what_is_in_time(last_day: date | None, as_of: date, flag: bool) -> None:
    assert due_soon(as_of=as_of, last_day=last_day, calendar=CALENDAR, due_soon_days=10) is flag
