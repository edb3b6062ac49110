"""What the new year's plan would be: every deadline moved, and what only a person can decide."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlmodel import Session, col, select

from flows.work.world import World
from models.plan_ended import EndedName, GroupChange, changed_groups, ended_names
from models.plan_values import PlanFile, Task
from models.rules.next_year import Doubt, Moved, Reading, is_one_off, move_deadline
from models.store.plan_units import plan_units
from models.store.units import names_on
from models.tables import UnitChange
from models.words import Phase
from templates.words_vi import plain_day

from .wish import Source, Wish, code_of, issue_day, source_of

KEEP, LEAVE = "Chuyển sang kế hoạch mới", "Không chuyển"
NOBODY = "Bỏ tên này"
MANY = 4  # days of one deadline that are told one by one


@dataclass(frozen=True, kw_only=True, slots=True)
class Option:
    """One answer that may be chosen, and what it does."""

    label: str
    value: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """What a person has to decide: `about` is due, keep or unit, `key` the task's code or the unit's name."""

    about: str
    key: str
    title: str
    options: tuple[Option, ...]

    def value_of(self, label: str) -> str | None:
        """What the chosen label stands for; None if it is none of them."""
        return next((one.value for one in self.options if label == one.label), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """The old file, what becomes of its deadlines, and the questions."""

    wish: Wish
    source: Source
    code: str
    issued_on: date
    moved: Mapping[str, Moved]  # by task code
    questions: tuple[Question, ...]
    groups: tuple[GroupChange, ...]
    successors: Mapping[str, Sequence[str]]  # unit id -> names of those that took its place
    names: Mapping[str, str]

    @property
    def plan(self) -> PlanFile:
        """The old plan."""
        return self.source.plan


def propose(session: Session, *, wish: Wish, world: World) -> Proposal:
    """The proposal for a wish; raises RefusedError if the old file cannot be read."""
    source = source_of(session, plan_id=wish.plan_id, ladders=frozenset(world.policy.ladders))
    plan, day = source.plan, issue_day(wish, source.plan)
    units = plan_units(session, day=day)
    moved = {
        task.code: move_deadline(phrase=task.deadline.phrase, old_year=plan.year, new_year=wish.year)
        for task in plan.tasks
        if not task.same_as
    }
    names = names_on(session, day)
    successors = _successors(session, day, names)
    ended = ended_names(plan, units, day=day)
    return Proposal(
        wish=wish,
        source=source,
        code=code_of(wish, plan),
        issued_on=day,
        moved=moved,
        questions=tuple(_questions(plan, moved, ended, successors)),
        groups=changed_groups(plan, units, before=plan.issued_on, after=day),
        successors=successors,
        names=names,
    )


def _questions(
    plan: PlanFile,
    moved: Mapping[str, Moved],
    ended: Sequence[EndedName],
    successors: Mapping[str, Sequence[str]],
) -> Iterator[Question]:
    for task in plan.tasks:
        if one_off(task):
            options = tuple(Option(label=label, value=label) for label in (LEAVE, KEEP))
            yield Question(about="keep", key=task.code, title=f"{task.code} {task.title}", options=options)
        found = moved.get(task.code)
        if found and found.doubt and found.readings:
            options = tuple(map(_option, found.readings))
            title = f"{task.code} «{found.old}» chuyển thành"
            yield Question(about="due", key=task.code, title=title, options=options)
    for one in ended:
        choices = [Option(label=f"Thay bằng {name}", value=name) for name in successors.get(one.unit_id, ())]
        options = (*choices, Option(label=NOBODY, value=""))
        yield Question(about="unit", key=one.name, title=f"{one.name} không còn hoạt động", options=options)


def one_off(task: Task) -> bool:
    """Whether a person is asked if the task is carried over at all."""
    return not task.same_as and is_one_off(title=task.title, in_review=task.phase is Phase.REVIEW)


def _option(reading: Reading) -> Option:
    return Option(label=f"{reading.phrase} ({last_days(reading)})", value=reading.phrase)


def last_days(reading: Reading) -> str:
    """`ngày cuối cùng 27/02/2025`."""
    days = listed_days(reading)
    return f"ngày cuối cùng {days}" if days else "không có ngày"


def listed_days(reading: Reading) -> str:
    """`20/06/2025, 20/12/2025`; of many the first and the last."""
    days = [plain_day(one.last_day) for one in reading.deadline.occurrences]
    return ", ".join(days) if len(days) <= MANY else f"{days[0]}, …, {days[-1]}"


def _successors(session: Session, day: date, names: Mapping[str, str]) -> Mapping[str, Sequence[str]]:
    """Who stands for a unit that has ended by the day, also after several changes in a row."""
    direct: dict[str, list[str]] = {}
    changes = select(UnitChange).where(col(UnitChange.day) <= day).order_by(col(UnitChange.id))
    for change in session.exec(changes):
        direct.setdefault(change.predecessor, []).append(change.successor)
    ends = partial(_ends, direct)
    return {unit: [names.get(one, one) for one in dict.fromkeys(ends(unit, ()))] for unit in direct}


def _ends(direct: Mapping[str, Sequence[str]], unit: str, above: tuple[str, ...]) -> Iterator[str]:
    following = [one for one in direct.get(unit, ()) if one not in (*above, unit)]
    if not following:
        yield unit
    for one in following:
        yield from _ends(direct, one, (*above, unit))


def is_open_ended(reading: Reading) -> bool:
    """Whether it goes on into later years."""
    return reading.deadline.open_ended


__all__ = ["Doubt", "Option", "Proposal", "Question", "is_open_ended", "last_days", "one_off", "propose"]
