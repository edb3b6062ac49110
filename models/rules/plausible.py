"""What of a reported figure is odd: not refused, but somebody should ask."""

from enum import StrEnum

FAR = 3.0  # times last year's, or a third of it
LITTLE = 10.0  # below so much on both sides, a factor says nothing


class Odd(StrEnum):
    """Why a figure is odd."""

    BELOW_MINIMUM = "below_minimum"
    FAR_ABOVE = "far_above"
    FAR_BELOW = "far_below"


def odd(*, value: float, minimum: float | None, last: float | None) -> tuple[Odd, ...]:
    """What is odd about a figure, given what is required and what was reported the year before, if known."""
    found = [Odd.BELOW_MINIMUM] if minimum is not None and value < minimum else []
    if last is not None and max(value, last) >= LITTLE:
        if value >= FAR * last:
            found.append(Odd.FAR_ABOVE)
        elif value * FAR <= last:
            found.append(Odd.FAR_BELOW)
    return tuple(found)
