"""Why no days can be found: the conditions of which one alone, if it were dropped, would make it possible."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from .training_days import propose
from .trainings import Condition, Terms, Wanted, between, obstacles, region_name, vn


@dataclass(frozen=True, kw_only=True, slots=True)
class Impossible:
    """`together`: none of the conditions alone would do, all of these at once would."""

    conditions: tuple[Condition, ...]
    together: bool
    text: str


def why_impossible(*, wanted: Sequence[Wanted], terms: Terms) -> Impossible:
    """What is in the way of trainings for which `propose` finds no days."""
    alone = tuple(one for one in Condition if _possible(wanted, terms, one))
    conditions = alone or _fewest(wanted, terms)
    whom = ", ".join(region_name(one.region) for one in wanted if one.first_day is None)
    start = f"Không xếp được lịch tập huấn {whom} trong khoảng {between(terms.first, terms.last)}"
    ways = "; ".join(_way(one, wanted, terms.without(*(() if alone else conditions))) for one in conditions)
    return Impossible(
        conditions=conditions, together=not alone, text=f"{start}: {_how_many(conditions, alone)}{ways}."
    )


def _possible(wanted: Sequence[Wanted], terms: Terms, *dropped: Condition) -> bool:
    return propose(wanted=wanted, terms=terms.without(*dropped)) is not None


def _fewest(wanted: Sequence[Wanted], terms: Terms) -> tuple[Condition, ...]:
    """The smallest group of conditions that makes it possible if all of them are dropped."""
    for number in range(2, len(Condition)):
        for some in combinations(Condition, number):
            if _possible(wanted, terms, *some):
                return some
    return tuple(Condition)


def _how_many(conditions: Sequence[Condition], alone: Sequence[Condition]) -> str:
    if not alone:
        return "nới riêng một điều kiện thì chưa đủ, đề nghị xem lại cùng lúc: "
    if len(conditions) > 1:
        return "chỉ cần nới một trong các điều kiện sau là xếp được: "
    return "vướng "


def _way(condition: Condition, wanted: Sequence[Wanted], terms: Terms) -> str:
    """The condition, with what it would take."""
    match condition:
        case Condition.LEAD:
            return f"thời gian chuẩn bị {terms.lead:02} ngày làm việc (sớm nhất là ngày {vn(terms.ready_on)})"
        case Condition.GAP:
            return f"khoảng cách ít nhất {terms.gap:02} ngày giữa hai lớp"
        case Condition.CLEAR:
            return f"những ngày cần tránh ({'; '.join(_clear_in_window(terms))})"
        case Condition.WORKDAY:
            return f"ngày nghỉ (mỗi lớp {terms.days:02} ngày làm việc liền nhau)"
        case Condition.CAPACITY:
            return f"sức chứa ({'; '.join(_too_many(wanted, terms))})"
    return f"khoảng thời gian{_until(wanted, terms)}"


def _clear_in_window(terms: Terms) -> list[str]:
    inside = (why for day, why in sorted(terms.keep_clear.items()) if terms.first <= day <= terms.last)
    return list(dict.fromkeys(inside))


def _too_many(wanted: Sequence[Wanted], terms: Terms) -> list[str]:
    people = terms.looking_at(Condition.CAPACITY)
    return [
        f"{region_name(one.region)} {found.text}"
        for one in wanted
        if one.first_day is None
        for found in obstacles(first=terms.first, wanted=one, fixed=(), terms=people)
    ]


def _until(wanted: Sequence[Wanted], terms: Terms) -> str:
    """By when all would have days."""
    found = propose(wanted=wanted, terms=terms.without(Condition.WINDOW))
    last: date | None = max((one.last for one in found if not one.by_hand), default=None) if found else None
    return f" (cần kéo dài đến hết ngày {vn(last)})" if last else ""
