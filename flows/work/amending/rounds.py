"""Rounds of *Điều chỉnh kế hoạch*: which two files the difference was shown between, kept with the run."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from hashlib import sha256

from sqlmodel import Session

from models.tables import RecordingRound

from .proposing import Proposal
from .refusing import File


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """The revision that was in force, and the bytes of the amended file."""

    revision: int
    sha256: str


def shown_of(proposal: Proposal) -> Shown:
    """What a proposal is between."""
    return Shown(revision=proposal.revision, sha256=digest_of(proposal.file))


def digest_of(file: File) -> str:
    """What tells the bytes of one file from another's."""
    return sha256(file.content).hexdigest()


def open_round(session: Session, *, run: str, number: int, read: Callable[[], Shown]) -> Shown:
    """The round as it was first shown; only the first time it is read, and kept."""
    kept = session.get(RecordingRound, (run, number))
    if kept is None:
        kept = RecordingRound(flow_run_id=run, number=number, shown=asdict(read()))
        session.add(kept)
        session.flush()
    return Shown(**kept.shown)


def is_open(session: Session, *, run: str, number: int) -> bool:
    """Whether that round was shown before."""
    return session.get(RecordingRound, (run, number)) is not None
