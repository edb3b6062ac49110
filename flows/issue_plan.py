"""Triển khai kế hoạch: a plan file becomes obligations, announced to the units if wished."""

from typing import Annotated, Any

from prefect import flow
from prefect.client.schemas.objects import State
from pydantic import Field
from sqlmodel import Session

from flows import wiring
from flows.forms import DAY_HINT, Signed
from flows.running import change, folder
from flows.work.choices import chosen
from flows.work.dates import read_day
from flows.work.plans.issue import issue_plan as issue
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.plan_file import PlanFile, PlanFileError, read_plan
from models.store.plan_units import plan_units


class IssueForm(Signed):
    """Triển khai một kế hoạch từ tệp kế hoạch."""

    plan_file: Annotated[
        str,
        Field(
            title="Tệp kế hoạch",
            description="Các tệp trong thư mục config/plans của hệ thống.",
            json_schema_extra={"dondoc_choices": "plan_files"},
            min_length=1,
        ),
    ]
    remind_from: Annotated[str, Field(title="Bắt đầu nhắc việc từ ngày", description=DAY_HINT, min_length=1)]
    announce: Annotated[
        bool,
        Field(
            title="Gửi thư thông báo tới các đơn vị",
            description="Mỗi đơn vị nhận một thư nêu các nhiệm vụ phải thực hiện trong năm.",
        ),
    ] = True


@flow(name="Triển khai kế hoạch")
async def issue_plan(form: IssueForm) -> State[Any]:
    """Tạo nhiệm vụ của từng đơn vị từ tệp kế hoạch; chạy lại không tạo trùng."""

    def work(session: Session, world: World) -> str:
        content = _content(form.plan_file)
        try:
            plan = _plan(form.plan_file, content, world)
            return issue(
                session,
                plan=plan,
                content=content,
                units=plan_units(session, day=plan.issued_on),
                remind_from=read_day(form.remind_from, field="Bắt đầu nhắc việc từ ngày"),
                announce=form.announce,
                by=form.by,
                world=world,
            ).sentence
        except PlanFileError as error:
            raise RefusedError(str(error)) from None

    return await change(work, by=form.by)


def _content(name: str) -> bytes:
    with folder() as (_engine, settings):
        return chosen(name, wiring.plan_files(settings=settings), field="Tệp kế hoạch").read_bytes()


def _plan(name: str, content: bytes, world: World) -> PlanFile:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise RefusedError(f"{name} không phải là tệp UTF-8; đề nghị lưu lại với mã UTF-8.") from None
    return read_plan(text, name=name, ladders=world.policy.ladders)
