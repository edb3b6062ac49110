"""When a unit's word that its address is right still counts: until the next October, when all are asked."""

from datetime import date

MONTH = 10  # the first chasing mail to an address from its first day on asks
LISTED = (10, 11)  # months in which the morning brief counts those that did not answer


def round_began(as_of: date) -> date:
    """The first of October on or before that day."""
    return date(as_of.year if as_of.month >= MONTH else as_of.year - 1, MONTH, 1)


def is_confirmed(confirmed_on: date | None, *, as_of: date) -> bool:
    """Whether the word of that day counts."""
    return confirmed_on is not None and confirmed_on >= round_began(as_of)
