"""How long nothing was heard of the daily run, where only working days count."""

from datetime import datetime, time, timedelta, tzinfo

from .workdays import WorkCalendar

LONGEST = timedelta(hours=26)  # a day between two daily runs, and two hours to carry one out


def silent_for(*, since: datetime, now: datetime, calendar: WorkCalendar, zone: tzinfo) -> timedelta:
    """The time between two moments that lies on working days of `zone`."""
    start, end = since.astimezone(zone), now.astimezone(zone)
    total, day = timedelta(), start.date()
    while day <= end.date():
        if calendar.is_workday(day):
            midnight = datetime.combine(day, time.min, tzinfo=zone)
            total += max(timedelta(), min(end, midnight + timedelta(days=1)) - max(start, midnight))
        day += timedelta(days=1)
    return total


def is_silent_too_long(*, since: datetime, now: datetime, calendar: WorkCalendar, zone: tzinfo) -> bool:
    """Whether today is a working day and the daily run has been missing for longer than it may."""
    today = now.astimezone(zone).date()
    silent = silent_for(since=since, now=now, calendar=calendar, zone=zone)
    return calendar.is_workday(today) and silent > LONGEST
