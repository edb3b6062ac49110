"""Who carries what once units were merged, split or dissolved; what is owed twice is owed once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from models.words import ObligationStatus, ReformKind

UNSENT = (ObligationStatus.WAITING, ObligationStatus.OPEN)
UNFINISHED = (*UNSENT, ObligationStatus.RETURNED, ObligationStatus.ARRIVED)
SPARED = (
    *UNSENT,
    ObligationStatus.RETURNED,
)  # of a unit that nobody follows; what arrived is still looked at

Heirs = Mapping[
    str, Sequence[str]
]  # unit -> who takes its place, itself included if it lives on; none: nobody
Duty = tuple[int, str, str]  # task, occurrence, unit


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitStep:
    """One change of a document: the units before and after it; a rename has the same one on both sides."""

    kind: ReformKind
    before: tuple[str, ...]
    after: tuple[str, ...] = ()
    name: str = ""  # the new one, of a rename

    @property
    def ends(self) -> tuple[str, ...]:
        """The units that are gone after it."""
        return tuple(unit for unit in self.before if unit not in self.after)


def heirs_of(steps: Iterable[UnitStep]) -> Heirs:
    """Who takes the place of each unit that ends or gives up a part."""
    found: dict[str, Sequence[str]] = {}
    for one in steps:
        gives = one.before if one.kind is ReformKind.SPLIT else one.ends
        found |= dict.fromkeys(gives, one.after)
    return found


@dataclass(frozen=True, kw_only=True, slots=True)
class Carried:
    """An unfinished obligation and who carries it."""

    id: int
    task_id: int
    occurrence: str
    owed_by: str
    carried_by: str
    status: ObligationStatus
    due: date | None
    place: int  # of the unit that owed it, in official lists


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """Another unit carries it from now on; `into`: not any more, for that obligation stands for it too."""

    obligation: int
    from_unit: str
    to_unit: str
    into: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Share:
    """A further successor of a unit that was split owes the same as `like`."""

    like: int
    from_unit: str
    unit: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Passing:
    """What is to be done so that nothing unfinished stays with a unit that is gone."""

    moves: tuple[Move, ...] = ()  # folded ones included
    shares: tuple[Share, ...] = ()
    spared: tuple[int, ...] = ()  # nobody takes the unit's place

    def __bool__(self) -> bool:
        return bool(self.moves or self.shares or self.spared)


def pass_on(*, carried: Iterable[Carried], heirs: Heirs, owed: Collection[Duty]) -> Passing:
    """Pass on what units of `heirs` carry; `carried` holds what their successors carry too.

    Of several without any document that one unit now carries for the same task, the one with the earliest
    day survives; of equal ones the unit's own, then in official order. `owed`: what successors owe
    themselves in whatever state, so that nobody is given the same a second time.
    """
    rows = sorted(carried, key=lambda one: one.id)
    gone = [one for one in rows if one.carried_by in heirs and not heirs[one.carried_by]]
    kept = [one for one in rows if one not in gone]
    holders = {one.id: _holder(one, heirs) for one in kept}
    survivors = _survivors(kept, holders)
    return Passing(
        moves=tuple(_moves(kept, holders, survivors)),
        shares=tuple(_shares(kept, heirs, {*owed, *survivors})),
        spared=tuple(one.id for one in gone if one.status in SPARED),
    )


def _holder(one: Carried, heirs: Heirs) -> str:
    """The unit itself if it lives on, else the first that takes its place."""
    after = heirs.get(one.carried_by, (one.carried_by,))
    return one.carried_by if one.carried_by in after else after[0]


def _survivors(rows: Iterable[Carried], holders: Mapping[int, str]) -> dict[Duty, Carried]:
    """Per task and holder the one obligation without a document that stays."""
    groups: defaultdict[Duty, list[Carried]] = defaultdict(list)
    for one in rows:
        if one.status in UNSENT:
            groups[one.task_id, one.occurrence, holders[one.id]].append(one)
    return {duty: min(found, key=lambda one: _strictness(one, duty[2])) for duty, found in groups.items()}


def _strictness(one: Carried, holder: str) -> tuple[date, bool, int, int]:
    return one.due or date.max, one.owed_by != holder, one.place, one.id


def _moves(
    rows: Iterable[Carried], holders: Mapping[int, str], survivors: Mapping[Duty, Carried]
) -> Iterator[Move]:
    for one in rows:
        holder, into = holders[one.id], None
        if one.status in UNSENT:
            survivor = survivors[one.task_id, one.occurrence, holder]
            into = survivor.id if survivor.id != one.id else None
        if holder != one.carried_by or into is not None:
            yield Move(obligation=one.id, from_unit=one.carried_by, to_unit=holder, into=into)


def _shares(rows: Iterable[Carried], heirs: Heirs, taken: set[Duty]) -> Iterator[Share]:
    """What the further successors of a split owe; of several origins the strictest."""
    for one in sorted(rows, key=lambda one: _strictness(one, one.owed_by)):
        for unit in heirs.get(one.carried_by, ()) if one.status in UNSENT else ():
            duty = (one.task_id, one.occurrence, unit)
            if duty not in taken:
                taken.add(duty)
                yield Share(like=one.id, from_unit=one.carried_by, unit=unit)
