"""Rounds of *Chuẩn bị kế hoạch năm sau*: what was shown is kept, since a run starts from the top."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from pydantic import TypeAdapter
from sqlmodel import Session

from flows.work.refusals import RefusedError
from flows.work.world import World
from models.store.plan_units import plan_units
from models.tables import RecordingRound

from .answering import Answers, check_file, decide, new_file
from .proposing import Question, propose
from .wish import Wish


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """What one round asks about; `problem`: why the answers cannot be; `echo`: what the free text meant."""

    wish: Wish
    questions: tuple[Question, ...]
    answers: Answers
    problem: str = ""
    echo: tuple[str, ...] = ()


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
    """The questions of the proposal; raises RefusedError if there can be none."""
    proposal = propose(session, wish=wish, world=world)
    return Shown(wish=wish, questions=proposal.questions, answers=Answers())


def next_round(session: Session, *, before: Shown, answers: Answers, problem: str, world: World) -> Shown:
    """What was answered, with the sentence of what is wrong, or what was understood."""
    if problem:
        return replace(before, answers=answers, problem=problem, echo=())
    try:
        return replace(before, answers=answers, problem="", echo=_understood(session, before, answers, world))
    except RefusedError as refusal:
        return replace(before, answers=answers, problem=str(refusal), echo=())


def _understood(session: Session, before: Shown, answers: Answers, world: World) -> tuple[str, ...]:
    proposal = propose(session, wish=before.wish, world=world)
    decided = decide(proposal, answers=answers)
    check_file(
        new_file(proposal, decided=decided).text,
        name=f"{before.wish.year}.yaml",
        ladders=frozenset(world.policy.ladders),
        units=plan_units(session, day=decided.new.issued_on),
        decided=decided,
    )
    return decided.echo


def needs_confirming(shown: Shown, *, answers: Answers) -> bool:
    """Whether free text was typed that has not been shown back yet."""
    return bool(answers.changes.strip()) and (answers != shown.answers or bool(shown.problem))
