"""Seats of a training: who is named has one while there are any, then waits in the order of coming."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Named:
    """One person who would come."""

    key: int
    unit: str
    seated: bool  # has a seat already


def seated(named: Sequence[Named], *, capacity: int, first_to: str) -> set[int]:
    """The keys of those who have a seat; `named` stands in the order of having been named.

    Nobody loses a seat. Free ones go to `first_to`, the unit whose answer has just come: it gave them up for
    somebody else; what it leaves goes to whoever waits longest.
    """
    having = [one.key for one in named if one.seated]
    waiting = [one for one in named if not one.seated]
    in_turn = sorted(waiting, key=lambda one: one.unit != first_to)  # stable: the order of coming stays
    free = max(capacity - len(having), 0)
    return {*having, *(one.key for one in in_turn[:free])}
