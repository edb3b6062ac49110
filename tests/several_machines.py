"""docs/nhieu-may.md, followed word for word: each part a process of its own, as on machines of their own."""

import os
import re
import shlex
import signal
import subprocess
import sys
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.debian_postgres import ADMINISTRATOR, Postgres
from tests.running_service import eventually, free_port

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "docs" / "nhieu-may.md"
BLOCK = re.compile(
    r"<!-- (?P<kind>chạy|chạy nền|tệp): (?P<name>[\w.-]+) -->\n```\w*\n(?P<text>.*?)^```", re.M | re.S
)
PATIENCE = 150  # seconds, on a busy machine


def blocks() -> Mapping[str, str]:
    """What a reader copies, by the name that stands above it."""
    return {found["name"]: found["text"] for found in BLOCK.finditer(GUIDE.read_text("utf-8"))}


@dataclass
class Machines:
    """The parts of the guide, with the values of this machine in place of the guide's."""

    data: Path
    postgres: Postgres
    smtp_port: int
    more: str = ""  # lines added to .env
    port: int = field(default_factory=free_port)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def text(self, name: str) -> str:
        """A block of the guide."""
        found = blocks()[name]
        for guides, ours in self._values().items():
            found = found.replace(guides, ours)
        return found

    def _values(self) -> Mapping[str, str]:
        """All that differs from the guide."""
        program = Path(sys.executable).parent / "dondoc"
        return {
            "sudo -u postgres psql": f"psql -h 127.0.0.1 -p {self.postgres.port} -U postgres",
            "/opt/dondoc/dondoc": str(program),
            "/var/lib/dondoc": str(self.data),
            "csdl.noi-bo:5432": f"127.0.0.1:{self.postgres.port}",
            "may-chinh.noi-bo:4200": f"127.0.0.1:{self.port}",
            "DONDOC_UI_HOST=0.0.0.0": "DONDOC_UI_HOST=127.0.0.1",
            "DONDOC_UI_PORT=4200": f"DONDOC_UI_PORT={self.port}",
            "thu.noi-bo": "127.0.0.1",
            "DONDOC_SMTP_PORT=25": f"DONDOC_SMTP_PORT={self.smtp_port}",
            "DONDOC_SMTP_SECURITY=starttls": "DONDOC_SMTP_SECURITY=none",
        }

    def write_env(self) -> None:
        """The one file of settings."""
        self.data.mkdir(mode=0o700)
        (self.data / ".env").write_text(self.text(".env") + self.more)

    def run(self, name: str) -> str:
        """A command of the guide, to its end; what it prints."""
        done = subprocess.run(
            ["bash", "-c", self.text(name)],
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def dondoc(self, *arguments: str) -> str:
        """Another command of ours."""
        program = Path(sys.executable).parent / "dondoc"
        command = [str(program), *arguments, "--data", str(self.data)]
        done = subprocess.run(command, env=self._environment(), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self, name: str, **settings: str) -> subprocess.Popen[bytes]:
        """A part that goes on; its output lies beside the data folder."""
        words = shlex.split(self.text(name))
        given = dict(word.split("=", 1) for word in words if re.match(r"[A-Z_]+=", word))
        command = [word for word in words if not re.match(r"[A-Z_]+=", word)]
        log = self.data.with_name(f"{name}-{len(self.processes)}.log")
        with log.open("wb") as output:
            process = subprocess.Popen(
                command, env=self._environment() | given | settings, cwd="/", stdout=output, stderr=output,
                start_new_session=True,
            )  # fmt: skip
        self.processes.append(process)
        return process

    def _environment(self) -> dict[str, str]:
        kept = {
            key: value for key, value in os.environ.items() if not key.startswith(("PREFECT_", "DONDOC_"))
        }
        return kept | {"PGPASSWORD": ADMINISTRATOR}

    @contextmanager
    def ended(self) -> Iterator[None]:
        """After the block nothing lives any more, the runs of workers neither."""
        try:
            yield
        finally:
            for process in self.processes:
                for pid in (*descendants(process.pid), process.pid):
                    kill(pid)
            for process in self.processes:
                process.wait(20)

    def ask(self, method: str, path: str, json: Any = None) -> Any:
        """A question to Prefect's API."""
        base = f"http://127.0.0.1:{self.port}/api"
        with httpx.Client(base_url=base, timeout=60, auth=("canbo", "doi-mat-khau-nay-nua")) as client:
            me = str(uuid.uuid4())
            token = client.get("/csrf-token", params={"client": me}).json()["token"]
            headers = {"Prefect-Csrf-Client": me, "Prefect-Csrf-Token": token}
            answer = client.request(method, path, json=json, headers=headers)
            assert answer.status_code < 300, answer.text
            return answer.json() if answer.content else None

    def answers(self) -> bool:
        """Whether Prefect's server does."""
        try:
            return httpx.get(f"http://127.0.0.1:{self.port}/api/health", timeout=5).status_code in (200, 401)
        except httpx.HTTPError:
            return False

    def begin(self, name: str, form: Mapping[str, Any] | None = None) -> str:
        """Send a form; the id of its run."""
        key = self.ask("GET", f"/deployments/name/{name}/{name}")["id"]
        parameters = {"parameters": {"form": dict(form)} if form else {}}
        return str(self.ask("POST", f"/deployments/{key}/create_flow_run", parameters)["id"])

    def ended_well(self, run: str) -> None:
        """AssertionError if the run does anything but complete."""
        state = self.reaches(run, "COMPLETED", "FAILED", "CRASHED")["state"]
        assert state["type"] == "COMPLETED", state

    def busy_worker(self) -> subprocess.Popen[bytes]:
        """The only one with a run."""
        [busy] = [one for one in self._living("prefect worker") if descendants(one.pid)]
        return busy

    def senders(self) -> list[subprocess.Popen[bytes]]:
        """Those that live."""
        return self._living("deliver --keep-on")

    def _living(self, words: str) -> list[subprocess.Popen[bytes]]:
        return [one for one in self.processes if one.poll() is None and words in shlex.join(one.args)]  # type: ignore[arg-type]  # ours are lists

    def state(self, run: str) -> Any:
        """The run as Prefect knows it."""
        return self.ask("GET", f"/flow_runs/{run}")

    def reaches(self, run: str, *states: str, seconds: int = PATIENCE) -> Any:
        """The run, once it is in one of these states."""
        eventually(
            lambda: self.state(run)["state_type"] in states, seconds=seconds, what=f"{states} of {run}"
        )
        return self.state(run)


def descendants(pid: int) -> list[int]:
    """The processes that this one started, and theirs."""
    try:
        tasks = Path(f"/proc/{pid}/task").iterdir()
        own = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return []
    return [found for child in own for found in (child, *descendants(child))]


def kill(pid: int) -> None:
    """SIGKILL, if it lives."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
