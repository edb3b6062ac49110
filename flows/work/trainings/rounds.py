"""Rounds of *Xây dựng lịch tập huấn*: what was shown is kept, since an answered run starts from the top."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from pydantic import TypeAdapter
from sqlmodel import Session

from flows.work.refusals import RefusedError
from flows.work.world import World
from models.tables import RecordingRound
from models.words import Region
from templates.words_vi import plain_day

from .planning import Line, plan_trainings
from .wish import Wish, refuse_past, with_days

Days = Mapping[Region, str]  # first days as typed


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """What one round asks about; `problem`: the sentence why the days that were typed cannot be."""

    wish: Wish
    lines: tuple[Line, ...]
    typed: Days
    problem: str = ""


SHOWN = TypeAdapter(Shown)


def open_round(session: Session, *, run: str, number: int, read: Callable[[], Shown]) -> Shown:
    """The round as it was first shown; only the first time it is read, and kept."""
    kept = session.get(RecordingRound, (run, number))
    if kept is None:
        kept = RecordingRound(flow_run_id=run, number=number, shown=SHOWN.dump_python(read(), mode="json"))
        session.add(kept)
        session.flush()
    return SHOWN.validate_python(kept.shown)


def is_open(session: Session, *, run: str, number: int) -> bool:
    """Whether that round was shown before."""
    return session.get(RecordingRound, (run, number)) is not None


def first_round(session: Session, *, wish: Wish, world: World) -> Shown:
    """The proposal; raises RefusedError if there can be none."""
    for one in wish.regions:
        refuse_past(one.region, one.first_day, world=world)
    return _shown(wish, plan_trainings(session, wish=wish, world=world))


def next_round(session: Session, *, before: Shown, typed: Days, world: World) -> Shown:
    """The days of an answer; what cannot be comes back as a form with the sentence that says why."""
    try:
        wish = with_days(before.wish, days=typed, world=world)
        lines = plan_trainings(session, wish=wish, world=world)
    except RefusedError as refusal:
        return replace(before, typed=typed, problem=str(refusal))
    earlier = {(one.wish.region, one.first): one for one in before.lines if not one.by_hand}
    kept = (_as_proposed(one, earlier.get((one.wish.region, one.first))) for one in lines)
    return _shown(wish, tuple(kept))


def _shown(wish: Wish, lines: tuple[Line, ...]) -> Shown:
    return Shown(wish=wish, lines=lines, typed={one.wish.region: plain_day(one.first) for one in lines})


def _as_proposed(line: Line, earlier: Line | None) -> Line:
    """A day that was left as it was proposed is no day set by hand."""
    return replace(line, by_hand=False, why=earlier.why) if earlier and line.by_hand else line
