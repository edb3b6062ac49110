"""Không thuộc diện thực hiện: the plan does not mean this unit."""

from typing import Annotated, Any, Literal

from prefect import flow
from prefect.client.schemas.objects import State
from pydantic import Field
from sqlmodel import Session

from flows.forms import Signed, TaskChoice, UnitChoice, duty_of
from flows.running import change
from flows.work.duties.exempting import exempt, undo_exemption
from flows.work.world import World


class ExemptForm(Signed):
    """Một đơn vị không phải thực hiện một nhiệm vụ theo quy định của kế hoạch."""

    unit: UnitChoice
    task: TaskChoice
    basis: Annotated[
        str,
        Field(
            title="Căn cứ, lý do",
            description="Mục của kế hoạch hoặc ý kiến của lãnh đạo; khi bỏ thì ghi lý do bỏ.",
            min_length=1,
        ),
    ]
    action: Annotated[Literal["Không thuộc diện", "Bỏ, theo dõi trở lại"], Field(title="Việc cần làm")] = (
        "Không thuộc diện"
    )


@flow(name="Không thuộc diện thực hiện")
async def exempt_unit(form: ExemptForm) -> State[Any]:
    """Đơn vị không phải thực hiện nhiệm vụ này: không nhắc nữa, thống kê riêng."""

    def work(session: Session, world: World) -> str:
        duty = duty_of(session, unit=form.unit, task=form.task, world=world)
        if form.action == "Bỏ, theo dõi trở lại":
            return undo_exemption(session, duty=duty, reason=form.basis, by=form.by, world=world)
        return exempt(session, duty=duty, basis=form.basis, by=form.by, world=world)

    return await change(work, by=form.by)
