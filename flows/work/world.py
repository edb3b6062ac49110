"""What a piece of work needs to know of its surroundings; fixed while the work lasts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from flows.work.backup.kept import Copies, no_copies
from models.policy import Policy
from models.rules.workdays import WorkCalendar


@dataclass(frozen=True, kw_only=True, slots=True)
class World:
    """The folder's day and moment, the machine's moment, and the rules in force."""

    today: date  # the folder's clock
    now: datetime  # the folder's clock, UTC: every domain moment
    machine_now: datetime  # UTC: leases, back-off
    chase_from: datetime  # machine clock: when chasing mail may leave at the earliest
    calendar: WorkCalendar
    policy: Policy
    message_id_domain: str
    example: bool
    copies: Callable[[], Copies | None] = no_copies  # asked when needed: they may lie on a slow disk
