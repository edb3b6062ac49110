"""The changes as lines of text: «A + B -> C», «A -> B + C», «A => tên mới», «A -> (giải thể)»."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, select

from flows.work.refusals import RefusedError
from flows.work.texts import MOST_NAME, refuse_odd_line
from models.rules.names import Names, UnknownName, match_typed, normalise, unaccented
from models.rules.unit_reform import UnitStep
from models.store.units import unit_index
from models.tables import Unit
from models.words import ReformKind

SHAPES = (
    "«Công an tỉnh A + Công an tỉnh B -> Công an tỉnh C», «A -> B + C», «A => tên mới» hoặc «A -> (giải thể)»"
)
DISSOLVED = "giai the"
RENAMES, PASSES = "=>", "->"
NewUnits = Mapping[str, Mapping[str, Any]]  # id -> the facts of a unit that a line names for the first time


@dataclass(kw_only=True, slots=True)
class _Reader:
    """Reads line by line and remembers which units are new."""

    before: Names  # units of the last day before
    after: Names
    units: Mapping[str, Unit]
    new: dict[str, dict[str, Any]] = field(default_factory=dict)

    def step(self, line: str) -> UnitStep:
        """One line; raises RefusedError quoting it."""
        text = line.replace("→", PASSES).replace("⇒", RENAMES)
        if RENAMES in text:
            return self._renamed(line, *_halves(text, RENAMES, line))
        left, right = _halves(text, PASSES, line)
        befores = tuple(self._known(part, line) for part in _parts(left, line))
        if unaccented(normalise(right)) == DISSOLVED:
            return UnitStep(kind=ReformKind.DISSOLVE, before=self._one(befores, line))
        afters = tuple(self._named(part, befores[0], line) for part in _parts(right, line))
        if len(befores) > 1 and len(afters) > 1:
            raise RefusedError(f"Dòng «{line}» có nhiều đơn vị ở cả hai vế; đề nghị ghi mỗi đơn vị một dòng.")
        if befores == afters:
            raise RefusedError(f"Dòng «{line}» không thay đổi gì; đổi tên thì ghi «A => tên mới».")
        kind = ReformKind.SPLIT if len(afters) > 1 else ReformKind.MERGE
        return UnitStep(kind=kind, before=befores, after=afters)

    def _renamed(self, line: str, left: str, right: str) -> UnitStep:
        unit, name = self._known(left, line), " ".join(right.split())
        refuse_odd_line(name, field=f"Tên mới ở dòng «{line}»", most=MOST_NAME)
        borne = self.after.get(normalise(name))
        if borne is not None and borne != unit:
            raise RefusedError(f"Dòng «{line}»: đã có đơn vị tên là «{self.after.shown[borne]}».")
        return UnitStep(kind=ReformKind.RENAME, before=(unit,), after=(unit,), name=name)

    def _one(self, units: tuple[str, ...], line: str) -> tuple[str, ...]:
        if len(units) > 1:
            raise RefusedError(f"Dòng «{line}»: đề nghị ghi mỗi đơn vị giải thể một dòng.")
        return units

    def _known(self, text: str, line: str) -> str:
        found = match_typed(text, self.before)
        if isinstance(found, UnknownName):
            raise RefusedError(f"Dòng «{line}»: {found}")
        return found

    def _named(self, text: str, like: str, line: str) -> str:
        """A unit that exists on the day, or a new one of the kind and region of the unit it comes from."""
        found = match_typed(text, self.after)
        if isinstance(found, str):
            return found
        if found.shared_by:
            raise RefusedError(f"Dòng «{line}»: {found}")
        name = " ".join(text.split())
        refuse_odd_line(name, field=f"Tên đơn vị ở dòng «{line}»", most=MOST_NAME)
        known = next(
            (unit for unit, one in self.new.items() if normalise(one["name"]) == normalise(name)), ""
        )
        return known or self._create(name, self.units[like])

    def _create(self, name: str, like: Unit) -> str:
        key = stem = re.sub(r"[^a-z0-9]+", "-", unaccented(name)).strip("-") or "don-vi"
        taken, number = {one.casefold() for one in (*self.units, *self.new)}, 1
        while key in taken:
            number += 1
            key = f"{stem}-{number}"
        facts = {"kind": like.kind, "region": like.region, "position": like.position}
        self.new[key] = {"name": name, **facts}
        return key


def typed_steps(session: Session, *, text: str, day: date) -> tuple[list[UnitStep], NewUnits]:
    """The changes of the lines, and the units they name for the first time; raises RefusedError."""
    lines = [line.strip() for line in re.split(r"[;\n]", text) if line.strip()]
    reader = _Reader(
        before=unit_index(session, day - timedelta(days=1)),
        after=unit_index(session, day),
        units={unit.id: unit for unit in session.exec(select(Unit))},
    )
    return [reader.step(line) for line in lines], reader.new


def _halves(text: str, sign: str, line: str) -> tuple[str, str]:
    left, found, right = text.partition(sign)
    if not found or sign in right or not left.strip() or not right.strip():
        raise RefusedError(f"Không hiểu dòng «{line}»; đề nghị ghi {SHAPES}.")
    return left.strip(), right.strip()


def _parts(text: str, line: str) -> list[str]:
    parts = [part.strip() for part in text.split("+")]
    if not all(parts) or len({normalise(part) for part in parts}) < len(parts):
        raise RefusedError(f"Dòng «{line}» có tên để trống hoặc lặp lại; đề nghị ghi {SHAPES}.")
    return parts
