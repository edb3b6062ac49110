"""Looking up the names a plan file uses: units of a day, and the groups the file defines."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from models.plan_values import AllOf, Group, PlanFile, Written
from models.plan_yaml import Problem
from models.rules.names import Names, UnknownName, find_all, match, names_of, normalise
from models.words import Region, UnitKind

GROUP_MARK = "nhóm:"  # no unit id has a colon


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitFacts:
    """A unit as plans need it: `names[0]` is its official name, the rest are other ways to write it."""

    id: str
    names: tuple[str, ...]
    kind: UnitKind
    region: Region
    valid_from: date | None = None
    valid_to: date | None = None

    def is_valid(self, day: date) -> bool:
        """Whether it existed on `day`."""
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)


@dataclass(kw_only=True)
class Finder:
    """Looks names up among the units of a day and the groups of a plan; notes what it cannot find."""

    plan: PlanFile
    units: Sequence[UnitFacts]
    day: date
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.groups = {group.key: group for group in self.plan.groups}
        valid = [unit for unit in self.units if unit.is_valid(self.day)]
        self.known = _index(valid, self.plan.groups)
        self.order = {unit.id: position for position, unit in enumerate(self.units)}

    @cached_property
    def ever(self) -> Names:
        """Units of every day, for the sentence about a name that is not in force."""
        return _index(self.units, ())

    def all(self, written: Iterable[Written], *, place: str) -> tuple[str, ...]:
        """The units the texts name, each once, in the order of the list of units within a group."""
        found: dict[str, None] = {}
        for text in written:
            for name in self._named(text, place):
                key = name.removeprefix(GROUP_MARK)
                found |= dict.fromkeys(self.members(self.groups[key]) if key != name else [name])
        return tuple(found)

    def pending(self, written: Iterable[Written]) -> tuple[str, ...]:
        """Names of the groups in the texts whose members are chosen later."""
        found = [name for text in written for name in find_all(text.text, self.known).units]
        groups = [
            self.groups.get(name.removeprefix(GROUP_MARK)) for name in found if name.startswith(GROUP_MARK)
        ]
        return tuple(group.name.text for group in groups if group and group.chosen_later)

    def _named(self, written: Written, place: str) -> tuple[str, ...]:
        found = find_all(written.text, self.known)
        for rest in found.remains:
            self._unknown(rest, place, written.line)
        if not found.units and not found.remains:
            self._unknown(written.text, place, written.line)
        return found.units

    def unit(self, written: Written, *, place: str) -> str:
        """The one unit of that name; empty after a problem, or if the name is missing altogether."""
        if not written.text:
            return ""
        found = match(written.text, self.known)
        if isinstance(found, str) and not found.startswith(GROUP_MARK):
            return found
        self._unknown(written.text, place, written.line)
        return ""

    def members(self, group: Group, *, above: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The group's units on the day, in the order of the list of units."""
        found = {self.unit(name, place=f"{group.key} › units") for name in group.units}
        for part in group.all_of:
            found |= set(self._every(part, group))
        for name in group.groups:
            if name.text in self.groups and name.text not in above:
                found |= set(self.members(self.groups[name.text], above=(*above, group.key)))
        for name in group.exclude:
            found.discard(self._excluded(name, group, found))
        return tuple(sorted(found - {""}, key=self.order.__getitem__))

    def _every(self, part: AllOf, group: Group) -> Iterator[str]:
        day = part.as_of or self.day
        units = [unit for unit in self.units if unit.kind is part.kind and unit.is_valid(day)]
        units = [unit for unit in units if part.region in (None, unit.region)]
        if not units:
            sentence = (
                f"không có đơn vị nào thuộc loại này vào ngày {_vn(day)}; kiểm tra kind, region, as_of "
                "và danh sách đơn vị"
            )
            self.problems.append(Problem(line=part.line, field=f"{group.key} › all_of", sentence=sentence))
        return (unit.id for unit in units)

    def _excluded(self, name: Written, group: Group, found: set[str]) -> str:
        place = f"{group.key} › exclude"
        unit = self.unit(name, place=place)
        if unit and unit not in found:
            sentence = f"“{name.text}” không thuộc nhóm này nên không cần loại ra; bỏ tên này"
            self.problems.append(Problem(line=name.line, field=place, sentence=sentence))
        return unit

    def refuse_shared_names(self) -> None:
        """A name must not mean both a group and a unit."""
        if not self.plan.groups:
            return
        units = _index([unit for unit in self.units if unit.is_valid(self.day)], ())
        for group in self.plan.groups:
            for name in group.names:
                if normalise(name.text) in units:
                    sentence = f"“{name.text}” đã là tên của một đơn vị; đặt cho nhóm một tên khác"
                    place = f"{group.key} › name"
                    self.problems.append(Problem(line=name.line, field=place, sentence=sentence))

    def _unknown(self, text: str, place: str, line: int) -> None:
        self.problems.append(Problem(line=line, field=place, sentence=self._sentence(text)))

    def _sentence(self, text: str) -> str:
        former = match(text, self.ever)
        if isinstance(former, str) and normalise(text) not in self.known:
            day = _vn(self.day)
            return f"“{text}” không phải là đơn vị đang hoạt động vào ngày {day}; ghi đơn vị của ngày đó"
        found = match(text, self.known)
        if isinstance(found, UnknownName) and found.shared_by:
            return f"có nhiều đơn vị cùng tên “{text}”; ghi mã: {' hoặc '.join(found.shared_by)}"
        if isinstance(found, str):
            return f"“{text}” là một nhóm; ở đây cần tên một đơn vị"
        near = (
            f"có phải “{found.suggestions[0]}”?"
            if found.suggestions
            else "cơ quan ngoài danh sách thì ghi ở asked"
        )
        return f"không có đơn vị hay nhóm nào tên “{text}”; {near}"


def _index(units: Iterable[UnitFacts], groups: Iterable[Group]) -> Names:
    official = [(unit.id, unit.names[0]) for unit in units]
    others = [(unit.id, name) for unit in units for name in (unit.id, *unit.names[1:])]
    official += [(GROUP_MARK + group.key, group.name.text) for group in groups]
    others += [
        (GROUP_MARK + group.key, name) for group in groups for name in (group.key, *_texts(group.aliases))
    ]
    return names_of(units=official, also=others)


def _texts(written: Iterable[Written]) -> tuple[str, ...]:
    return tuple(one.text for one in written)


def _vn(day: date) -> str:
    return f"{day:%d/%m/%Y}"
