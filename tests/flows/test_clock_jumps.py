"""The machine's clock jumps while mails go out: nothing is sent twice, nothing waits for ever."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from flows.delivery.outbox import Claimant, claim, release_abandoned
from flows.delivery.results import step
from flows.delivery.sender import DeliveryResult, deliver
from models.words import MessageStatus

from ..fakes.smtp_server import DRIP, FakeSmtp, smtp_server
from .outboxes import EVERY_KIND, NOON, compose_all, fill, later, message, settings, states

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MAILS, JUMP_AT = 20, 10
JUMPS = pytest.mark.parametrize("jump", [-HOUR, DAY], ids=["an hour back", "a day forward"])


class JumpingClock:
    """A clock that is put right, or wrong, once."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def server() -> Iterator[FakeSmtp]:
    """It takes nearly a second to own up to the first mail: the others overtake it."""
    with smtp_server(script={"END": [f"{DRIP}250 2.0.0 taken"]}) as server:
        server.drip_pause = 0.04
        yield server


def _deliver(engine: sa.Engine, server: FakeSmtp, clock: Callable[[], datetime]) -> DeliveryResult:
    return deliver(
        engine=engine,
        smtp=settings(server.port),
        compose=compose_all,
        now=clock,
        claimable=lambda _now: EVERY_KIND,
    )


@JUMPS
def test_a_jump_in_the_middle_of_a_pass_repeats_nothing(
    engine: sa.Engine, server: FakeSmtp, jump: timedelta
) -> None:
    """Mails in flight keep their lease; those in hand go back and leave a pass later."""
    fill(engine, MAILS)
    clock = JumpingClock()

    def put_right(count: int) -> None:
        if count == JUMP_AT:
            clock.now = NOON + jump

    server.on_received = put_right
    _deliver(engine, server, clock)
    clock.now = max(clock.now, NOON)  # an hour later at most
    _deliver(engine, server, clock)
    assert states(engine) == {MessageStatus.SENT: MAILS}
    assert len(server.heard) == MAILS


def test_a_sender_never_takes_from_itself_what_it_has_in_hand(engine: sa.Engine) -> None:
    """Its own mail in flight seems to be over its lease; another sender may take it, it may not."""
    fill(engine, 1)
    mine = _claim(engine, "here:1", NOON)
    assert step(engine=engine, claimant=_claimant("here:1", NOON), finished=[], next_=mine)
    assert not _claim(engine, "here:1", NOON + DAY)
    assert _claim(engine, "there:1", NOON + DAY)


@JUMPS
def test_a_retry_waits_an_hour_too_long_at_most(engine: sa.Engine, jump: timedelta) -> None:
    fill(engine, 1)
    clock = JumpingClock()
    with smtp_server(script={"RCPT": ["450 4.2.0 busy"]}) as server:
        assert _deliver(engine, server, clock).retry == 1
        clock.now = NOON + jump
        _deliver(engine, server, clock)
        clock.now += HOUR + timedelta(minutes=2)
        _deliver(engine, server, clock)
    assert states(engine) == {MessageStatus.SENT: 1}
    assert len(server.accepted) == 1


@JUMPS
def test_what_a_dead_sender_held_leaves_with_its_successor_at_once(
    engine: sa.Engine, server: FakeSmtp, jump: timedelta
) -> None:
    """Whatever its lease says: the successor on the same folder knows that it is gone."""
    id_, *_ = fill(engine, 1)
    assert _claim(engine, "here:1", NOON)
    assert release_abandoned(engine=engine, owner="here") == 1
    assert message(engine, id_).lease_until is None
    _deliver(engine, server, lambda: NOON + max(jump, timedelta(0)))
    assert states(engine) == {MessageStatus.SENT: 1}


def test_a_clock_put_back_lengthens_a_foreign_lease_by_the_jump_and_no_more(
    engine: sa.Engine, server: FakeSmtp
) -> None:
    fill(engine, 1)
    assert _claim(engine, "gone:1", NOON)
    assert _deliver(engine, server, lambda: NOON - HOUR).sent == 0
    assert _deliver(engine, server, lambda: later(5)).sent == 1


def _claimant(name: str, now: datetime) -> Claimant:
    return Claimant(name=name, now=now, folder_now=NOON, lease=timedelta(minutes=4))


def _claim(engine: sa.Engine, name: str, now: datetime):  # type: ignore[no-untyped-def]  # the batch's messages
    batch = claim(
        engine=engine,
        claimant=_claimant(name, now),
        kinds=EVERY_KIND,
        limit=10,
        compose=compose_all,
        obstacle=lambda _address: "",
    )
    return batch.messages
