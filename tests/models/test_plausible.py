"""Which reported figures are odd."""

import pytest

from models.rules.plausible import Odd, odd


@pytest.mark.parametrize(
    ("value", "minimum", "last", "why"),
    [
        (1, 1, None, ()),
        (0, 1, None, (Odd.BELOW_MINIMUM,)),
        (299, None, 100, ()),
        (300, None, 100, (Odd.FAR_ABOVE,)),
        (34, None, 100, ()),
        (33, None, 100, (Odd.FAR_BELOW,)),
        (0, None, 100, (Odd.FAR_BELOW,)),
        (50, None, 0, (Odd.FAR_ABOVE,)),
        (0, None, 0, ()),
        (3, None, 1, ()),  # small numbers: one contest more is no leap
        (9, None, 0, ()),
        (0, 1, 20, (Odd.BELOW_MINIMUM, Odd.FAR_BELOW)),
    ],
)
def test_below_the_minimum_and_far_from_the_year_before(
    value: float, minimum: float | None, last: float | None, why: tuple[Odd, ...]
) -> None:
    assert odd(value=value, minimum=minimum, last=last) == why
