"""Senders in processes of their own, with a trap that only the test sets in them."""

import logging
import multiprocessing
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from aiosmtplib.protocol import SMTPProtocol

from flows.clock import machine_now
from flows.delivery import post, recorder
from flows.delivery.sender import Outlet, run_forever
from models.database import connect
from tests.flows.outboxes import EVERY_KIND, compose_all, settings

PROCESSES = multiprocessing.get_context("forkserver")  # imports once, so that a start costs little
PROCESSES.set_forkserver_preload([__name__])
CONNECTIONS = 4
POINTS = ("after claim", "after DATA", "after 250", "before record", "after record")


@dataclass(frozen=True, kw_only=True, slots=True)
class Trap:
    """Something that happens to the sender itself at the n-th time it passes a point."""

    point: str
    turn: int = 1
    act: Callable[[], None] = field(default_factory=lambda: die)


def die() -> None:
    """End as the kernel ends a process that it needs no longer."""
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """What a sender is started with."""

    url: str
    port: int
    folder: Path
    trap: Trap | None = None
    timeout: float = 5.0  # of the SMTP conversation
    lease_margin: float = 60.0  # seconds; the lease is seven timeouts and this
    pause: float = 0.05


class Sender:
    """A running sender."""

    def __init__(self, order: Order) -> None:
        order.folder.mkdir(exist_ok=True)
        self._process = PROCESSES.Process(target=_run, args=(order,), daemon=True)
        self._process.start()

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process.is_alive()

    @property
    def exit_code(self) -> int | None:
        """None while it runs; minus the signal that killed it."""
        return self._process.exitcode

    def send(self, number: signal.Signals) -> None:
        """Send a signal and go on."""
        assert self._process.pid is not None
        os.kill(self._process.pid, number)

    def wait(self, seconds: float) -> bool:
        """Whether it ended in this time."""
        self._process.join(seconds)
        return not self.alive

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Send the signal and wait."""
        if self.alive:
            self.send(how)
        assert self.wait(15), "the sender did not end"


def _run(order: Order) -> None:
    logging.disable()  # what goes wrong here goes wrong on purpose
    if order.trap:
        set_trap(order.trap)
    post.LEASE_MARGIN = timedelta(seconds=order.lease_margin)
    outlet = Outlet(
        engine=connect(url=order.url),
        smtp=lambda: settings(order.port, timeout=order.timeout),
        compose=compose_all,
        now=machine_now,
        folder_now=machine_now,
        claimable=lambda _now: EVERY_KIND,
    )
    run_forever(outlet=outlet, run_folder=order.folder, pause=order.pause)


def set_trap(trap: Trap) -> None:
    """Wrap the one function that the point lies before or after, in this process alone."""
    passed = iter(range(1, trap.turn + 1))

    def spring() -> None:
        if next(passed, 0) == trap.turn:
            trap.act()

    _PLACES[trap.point](spring)


def _claim(spring: Callable[[], None], *, before: bool) -> None:
    claim = vars(post)["claim"]

    def trapped(**facts: Any) -> Any:
        if before:
            spring()
        batch = claim(**facts)
        if not before and batch.taken:
            spring()
        return batch

    vars(post)["claim"] = trapped


def _data(spring: Callable[[], None]) -> None:
    write = SMTPProtocol.write

    def trapped(self: SMTPProtocol, data: bytes) -> None:
        write(self, data)
        if data.endswith(b"\r\n.\r\n"):
            spring()

    SMTPProtocol.write = trapped  # type: ignore[method-assign]  # in a process that exists to be killed


def _answer(spring: Callable[[], None]) -> None:
    settle = vars(post)["settle"]

    def trapped(**facts: Any) -> Any:
        spring()
        return settle(**facts)

    vars(post)["settle"] = trapped


def _record(spring: Callable[[], None], *, before: bool) -> None:
    step = vars(recorder)["step"]

    def trapped(**facts: Any) -> Any:
        if before and facts["finished"]:
            spring()
        begun = step(**facts)
        if not before and facts["finished"]:
            spring()
        return begun

    vars(recorder)["step"] = trapped


_PLACES: dict[str, Callable[[Callable[[], None]], None]] = {
    "before claim": lambda spring: _claim(spring, before=True),
    "after claim": lambda spring: _claim(spring, before=False),
    "after DATA": _data,
    "after 250": _answer,
    "before record": lambda spring: _record(spring, before=True),
    "after record": lambda spring: _record(spring, before=False),
}
