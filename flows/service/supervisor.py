"""Keeps the children alive while the service runs, and ends all of them when it ends."""

import signal
import time
from collections.abc import Callable, Sequence
from types import FrameType

from flows.service.children import Child
from flows.service.errors import ServiceError
from flows.service.folder import note_groups

GLANCE = 0.1  # seconds between two looks at the children
PATIENCE = 6.0  # seconds a child gets to end by itself


class Supervisor:
    """Starts the children, restarts the fallen, ends all."""

    def __init__(self, children: Sequence[Child]) -> None:
        self.children = children
        self.asked_to_end = 0

    def listen(self) -> None:
        """Take Ctrl-C, SIGTERM and SIGHUP as requests to end; a second one kills."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked)

    def _asked(self, _number: int, _frame: FrameType | None) -> None:
        self.asked_to_end += 1

    def start(self, *, patience: float = 120) -> bool:
        """Start every child and wait for all; False if the service is to end meanwhile."""
        for child in self.children:
            child.start()
        self._note()
        deadline = time.monotonic() + patience
        waiting = list(self.children)
        while waiting and not self.asked_to_end:
            self._tend()
            waiting = [child for child in waiting if not child.ready()]
            if waiting and time.monotonic() > deadline:
                raise ServiceError(f"Not ready in {patience:.0f} s: {waiting[0].name}; see {waiting[0].log}")
            time.sleep(GLANCE)
        return not self.asked_to_end

    def watch(self, *, glance: Callable[[], None]) -> None:
        """Restart what falls until the service is asked to end; ServiceError if something falls too often."""
        while not self.asked_to_end:
            self._tend()
            glance()
            time.sleep(GLANCE)

    def _tend(self) -> None:
        for child in self.children:
            if child.fallen():
                continue
            if child.process is None and 0 < child.restart_at <= time.monotonic():
                child.start()
                self._note()

    def end(self, *, say: Callable[[str], None]) -> None:
        """End all children, those that need others first; each has some patience, a second request kills."""
        for wave in (self._working(upheld=False), self._working(upheld=True)):
            for child in wave:
                child.ask_to_end()
            deadline = time.monotonic() + PATIENCE
            while not all(child.gone() for child in wave):
                if self.asked_to_end > 1 or time.monotonic() > deadline:
                    break
                time.sleep(GLANCE / 2)
            for child in wave:
                if not child.gone():
                    say(f"The {child.name} did not end by itself and was killed.")
                child.bury()
        self._note()

    def _working(self, *, upheld: bool) -> list[Child]:
        """The children that others need while they end, or those that need them."""
        return [child for child in self.children if (child.name in ("server", "mailbox")) is upheld]

    def _note(self) -> None:
        groups = {child.name: child.process.pid for child in self.children if child.process is not None}
        note_groups(data=self.children[0].data, groups=groups)
