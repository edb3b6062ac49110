"""Two servers of Prefect behind nginx, with Redis between them, by the guide's own files."""

import os
import shutil
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.debian_postgres import POSTGRES, postgres_for
from tests.flows.test_machines import START, held, issue
from tests.running_service import DAILY, eventually, free_port
from tests.several_machines import Machines

PROGRAMS = {
    "PostgreSQL 15": POSTGRES.exists(),
    "redis-server": shutil.which("redis-server") is not None,
    "nginx": shutil.which("nginx", path="/usr/sbin:/usr/bin") is not None,
}
MISSING = ", ".join(name for name, there in PROGRAMS.items() if not there)
pytestmark = [
    pytest.mark.server,
    pytest.mark.long,
    pytest.mark.skipif(bool(MISSING), reason=f"not tested here, not installed: {MISSING}"),
]

USER = "user root; " if os.getuid() == 0 else ""  # else its workers cannot write below a folder of ours
FRAME = """{user}daemon off; pid {folder}/nginx.pid; error_log stderr;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    {site}
}}
"""
REDIS = 'bind 127.0.0.1\nport {port}\nrequirepass doi-mat-khau-redis\nsave ""\ndir {folder}\n'


class TwoServers(Machines):
    """The guide's machines, with a second server of Prefect, Redis and nginx."""

    first: int
    second: int
    redis: int

    def prepare(self) -> None:
        """The files of section 9."""
        self.first, self.second, self.redis = free_port(), free_port(), free_port()
        folder = self.data.parent
        (folder / "redis.conf").write_text(REDIS.format(port=self.redis, folder=folder))
        (folder / "nginx.conf").write_text(
            FRAME.format(user=USER, folder=folder, site=self._here("nginx.conf"))
        )
        self.more += self._here("redis.env")
        self.write_env()

    def _here(self, block: str) -> str:
        found = self.text(block).replace("redis.noi-bo:6379", f"127.0.0.1:{self.redis}")
        found = found.replace("may-1.noi-bo:4200", f"127.0.0.1:{self.first}")
        return found.replace("may-2.noi-bo:4200", f"127.0.0.1:{self.second}")

    def begin_program(self, *command: str) -> subprocess.Popen[bytes]:
        """A program that is not ours."""
        log = self.data.with_name(f"{Path(command[0]).name}.log").open("ab")
        with log:
            process = subprocess.Popen(command, stdout=log, stderr=log)
        self.processes.append(process)
        return process

    def server(self, port: int) -> subprocess.Popen[bytes]:
        """One of the two, once it answers by itself."""
        process = self.start("server", DONDOC_UI_PORT=str(port))
        eventually(lambda: answers(port), seconds=120, what="the server")
        return process


def answers(port: int) -> bool:
    """Whether a server of Prefect does, asked without nginx."""
    try:
        return httpx.get(f"http://127.0.0.1:{port}/api/health", timeout=5).status_code in (200, 401)
    except httpx.HTTPError:
        return False


@pytest.fixture
def machines(tmp_path: Path) -> Iterator[TwoServers]:
    """Everything of the guide but the servers and the worker."""
    with postgres_for(tmp_path) as postgres:
        made = TwoServers(data=tmp_path / "data", postgres=postgres, smtp_port=free_port())
        with made.ended():
            made.run("csdl")
            made.prepare()
            yield made


def test_either_server_may_die_and_the_forms_go_on(machines: TwoServers) -> None:
    """One story: each server is killed while a run waits, Redis restarts; people see only nginx."""
    redis = redis_of(machines)
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin")
    assert nginx
    machines.begin_program(nginx, "-c", str(machines.data.with_name("nginx.conf")))
    one = machines.server(machines.first)
    two = machines.server(machines.second)
    machines.run("deploy")
    machines.start("worker")
    issue(machines)
    dies_under_a_run(machines, one)
    machines.server(machines.first)
    dies_under_a_run(machines, two)
    machines.server(machines.second)
    redis.terminate()
    redis.wait(10)
    redis_of(machines)
    machines.ended_well(machines.begin(START))
    no_moment_was_scheduled_twice(machines)


def redis_of(machines: TwoServers) -> subprocess.Popen[bytes]:
    """Redis, as Debian packages it."""
    return machines.begin_program("redis-server", str(machines.data.with_name("redis.conf")))


def dies_under_a_run(machines: TwoServers, server: subprocess.Popen[bytes]) -> None:
    """kill -9 while a run waits: it ends well, forms open at once, and its events arrived."""
    with held(machines):
        run = machines.begin(START)
        machines.reaches(run, "RUNNING")
        server.send_signal(signal.SIGKILL)
        server.wait(10)
        assert machines.ask("POST", "/deployments/filter", {"limit": 1}), "the other one answers"
        other = machines.begin(START)
    machines.ended_well(run)
    machines.ended_well(other)
    eventually(lambda: "prefect.flow-run.Completed" in events_of(machines, other), what="its events")


def events_of(machines: TwoServers, run: str) -> set[str]:
    """What the servers recorded about a run; these pass through Redis."""
    asked = {"filter": {"resource": {"id": [f"prefect.flow-run.{run}"]}}, "limit": 50}
    return {event["event"] for event in machines.ask("POST", "/events/filter", asked)["events"]}


def no_moment_was_scheduled_twice(machines: TwoServers) -> None:
    """Two schedulers on one database."""
    waiting: Any = {
        "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}},
        "flows": {"name": {"any_": [DAILY]}},
    }
    runs = machines.ask("POST", "/flow_runs/filter", waiting)
    moments = Counter(run["expected_start_time"] for run in runs)
    assert moments, "a few are scheduled ahead"
    assert set(moments.values()) == {1}
