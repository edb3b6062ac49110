"""Sao lưu dữ liệu: a copy of the whole installation, every night, while everybody goes on working."""

import asyncio
from typing import Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed

from flows import wiring
from flows.clock import day_of, machine_now
from flows.running import done, folder, name_run, scheduled
from flows.work.backup.kept import kept
from flows.work.refusals import RefusedError

MERGED = "Đã gộp"
FAILED = "Chưa sao lưu được"


@flow(name="Sao lưu dữ liệu")
async def back_up() -> State[Any]:
    """Chép cơ sở dữ liệu, văn bản và cấu hình của đơn vị vào thư mục sao lưu; giữ các bản gần nhất."""
    if await scheduled() and _copied_today():
        await name_run(f"{MERGED}: hôm nay đã có bản sao lưu")
        return Completed(name=MERGED, message="Hôm nay đã có bản sao lưu.")
    outcome = await _copy()
    if isinstance(outcome, Exception):
        await name_run(f"{FAILED}: {outcome}")
        return Failed(message=str(outcome))  # the watchdog tells the coordinators of it
    return await done(outcome)


@task(name="Chép dữ liệu", cache_policy=NO_CACHE)
async def _copy() -> str | Exception:
    with folder() as (engine, settings):
        try:
            return await asyncio.to_thread(wiring.back_up, engine=engine, settings=settings)
        except RefusedError as error:
            return error.with_traceback(None)


def _copied_today() -> bool:
    """Several nights that were missed are made up for by one copy."""
    with folder() as (_engine, settings):
        return any(day_of(copy.made_at) == day_of(machine_now()) for copy in kept(settings.backups)[:1])
