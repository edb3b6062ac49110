"""The event loop's door to the database: one thread, and one commit for results that wait together.

Each connection waits until its own result is durable before it begins another mail, so a crash repeats
at most one mail per connection; several results may share a commit without weakening that, and wait a
moment for each other, since a commit costs more than a conversation with a server nearby.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

import sqlalchemy as sa

from flows.delivery.outbox import Claimant
from flows.delivery.results import step
from flows.delivery.settling import Claimed, Settlement

COMPANY = 0.002  # seconds a result waits for those of conversations under way
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Waiting:
    finished: Settlement | None
    next_: Claimed | None
    begun: asyncio.Future[bool]


class Recorder:
    """Records results and beginnings for all connections of one pass."""

    def __init__(self, *, engine: sa.Engine, claimant: Callable[[], Claimant]) -> None:
        self._engine, self._claimant = engine, claimant
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="outbox")
        self._waiting: list[_Waiting] = []
        self._talking = 0  # connections whose result is still to come
        self._silence = asyncio.Event()  # none is
        self._writer: asyncio.Task[None] | None = None

    async def ask(self, question: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
        """Run a question or change in the database thread."""
        return await asyncio.get_running_loop().run_in_executor(
            self._thread, lambda: question(*args, **named)
        )

    async def step(self, *, finished: Settlement | None, next_: Claimed | None) -> bool:
        """Returns once the result is durable: whether the next message may be begun."""
        if finished is not None:
            self._talking -= 1
            if self._talking <= 0:
                self._silence.set()
        waiting = _Waiting(finished=finished, next_=next_, begun=asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write())
        return await waiting.begun

    async def _write(self) -> None:
        while self._waiting:
            await self._company()
            group, self._waiting = self._waiting, []
            try:
                begun = await self.ask(self._commit, group)
            except Exception as error:  # noqa: BLE001  (each connection that waits must hear of it)
                _tell(group, error)
            else:
                self._talking += len(begun)
                for waiting in group:
                    if not waiting.begun.done():
                        waiting.begun.set_result(waiting.next_ is not None and waiting.next_.id in begun)

    async def _company(self) -> None:
        """Wait, not for long, until no conversation is under way."""
        if self._talking > 0:
            self._silence.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._silence.wait(), COMPANY)

    def _commit(self, group: list[_Waiting]) -> frozenset[int]:
        return step(
            engine=self._engine,
            claimant=self._claimant(),
            finished=[waiting.finished for waiting in group if waiting.finished is not None],
            next_=[waiting.next_ for waiting in group if waiting.next_ is not None],
        )

    async def close(self) -> None:
        """Finish what was handed in."""
        if self._writer is not None:
            await self._writer
        self._thread.shutdown()


def _tell(group: list[_Waiting], error: Exception) -> None:
    for waiting in group:
        if not waiting.begun.done():
            waiting.begun.set_exception(error)
