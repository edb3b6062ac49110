"""When mail that chases may leave: inside the sending window of working days."""

from datetime import UTC, datetime, timedelta

from flows.clock import ZONE
from models.policy import Policy
from models.rules.workdays import WorkCalendar


def sending_moment(*, after: datetime, policy: Policy, calendar: WorkCalendar) -> datetime:
    """The first moment at or after `after` inside the sending window, in UTC."""
    local = after.astimezone(ZONE)
    window = policy.sending_window
    if calendar.is_workday(local.date()) and local.time() < window.ends:
        start = datetime.combine(local.date(), window.begins, tzinfo=ZONE)
        return max(after, start.astimezone(UTC))
    day = calendar.on_or_after(local.date() + timedelta(days=1))
    return datetime.combine(day, window.begins, tzinfo=ZONE).astimezone(UTC)
