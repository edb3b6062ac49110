"""What every flow shares: the folder it works on, refusals, names of runs, links."""

import json
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import State
from prefect.runtime import flow_run
from prefect.states import Completed, Failed
from sqlmodel import Session

from config.settings import Settings, SettingsError, read_settings
from flows import wiring
from flows.deployments import refresh_choices, run_link
from flows.pages import HERE
from flows.work.choices import chosen
from flows.work.pages.journey import phase_tags
from flows.work.people.officers import officers
from flows.work.refusals import RefusedError
from flows.work.texts import MOST_NAME, refuse_odd_line
from flows.work.world import World
from models.database import reading, transaction
from models.policy_file import PolicyFileError
from models.rules.holiday_file import HolidayFileError

REFUSED = "Từ chối"
CONFIGURATION = (PolicyFileError, HolidayFileError, SettingsError)
WAITING = "Chờ trả lời"  # how the name of a run begins that needs a person
LONGEST_NAME = 200  # characters of a run's name
SEE_ANSWER = "xem ở thẻ Artifacts"  # of the run's page
Work = Callable[[Session, World], str]


@contextmanager
def folder() -> Iterator[tuple[sa.Engine, Settings]]:
    """The data folder this run works on."""
    settings = read_settings()
    with wiring.engine_of(settings=settings) as engine:
        yield engine, settings


async def change(work: Work, *, by: str) -> State[Any]:
    """Carry out one change in one transaction, bring the pages up to date, and say what was done."""
    try:
        sentence = await carry_out(work, by=by)
    except RefusedError as refusal:
        return await refused(str(refusal))
    except CONFIGURATION as error:
        return await misconfigured(error)
    await publish()
    return await done(sentence)


async def carry_out(work: Work, *, by: str) -> str:
    """The change itself, as a task; raises RefusedError outside it, so that a refusal fails nothing."""
    outcome = await _carry_out(work, by)
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


@task(name="Ghi vào hệ thống", cache_policy=NO_CACHE)
async def _carry_out(work: Work, by: str) -> str | Exception:
    try:
        with folder() as (engine, settings), transaction(engine) as session:
            world = wiring.world_of(session, settings=settings)
            refuse_unknown_officer(session, by, world=world)
            return work(session, world)
    except (RefusedError, *CONFIGURATION) as error:
        return error.with_traceback(None)


def refuse_unknown_officer(session: Session, by: str, *, world: World) -> None:
    """Refuse a name that no officer bears; before the first plan nobody is known."""
    known = officers(session, day=world.today)
    refuse_odd_line(by, field="Người thực hiện", most=MOST_NAME)
    if known:
        chosen(by, dict.fromkeys(known), field="Người thực hiện")


@task(name="Cập nhật các trang theo dõi và danh sách chọn", cache_policy=NO_CACHE)
async def publish() -> None:
    """Publish what coordinators look at, and fill the dropdowns anew."""
    from flows.duty_events import tell_changes  # here: both need modules that import this one
    from flows.publishing import publish_pages

    with folder() as (engine, settings):
        await tell_changes(engine=engine)
        await publish_pages(engine=engine, settings=settings)
        await refresh_choices(choices=wiring.choices_of(engine=engine, settings=settings))


async def finish(work: Awaitable[str]) -> State[Any]:
    """The end of a run that had waited for a person: the sentence of `work`, or why it was refused."""
    try:
        sentence = await work
    except RefusedError as refusal:
        return await refused(str(refusal))
    except CONFIGURATION as error:
        return await misconfigured(error)
    state = await done(sentence)  # first: the start page lists runs by names that say they wait
    await publish()
    return state


async def will_wait(sentence: str) -> None:
    """Name the run after what it waits for, and show it on the start page.

    A run that bears the name already was answered just now, or stands there from before: nothing is to do.
    """
    name = f"{WAITING}: {sentence}"
    if flow_run.name != name[:LONGEST_NAME]:
        await name_run(name)
        await publish()


async def done(sentence: str) -> State[Any]:
    """The end of a run that did something: its sentence is its name and message."""
    await name_run(sentence, tags=_phases())
    return Completed(message=sentence)


async def refused(sentence: str) -> State[Any]:
    """The end of a run whose input was refused: nothing was changed, and that is no fault of ours."""
    await name_run(f"{REFUSED}: {sentence}")
    return Completed(name=REFUSED, message=sentence)


async def misconfigured(error: Exception) -> State[Any]:
    """The end of a run that a file in config/ made impossible: our fault, said in its sentence."""
    await name_run(f"Lỗi cấu hình: {error}")
    return Failed(message=str(error))


async def scheduled() -> bool:
    """Whether the schedule started this run, rather than a person."""
    if not flow_run.id:
        return False
    async with get_client() as client:
        return bool((await client.read_flow_run(UUID(flow_run.id))).auto_scheduled)


async def name_run(sentence: str, *, tags: Sequence[str] = ()) -> None:
    """Name the run after what it did; `tags` are added to those it has."""
    if flow_run.id:
        async with get_client() as client:
            has = (await client.read_flow_run(UUID(flow_run.id))).tags if tags else ()
            all_tags = sorted({*has, *tags}) or None
            await client.update_flow_run(UUID(flow_run.id), name=sentence[:LONGEST_NAME], tags=all_tags)


def _phases() -> list[str]:
    """The phases that plans in force are in, as tags: the list of runs tells the plan's story."""
    with folder() as (engine, _settings), reading(engine) as session:
        return phase_tags(session)


def form_links(*, settings: Settings, base: str = HERE) -> Mapping[str, str]:
    """Deployment name -> its form; relative for pages in the UI, for mails give `base`."""
    return {
        name: run_link(deployment_id=key, base=base)
        for name, key in deployment_ids(settings=settings).items()
    }


def deployment_ids(*, settings: Settings) -> Mapping[str, str]:
    """Deployment name -> id, as the runner wrote them down."""
    path = settings.data / "run" / "deployments.json"
    try:
        return dict(json.loads(path.read_text("utf-8")))
    except FileNotFoundError:
        return {}
