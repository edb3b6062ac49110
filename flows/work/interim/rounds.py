"""Rounds of *Tổ chức sơ kết*: what was shown is kept, since a run that is answered starts from the top."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from pydantic import TypeAdapter
from sqlmodel import Session

from flows.work.refusals import RefusedError
from flows.work.world import World
from models.tables import RecordingRound

from .planning import ReviewPlan, plan_review
from .wish import Dates, Wish, with_dates


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """What one round asks about; `problem`: the sentence why its dates cannot be."""

    wish: Wish
    typed: Dates
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


def first_round(session: Session, *, wish: Wish, typed: Dates, world: World) -> Shown:
    """The form's own dates; what is impossible ends the run. Raises RefusedError."""
    planned = plan_review(session, wish=wish, world=world)
    if planned.checked.refusals:
        raise RefusedError(" ".join(planned.checked.refusals))
    return Shown(wish=wish, typed=typed)


def next_round(session: Session, *, before: Shown, typed: Dates, world: World) -> Shown:
    """The dates of an answer; what is wrong comes back as a form with the sentence that says why."""
    try:
        wish = with_dates(before.wish, dates=typed)
        planned = plan_review(session, wish=wish, world=world)
    except RefusedError as refusal:
        return replace(before, typed=typed, problem=str(refusal))
    return Shown(wish=wish, typed=typed, problem=" ".join(planned.checked.refusals))


def planned_of(session: Session, *, shown: Shown, world: World) -> ReviewPlan:
    """What the round would do, for its page."""
    return plan_review(session, wish=shown.wish, world=world)
