"""A real `dondoc up`: how long until it answers, what that is made of, and what Prefect adds to a day."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median
from threading import Thread
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

from prefect.settings import PREFECT_API_URL, PREFECT_HOME, temporary_settings

from config.settings import Settings, read_settings
from flows import wiring
from flows.clock import machine_now
from flows.daily import DailyForm, daily
from flows.publishing import page_texts
from flows.service.prepare import prepare
from flows.work.chase.auditing import audit_ledger
from flows.work.chase.day import work_on
from models.database import reading, transaction
from models.store.outbox import waiting_among
from tests.benchmarks.measuring import Row, spread, taken
from tests.conftest import PREFECT_DATABASE
from tests.running_service import DAILY, Service, eventually

FIRST = date(2024, 3, 18)  # days of the example without a mail to units follow
IMPORTS = {"our commands": "import flows.cli", "Prefect with its server": "import prefect.server.api.server"}


def cold_start(folder: Path) -> list[Row]:
    """From the command to the first answer of its address, on a new and on an existing folder."""
    data = folder / "service"
    new, old = _start(data), _start(data)
    return [
        Row(
            key="start",
            what=f"`dondoc up` to its first answer, {kind} folder",
            values=[answer],
            unit=" s",
            notes=(f"all served after {served:.1f} s", *(_parts(folder, data) if kind == "new" else ())),
        )
        for kind, (answer, served) in (("new", new), ("existing", old))
    ]


def _start(data: Path) -> tuple[float, float]:
    service = Service(data=data, arguments=())
    answered: list[float] = []
    start = time.perf_counter()
    Thread(target=_watch, args=(f"{service.url}/api/health", start, answered), daemon=True).start()
    service.running()
    served = time.perf_counter() - start
    service.stop()
    return answered[0], served


def _watch(url: str, start: float, answered: list[float]) -> None:
    while time.perf_counter() - start < 120:
        try:
            urlopen(url, timeout=1).close()
        except (URLError, OSError):
            time.sleep(0.05)
        else:
            answered.append(time.perf_counter() - start)
            return


def _parts(folder: Path, data: Path) -> Sequence[str]:
    """What it is made of, each measured by itself."""
    imports = {name: _python(code) for name, code in IMPORTS.items()}
    bare = _python("from prefect.server.database import provide_database_interface")
    home = {"PREFECT_HOME": str(folder / "home")}
    new, existing = (_python(PREFECT_DATABASE, home) - bare for _ in range(2))
    ours = [taken(lambda: prepare(settings=_own(folder), empty=False)).seconds for _ in range(2)]
    return (
        "imports: " + ", ".join(f"{name} {seconds:.1f} s" for name, seconds in imports.items()),
        f"Prefect's database: new {new:.1f} s, existing {existing:.1f} s",
        f"our database: new {ours[0]:.1f} s, existing {ours[1]:.1f} s",
    )


def _own(folder: Path) -> Settings:
    (folder / "own" / "backups").mkdir(parents=True, exist_ok=True)
    return read_settings(data=folder / "own")


def _python(code: str, extra: dict[str, str] | None = None) -> float:
    environment = {**os.environ, "PREFECT_SERVER_ANALYTICS_ENABLED": "false", **(extra or {})}
    command = [sys.executable, "-c", code]
    return taken(lambda: subprocess.run(command, check=True, env=environment)).seconds


def prefect_share(folder: Path, *, rounds: int) -> list[Row]:
    """The same quiet days of the example: as a flow run in this process, as plain functions, and served."""
    service = Service(data=folder / "service", arguments=()).running()
    days = iter([FIRST + timedelta(days=n) for n in range(3 * (rounds + 1))])
    where = {PREFECT_API_URL: f"{service.url}/api", PREFECT_HOME: folder / "client"}
    before = dict(os.environ)
    os.environ["DONDOC_DATA"] = str(service.data)
    flows: list[float] = []
    plains: list[float] = []
    serveds: list[float] = []
    try:
        with temporary_settings(where):
            for _ in range(rounds + 1):
                flows.append(taken(lambda: _flow(next(days))).seconds)
                plains.append(taken(lambda: _plain(service.data, next(days))).seconds)
                serveds.append(_served(service, next(days)))
    finally:
        os.environ.clear()
        os.environ.update(before)
        service.stop()
    return _share(flows[1:], plains[1:], serveds[1:])


def _share(flows: Sequence[float], plains: Sequence[float], serveds: Sequence[float]) -> list[Row]:
    plain = median(plains)
    notes = (f"plain functions {spread(plains)} s, flow run {spread(flows)} s, served {spread(serveds)} s",)
    return [
        Row(
            key="prefect",
            what="Prefect's share of a daily run: flow run less plain functions",
            values=[one - plain for one in flows],
            promised="<= 3 s",
            unit=" s",
            notes=notes,
        ),
        Row(
            key="served",
            what="the same served by `dondoc up`, with the start of its process",
            values=[one - plain for one in serveds],
            unit=" s",
        ),
    ]


def _flow(day: date) -> None:
    running: Any = daily(DailyForm(day=f"{day:%d/%m/%Y}"), return_state=True)
    ended = asyncio.run(running)
    assert ended.is_completed(), ended


def _plain(data: Path, day: date) -> None:
    settings = read_settings(data=data)
    with wiring.engine_of(settings=settings) as engine:
        with transaction(engine) as session:
            world = wiring.world_of(session, settings=settings)
            work = work_on(session, day=day, dry_run=False, links={}, world=world)
        with reading(engine) as session:
            while waiting_among(session, messages=work.messages, now=machine_now()):
                session.rollback()
                time.sleep(0.5)
        page_texts(engine=engine, settings=settings, links={}, waiting=())
        wiring.choices_of(engine=engine, settings=settings)
        with reading(engine) as session:
            audit_ledger(session, world=wiring.world_of(session, settings=settings))


def _served(service: Service, day: date) -> float:
    """From the moment the runner takes it up to its end, as the server has written it down."""
    path = f"/deployments/{service.deployment(DAILY)['id']}/create_flow_run"
    form = {"day": f"{day:%d/%m/%Y}", "dry_run": False}
    run = service.ask("POST", path, {"parameters": {"form": form}})["id"]
    service.ended(run)
    states = eventually(lambda: service.ask("GET", f"/flow_run_states/?flow_run_id={run}"))
    at = {state["type"]: datetime.fromisoformat(state["timestamp"]) for state in states}
    return (at["COMPLETED"] - at["PENDING"]).total_seconds()
