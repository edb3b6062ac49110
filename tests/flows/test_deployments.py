"""Which flow runs when: names, dropdowns, links, schedules that people changed."""

import json
import shutil
from collections.abc import Iterator
from datetime import date, time
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from prefect import flow
from prefect.client.orchestration import get_client
from prefect.client.schemas.schedules import CronSchedule
from prefect.settings import PREFECT_API_URL, PREFECT_HOME, temporary_settings
from pydantic import BaseModel, Field

from config.settings import read_settings
from flows.catalogue import SERVED, Served
from flows.deployments import (
    build,
    fill_choices,
    find,
    plan_schedule,
    refresh_choices,
    run_link,
)
from flows.pages import ensure, publish
from flows.service.automations import LOST_RUNS, ensure_automations
from flows.service.today import is_missing
from flows.wiring import engine_of
from models.database import transaction
from models.tables import DayRun, Folder
from models.words import FolderKind, Region
from tests.factories import moment
from tests.running_service import Service

HA_GIANG, CAO_BANG = "Công an tỉnh Hà Giang · ha giang", "Công an tỉnh Cao Bằng · cao bang"


class Form(BaseModel):
    """Ghi nhận một văn bản của một đơn vị."""

    unit: str = Field(title="Đơn vị", json_schema_extra={"dondoc_choices": "units"})
    others: list[str] = Field(default=[], title="Đơn vị khác", json_schema_extra={"dondoc_choices": "units"})
    region: Region = Field(default=Region.NORTH, title="Vùng")
    event: str = Field(default="", title="Sự kiện", json_schema_extra={"dondoc_choices": "events"})


@flow(name="Thử biểu mẫu")
async def probe(form: Form) -> str:
    """A flow with a form."""
    return form.unit


PROBE = Served(
    flow=f"{__name__}:probe",
    name="Thử biểu mẫu",
    description="Mô tả.",
    daily=True,
    one_at_a_time=True,
    parameters={"form": {"unit": HA_GIANG}},
)


def properties(schema: Any) -> Any:
    """The fields of the form."""
    return schema["definitions"]["Form"]["properties"]


@pytest.fixture
def anyio_backend() -> str:
    """Prefect runs on asyncio."""
    return "asyncio"


@pytest.fixture
def _prefect(service: Service, tmp_path: Path) -> Iterator[None]:
    where = {PREFECT_API_URL: f"{service.running().url}/api", PREFECT_HOME: tmp_path}
    with temporary_settings(where):
        yield


async def forget() -> None:
    """Begin without the deployment that another test left."""
    async with get_client() as client:
        if live := await find(name=PROBE.full_name, client=client):
            await client.delete_deployment(live.id)


async def served(*, units: list[str], daily_at: time = time(7, 30), paused: bool = False) -> Any:
    """The deployment on the server after `dondoc up` has served it."""
    async with get_client() as client:
        deployment = await build(served=PROBE, choices={"units": units}, start_page="trang-dau")
        await plan_schedule(deployment=deployment, served=PROBE, at=daily_at, paused=paused, client=client)
        await deployment.aapply()
        return await find(name=PROBE.full_name, client=client)


def test_every_name_is_one_prefect_accepts_and_stands_once() -> None:
    """Prefect refuses these characters in the names of flows and deployments."""
    names = [one.name for one in SERVED]
    assert len(set(names)) == len(names)
    assert not [name for name in names if set(name) & set("/%&><")]


def test_a_field_that_names_its_choices_becomes_a_dropdown() -> None:
    """A plain text field and a list both get the names; other fields and unknown lists stay as they are."""
    schema = {"definitions": {"Form": Form.model_json_schema()}}
    filled = properties(fill_choices(schema=schema, choices={"units": [HA_GIANG, CAO_BANG]}))
    assert filled["unit"]["enum"] == [HA_GIANG, CAO_BANG]
    assert filled["others"]["items"]["enum"] == [HA_GIANG, CAO_BANG]
    assert "enum" not in filled["event"]
    assert filled["region"] == properties(schema)["region"]


def test_filling_again_replaces_the_old_choices_and_keeps_an_empty_default() -> None:
    """After a merger the old names are gone; a field that may stay empty can still be left empty."""
    schema: Any = {"definitions": {"Form": Form.model_json_schema()}}
    for events in (["Sơ kết"], ["Hội nghị"], []):
        schema = fill_choices(schema=schema, choices={"units": events, "events": events})
        assert properties(schema)["unit"].get("enum", []) == events
        assert properties(schema)["event"].get("enum", [""]) == ["", *events]


def test_a_link_carries_vietnamese_text_whole() -> None:
    """Links to prefilled forms hold any text a document number may have."""
    form = {"form": {"unit": HA_GIANG, "number": "05/KH-CAT & “PX03” #1? 100%"}}
    link = urlsplit(run_link(deployment_id="abc", parameters=form, base="http://127.0.0.1:4200/v2"))
    assert link.path == "/v2/deployments/deployment/abc/run"
    assert json.loads(parse_qs(link.query)["parameters"][0]) == form
    assert run_link(deployment_id="abc") == "../../deployments/deployment/abc/run"


@pytest.mark.server
@pytest.mark.anyio
@pytest.mark.usefixtures("_prefect")
async def test_an_imported_unit_appears_in_the_live_form_and_a_dropped_one_is_refused() -> None:
    """Dropdowns are filled anew after imports, without serving again."""
    await forget()
    live = await served(units=[HA_GIANG])
    assert await refresh_choices(choices={"units": [CAO_BANG]}, served=[PROBE]) == 1
    assert await refresh_choices(choices={"units": [CAO_BANG]}, served=[PROBE]) == 0
    async with get_client() as client:
        run = await client.create_flow_run_from_deployment(live.id, parameters={"form": {"unit": CAO_BANG}})
        assert run.parameters["form"]["unit"] == CAO_BANG
        with pytest.raises(Exception, match="is not one of") as caught:
            await client.create_flow_run_from_deployment(live.id, parameters={"form": {"unit": HA_GIANG}})
    assert caught.value.response.status_code == 409  # type: ignore[attr-defined]  # Prefect's own HTTP error
    assert live.description.endswith("[Bắt đầu từ đây](../../artifacts/artifact/trang-dau)")


@pytest.mark.server
@pytest.mark.anyio
@pytest.mark.usefixtures("_prefect")
async def test_serving_again_keeps_what_people_made_of_a_schedule() -> None:
    """A paused schedule stays paused, another hour stays; only a changed DONDOC_DAILY_AT moves it."""
    await forget()
    [schedule] = (await served(units=[], paused=True)).schedules
    assert (schedule.active, schedule.schedule.cron) == (False, "30 7 * * *")
    assert schedule.schedule.timezone == "Asia/Ho_Chi_Minh"
    assert schedule.parameters == {"form": {"unit": HA_GIANG}}
    async with get_client() as client:
        live = await find(name=PROBE.full_name, client=client)
        assert live is not None
        night = CronSchedule(cron="0 22 * * *", timezone="Asia/Ho_Chi_Minh")
        await client.update_deployment_schedule(live.id, schedule.id, schedule=night)
    [kept] = (await served(units=[HA_GIANG])).schedules
    assert (kept.active, kept.schedule.cron) == (False, "0 22 * * *")
    [moved] = (await served(units=[HA_GIANG], daily_at=time(6, 5))).schedules
    assert (moved.active, moved.schedule.cron) == (False, "5 6 * * *")


@pytest.mark.parametrize(
    ("now", "done", "missing"),
    [
        ("2026-03-10T00:29", False, False),  # 07:29 in Hanoi: its hour is still to come
        ("2026-03-10T00:30", False, True),
        ("2026-03-10T16:59", False, True),
        ("2026-03-10T17:00", False, False),  # the next day, 00:00
        ("2026-03-10T05:00", True, False),
    ],
)
def test_a_missing_day_is_run_once_its_hour_has_passed(
    migrated_sqlite: Path, tmp_path: Path, now: str, done: bool, missing: bool
) -> None:
    """`dondoc up` runs today if it is missing."""
    shutil.copy(migrated_sqlite, tmp_path / "dondoc.sqlite3")
    settings = read_settings(data=tmp_path)
    with engine_of(settings=settings) as engine, transaction(engine) as session:
        session.add(Folder(kind=FolderKind.REAL, created_at=moment()))
        if done:
            session.add(DayRun(day=date(2026, 3, 10), finished_at=moment(), summary=""))
    assert is_missing(settings=settings, now=moment(now)) is missing


@pytest.mark.server
@pytest.mark.anyio
@pytest.mark.usefixtures("_prefect")
async def test_a_page_keeps_its_address_when_it_is_written_again() -> None:
    """Links in descriptions and mails must not grow old."""
    page = await ensure(key="trang-thu", title="Trang thử")
    assert await publish(key="trang-thu", title="Trang thử", markdown="# Hôm nay") == page
    assert await ensure(key="trang-thu", title="Trang thử") == page
    async with get_client() as client:
        [artifact] = [one for one in await client.read_artifacts() if one.key == "trang-thu"]
    assert artifact.data == "# Hôm nay"
    assert artifact.description == f"[Trang thử](../../artifacts/artifact/{page})"


@pytest.mark.server
@pytest.mark.anyio
@pytest.mark.usefixtures("_prefect")
async def test_starting_again_makes_no_second_automation_and_keeps_it_switched_off() -> None:
    """`dondoc up` made it; registering again, also after somebody doubled or paused it, leaves one."""
    async with get_client() as client:
        [live] = await client.read_automations_by_name(LOST_RUNS.name)
        await client.pause_automation(live.id)
        for _ in range(2):
            [key] = await ensure_automations(client=client)
            [kept] = await client.read_automations_by_name(LOST_RUNS.name)
            assert (kept.id, kept.enabled) == (key, False)
        await client.create_automation(LOST_RUNS)
        await ensure_automations(client=client)
        [one] = await client.read_automations_by_name(LOST_RUNS.name)
        await client.resume_automation(one.id)
        assert one.actions == LOST_RUNS.actions
