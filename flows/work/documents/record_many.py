"""Recording many documents of one task: what each row would do is shown first, then good rows go in."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from pydantic import TypeAdapter
from sqlmodel import Session

from flows.work.refusals import RefusedError
from flows.work.world import World
from models.store.locking import the_locked_row
from models.tables import RecordingRound
from templates.dashboards.read_rows import recorded_sentence

from .pasted_documents import BadRow, Row
from .record import AlreadyRecordedError, Entry, record

Task = tuple[int, str, str]
Kind = TypeVar("Kind")
NO_NUMBER = "chưa ghi số"  # of a unit that was only ticked; stands until a correction completes it


@dataclass(frozen=True, kw_only=True, slots=True)
class Reading:
    """Rows by what recording them for `task` does; `words` says it for each good row."""

    task: Task
    good: tuple[Row, ...] = ()
    words: tuple[str, ...] = ()
    known: tuple[Row, ...] = ()  # recorded before
    repeated: tuple[Row, ...] = ()  # the document of a good row above
    bad: tuple[BadRow, ...] = ()

    @property
    def bad_text(self) -> str:
        """The bad rows as text to correct, one a line."""
        return "\n".join(row.text for row in self.bad)


@dataclass(frozen=True, kw_only=True, slots=True)
class Effect:
    """What one round brought about; `rest` is the text of the next one."""

    recorded: int = 0
    known: int = 0
    repeated: int = 0
    unnumbered: int = 0
    rest: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Round:
    """What was shown, and its effect once it is confirmed."""

    reading: Reading
    effect: Effect | None


READING, EFFECT = TypeAdapter(Reading), TypeAdapter(Effect)


def open_round(session: Session, *, run: str, number: int, read: Callable[[], Reading]) -> Round:
    """A round of a run as it was first shown; only the first time it is read, and kept."""
    kept = session.get(RecordingRound, (run, number))
    if kept is None:
        shown = READING.dump_python(read(), mode="json")
        kept = RecordingRound(flow_run_id=run, number=number, shown=shown)
        session.add(kept)
        session.flush()
    return _round(kept)


def _round(kept: RecordingRound) -> Round:
    return Round(
        reading=READING.validate_python(kept.shown),
        effect=EFFECT.validate_python(kept.effect) if kept.effect is not None else None,
    )


def confirm_round(session: Session, *, run: str, number: int, rest: str, by: str, world: World) -> Effect:
    """Record the good rows as shown and keep what came of it; done once, however often it is asked for."""
    kept = the_locked_row(session, RecordingRound, (run, number))
    shown, effect = _round(kept).reading, _round(kept).effect
    if effect is None:
        result = record_rows(session, rows=shown.good, task=shown.task, by=by, world=world)
        effect = _effect(shown, result, rest)
        kept.effect = EFFECT.dump_python(effect, mode="json")
        session.flush()
    return effect


def _effect(shown: Reading, result: Reading, rest: str) -> Effect:
    texts = (rest.replace("\0", ""), result.bad_text)  # PostgreSQL's JSON holds no NUL
    return Effect(
        recorded=len(result.good),
        known=len(shown.known) + len(result.known),
        repeated=len(shown.repeated),
        unnumbered=sum(row.number == NO_NUMBER for row in result.good),
        rest="\n".join(text for text in texts if text.strip()),
    )


def told(effects: Sequence[Effect]) -> str:
    """What a run did in all its rounds, in one sentence."""
    return recorded_sentence(
        recorded=sum(one.recorded for one in effects),
        known=sum(one.known for one in effects),
        repeated=sum(one.repeated for one in effects),
        unnumbered=sum(one.unnumbered for one in effects),
    )


def try_rows(session: Session, *, rows: Iterable[Row | BadRow], task: Task, by: str, world: World) -> Reading:
    """What recording the rows would do; every effect is undone."""
    step = session.begin_nested()
    reading = record_rows(session, rows=rows, task=task, by=by, world=world)
    step.rollback()
    session.expire_all()
    return reading


def record_rows(
    session: Session, *, rows: Iterable[Row | BadRow], task: Task, by: str, world: World
) -> Reading:
    """Record every row that can be recorded; the others come back with the reason.

    Unit by unit in one order: two runs with the same units must not wait for each other's rows.
    """
    found = _Sorted()
    for place, row in sorted(enumerate(rows), key=_unit):
        if isinstance(row, BadRow):
            found.bad[place] = row
        else:
            _record_one(session, place, row, task, by, world, found)
    return Reading(
        task=task,
        good=_in_order(found.good),
        words=_in_order(found.words),
        known=_in_order(found.known),
        repeated=_in_order(found.repeated),
        bad=_in_order(found.bad),
    )


def _unit(placed: tuple[int, Row | BadRow]) -> str:
    return placed[1].unit if isinstance(placed[1], Row) else ""


def _in_order(found: Mapping[int, Kind]) -> tuple[Kind, ...]:
    return tuple(found[place] for place in sorted(found))


@dataclass(kw_only=True)
class _Sorted:
    """What came of each row, by its place among those given."""

    good: dict[int, Row] = field(default_factory=dict)
    words: dict[int, str] = field(default_factory=dict)
    known: dict[int, Row] = field(default_factory=dict)
    repeated: dict[int, Row] = field(default_factory=dict)
    bad: dict[int, BadRow] = field(default_factory=dict)


def _record_one(
    session: Session, place: int, row: Row, task: Task, by: str, world: World, found: _Sorted
) -> None:
    try:
        with session.begin_nested():
            recorded = record(session, entry=_entry(row, task), by=by, world=world)
    except AlreadyRecordedError:
        again = any(_document(row) == _document(one) for one in found.good.values())
        (found.repeated if again else found.known)[place] = row
    except RefusedError as refusal:
        found.bad[place] = BadRow(text=row.text, problem=str(refusal))
    else:
        found.good[place] = row
        found.words[place] = f"{recorded.unit_name}: {'; '.join(met.words for met in recorded.met)}"


def _document(row: Row) -> tuple[object, ...]:
    return row.unit, row.number, row.issued_on


def _entry(row: Row, task: Task) -> Entry:
    return Entry(
        unit=row.unit,
        tasks=(task,),
        number=row.number,
        issued_on=row.issued_on,
        arrived_on=row.arrived_on,
        arrived_time=row.arrived_time,
    )


def rows_of_units(*, units: Sequence[str], names: Sequence[str], like: Row) -> list[Row]:
    """One row per ticked unit, with the dates of `like`; the number is filled in later by a correction."""
    issued = f"{like.issued_on:%d/%m/%Y}" if like.issued_on else ""
    hour = f" {like.arrived_time:%H:%M}" if like.arrived_time else ""
    facts = f"{like.number}; {issued}; {like.arrived_on:%d/%m/%Y}{hour}"
    return [
        replace(like, text=f"{name}; {facts}", unit=unit) for unit, name in zip(units, names, strict=True)
    ]
