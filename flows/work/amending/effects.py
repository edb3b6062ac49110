"""What an amended file does to the obligations that exist: nothing is written here.

Whatever has come in keeps the day it was judged by, and stays although the plan asks for it no more; whatever
is still owed moves, ends or begins. What begins is owed by the units of the amendment's day.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flows.work.world import World
from models.plan_diff import PlanDiff, TaskChange
from models.plan_members import Resolved
from models.plan_values import PlanFile, Task
from models.words import DeadlineKind

from .days import Events, Target, targets_of
from .stored import OPEN_STATES, UNFINISHED, Stored

Successors = Callable[[str], Sequence[str]]  # who stands for a unit on the amendment's day: mostly itself


@dataclass(frozen=True, kw_only=True, slots=True)
class Move:
    """An obligation counts to another day."""

    row: Stored
    target: Target


@dataclass(frozen=True, kw_only=True, slots=True)
class Begin:
    """An obligation that the plan did not have, or had no longer (`row`)."""

    task: Task
    unit: str
    occurrence: str
    target: Target
    row: Stored | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Effects:
    """What becomes of the obligations of one plan."""

    moved: tuple[Move, ...] = ()
    extended: tuple[Stored, ...] = ()  # would move, but a leader agreed to a day that is later still
    came: tuple[Stored, ...] = ()  # would move, but have come in: they keep their day
    dropped: tuple[Stored, ...] = ()  # are owed no more
    stays: tuple[Stored, ...] = ()  # are asked for no more, but have come in: they stay as they are
    begun: tuple[Begin, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """What the effects follow from."""

    old: PlanFile
    new: PlanFile
    after: Resolved
    diff: PlanDiff
    rows: Sequence[Stored]
    events: Events
    successors: Successors
    day: date  # of the folder: what begins begins then
    world: World


def effects_of(ground: Ground) -> Effects:
    """Task by task, in the order of the new file; dropped tasks behind."""
    by_code: defaultdict[str, list[Stored]] = defaultdict(list)
    for row in ground.rows:
        by_code[row.code].append(row)
    parts = [_of_task(task, by_code[task.code], by_code, ground) for task in ground.new.tasks]
    parts += [_ended(by_code[task.code]) for task in ground.diff.dropped]
    return Effects(
        **{name: tuple(one for part in parts for one in getattr(part, name)) for name in Effects.__slots__}
    )


def _ended(rows: Iterable[Stored]) -> Effects:
    gone = [row for row in rows if not row.spared]
    return Effects(
        dropped=tuple(row for row in gone if row.status in UNFINISHED),
        stays=tuple(row for row in gone if row.status not in UNFINISHED),
    )


def _of_task(
    task: Task, rows: Sequence[Stored], by_code: Mapping[str, Sequence[Stored]], ground: Ground
) -> Effects:
    change = next((one for one in ground.diff.changed if one.new.code == task.code), None)
    is_new = any(one.code == task.code for one in ground.diff.added)
    if change is None and not is_new:
        return Effects()
    if not task.makes_obligations:
        return _ended(rows)
    now = _targets(task, ground)
    ended = [row for row in rows if not row.spared and change is not None and _ends(row, change, now)]
    begun = tuple(_begun(task, change, rows, now, ground))
    gone = _ended(ended)
    moved = _moved(change, [row for row in rows if row not in ended], now, by_code, ground)
    return Effects(
        moved=moved.moved,
        extended=moved.extended,
        came=moved.came,
        dropped=gone.dropped,
        stays=gone.stays,
        begun=begun,
    )


def _targets(task: Task, ground: Ground) -> dict[str, Target]:
    return targets_of(task, since=ground.new.issued_on, events=ground.events, world=ground.world)


def _ends(row: Stored, change: TaskChange, now: Mapping[str, Target]) -> bool:
    return row.occurrence not in now or any(row.of(unit) for unit in change.left)


def _moved(
    change: TaskChange | None,
    rows: Sequence[Stored],
    now: Mapping[str, Target],
    by_code: Mapping[str, Sequence[Stored]],
    ground: Ground,
) -> Effects:
    """Only where the words give another day: what was moved for other reasons stays as it is."""
    if change is None or "deadline" not in change.renamed or not change.old.makes_obligations:
        return Effects()
    was = _targets(change.old, ground)
    waited = {task.deadline.kind is DeadlineKind.RELATIVE for task in (change.old, change.new)}
    other = {key for key in now if key in was and (was[key] != now[key] or len(waited) > 1)}
    concerned = [row for row in rows if row.occurrence in other and not row.spared]
    concerned += _sharing(change.new.code, concerned, by_code)
    found: dict[str, list[Stored]] = {"moved": [], "extended": [], "came": []}
    for row in concerned:
        found[_what_of(row, now[row.occurrence])].append(row)
    return Effects(
        moved=tuple(Move(row=row, target=now[row.occurrence]) for row in found["moved"]),
        extended=tuple(found["extended"]),
        came=tuple(found["came"]),
    )


def _sharing(code: str, rows: Sequence[Stored], by_code: Mapping[str, Sequence[Stored]]) -> Iterator[Stored]:
    """What the same document meets: it has one day with it."""
    days = {(row.owed_by, row.occurrence): row.effective_due for row in rows}
    for others in by_code.values():
        for one in others:
            key = (one.owed_by, one.occurrence)
            if one.met_with == code and key in days and one.effective_due == days[key]:
                yield one


def _what_of(row: Stored, target: Target) -> str:
    if row.status not in OPEN_STATES:
        return "came"
    later = target.effective and row.effective_due and row.effective_due > target.effective
    return "extended" if row.extended and later else "moved"


def _begun(
    task: Task,
    change: TaskChange | None,
    rows: Sequence[Stored],
    now: Mapping[str, Target],
    ground: Ground,
) -> Iterator[Begin]:
    """Of new occurrences only those ahead, if any is: the past is not made up for."""
    ahead = targets_of(task, since=ground.day, events=ground.events, world=ground.world)
    old = change.old if change is not None and change.old.makes_obligations else None
    known = set(_targets(old, ground)) if old else set()
    everybody = ground.after.tasks[task.code].owing
    for key, target in now.items():
        if key not in ahead and key not in known:
            continue
        named = change.entered if change is not None and key in known else everybody
        for unit in dict.fromkeys(one for name in named for one in ground.successors(name)):
            row = next((row for row in rows if row.of(unit) and row.occurrence == key), None)
            if row is None or row.spared:
                yield Begin(task=task, unit=unit, occurrence=key, target=target, row=row)
