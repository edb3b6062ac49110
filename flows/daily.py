"""Nhắc việc hằng ngày: what falls due goes out, then the pages are brought up to date."""

import asyncio
from datetime import date
from typing import Annotated, Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.states import Completed, Failed
from pydantic import BaseModel, Field

from flows import wiring
from flows.clock import machine_now
from flows.forgetting import forget_runs
from flows.phase_events import tell_phase_changes
from flows.returned_mail import read_mailbox
from flows.running import (
    CONFIGURATION,
    done,
    folder,
    form_links,
    misconfigured,
    name_run,
    publish,
    refused,
    scheduled,
)
from flows.work.chase.auditing import audit_ledger
from flows.work.chase.day import DayWork, already_run, work_on
from flows.work.dates import read_day
from flows.work.refusals import RefusedError
from models.database import reading, transaction
from models.store.outbox import waiting_among
from templates.words_vi import plain_day

TODAY = "hôm nay"
MERGED = "Đã gộp"
PATIENCE = 120  # seconds the run waits for the mails it wrote; the sender goes on afterwards
STEP = 0.5


class DailyForm(BaseModel):
    """Nhắc việc của một ngày."""

    day: Annotated[
        str,
        Field(
            title="Ngày",
            description=(
                "Ghi «hôm nay» hoặc ngày/tháng/năm. Với dữ liệu mẫu, ghi ngày tiếp theo để đưa lịch mẫu "
                "tới ngày đó; với dữ liệu thật, ngày khác hôm nay chỉ được chạy thử."
            ),
            min_length=1,
        ),
    ]
    dry_run: Annotated[
        bool,
        Field(title="Chỉ chạy thử", description="Cho biết sẽ gửi bao nhiêu thư, không ghi và không gửi."),
    ] = False


@flow(name="Nhắc việc hằng ngày")
async def daily(form: DailyForm) -> State[Any]:
    """Xác định các lượt nhắc đến hạn, gửi thư và cập nhật các trang theo dõi."""
    try:
        day = None if form.day.strip().casefold() == TODAY else read_day(form.day, field="Ngày")
    except RefusedError as refusal:
        return await refused(str(refusal))
    if day is None and await scheduled() and (earlier := _done_today()):
        await name_run(f"{MERGED}: ngày {plain_day(earlier)} đã chạy")
        return Completed(name=MERGED, message=f"Ngày {plain_day(earlier)} đã chạy xong trước đó.")
    returned = "" if form.dry_run else await _returned()
    try:
        work = await decide(day, form.dry_run)
    except RefusedError as refusal:
        return await refused(str(refusal))
    except CONFIGURATION as error:
        return await misconfigured(error)
    if work.dry_run:
        return await done(work.sentence)
    with folder() as (engine, settings):
        await tell_phase_changes(engine=engine, settings=settings)
    left = await wait_for_mail(work.messages)
    await forget_runs()
    await publish()
    note = f" Còn {left} thư đang chờ gửi." if left else ""
    checked: State[Any] = await check_ledger(return_state=True)  # type: ignore[misc]  # typed as if not async
    fault = f" Hệ thống tự kiểm tra: {checked.message}" if checked.is_failed() else ""
    return await done(f"{work.sentence}{note}{returned}{fault}")


async def _returned() -> str:
    """First what came back, so that nobody is written to under an address that is known to be dead."""
    with folder() as (_engine, settings):
        if wiring.returned_mailbox(settings=settings) is None:
            return ""
    return await read_returned()


@task(name="Đọc hộp thư báo trả lại", cache_policy=NO_CACHE)
async def read_returned() -> str:
    """What is worth a word: an address that was marked, or a mailbox out of reach, which stops nothing."""

    def read() -> str:
        with folder() as (engine, settings):
            tally, sentence = read_mailbox(engine=engine, settings=settings)
        return f" {sentence}" if tally.condemned or tally.fault else ""

    try:
        return await asyncio.to_thread(read)
    except CONFIGURATION:
        return ""  # the day's decision says so


async def decide(day: date | None, dry_run: bool) -> DayWork:
    """Write today's notices and messages; raises outside the task, so that a refusal fails nothing."""
    outcome = await _decide(day, dry_run)
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


@task(name="Xác định thư phải gửi", cache_policy=NO_CACHE)
async def _decide(day: date | None, dry_run: bool) -> DayWork | Exception:
    try:
        return _work_on(day, dry_run)
    except (RefusedError, *CONFIGURATION) as error:
        return error.with_traceback(None)


def _work_on(day: date | None, dry_run: bool) -> DayWork:
    """All of it in one transaction."""
    with folder() as (engine, settings), transaction(engine) as session:
        world = wiring.world_of(session, settings=settings)
        links = form_links(settings=settings, base=wiring.ui_address(settings=settings))
        return work_on(session, day=day or world.today, dry_run=dry_run, links=links, world=world)


@task(name="Chờ bộ phận gửi thư", cache_policy=NO_CACHE)
async def wait_for_mail(messages: tuple[int, ...]) -> int:
    """Wait, bounded, until these messages have left; how many have not."""
    with folder() as (engine, _settings):
        for _ in range(int(PATIENCE / STEP)):
            with reading(engine) as session:
                left = waiting_among(session, messages=messages, now=machine_now())
            if not left:
                return 0
            await asyncio.sleep(STEP)
        return left


@task(name="Kiểm tra sổ nhắc việc", cache_policy=NO_CACHE)
async def check_ledger() -> State[Any]:
    """Look at what was written: the task fails with what it finds, while the day's work stays done."""
    with folder() as (engine, settings), reading(engine) as session:
        report = audit_ledger(session, world=wiring.world_of(session, settings=settings))
    return Failed(message=report.sentence) if report.findings else Completed(message=report.sentence)


def _done_today() -> date | None:
    with folder() as (engine, settings), reading(engine) as session:
        today = wiring.world_of(session, settings=settings).today
        return today if already_run(session, day=today) else None
