"""A real `dondoc up` for tests, and its processes as /proc shows them."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import httpx

T = TypeVar("T")
START_SECONDS = 240
DAILY = "Nhắc việc hằng ngày"


def eventually(look: Callable[[], T], *, seconds: float = 30, what: str = "it") -> T:
    """The first true answer of `look`; AssertionError when time is up."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := look():
            return answer
        time.sleep(0.1)
    raise AssertionError(f"{what} did not happen within {seconds} s")


def free_port() -> int:
    """A port of loopback that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Service:
    """`dondoc up` on one data folder, started when first asked for."""

    data: Path
    arguments: tuple[str, ...] = ("--empty",)
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[str] | None = None
    printed: str = ""
    program: tuple[str, ...] = (sys.executable, "-c", "from flows.cli import main; main()")
    patience: int = START_SECONDS
    auth: tuple[str, str] | None = None  # user and password of the UI, where one is set
    prefect: Path | None = None  # a database that Prefect made; None: it makes its own at the first start

    @property
    def url(self) -> str:
        """Where the UI answers."""
        return f"http://127.0.0.1:{self.port}"

    def running(self) -> "Service":
        """This service, up."""
        if self.process is None:
            self._start()
        return self

    def _start(self) -> None:
        own = self.data / "prefect" / "prefect.db"
        if self.prefect and not own.exists():
            own.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            shutil.copy(self.prefect, own)
        output = self.data.with_suffix(".out")
        command = [*self.program, "up"]
        options = ["--data", str(self.data), "--port", str(self.port), *self.arguments]
        clean = {
            key: value for key, value in os.environ.items() if not key.startswith(("PREFECT_", "DONDOC_"))
        }
        clean["PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS"] = "5"  # a new schedule is seen sooner
        clean["PREFECT_SERVER_SERVICES_DB_VACUUM_LOOP_SECONDS"] = "5"  # an old run goes sooner
        with output.open("w") as stream:
            self.process = subprocess.Popen(
                [*command, *options],
                stdout=stream,
                stderr=stream,
                text=True,
                env=clean,
                start_new_session=True,
            )
        try:
            eventually(
                lambda: self._said(output, "dondoc is running"), seconds=self.patience, what="the start"
            )
        except AssertionError:
            self.send(signal.SIGTERM).wait()  # nobody else would end it
            raise
        finally:
            self.printed = output.read_text()

    def _said(self, output: Path, words: str) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, output.read_text()
        return words in output.read_text()

    def processes(self) -> list[int]:
        """Every living process that works for this data folder."""
        marks = (f"PREFECT_HOME={self.data / 'prefect'}".encode(), f"DONDOC_DATA={self.data}".encode())
        return [pid for pid in map(int, filter(str.isdigit, os.listdir("/proc"))) if _bears(pid, marks)]

    def send(self, number: signal.Signals) -> subprocess.Popen[str]:
        """Send a signal to the parent alone, and forget it."""
        process, self.process = self.process, None
        assert process is not None
        process.send_signal(number)
        return process

    def stop(self) -> int:
        """SIGTERM, and the exit code."""
        return self.send(signal.SIGTERM).wait(20)

    def ask(self, method: str, path: str, json: Any = None) -> Any:
        """A question to Prefect's API, with the token it wants; asked again while its database is busy."""
        with httpx.Client(base_url=f"{self.url}/api", timeout=20, auth=self.auth) as client:
            me = str(uuid.uuid4())
            token = client.get("/csrf-token", params={"client": me}).json()["token"]
            headers = {"Prefect-Csrf-Client": me, "Prefect-Csrf-Token": token}
            for _ in range(20):
                answer = client.request(method, path, json=json, headers=headers)
                if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                    break
                time.sleep(0.1)
            assert answer.status_code < 300, answer.text
            return answer.json() if answer.content else None

    def run_day(self, words: str) -> str:
        """Fill in *Nhắc việc hằng ngày* for a day such as 21/02/2024; the name the run gives itself."""
        form = {"day": words, "dry_run": False}
        path = f"/deployments/{self.deployment(DAILY)['id']}/create_flow_run"
        run = self.ask("POST", path, {"parameters": {"form": form}})["id"]
        return self.ended(run, what=f"the run of {words}")

    def ended(self, run: str, *, what: str = "the run") -> str:
        """The name that a run gives itself once it is completed."""

        def completed() -> str:
            seen = self.ask("GET", f"/flow_runs/{run}")
            assert seen["state_type"] not in ("FAILED", "CRASHED"), seen["state"]
            return str(seen["name"]) if seen["state_type"] == "COMPLETED" else ""

        return eventually(completed, seconds=180, what=what)

    def deployment(self, name: str) -> Any:
        """A deployment by its Vietnamese name."""
        return self.ask("GET", f"/deployments/name/{name}/{name}")


def _bears(pid: int, marks: tuple[bytes, ...]) -> bool:
    try:
        return any(mark in Path(f"/proc/{pid}/environ").read_bytes().split(b"\0") for mark in marks)
    except OSError:
        return False
