"""Nhập biểu số liệu: the workbooks in incoming/ become figures of the units' reports, all in one go."""

from functools import partial
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from prefect import flow, task
from prefect.artifacts import acreate_progress_artifact, aupdate_progress_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from pydantic import Field

from config.settings import read_settings
from flows import wiring
from flows.forms import Signed
from flows.pages import publish_answer
from flows.running import (
    CONFIGURATION,
    SEE_ANSWER,
    done,
    folder,
    misconfigured,
    publish,
    refuse_unknown_officer,
    refused,
)
from flows.work.figures.many import Fate, Outcome, import_many, told
from flows.work.files.incoming import names_in, path_of, put_away
from flows.work.files.store import Files
from flows.work.refusals import RefusedError
from models.database import reading
from templates.dashboards.figures_import import TITLE, WorkbookLine, figures_import_page

GROUPS = {
    Fate.REFUSED: "Cần sửa",
    Fate.NO_DOCUMENT: "Chưa có văn bản được ghi nhận",
    Fate.IMPORTED: "Đã nhập",
    Fate.KNOWN: "Đã nhập từ trước",
}
NEXT_STEPS = {
    "Cần sửa": "Tệp vẫn nằm trong thư mục incoming; đề nghị đơn vị sửa các ô dưới đây rồi nhập lại.",
    "Chưa có văn bản được ghi nhận": "Ghi nhận văn bản của đơn vị trước, rồi chạy lại biểu mẫu này.",
    "Đã nhập": "Số liệu được xem xét khi rà soát báo cáo; tệp đã chuyển sang thư mục incoming/da-nhan.",
    "Đã nhập từ trước": "Không nhập lại; tệp đã chuyển sang thư mục incoming/da-nhan.",
}


class ImportForm(Signed):
    """Nhập các biểu số liệu đã chép vào thư mục incoming."""

    files: Annotated[
        list[str],
        Field(
            default_factory=list,
            title="Các biểu số liệu",
            description="Để trống: nhập mọi tệp .xlsx trong thư mục incoming.",
            json_schema_extra={"dondoc_choices": "incoming"},
        ),
    ]


@flow(name="Nhập biểu số liệu")
async def import_figures(form: ImportForm) -> State[Any]:
    """Đọc từng biểu, nhập vào báo cáo của đúng đơn vị; biểu chưa đúng được nêu rõ từng ô cần sửa."""
    incoming = read_settings().data / "incoming"
    try:
        paths = _paths(form, incoming)
        with folder() as (engine, settings), reading(engine) as session:
            refuse_unknown_officer(session, form.by, world=wiring.world_of(session, settings=settings))
        outcomes = await _read(paths, form.by)
    except RefusedError as refusal:
        return await refused(str(refusal))
    except CONFIGURATION as error:
        return await misconfigured(error)
    await publish_answer(title=TITLE, markdown=page(outcomes))
    await publish()
    return await done(f"{told(outcomes)} Kết quả từng đơn vị: {SEE_ANSWER}.")


def _paths(form: ImportForm, incoming: Path) -> list[Path]:
    names = list(dict.fromkeys(form.files)) or [
        name for name in names_in(incoming) if name.lower().endswith(".xlsx")
    ]
    if not names:
        raise RefusedError(
            "Thư mục incoming chưa có biểu số liệu (.xlsx) nào; đề nghị chép các biểu vào đó rồi chạy lại."
        )
    return [path_of(name, incoming=incoming) for name in names]


@task(name="Đọc các biểu số liệu", cache_policy=NO_CACHE)
async def _read(paths: list[Path], by: str) -> list[Outcome]:
    """One task for all of them, with a bar that shows how far it is."""
    bar = await acreate_progress_artifact(progress=0.0, description="Đọc các biểu số liệu")
    outcomes: list[Outcome] = []
    with folder() as (engine, settings):
        for outcome in import_many(
            engine=engine,
            paths=paths,
            by=by,
            files=Files(data=settings.data),
            world_of=partial(wiring.world_of, settings=settings),
            largest_mb=settings.largest_file_mb,
        ):
            if outcome.taken:  # its transaction has ended
                put_away(outcome.path, incoming=settings.data / "incoming", sha256_taken=outcome.sha256)
            outcomes.append(outcome)
            await _show(bar, len(outcomes), len(paths))
    return outcomes


async def _show(bar: UUID, done_so_far: int, of: int) -> None:
    """Twenty times at most: each is a request."""
    if done_so_far == of or done_so_far % max(of // 20, 1) == 0:
        await aupdate_progress_artifact(artifact_id=bar, progress=100 * done_so_far / of)


def page(outcomes: list[Outcome]) -> str:
    """What became of each, those that somebody must act on first."""
    lines = [
        WorkbookLine(group=GROUPS[one.fate], file=one.path.name, unit=one.unit_name, sentences=one.sentences)
        for one in outcomes
    ]
    return figures_import_page(summary=told(outcomes), lines=lines, next_steps=NEXT_STEPS)
