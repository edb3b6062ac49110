"""One child process of the service: start it in its own group, watch it, end its group."""

import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from flows.service.errors import ServiceError
from flows.service.folder import kill_group, members

LOG_BYTES = 5_000_000  # a log above this size is put aside at the next start of its child
KEPT_LOGS = 3
TOO_OFTEN, WITHIN = 5, 60.0  # failures, seconds


@dataclass(kw_only=True)
class Child:
    """A part of the service; `ready` says when what depends on it may start."""

    name: str
    data: Path
    environment: Mapping[str, str]
    ready: Callable[[], bool]
    process: subprocess.Popen[bytes] | None = None
    lifeline: int = -1  # our end of a pipe: its closing tells the child that we are gone
    failures: deque[float] = field(default_factory=lambda: deque(maxlen=TOO_OFTEN))
    restart_at: float = 0.0

    @property
    def log(self) -> Path:
        """Where the child's output goes."""
        return self.data / "logs" / f"{self.name}.log"

    def start(self) -> None:
        """Start the process in a session of its own."""
        rotate(log=self.log)
        theirs, self.lifeline = os.pipe()
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(  # noqa: S603  (our own interpreter and module)
                [sys.executable, "-P", "-m", "flows.service.child", self.name, str(theirs)],
                cwd=self.data,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                pass_fds=(theirs,),
                start_new_session=True,
            )
        os.close(theirs)

    def fallen(self) -> bool:
        """Whether the process ended unasked; its group is ended and the failure counted."""
        if self.process is None or self.process.poll() is None:
            return False
        self.bury()
        now = time.monotonic()
        self.failures.append(now)
        if len(self.failures) == TOO_OFTEN and now - self.failures[0] < WITHIN:
            raise ServiceError(f"The {self.name} stopped {TOO_OFTEN} times within a minute; see {self.log}")
        self.restart_at = now + min(0.5 * 2 ** len(self.failures), 4)
        return True

    def ask_to_end(self) -> None:
        """SIGTERM to the child alone: it ends what it started."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                self.process.send_signal(signal.SIGTERM)

    def gone(self) -> bool:
        """Whether nothing of the child's group lives."""
        return self.process is None or (
            self.process.poll() is not None and not members(group=self.process.pid)
        )

    def bury(self) -> None:
        """Kill what is left of the group and close the pipe."""
        if self.process is not None:
            kill_group(group=self.process.pid)
            self.process.wait()
            os.close(self.lifeline)
        self.process = None


def rotate(*, log: Path) -> None:
    """Put a log aside that has grown too large, keeping the last few."""
    if not log.exists() or log.stat().st_size < LOG_BYTES:
        return
    for number in range(KEPT_LOGS - 1, 0, -1):
        older = log.with_suffix(f".{number}.log")
        if older.exists():
            older.replace(log.with_suffix(f".{number + 1}.log"))
    log.replace(log.with_suffix(".1.log"))
