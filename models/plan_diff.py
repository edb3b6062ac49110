"""What is different between two plan files: tasks, whom they mean, the head; nothing is known of the past."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from models.plan_members import Resolved
from models.plan_values import IndicatorLine, PlanFile, Task, Written

HEAD = (
    "title",
    "document",
    "issued_by",
    "legal_basis",
    "superior_unit",
    "previous_plan",
    "focal_unit_owes_plan",
    "reporting",
    "headings",
)
TASK = (
    "item",
    "parent",
    "title",
    "lead",
    "coordinate",
    "asked",
    "deadline",
    "judged_by",
    "ladder",
    "quantity",
    "evidence",
    "document",
    "submission",
    "where",
    "prepare",
    "same_as",
    "after",
    "no_obligations",
    "product",
    "phase",
    "secret",
    "notes",
)
INDICATOR = ("name", "unit", "kind", "minimum", "task", "trainings")
FIXED = ("code", "year", "issued_on")  # of a plan; its focal unit is compared as a unit
FIXED_OF_TASK = ("done_on_issue",)


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldChange:
    """One field, as it was and as it is to be; empty: not stated."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TaskChange:
    """A task of both files; which units owe it that did not, and which no longer do."""

    old: Task
    new: Task
    fields: tuple[FieldChange, ...]
    entered: tuple[str, ...] = ()
    left: tuple[str, ...] = ()

    @property
    def renamed(self) -> tuple[str, ...]:
        """The names of the changed fields."""
        return tuple(one.field for one in self.fields)


@dataclass(frozen=True, kw_only=True, slots=True)
class GroupChange:
    """A group of units whose members are others."""

    name: str
    entered: tuple[str, ...]
    left: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class IndicatorChange:
    """A figure that is new (`old` None), no longer asked for (`new` None), or asked for otherwise."""

    old: IndicatorLine | None
    new: IndicatorLine | None
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Fixed:
    """Something that no amendment may change; `task`: its code, empty for the head."""

    task: str
    field: str
    old: str
    new: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanDiff:
    """Everything that an amended file says differently; what stands first comes first in the file."""

    head: tuple[FieldChange, ...]
    added: tuple[Task, ...]
    dropped: tuple[Task, ...]
    changed: tuple[TaskChange, ...]
    groups: tuple[GroupChange, ...]
    indicators: tuple[IndicatorChange, ...]
    fixed: tuple[Fixed, ...]

    @property
    def is_empty(self) -> bool:
        """Whether both files mean the same: their order, comments and spacing mean nothing."""
        parts = (self.head, self.added, self.dropped, self.changed, self.groups, self.indicators, self.fixed)
        return not any(parts)


def difference(*, old: PlanFile, new: PlanFile, before: Resolved, after: Resolved) -> PlanDiff:
    """What `new` says differently; `before` and `after`: whom the two files mean on one and the same day."""
    was, now = {task.code: task for task in old.tasks}, {task.code: task for task in new.tasks}
    both = [(was[code], task) for code, task in now.items() if code in was]
    return PlanDiff(
        head=tuple(_fields(old, new, HEAD)),
        added=tuple(task for task in new.tasks if task.code not in was),
        dropped=tuple(task for task in old.tasks if task.code not in now),
        changed=tuple(one for one in (_task(*pair, before, after) for pair in both) if _differs(one)),
        groups=tuple(_groups(old, new, before, after)),
        indicators=tuple(_indicators(old, new)),
        fixed=(*_fixed_head(old, new, before, after), *(one for pair in both for one in _fixed_task(*pair))),
    )


def _task(old: Task, new: Task, before: Resolved, after: Resolved) -> TaskChange:
    then, now = before.tasks[old.code].owing, after.tasks[new.code].owing
    return TaskChange(
        old=old,
        new=new,
        fields=tuple(_fields(old, new, TASK)),
        entered=_without(now, then),
        left=_without(then, now),
    )


def _differs(one: TaskChange) -> bool:
    return bool(one.fields or one.entered or one.left)


def _groups(old: PlanFile, new: PlanFile, before: Resolved, after: Resolved) -> Iterator[GroupChange]:
    names = {group.key: group.name.text for group in (*old.groups, *new.groups)}
    for key, name in names.items():
        then, now = before.groups.get(key, ()), after.groups.get(key, ())
        if set(then) != set(now):
            yield GroupChange(name=name, entered=_without(now, then), left=_without(then, now))


def _indicators(old: PlanFile, new: PlanFile) -> Iterator[IndicatorChange]:
    was, now = {one.code: one for one in old.indicators}, {one.code: one for one in new.indicators}
    for code in [*now, *(code for code in was if code not in now)]:
        then, later = was.get(code), now.get(code)
        fields = tuple(_fields(then, later, INDICATOR)) if then and later else ()
        if fields or then is None or later is None:
            yield IndicatorChange(old=then, new=later, fields=fields)


def _fixed_head(old: PlanFile, new: PlanFile, before: Resolved, after: Resolved) -> Iterator[Fixed]:
    for one in _fields(old, new, FIXED):
        yield Fixed(task="", field=one.field, old=one.old, new=one.new)
    if before.focal_unit != after.focal_unit:
        yield Fixed(task="", field="focal_unit", old=old.focal_unit.text, new=new.focal_unit.text)


def _fixed_task(old: Task, new: Task) -> Iterator[Fixed]:
    for one in _fields(old, new, FIXED_OF_TASK):
        yield Fixed(task=old.code, field=one.field, old=one.old, new=one.new)


def _fields(old: object, new: object, names: Sequence[str]) -> Iterator[FieldChange]:
    for name in names:
        then, now = getattr(old, name), getattr(new, name)
        if then != now and (before := text_of(name, then)) != (after := text_of(name, now)):
            yield FieldChange(field=name, old=before, new=after)


def _without(some: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    return tuple(one for one in some if one not in set(others))


def text_of(name: str, value: Any) -> str:
    """A field's value on one line; two values that read alike are alike."""
    if name in _TEXTS and value is not None:
        return _TEXTS[name](value)
    if isinstance(value, Written):
        return value.text
    if isinstance(value, tuple):
        return "; ".join(text_of("", one) for one in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {text}" for key, text in sorted(value.items()))
    if isinstance(value, bool):
        return "có" if value else "không"
    return "" if value is None else str(value.value if isinstance(value, Enum) else value)


_TEXTS: Mapping[str, Callable[[Any], str]] = {
    "deadline": lambda deadline: str(deadline.phrase),
    "quantity": lambda quantity: str(quantity.words),
    "ladder": lambda ladder: ladder or "none",
    "issued_on": lambda day: f"{day:%d/%m/%Y}",
    "done_on_issue": lambda done: f"{done.document} ngày {done.on:%d/%m/%Y}",
    "reporting": lambda period: (
        f"{period.starts_on:%d/%m/%Y} – {period.ends_on:%d/%m/%Y}, chốt {period.cut_off:%d/%m/%Y}"
    ),
}
