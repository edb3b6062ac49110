"""What the outbox asks for at a message's first claim, and the answers it takes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlmodel import Session

from models.tables import Message


@dataclass(frozen=True, kw_only=True, slots=True)
class Composed:
    """A message as it will be sent at every attempt; the notices left out, each with the reason."""

    subject: str
    content: bytes
    dropped: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Withdraw:
    """Nothing is left to say in this message; the reasons are shown to coordinators."""

    reason: str
    dropped: Mapping[int, str] = field(default_factory=dict)  # notices with a reason of their own


# Makes text and bytes for the day of the claim, in the claim's own transaction, and writes nothing itself:
# an answer for each message, by its id.
Compose = Callable[[Session, Sequence[Message]], Mapping[int, Composed | Withdraw]]
