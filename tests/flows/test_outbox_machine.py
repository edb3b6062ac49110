"""Anything in any order to an outbox and its senders; what must hold is looked at after every step.

Three senders of two folders claim, begin, hear all kinds of answers, crash, stand still, while clocks jump
and the switch is thrown. A longer soak: `python -m tests.flows.test_outbox_machine SEED HISTORIES`.
"""

import random
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from itertools import count

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import Session, col, select

from flows.delivery.outbox import Claimant, claim, release, release_abandoned
from flows.delivery.replies import Answer, Outcome, Stage, Verdict
from flows.delivery.results import step
from flows.delivery.settling import Claimed, settle
from models.database import connect, metadata, reading, transaction
from models.tables import Message, MessageItem, MessageRecipient, Notice
from models.words import MessageStatus, NoticeStatus, RecipientStatus

from .outboxes import EVERY_KIND, NOON, compose_all, fill, switch

WORKERS = ("here:1", "here:2", "there:1")
LEASE = timedelta(minutes=4)
UNSETTLED = (MessageStatus.QUEUED, MessageStatus.CLAIMED, MessageStatus.RETRY)
OK, LATER, NO = (
    Answer(verdict=Verdict.ACCEPTED, text="250 2.0.0 taken"),
    Answer(verdict=Verdict.LATER, text="451 4.3.0 later"),
    Answer(verdict=Verdict.REFUSED, text="550 5.1.1 no such user"),
)
OUR_FAULT = Answer(verdict=Verdict.FAULT, text="553 5.7.1 sender not allowed")
WORDS = ("taken", "dropped after the text", "later", "refused at RCPT", "refused after the text", "our fault")
ARRIVES = ("taken", "dropped after the text")


@dataclass
class Worker:
    """What a sender has in its memory, and the name of its process."""

    name: str
    hand: list[Claimed] = field(default_factory=list)
    flight: list[Claimed] = field(default_factory=list)


class Outbox(RuleBasedStateMachine):
    """A model of the wire beside the real outbox."""

    engine: sa.Engine

    def __init__(self) -> None:
        super().__init__()
        empty(self.engine)
        self.now = NOON
        self.started = count(1)
        self.workers = {name: self.fresh(name) for name in WORKERS}
        self.heard: Counter[tuple[int, str]] = Counter()  # message and address: how often it arrived
        self.unsure: Counter[int] = Counter()  # messages whose fate a sender could not know
        self.contents: dict[int, bytes] = {}
        self.attempts: dict[int, int] = {}
        self.settled: dict[int, MessageStatus] = {}
        self.stopped = False

    def fresh(self, name: str) -> Worker:
        """A process that nobody had before."""
        return Worker(name=f"{name}:{next(self.started)}")

    def claimant(self, name: str) -> Claimant:
        return Claimant(name=self.workers[name].name, now=self.now, folder_now=self.now, lease=LEASE)

    @rule(number=st.integers(1, 4), two=st.booleans())
    def queue(self, number: int, two: bool) -> None:
        people = [f"{next(self.started)}-{who}@x.example" for who in "ab"] if two else []
        fill(self.engine, number, recipients=people)

    @rule(name=st.sampled_from(WORKERS), limit=st.integers(1, 5))
    def claims(self, name: str, limit: int) -> None:
        batch = claim(
            engine=self.engine,
            claimant=self.claimant(name),
            kinds=EVERY_KIND,
            limit=limit,
            compose=compose_all,
            obstacle=lambda _address: "",
        )
        assert not (batch.taken and self.stopped), "the stop switch is read before every claim"
        mine = {one.id for one in self.workers[name].flight}
        assert not mine & {one.id for one in batch.messages}, "nobody takes what he has in flight himself"
        for other in self.workers.keys() - {name}:
            for flying in self.workers[other].flight:  # taken over after its lease: its fate is not known
                self.unsure[flying.id] += any(flying.id == one.id for one in batch.messages)
        self.workers[name].hand += batch.messages

    @rule(name=st.sampled_from(WORKERS))
    def begins(self, name: str) -> None:
        worker = self.workers[name]
        if not worker.hand or len(worker.flight) > 1:
            return
        message = worker.hand.pop(0)
        before = self.row(message.id)
        begun = step(engine=self.engine, claimant=self.claimant(name), finished=[], next_=[message])
        if begun:
            assert not self.stopped
            assert (before.status, before.claimed_by) == (MessageStatus.CLAIMED, worker.name)
            assert before.lease_until is not None
            assert before.lease_until > self.now
            worker.flight.append(message)

    @rule(name=st.sampled_from(WORKERS), words=st.sampled_from(WORDS))
    def hears(self, name: str, words: str) -> None:
        """The server's answer to what is in flight, written down."""
        worker = self.workers[name]
        if worker.flight:
            message = worker.flight.pop(0)
            self.arrives(message, words)
            outcome = outcome_of(message, words)
            settlement = settle(message=message, outcome=outcome, chance=0.5)
            step(engine=self.engine, claimant=self.claimant(name), finished=[settlement], next_=[])

    def arrives(self, message: Claimed, words: str) -> None:
        if words in ARRIVES:
            self.heard.update((message.id, one.address) for one in message.recipients)
            self.unsure[message.id] += words != "taken"
            assert self.row(message.id).data_begun_at is not None, "nothing is sent that was not noted before"

    @rule(name=st.sampled_from(WORKERS), arrived=st.booleans())
    def crashes(self, name: str, arrived: bool) -> None:
        """Killed: its memory is gone, what is in flight may have arrived."""
        for message in self.workers[name].flight:
            self.unsure[message.id] += 1
            if arrived:
                self.arrives(message, "taken")
        self.workers[name] = self.fresh(name)

    @precondition(lambda self: not any(self.workers[name].flight for name in WORKERS[:2]))
    @rule()
    def succeeds(self) -> None:
        """The successor on a folder gives back what its predecessors held."""
        release_abandoned(engine=self.engine, owner="here")
        for name in WORKERS[:2]:
            self.workers[name] = self.fresh(name)

    @rule(name=st.sampled_from(WORKERS))
    def ends(self, name: str) -> None:
        """The end of a pass: what was not begun goes back."""
        if not self.workers[name].flight:
            release(engine=self.engine, name=self.workers[name].name)
            self.workers[name] = self.fresh(name)

    @rule(minutes=st.sampled_from((1, 3, 5, 60, 300, -60, 24 * 60)))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule()
    def switches(self) -> None:
        self.stopped = not self.stopped
        switch(self.engine, stopped=self.stopped)

    def row(self, id_: int) -> Message:
        with reading(self.engine) as session:
            return session.get_one(Message, id_)

    @invariant()
    def holds(self) -> None:
        with reading(self.engine) as session:
            people = people_of(session)
            ledger = ledger_of(session)
            for message in session.exec(select(Message)):
                assert message.id is not None
                one_state(message, people[message.id], ledger[message.id])
                self.only_forward(message)

    def only_forward(self, message: Message) -> None:
        """Bytes stay as made, what is settled stays so, attempts shrink by an unsaid one at most."""
        assert message.id is not None
        if message.content is not None:
            assert self.contents.setdefault(message.id, message.content) == message.content
        assert message.attempts >= self.attempts.get(message.id, 0) - 1
        self.attempts[message.id] = message.attempts
        before = self.settled.get(message.id)
        assert before is None or message.status is before or message.status is MessageStatus.SENT
        if message.status not in UNSETTLED:
            self.settled[message.id] = message.status

    @invariant()
    def arrives_again_only_where_nobody_could_know(self) -> None:
        for (id_, address), times in self.heard.items():
            assert times <= 1 + self.unsure[id_], f"message {id_} came {times} times to {address}"

    def teardown(self) -> None:
        """A friendly end: all that waits leaves, nobody was forgotten."""
        switch(self.engine, stopped=False)
        self.stopped = False
        for name in WORKERS:
            self.crashes(name, arrived=False)
        for _ in range(50):
            if not self.send_what_is_left():
                break
            self.now += timedelta(hours=6)
        else:
            raise AssertionError("something waits for ever")
        self.holds()
        with reading(self.engine) as session:
            for person in session.exec(select(MessageRecipient)):
                told = self.heard[person.message_id, person.address]
                assert told or person.reply, "neither arrived nor refused with a reason"

    def send_what_is_left(self) -> bool:
        self.claims("there:1", limit=200)
        while self.workers["there:1"].hand:
            self.begins("there:1")
            self.hears("there:1", words="taken")
        with reading(self.engine) as session:
            return bool(session.exec(select(Message.id).where(col(Message.status).in_(UNSETTLED))).first())


def outcome_of(message: Claimed, words: str) -> Outcome:
    """What the SMTP conversation makes of these words."""
    first, *rest = [one.address for one in message.recipients]
    accepted = dict.fromkeys([first, *rest], OK)
    if words == "refused at RCPT":
        addresses = {**accepted, first: NO}
        stage = Stage.DATA if rest else Stage.RCPT
        return Outcome(addresses=addresses, whole=OK if rest else NO, stage=stage, data_begun=bool(rest))
    if words == "later":
        return Outcome(addresses=dict.fromkeys(accepted, LATER), whole=LATER, stage=Stage.RCPT)
    if words == "our fault":
        return Outcome(whole=OUR_FAULT, stage=Stage.MAIL)
    whole = {"taken": OK, "dropped after the text": LATER, "refused after the text": NO}[words]
    return Outcome(addresses=accepted, whole=whole, stage=Stage.DATA, data_begun=True)


def one_state(message: Message, people: Counter[RecipientStatus], ledger: NoticeStatus) -> None:
    """Message, recipients and ledger say the same."""
    status = message.status
    claimed = status is MessageStatus.CLAIMED
    assert claimed == bool(message.claimed_by) == (message.lease_until is not None)
    assert (message.settled_at is not None) == (status not in UNSETTLED)
    assert bool(people[RecipientStatus.PENDING]) == (status in UNSETTLED)
    reached = bool(people[RecipientStatus.SENT])
    assert (status is not MessageStatus.SENT) or reached
    assert (status is not MessageStatus.FAILED) or not reached
    assert (status is not MessageStatus.QUEUED) or not message.attempts
    assert (ledger is NoticeStatus.SENT) == reached
    assert (ledger is NoticeStatus.REFUSED) == (status is MessageStatus.FAILED)


def people_of(session: Session) -> Mapping[int, Counter[RecipientStatus]]:
    """How many recipients of each message stand where."""
    found: dict[int, Counter[RecipientStatus]] = {}
    for id_, status in session.exec(select(MessageRecipient.message_id, MessageRecipient.status)):
        found.setdefault(id_, Counter())[RecipientStatus(status)] += 1
    return found


def ledger_of(session: Session) -> Mapping[int, NoticeStatus]:
    """Where the notice of each message stands."""
    carried = select(MessageItem.message_id, Notice.status).join(
        Notice, col(Notice.id) == col(MessageItem.notice_id)
    )
    return {id_: NoticeStatus(status) for id_, status in session.exec(carried)}


def empty(engine: sa.Engine) -> None:
    """Take out what an earlier history wrote."""
    with transaction(engine) as session:
        for table in reversed(metadata.sorted_tables):
            session.connection().execute(table.delete())


@cache
def scratch() -> sa.Engine:
    """A database of our own, in memory."""
    engine = connect(url="sqlite://")
    metadata.create_all(engine)
    return engine


def play(engine: sa.Engine, *, number: int, histories: int, steps: int = 30, shrink: bool = True) -> None:
    """So many histories from this seed, which is printed."""
    print(f"seed {number}")
    machine = seed(number)(type("Seeded", (Outbox,), {"engine": engine}))
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=histories,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate, Phase.shrink) if shrink else (Phase.generate,),
        ),
    )


def test_whatever_happens_in_whatever_order_the_outbox_keeps_its_word() -> None:
    play(scratch(), number=random.randrange(10**6), histories=4, steps=25)


@pytest.mark.long
def test_the_same_for_long_on_both_databases(engine: sa.Engine) -> None:
    play(engine, number=random.randrange(10**6), histories=40, steps=50)


if __name__ == "__main__":
    play(scratch(), number=int(sys.argv[1]), histories=int(sys.argv[2]), steps=60, shrink=False)
