"""A sender in a process of its own, to be killed."""

import multiprocessing
import os
import signal
from pathlib import Path

from flows.clock import machine_now
from flows.delivery.sender import Outlet, run_forever
from models.database import connect
from tests.flows.outboxes import EVERY_KIND, compose_all, settings

PROCESSES = multiprocessing.get_context("forkserver")  # imports once, so that a start costs little
PROCESSES.set_forkserver_preload([__name__])


class SenderProcess:
    """A running sender."""

    def __init__(self, *, url: str, port: int, folder: Path) -> None:
        self._process = PROCESSES.Process(target=_run, args=(url, port, folder))
        self._process.start()

    @property
    def exit_code(self) -> int | None:
        """None while it runs; minus the signal that killed it."""
        return self._process.exitcode

    def end(self, how: signal.Signals) -> None:
        """Send the signal and wait."""
        assert self._process.pid is not None
        os.kill(self._process.pid, how)
        self._process.join(10)


def _run(url: str, port: int, folder: Path) -> None:
    outlet = Outlet(
        engine=connect(url=url),
        smtp=lambda: settings(port),
        compose=compose_all,
        now=machine_now,
        folder_now=machine_now,
        claimable=lambda _now: EVERY_KIND,
    )
    run_forever(outlet=outlet, run_folder=folder, pause=0.05)
