"""Runs of forms whose fields named people: they go when the people's names go from our own tables."""

from datetime import UTC, date, datetime, time

from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowFilter, FlowFilterName, FlowRunFilter, FlowRunFilterStartTime
from sqlmodel import col, select

from flows import wiring
from flows.running import folder
from flows.work.trainings.erasing import erase_from
from models.database import reading
from models.tables import Plan

WITH_NAMES = ["Ghi nhận cán bộ được cử dự tập huấn", "Ghi nhận tham dự tập huấn"]
AT_ONCE = 200  # runs asked for in one go


@task(name="Xóa lần chạy có họ tên cán bộ", cache_policy=NO_CACHE)
async def forget_runs() -> int:
    """Delete the runs of years whose participants are erased by now; how many."""
    before = _before()
    if before is None:
        return 0
    start = FlowRunFilter(start_time=FlowRunFilterStartTime(before_=before))
    deleted = 0
    async with get_client() as client:
        while runs := await client.read_flow_runs(
            flow_filter=FlowFilter(name=FlowFilterName(any_=WITH_NAMES)),
            flow_run_filter=start,
            limit=AT_ONCE,
        ):
            for run in runs:
                await client.delete_flow_run(run.id)
            deleted += len(runs)
    return deleted


def _before() -> datetime | None:
    """The end of the last year whose time has passed: what ran later belongs to plans that go on."""
    with folder() as (engine, settings), reading(engine) as session:
        world = wiring.world_of(session, settings=settings)
        years = session.exec(select(Plan.year).order_by(col(Plan.year).desc())).all()
        due = [year for year in years if erase_from(year, world.policy.participants_months) <= world.today]
    return datetime.combine(date(max(due) + 1, 1, 1), time.min, UTC) if due else None
