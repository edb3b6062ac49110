"""From one attempt to what is written down: pure values, no database, no clock of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from flows.delivery.replies import Answer, Outcome, Verdict
from models.words import MessageStatus, RecipientStatus

FIRST_DELAY = timedelta(minutes=1)
LONGEST_DELAY = timedelta(hours=4)
GIVE_UP_AFTER = timedelta(days=5)  # RFC 5321, 4.5.4.1: at least 4 to 5 days
SPREAD = 0.2  # jitter, as a share of the delay


@dataclass(frozen=True, kw_only=True, slots=True)
class Recipient:
    """An address of a message that still has to get it."""

    id: int
    address: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Claimed:
    """A message in hand, with its bytes."""

    id: int
    content: bytes
    recipients: tuple[Recipient, ...]
    notices: tuple[int, ...]  # ledger rows it carries
    reached: bool  # another address of it has got it already
    attempts: int  # before this one
    data_begun_at: datetime | None  # in an earlier attempt


@dataclass(frozen=True, kw_only=True, slots=True)
class Settlement:
    """What an attempt makes of a message."""

    message: Claimed
    status: MessageStatus
    reason: str
    recipients: Mapping[int, tuple[RecipientStatus, str]] = field(default_factory=dict)  # by row id
    condemned: Mapping[str, str] = field(default_factory=dict)  # address: the server's words
    reached: bool = False  # at least one address got it, now or before
    data_begun: bool = False
    delay: timedelta = timedelta(0)


def retry_delay(*, attempts: int, chance: float) -> timedelta:
    """How long to wait after the n-th attempt failed; `chance` in [0, 1) spreads the herd."""
    doubled: timedelta = FIRST_DELAY * 2 ** min(attempts - 1, 20)
    plain = min(doubled, LONGEST_DELAY)
    return plain * (1 - SPREAD + 2 * SPREAD * chance)


def attempts_allowed(*, give_up_after: timedelta = GIVE_UP_AFTER) -> int:
    """Attempts whose delays together reach the given span: no clock that jumps can shorten it."""
    waited = timedelta(0)
    for attempts in count(1):
        waited += retry_delay(attempts=attempts, chance=0.5)
        if waited >= give_up_after:
            return attempts
    raise AssertionError("delays add up")


LAST_ATTEMPT = attempts_allowed()


def settle(*, message: Claimed, outcome: Outcome, chance: float) -> Settlement:
    """The settlement of an attempt; a fault of the installation leaves the message as it was."""
    if outcome.whole.verdict is Verdict.FAULT:
        return Settlement(message=message, status=MessageStatus.QUEUED, reason="", reached=message.reached)
    rows = {recipient.id: _state(outcome, recipient.address) for recipient in message.recipients}
    given_up = message.attempts + 1 >= LAST_ATTEMPT
    if given_up:
        rows = {row: _exhausted(state) for row, state in rows.items()}
    return _conclude(message, outcome, rows, chance)


def _conclude(
    message: Claimed, outcome: Outcome, rows: dict[int, tuple[RecipientStatus, str]], chance: float
) -> Settlement:
    states = {status for status, _ in rows.values()}
    reached = message.reached or RecipientStatus.SENT in states
    if RecipientStatus.PENDING in states:
        status, delay = MessageStatus.RETRY, retry_delay(attempts=message.attempts + 1, chance=chance)
    else:
        status, delay = (MessageStatus.SENT if reached else MessageStatus.FAILED), timedelta(0)
    return Settlement(
        message=message,
        status=status,
        reason=_reason(status, outcome, rows),
        recipients=rows,
        condemned=_condemned(message, outcome),
        reached=reached,
        data_begun=outcome.data_begun,
        delay=delay,
    )


def _state(outcome: Outcome, address: str) -> tuple[RecipientStatus, str]:
    """Where one address stands: its own refusal first, then the fate of the whole."""
    own = outcome.addresses.get(address, outcome.whole)
    if own.verdict is Verdict.REFUSED or outcome.whole.verdict is Verdict.REFUSED:
        return RecipientStatus.REFUSED, (own if own.verdict is Verdict.REFUSED else outcome.whole).text
    if own.verdict is Verdict.ACCEPTED and outcome.whole.verdict is Verdict.ACCEPTED:
        return RecipientStatus.SENT, outcome.whole.text
    return RecipientStatus.PENDING, (own if own.verdict is Verdict.LATER else outcome.whole).text


def _exhausted(state: tuple[RecipientStatus, str]) -> tuple[RecipientStatus, str]:
    status, reply = state
    if status is not RecipientStatus.PENDING:
        return state
    days = GIVE_UP_AFTER.days
    return RecipientStatus.REFUSED, f"đã thử gửi {LAST_ATTEMPT} lần trong {days} ngày; trả lời cuối: {reply}"


def _condemned(message: Claimed, outcome: Outcome) -> dict[str, str]:
    replies: dict[str, Answer] = {
        r.address: outcome.addresses[r.address] for r in message.recipients if r.address in outcome.addresses
    }
    return {address: reply.text for address, reply in replies.items() if reply.verdict is Verdict.REFUSED}


def _reason(status: MessageStatus, outcome: Outcome, rows: Mapping[int, tuple[RecipientStatus, str]]) -> str:
    """The last answer that matters to a reader of the message."""
    wanted = RecipientStatus.PENDING if status is MessageStatus.RETRY else RecipientStatus.REFUSED
    telling = [reply for state, reply in rows.values() if state is wanted]
    return "; ".join(dict.fromkeys(telling)) or outcome.whole.text
