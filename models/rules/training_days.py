"""The earliest good days for the trainings that have none yet, the first region first, with reasons."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import permutations

from .trainings import ONE_DAY, Condition, Held, Obstacle, Placed, Terms, Wanted, apart, held, obstacles

BEYOND = timedelta(days=366)  # how far behind the window is looked when the window itself is dropped
SHOWN = (Condition.LEAD, Condition.GAP, Condition.CLEAR, Condition.WORKDAY, Condition.CAPACITY)
LATER = "chọn ngày sớm hơn thì không còn ngày cho lớp sau"


def propose(*, wanted: Sequence[Wanted], terms: Terms) -> tuple[Placed, ...] | None:
    """Days set by hand with what they break, and for the others the earliest, the first region first.

    None if there are none: whoever was to come later must find days too.
    """
    by_hand = [held(one.region, first=one.first_day, terms=terms) for one in wanted if one.first_day]
    fixed = (*terms.others, *by_hand)
    open_ = [one for one in wanted if one.first_day is None]
    found = _earliest(open_, [free_days(wanted=one, terms=terms) for one in open_], fixed, terms)
    if found is None:
        return None
    placed = {one.region: one for one in found}
    return tuple(
        placed[one.region] if one.first_day is None else _checked(one, one.first_day, fixed, terms)
        for one in wanted
    )


def free_days(*, wanted: Wanted, terms: Terms) -> list[date]:
    """The days on which the training could begin if it were alone."""
    return [
        day
        for day in days_of(terms=terms)
        if next(obstacles(first=day, wanted=wanted, fixed=(), terms=terms), None) is None
    ]


def days_of(*, terms: Terms) -> Iterator[date]:
    """The days on which a training within the window may begin."""
    last = terms.last + BEYOND if Condition.WINDOW in terms.ignored else terms.last
    for number in range((last - terms.first).days + 2 - terms.days):
        yield terms.first + number * ONE_DAY


def _checked(one: Wanted, first: date, fixed: Sequence[Held], terms: Terms) -> Placed:
    own = held(one.region, first=first, terms=terms)
    rest = [other for other in fixed if other != own]
    warnings = tuple(found.text for found in obstacles(first=first, wanted=one, fixed=rest, terms=terms))
    return Placed(region=one.region, first=own.first, last=own.last, by_hand=True, warnings=warnings)


def _earliest(
    wanted: Sequence[Wanted], free: Sequence[list[date]], fixed: tuple[Held, ...], terms: Terms
) -> tuple[Placed, ...] | None:
    """The earliest day of the first that leaves the rest a place; then the same for the rest."""
    if not wanted:
        return ()
    for day in free[0]:
        one = held(wanted[0].region, first=day, terms=terms)
        if _clear_of(one, fixed, terms) and _have_room(wanted[1:], free[1:], (*fixed, one), terms):
            rest = _earliest(wanted[1:], free[1:], (*fixed, one), terms)
            why = _why_not_earlier(day, wanted[0], fixed, terms)
            placed = Placed(region=one.region, first=one.first, last=one.last, by_hand=False, why=why)
            return (placed, *rest) if rest is not None else None
    return None


def _have_room(
    wanted: Sequence[Wanted], free: Sequence[list[date]], fixed: tuple[Held, ...], terms: Terms
) -> bool:
    """Whether some order in time gives all of them days: within an order the earliest is always right."""
    return any(_in_order([(wanted[n], free[n]) for n in order], fixed, terms) for order in _orders(wanted))


def _orders(wanted: Sequence[Wanted]) -> Iterator[tuple[int, ...]]:
    return permutations(range(len(wanted)))


def _in_order(ordered: Sequence[tuple[Wanted, list[date]]], fixed: tuple[Held, ...], terms: Terms) -> bool:
    after = date.min
    for wanted, free in ordered:
        days = (held(wanted.region, first=day, terms=terms) for day in free if day > after)
        found = next((one for one in days if _clear_of(one, fixed, terms)), None)
        if found is None:
            return False
        after = found.last + terms.nights * ONE_DAY
    return True


def _clear_of(one: Held, fixed: Sequence[Held], terms: Terms) -> bool:
    return all(apart(one, other, terms=terms) for other in fixed)


def _why_not_earlier(first: date, wanted: Wanted, fixed: Sequence[Held], terms: Terms) -> tuple[str, ...]:
    """Of each earlier day the weightiest thing against it; each cause is named once."""
    causes: dict[Condition, dict[str, None]] = {condition: {} for condition in SHOWN}
    later = False
    for day in days_of(terms=terms):
        if day >= first:
            break
        found = list(obstacles(first=day, wanted=wanted, fixed=fixed, terms=terms))
        later = later or not found
        for one in sorted(found, key=_weight)[:1]:
            causes[one.condition][one.cause] = None
    said = (_said(condition, list(names)) for condition, names in causes.items() if names)
    return (*said, *((LATER,) if later else ()))


def _weight(found: Obstacle) -> int:
    return SHOWN.index(found.condition)


def _said(condition: Condition, causes: Sequence[str]) -> str:
    start = {Condition.CLEAR: "cần tránh: ", Condition.WORKDAY: "ngày nghỉ: "}.get(condition, "")
    return start + "; ".join(causes)
