"""One line of the doctor's table."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How it stands; only `LOOK` is a fault."""

    OK = "ok"
    LOOK = "xem lại"
    UNKNOWN = "chưa rõ"  # it could not be asked now


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What was looked at, how it stands, and what to do if it is wrong."""

    key: str  # for machines
    what: str
    state: State
    sentence: str


def found(key: str, what: str, sentence: str, *, good: bool | None) -> Finding:
    """A line; `good` None: not known."""
    state = State.UNKNOWN if good is None else State.OK if good else State.LOOK
    return Finding(key=key, what=what, state=state, sentence=sentence)
