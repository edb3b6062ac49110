"""Prefect's own database does not grow for ever: ended runs go, whatever people look at stays."""

import sqlite3
from contextlib import closing

import httpx
import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import ArtifactCreate
from prefect.client.schemas.objects import State
from prefect.states import Completed, Suspended

from config.settings import read_settings
from flows.pages import START_KEY
from flows.service.prefect_environment import environment
from flows.start_here import start_here
from tests.flows.test_deployments import _prefect as _prefect
from tests.running_service import Service, eventually

LONG_AGO = "2020-01-01 00:00:00.000000"
pytestmark = [pytest.mark.server, pytest.mark.long, pytest.mark.anyio]


@pytest.fixture
def anyio_backend() -> str:
    """Prefect runs on asyncio."""
    return "asyncio"


@pytest.mark.usefixtures("_prefect")
async def test_a_run_that_ended_long_ago_goes_with_its_artifacts_and_nothing_else(service: Service) -> None:
    """A run of yesterday stays, a form that has waited for years stays, and so do the pages."""
    async with get_client() as client:
        states: dict[str, State[None]] = {
            "old": Completed(),
            "new": Completed(),
            "waiting": Suspended(timeout_seconds=10**9),
        }
        runs = {
            name: (await client.create_flow_run(start_here, state=state)).id for name, state in states.items()
        }
        answer = ArtifactCreate(type="markdown", data="cũ", flow_run_id=runs["old"])
        answered = await client.create_artifact(answer)
    with closing(sqlite3.connect(service.data / "prefect" / "prefect.db", timeout=30)) as connection:
        aged = [(LONG_AGO, str(runs[name])) for name in ("old", "waiting")]
        assert connection.executemany(
            "UPDATE flow_run SET start_time = ?1, end_time = ?1 WHERE id = ?2", aged
        ).rowcount == len(aged)
        connection.commit()
    eventually(lambda: gone(service, f"/flow_runs/{runs['old']}"), seconds=60, what="the end of the old run")
    eventually(lambda: gone(service, f"/artifacts/{answered.id}"), what="the end of its artifact")
    assert not gone(service, f"/flow_runs/{runs['new']}")
    assert not gone(service, f"/flow_runs/{runs['waiting']}")
    assert service.ask("GET", f"/artifacts/{START_KEY}/latest")


def gone(service: Service, path: str) -> bool:
    """Whether the server knows it no more."""
    return httpx.get(f"{service.url}/api{path}", timeout=20).status_code == httpx.codes.NOT_FOUND


@pytest.mark.parametrize(("days", "events"), [(90, 30), (7, 7)])
def test_how_long_is_a_setting(service: Service, days: int, events: int, tmp_path: object) -> None:
    """Events go earlier: there are hundreds a day."""
    settings = read_settings(data=service.data, prefect_keep_days=days)
    given = environment(settings=settings, inherited={})
    assert given["PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD"] == str(days * 24 * 3600)
    assert given["PREFECT_SERVER_EVENTS_RETENTION_PERIOD"] == f"P{events}D"
