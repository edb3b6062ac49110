"""Gia hạn gửi văn bản: a leader agreed to a unit's request; undone here too."""

from typing import Annotated, Any, Literal

from prefect import flow
from prefect.client.schemas.objects import State
from pydantic import Field
from sqlmodel import Session

from flows.forms import DAY_HINT, Signed, TaskChoice, UnitChoice, duty_of
from flows.running import change
from flows.work.dates import read_day
from flows.work.duties.extending import Request, extend, undo_extension
from flows.work.world import World


class ExtendForm(Signed):
    """Gia hạn một nhiệm vụ của một đơn vị theo văn bản đề nghị đã được đồng ý."""

    unit: UnitChoice
    task: TaskChoice
    action: Annotated[Literal["Gia hạn", "Bỏ gia hạn"], Field(title="Việc cần làm")]
    reason: Annotated[str, Field(title="Lý do", min_length=1)]
    new_due: Annotated[
        str, Field(title="Gia hạn đến hết ngày", description=f"Bắt buộc khi gia hạn. {DAY_HINT}")
    ] = ""
    number: Annotated[
        str,
        Field(
            title="Số văn bản đề nghị gia hạn",
            description="Văn bản của đơn vị; bắt buộc khi gia hạn.",
        ),
    ] = ""
    requested_on: Annotated[
        str, Field(title="Ngày văn bản đề nghị", description=f"Bắt buộc khi gia hạn. {DAY_HINT}")
    ] = ""
    agreed_by: Annotated[
        str,
        Field(
            title="Lãnh đạo đồng ý",
            description="Cấp bậc, họ tên, chức vụ; bắt buộc khi gia hạn.",
        ),
    ] = ""


@flow(name="Gia hạn gửi văn bản")
async def extend_deadline(form: ExtendForm) -> State[Any]:
    """Dời ngày cuối cùng của một đơn vị; ngày ban đầu vẫn được lưu, việc nhắc tính theo ngày mới."""

    def work(session: Session, world: World) -> str:
        duty = duty_of(session, unit=form.unit, task=form.task, world=world)
        if form.action == "Bỏ gia hạn":
            return undo_extension(session, duty=duty, reason=form.reason, by=form.by, world=world)
        request = Request(
            number=form.number,
            requested_on=read_day(form.requested_on, field="Ngày văn bản đề nghị"),
            agreed_by=form.agreed_by,
            reason=form.reason,
            new_due=read_day(form.new_due, field="Gia hạn đến hết ngày"),
        )
        return extend(session, duty=duty, request=request, by=form.by, world=world)

    return await change(work, by=form.by)
