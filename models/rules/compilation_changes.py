"""What changed between two compilings of the same plan: exactly that, unit by unit, and in the sums."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from .compilation import Compiled, Number, UnitReport, totals


class What(StrEnum):
    """What changed."""

    UNIT_ADDED = "unit_added"  # the plan means a unit that it did not mean before
    UNIT_GONE = "unit_gone"
    REPORT_ADDED = "report_added"  # a unit that had sent nothing has sent its report
    REPORT_GONE = "report_gone"  # its record was voided
    DOCUMENT = "document"  # another document, or a newer version, stands for the unit
    STATE = "state"  # reviewed, returned, exempt, extended …
    EXTENDED = "extended"
    FIGURE = "figure"
    TASK = "task"  # what the unit says of a whole-year task
    TROUBLE = "trouble"  # a difficulty was recorded, or answered
    SUM = "sum"
    COUNT = "count"  # documents received of a task


Side = Number | str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Changed:
    """One difference; `unit` and `about` are names."""

    what: What
    unit: str = ""
    about: str = ""
    old: Side = None
    new: Side = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """What was done to single units, and what that made of the totals."""

    units: tuple[Changed, ...]
    sums: tuple[Changed, ...]

    @property
    def nothing(self) -> bool:
        """Whether both compilings say the same."""
        return not self.units and not self.sums


def changes(old: Compiled, new: Compiled) -> Changes:
    """Units in the order of official lists, then the totals in the order of the plan."""
    before, after = ({one.key: one for one in each.units} for each in (old, new))
    names = {one.code: one.name for one in (*old.indicators, *new.indicators)}
    units: list[Changed] = []
    for key, now in after.items():
        units += _of_unit(before.get(key), now, names)
    units += [Changed(what=What.UNIT_GONE, unit=was.name) for key, was in before.items() if key not in after]
    units += _troubles(old, new)
    return Changes(units=tuple(units), sums=(*_sums(old, new), *_counts(old, new)))


def _of_unit(was: UnitReport | None, now: UnitReport, names: Mapping[str, str]) -> Iterator[Changed]:
    if was is None:
        yield Changed(what=What.UNIT_ADDED, unit=now.name, new=_document(now))
        return
    if was.received != now.received and was.source is None:
        yield Changed(what=What.REPORT_ADDED, unit=now.name, new=_document(now))
        return
    if now.source is None and was.source is not None:
        yield Changed(what=What.REPORT_GONE, unit=now.name, old=_document(was))
        return
    if _document(was) != _document(now):
        yield Changed(what=What.DOCUMENT, unit=now.name, old=_document(was), new=_document(now))
    if was.state is not now.state:
        yield Changed(what=What.STATE, unit=now.name, old=was.state.value, new=now.state.value)
    if was.extended_to != now.extended_to:
        yield Changed(what=What.EXTENDED, unit=now.name, old=_day(was), new=_day(now))
    yield from _figures(was, now, names)
    yield from _tasks(was, now)


def _document(one: UnitReport) -> str | None:
    """`105/BC (lần 2)`; a document that was entered anew under the same number is the same."""
    if one.source is None:
        return None
    again = f" (lần {one.source.version})" if one.source.version > 1 else ""
    return f"{one.source.number}{again}"


def _day(one: UnitReport) -> str | None:
    return one.extended_to.isoformat() if one.extended_to else None


def _figures(was: UnitReport, now: UnitReport, names: Mapping[str, str]) -> Iterator[Changed]:
    for code in dict.fromkeys((*was.figures, *now.figures)):
        old, new = was.figures.get(code), now.figures.get(code)
        if old != new:
            yield Changed(what=What.FIGURE, unit=now.name, about=names.get(code, code), old=old, new=new)


def _tasks(was: UnitReport, now: UnitReport) -> Iterator[Changed]:
    for code in dict.fromkeys((*was.tasks, *now.tasks)):
        old, new = was.tasks.get(code), now.tasks.get(code)
        if old is not new:
            yield Changed(
                what=What.TASK,
                unit=now.name,
                about=code,
                old=old.value if old else None,
                new=new.value if new else None,
            )


def _troubles(old: Compiled, new: Compiled) -> Iterator[Changed]:
    before = {one.code: one for one in old.troubles}
    for one in new.troubles:
        was = before.get(one.code)
        if was is None or (was.document, was.answer) != (one.document, one.answer):
            yield Changed(
                what=What.TROUBLE,
                unit=one.unit,
                about=one.code,
                old=was.document if was else None,
                new=one.document or None,
            )


def _sums(old: Compiled, new: Compiled) -> Iterator[Changed]:
    before = {one.asked.code: one for one in totals(old)}
    for now in totals(new):
        was = before.get(now.asked.code)
        sides: list[Number | None] = [
            None if one is None or not one.units else (one.value, one.estimates > 0) for one in (was, now)
        ]
        if sides[0] != sides[1]:
            yield Changed(what=What.SUM, about=now.asked.name, old=sides[0], new=sides[1])


def _counts(old: Compiled, new: Compiled) -> Iterator[Changed]:
    before = {one.code: one.received for one in old.tasks}
    for task in new.tasks:
        was = before.get(task.code)
        if was is not None and was != task.received:
            yield Changed(
                what=What.COUNT,
                about=f"{task.code} – {task.document}",
                old=(float(was), False),
                new=(float(task.received), False),
            )
