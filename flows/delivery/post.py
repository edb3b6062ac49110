"""One pass over the outbox: a few connections that share a queue of claimed messages."""

import asyncio
import random
from collections import deque
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa

from flows.delivery.compose import Compose
from flows.delivery.envelope import obstacle, redirected
from flows.delivery.outbox import Claimant, claim, look, release
from flows.delivery.recorder import Recorder
from flows.delivery.replies import Answer, Outcome, ServerFaultError, Stage, Verdict
from flows.delivery.settling import Claimed, Settlement, settle
from flows.delivery.smtp import Connection, SmtpSettings
from models.words import MessageKind, MessageStatus, RecipientStatus

BATCH = 200
FINISHING = 3.0  # seconds that mails in flight get after a stop
LEASE_MARGIN = timedelta(minutes=1)  # beyond the longest conversation


@dataclass(kw_only=True, slots=True)
class Tally:
    """What a pass did; messages, except `refused`, which counts recipients."""

    sent: int = 0
    failed: int = 0
    retry: int = 0
    withdrawn: int = 0
    refused: int = 0
    stopped: bool = False  # by the stop switch
    fault: ServerFaultError | None = None


class Pace:
    """At most so many mails a minute, evenly; kept from pass to pass."""

    def __init__(self, *, per_minute: int) -> None:
        self.per_minute = per_minute
        self._next = 0.0

    async def turn(self) -> None:
        """Wait for the next free moment."""
        if self.per_minute:
            present = asyncio.get_running_loop().time()
            moment = max(present, self._next)
            self._next = moment + 60 / self.per_minute
            await asyncio.sleep(moment - present)


@dataclass(kw_only=True)
class Post:
    """Everything one pass needs, and what it has in hand."""

    engine: sa.Engine
    smtp: SmtpSettings
    compose: Compose
    now: Callable[[], datetime]
    folder_now: Callable[[], datetime]
    claimable: Callable[[datetime], Collection[MessageKind]]
    name: str
    pace: Pace
    stopping: Callable[[], bool]
    left: int | None = None  # messages this pass may still take; None: no limit
    batches: int | None = None  # claims it may still make; None: until nothing is ready
    tally: Tally = field(default_factory=Tally)
    _queue: deque[Claimed] = field(default_factory=deque)
    _halted: bool = False
    _dry: bool = False  # a claim found nothing: this pass ends with what is in hand
    _ahead: timedelta = timedelta(0)  # of the folder's clock; asked at each claim, it may cost a query
    _lost: ServerFaultError | None = None

    @property
    def lease(self) -> timedelta:
        """Longer than any one conversation; a mail whose lease is over is not begun."""
        return timedelta(seconds=self.smtp.patience) + LEASE_MARGIN

    def _claimant(self) -> Claimant:
        now = self.now()
        return Claimant(name=self.name, now=now, folder_now=now + self._ahead, lease=self.lease)

    async def run(self) -> Tally:
        """Send what may leave now. Database errors are raised once the connections are at rest."""
        self._claiming = asyncio.Lock()
        self._recorder = Recorder(engine=self.engine, claimant=self._claimant)
        try:
            ahead = await self._recorder.ask(
                look, engine=self.engine, now=self.now(), kinds=self.claimable(self.now())
            )
            self.tally.stopped = ahead.stopped
            if ahead.waiting and not ahead.stopped:
                await self._send()
        finally:
            await self._recorder.close()
        return self.tally

    async def _send(self) -> None:
        """The first connection opens before anything is claimed: no server, no claim, no text made."""
        connections = [Connection(settings=self.smtp) for _ in range(self.smtp.connections)]
        try:
            await connections[0].open()
        except ServerFaultError as fault:
            self.tally.fault = fault
            return
        try:
            await self._work(connections)
        finally:
            await asyncio.gather(*(connection.close() for connection in connections))
            await self._recorder.ask(release, engine=self.engine, name=self.name)
        if self._queue and self._lost and not self._halted:
            self.tally.fault = self._lost

    async def _work(self, connections: list[Connection]) -> None:
        workers = [asyncio.create_task(self._serve(connection)) for connection in connections]
        watch = asyncio.create_task(self._watch(workers))
        ended = await asyncio.gather(*workers, return_exceptions=True)
        watch.cancel()
        with suppress(asyncio.CancelledError):
            await watch
        for error in ended:
            if isinstance(error, Exception):
                raise error

    async def _watch(self, workers: list[asyncio.Task[None]]) -> None:
        """After a stop, what is in flight gets a little time and is then given back as not known."""
        while not self.stopping():
            await asyncio.sleep(0.1)
        self._halted = True
        await asyncio.wait(workers, timeout=FINISHING)
        for worker in workers:
            worker.cancel()

    async def _serve(self, connection: Connection) -> None:
        try:
            await self._serve_until_empty(connection)
        except Exception:
            self._halted = True
            raise

    async def _serve_until_empty(self, connection: Connection) -> None:
        finished: Settlement | None = None
        while True:
            if finished and (not self._queue or self.pace.per_minute or not connection.alive):
                await self._recorder.step(finished=finished, next_=None)  # nothing durable waits for the slow
                finished = None
            message = await self._next()
            if message is not None and not await self._open(connection):
                self._queue.appendleft(message)
                message = None
            if message is None:
                break
            begun = await self._recorder.step(finished=finished, next_=message)
            finished = await self._attempt(connection, message) if begun else None
        if finished:
            await self._recorder.step(finished=finished, next_=None)

    async def _open(self, connection: Connection) -> bool:
        """A connection that the network refuses is done without; a permanent refusal stops the pass."""
        try:
            await connection.open()
        except ServerFaultError as fault:
            self._lost = fault
            if fault.permanent:
                self._stop_for(fault)
            return False
        return True

    def _stop_for(self, fault: ServerFaultError) -> None:
        self.tally.fault, self._halted = fault, True

    async def _next(self) -> Claimed | None:
        async with self._claiming:
            self._halted = self._halted or self.stopping()
            if not self._queue and not self._halted and not self._dry:
                await self._claim()
            if self._queue and not self._halted:
                await self.pace.turn()  # inside the lock: the pace is everybody's
            return self._queue.popleft() if self._queue and not self._halted else None

    async def _claim(self) -> None:
        """Claim until there is something to send or nothing is left to claim."""
        self._ahead = self.folder_now() - self.now()
        while not self._queue and (size := self._size()) and (kinds := self.claimable(self.now())):
            batch = await self._recorder.ask(
                claim,
                engine=self.engine,
                claimant=self._claimant(),
                kinds=kinds,
                limit=size,
                compose=self.compose,
                obstacle=self._obstacle,
            )
            self._queue.extend(batch.messages)
            self._count_claim(batch.taken)
            self.tally.withdrawn += batch.withdrawn
            self.tally.failed += batch.failed
            self.tally.refused += batch.refused
            self.tally.stopped = batch.stopped
            if not batch.taken:
                self._dry = True
                return

    def _size(self) -> int:
        """Never more than can be sent in half a lease at the permitted pace."""
        size = BATCH if self.left is None else min(BATCH, self.left)
        if self.pace.per_minute:
            size = min(size, max(1, int(self.pace.per_minute * self.lease.total_seconds() / 120)))
        return 0 if self.batches == 0 else size

    def _count_claim(self, taken: int) -> None:
        if self.left is not None:
            self.left -= taken
        if self.batches is not None:
            self.batches -= 1

    def _obstacle(self, address: str) -> str:
        allowed = self.smtp.allowed_domains
        return obstacle(address=address, allowed_domains=allowed, redirect_all_to=self.smtp.redirect_all_to)

    async def _attempt(self, connection: Connection, message: Claimed) -> Settlement:
        addresses = list(dict.fromkeys(recipient.address for recipient in message.recipients))
        if self.smtp.redirect_all_to:
            outcome = await self._send_redirected(connection, message, addresses)
        else:
            outcome = await connection.send(recipients=addresses, content=message.content)
        if outcome.whole.verdict is Verdict.FAULT:
            self._stop_for(ServerFaultError(stage=outcome.stage, text=outcome.whole.text, permanent=True))
        chance = random.random()  # noqa: S311  (spreads retries, protects nothing)
        settlement = settle(message=message, outcome=outcome, chance=chance)
        self._count(settlement)
        return settlement

    async def _send_redirected(
        self, connection: Connection, message: Claimed, addresses: list[str]
    ) -> Outcome:
        """The answer to the one address counts for all; its refusal is our fault and condemns nobody."""
        target = self.smtp.redirect_all_to
        content = redirected(content=message.content, to=target, originals=addresses)
        outcome = await connection.send(recipients=[target], content=content)
        whole = outcome.whole
        if outcome.stage is Stage.RCPT and whole.verdict is Verdict.REFUSED:
            whole = Answer(verdict=Verdict.FAULT, text=whole.text)
        return Outcome(whole=whole, stage=outcome.stage, data_begun=outcome.data_begun)

    def _count(self, settlement: Settlement) -> None:
        self.tally.sent += settlement.status is MessageStatus.SENT
        self.tally.failed += settlement.status is MessageStatus.FAILED
        self.tally.retry += settlement.status is MessageStatus.RETRY
        states = [status for status, _ in settlement.recipients.values()]
        self.tally.refused += states.count(RecipientStatus.REFUSED)
