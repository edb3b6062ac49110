"""Names in a plan file that mean nobody on another day, because their units have ended."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from models.plan_names import GROUP_MARK, Finder, UnitFacts
from models.plan_values import Group, PlanFile, Written
from models.rules.names import find_all, match


@dataclass(frozen=True, kw_only=True, slots=True)
class EndedName:
    """A unit that the file names and that has ended by the day."""

    name: str  # as the file writes it
    unit_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupChange:
    """Members that a group has lost and won between two days."""

    group: str
    before: int
    after: int
    gone: tuple[str, ...]  # unit ids
    come: tuple[str, ...]


def ended_names(plan: PlanFile, units: Sequence[UnitFacts], *, day: date) -> tuple[EndedName, ...]:
    """Units that the file names one by one and that do not exist on `day`, each name once."""
    finder = Finder(plan=plan, units=units, day=day)
    found: dict[str, EndedName] = {}
    for written in _written(plan):
        for rest in find_all(written.text, finder.known).remains:
            unit = match(rest, finder.ever)
            if isinstance(unit, str) and not unit.startswith(GROUP_MARK):
                found.setdefault(rest, EndedName(name=rest, unit_id=unit))
    return tuple(found.values())


def changed_groups(
    plan: PlanFile, units: Sequence[UnitFacts], *, before: date, after: date
) -> tuple[GroupChange, ...]:
    """The groups whose members are not the same on the two days."""
    then, now = (Finder(plan=plan, units=units, day=day) for day in (before, after))
    changes = (_change(group, then.members(group), now.members(group)) for group in plan.groups)
    return tuple(one for one in changes if one.gone or one.come)


def _change(group: Group, before: Sequence[str], after: Sequence[str]) -> GroupChange:
    return GroupChange(
        group=group.name.text,
        before=len(before),
        after=len(after),
        gone=tuple(unit for unit in before if unit not in after),
        come=tuple(unit for unit in after if unit not in before),
    )


def _written(plan: PlanFile) -> Iterator[Written]:
    yield plan.focal_unit
    for group in plan.groups:
        yield from (*group.units, *group.exclude)
    for task in plan.tasks:
        yield from (*task.lead, *task.coordinate)
