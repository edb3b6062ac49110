"""The only reader of time. A data folder has one clock: the real one, or the example's."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

import pendulum

MORNING = time(7, 30)  # the hour at which the example stands, whatever the machine's
ZONE = pendulum.timezone("Asia/Ho_Chi_Minh")


class Clock(Protocol):
    """A folder's clock: every domain moment comes from it."""

    def now(self) -> datetime:
        """The moment, in UTC with its zone."""

    def today(self) -> date:
        """The day in Asia/Ho_Chi_Minh."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RealClock:
    """The clock of a live installation."""

    def now(self) -> datetime:
        """The machine's moment, in UTC."""
        return machine_now()

    def today(self) -> date:
        """The machine's day in Asia/Ho_Chi_Minh."""
        return machine_now().astimezone(ZONE).date()


@dataclass(frozen=True, kw_only=True, slots=True)
class ExampleClock:
    """The example's clock: it stands on `day` and moves only when somebody runs a day or plays."""

    day: date

    def now(self) -> datetime:
        """The morning of the example's day in Asia/Ho_Chi_Minh, in UTC."""
        return datetime.combine(self.day, MORNING, tzinfo=ZONE).astimezone(UTC)

    def today(self) -> date:
        """The example's day."""
        return self.day


def machine_now() -> datetime:
    """The machine's moment in UTC, for leases and back-off; never for anything the domain knows."""
    return datetime.now(UTC)


def day_of(moment: datetime) -> date:
    """The day of `moment` in Asia/Ho_Chi_Minh."""
    return moment.astimezone(ZONE).date()


def end_of(day: date) -> datetime:
    """The last moment of `day` in Asia/Ho_Chi_Minh."""
    midnight = datetime.combine(day + timedelta(days=1), time.min, tzinfo=ZONE)
    return midnight.astimezone(UTC) - timedelta(microseconds=1)
