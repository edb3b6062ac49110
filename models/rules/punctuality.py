"""Whether a document was on time, and how an unfinished obligation stands on a day."""

from datetime import date, time
from enum import StrEnum

from models.words import JudgedBy

from .workdays import WorkCalendar


class Standing(StrEnum):
    """How an obligation that is not finished is officially counted."""

    NO_DUE = "no_due"  # no last valid day (yet): thường xuyên, or its event has not happened
    IN_TIME = "in_time"  # trong hạn
    NOT_RECEIVED = "not_received"  # chưa nhận được: it may have been issued in time and be on its way
    OVERDUE = "overdue"  # quá hạn


def on_time(
    *,
    judged_by: JudgedBy,
    issued_on: date | None,
    sent_on: date | None,
    received_on: date | None,
    received_time: time | None,
    last_day: date | None,
    due_time: time | None,
    before_hour: bool = False,
) -> bool | None:
    """Whether the day that counts lies within the last valid day; None if that cannot be said (chưa rõ).

    If the day that counts is unknown: whatever came after it proves it was in time, whatever came before it
    proves it was not. An issuing or sending day has no hour, so it counts whole. The hour itself is in time
    ("đến 20h00") unless `before_hour` ("trước 20h00").
    """
    if last_day is None:
        return None
    issued, sent = (_by_day(day, last_day) for day in (issued_on, sent_on))
    received = _by_day(received_on, last_day)
    if received_on == last_day and due_time is not None:
        received = _by_hour(received_time, due_time, before_hour)
    in_order = {JudgedBy.ISSUED: issued, JudgedBy.SENT: sent, JudgedBy.RECEIVED: received}
    return _judge(list(in_order.values()), list(in_order).index(judged_by))


def _by_day(day: date | None, last_day: date) -> bool | None:
    return None if day is None else day <= last_day


def _by_hour(hour: time | None, due_time: time, before_hour: bool) -> bool | None:
    if hour is None:
        return None
    return hour < due_time if before_hour else hour <= due_time


def _judge(answers: list[bool | None], position: int) -> bool | None:
    """The answer at `position` (issued, sent, received), else what its neighbours prove."""
    if answers[position] is not None:
        return answers[position]
    if True in answers[position + 1 :]:
        return True
    return False if False in answers[:position] else None


def standing(
    *,
    as_of: date,
    last_day: date | None,
    judged_by: JudgedBy,
    calendar: WorkCalendar,
    arrival_allowance_days: int,
) -> Standing:
    """How an unfinished obligation stands on `as_of`.

    Where the issuing or sending day counts, a document may still be on its way for the allowance (working
    days); until that has passed nobody can call it overdue.
    """
    if last_day is None:
        return Standing.NO_DUE
    if as_of <= last_day:
        return Standing.IN_TIME
    allowed = 0 if judged_by is JudgedBy.RECEIVED else arrival_allowance_days
    allowed_until = calendar.add(last_day, allowed)
    return Standing.NOT_RECEIVED if as_of <= allowed_until else Standing.OVERDUE


def due_soon(*, as_of: date, last_day: date | None, calendar: WorkCalendar, due_soon_days: int) -> bool:
    """The flag “sắp đến hạn” on an obligation in time: at most so many working days are left."""
    if last_day is None or as_of > last_day:
        return False
    return calendar.between(after=as_of, until=last_day) <= due_soon_days
