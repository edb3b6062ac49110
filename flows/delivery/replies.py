"""What each reply of an SMTP server means, step by step."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from aiosmtplib.errors import SMTPResponseException

AUTHENTICATION_CODES = frozenset({530, 534, 535, 538})  # RFC 4954, 6: they mean us at whatever step
LONGEST = 500  # characters of a reply that are kept


class Stage(StrEnum):
    """A step of the conversation."""

    CONNECT = "CONNECT"
    EHLO = "EHLO"
    STARTTLS = "STARTTLS"
    AUTH = "AUTH"
    MAIL = "MAIL FROM"
    RCPT = "RCPT TO"
    DATA = "DATA"


class Verdict(StrEnum):
    """What a reply means for what it was said about."""

    ACCEPTED = "accepted"
    LATER = "later"  # try again after a while
    REFUSED = "refused"  # this address, or after DATA this message
    FAULT = "fault"  # this installation: nothing would get through


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """A verdict with the server's own words, or ours about the network."""

    verdict: Verdict
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What became of one attempt: of each address that got a reply, and of the whole."""

    addresses: Mapping[str, Answer] = field(default_factory=dict)
    whole: Answer
    stage: Stage
    data_begun: bool = False


class ServerFaultError(Exception):
    """No connection that takes mail; `permanent` if the server said so rather than the network."""

    def __init__(self, *, stage: Stage, text: str, permanent: bool) -> None:
        super().__init__(f"{stage}: {text}")
        self.stage, self.text, self.permanent = stage, text, permanent


def judge(*, stage: Stage, code: int) -> Verdict:
    """The meaning of a reply code at a step; what no rule knows is tried again later."""
    if 200 <= code < 300:
        return Verdict.ACCEPTED
    if code in AUTHENTICATION_CODES:
        return Verdict.FAULT
    if 500 <= code < 600:
        return Verdict.REFUSED if stage in (Stage.RCPT, Stage.DATA) else Verdict.FAULT
    return Verdict.LATER


def answer_to(*, stage: Stage, error: Exception) -> Answer:
    """The verdict on a reply that the library raised, or on a broken connection."""
    code = error.code if isinstance(error, SMTPResponseException) else 0
    return Answer(verdict=judge(stage=stage, code=code), text=words_of(error=error))


def words_of(*, error: Exception) -> str:
    """The reply in one storable line: some servers send bytes that are no text."""
    if isinstance(error, SMTPResponseException):
        return one_line(text=f"{error.code} {error.message}")
    return one_line(text=str(error) or type(error).__name__)


def one_line(*, text: str) -> str:
    """Text that any database takes: no surrogates, no control characters, not too long."""
    printable = text.encode("utf-8", "replace").decode()
    return " ".join("".join(c if c.isprintable() else " " for c in printable).split())[:LONGEST]
