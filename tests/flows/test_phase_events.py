"""A change of phase as Prefect's server sees it: one event each, and tags on the runs."""

import logging
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from prefect import flow
from prefect.client.orchestration import get_client
from prefect.settings import PREFECT_API_URL, PREFECT_HOME, temporary_settings

from config.settings import read_settings
from flows import wiring
from flows.phase_events import PHASE_CHANGED, emit, tell_phase_changes
from flows.running import done
from flows.work.chase.day import work_on
from flows.work.pages.journey import PhaseChange
from models.database import transaction
from models.words import Phase
from tests.factories import world_on
from tests.running_service import Service, eventually, free_port

CHANGE = PhaseChange(
    plan_id=1,
    plan_code="thu-su-kien",
    document="762/QĐ-BCA-V03",
    old=None,
    new=Phase.ISSUE,
    day=date(2024, 2, 6),
)
NOBODY = "http://127.0.0.1:{port}/api"


@pytest.fixture
def anyio_backend() -> str:
    """Prefect runs on asyncio."""
    return "asyncio"


@pytest.fixture
def _prefect(service: Service, tmp_path: Path) -> Iterator[None]:
    where = {PREFECT_API_URL: f"{service.running().url}/api", PREFECT_HOME: tmp_path}
    with temporary_settings(where):
        yield


@pytest.fixture
def example(tmp_path: Path, migrated_sqlite: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the shipped plan, which flows of this process work on."""
    shutil.copy(migrated_sqlite, tmp_path / "dondoc.sqlite3")
    monkeypatch.setenv("DONDOC_DATA", str(tmp_path))
    settings = read_settings()
    with wiring.engine_of(settings=settings) as engine:
        wiring.load_example(engine=engine, settings=settings)
    return tmp_path


def work(data: Path, day: date) -> None:
    """The daily run of that day, but for what it tells the server."""
    with wiring.engine_of(settings=read_settings(data=data)) as engine, transaction(engine) as session:
        work_on(session, day=day, dry_run=False, links={}, world=world_on(day))


async def ran(data: Path, day: date) -> int:
    """A daily run, and how many changes of phase the server confirms after it."""
    work(data, day)
    settings = read_settings(data=data)
    with wiring.engine_of(settings=settings) as engine:
        return await tell_phase_changes(engine=engine, settings=settings)


@pytest.mark.server
@pytest.mark.anyio
@pytest.mark.usefixtures("_prefect")
async def test_each_change_of_phase_is_one_event_with_the_old_and_the_new_phase(
    example: Path, service: Service
) -> None:
    """Two runs of one day, a day on which the server did not answer, and a jump over two phases."""
    confirmed = [await ran(example, date(2024, 2, 6)) for _ in range(2)]
    with temporary_settings({PREFECT_API_URL: NOBODY.format(port=free_port())}):
        confirmed.append(await ran(example, date(2024, 2, 16)))
    confirmed += [await ran(example, day) for day in (date(2024, 2, 21), date(2024, 11, 18))]
    wanted = {"event": {"name": [PHASE_CHANGED]}, "resource": {"id": ["dondoc.plan.pbgdpl-2024"]}}

    def told() -> list[tuple[str, str, str]]:
        found = service.ask("POST", "/events/filter", {"filter": {**wanted, "order": "ASC"}})["events"]
        return [(one["payload"]["old"], one["payload"]["new"], one["payload"]["day"]) for one in found]

    eventually(lambda: len(told()) >= sum(confirmed), what="the events")
    assert confirmed == [1, 0, 0, 1, 1]
    assert told() == [
        ("", "issue", "2024-02-06"),
        ("issue", "unit_plans", "2024-02-21"),
        ("unit_plans", "report", "2024-11-18"),
    ]


@pytest.mark.anyio
async def test_a_server_that_does_not_answer_is_logged_and_the_run_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    nobody = {PREFECT_API_URL: NOBODY.format(port=free_port()), PREFECT_HOME: tmp_path}
    logging.getLogger("prefect.dondoc").addHandler(caplog.handler)
    with temporary_settings(nobody):
        assert not await emit(CHANGE)
    logging.getLogger("prefect.dondoc").removeHandler(caplog.handler)
    assert "The change of phase of plan thu-su-kien was not announced" in caplog.text


@flow(name="Thử nhãn giai đoạn")
async def tagged() -> None:
    """Only its runs are looked at."""


@pytest.mark.server
@pytest.mark.anyio
@pytest.mark.usefixtures("_prefect")
async def test_a_run_is_tagged_with_the_phase_and_keeps_its_other_tags(
    example: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work(example, date(2024, 11, 18))
    async with get_client() as client:
        made = await client.create_flow_run(tagged, tags=["gửi thư"])
        monkeypatch.setenv("PREFECT__FLOW_RUN_ID", str(made.id))
        await done("Đã làm xong")
        run = await client.read_flow_run(made.id)
    assert (run.name, run.tags) == ("Đã làm xong", ["giai đoạn: Báo cáo", "gửi thư"])
