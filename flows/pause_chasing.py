"""Tạm dừng đôn đốc: a unit, or one of its tasks, is left alone for some working days."""

from typing import Annotated, Any, Literal

from prefect import flow
from prefect.client.schemas.objects import State
from pydantic import Field
from sqlmodel import Session

from flows.forms import Signed, UnitChoice
from flows.running import change
from flows.work.choices import chosen, task_labels, unit_labels
from flows.work.escalation.pausing import lift, pause
from flows.work.world import World
from models.store.units import names_on


class PauseForm(Signed):
    """Tạm dừng đôn đốc một đơn vị hoặc một nhiệm vụ của đơn vị."""

    unit: UnitChoice
    days: Annotated[int, Field(title="Số ngày làm việc", description="Kể từ hôm nay, ví dụ 5.", ge=1)]
    reason: Annotated[str, Field(title="Lý do", min_length=1)]
    task: Annotated[
        str,
        Field(
            title="Chỉ nhiệm vụ",
            description="Để trống nếu tạm dừng mọi nhiệm vụ của đơn vị.",
            json_schema_extra={"dondoc_choices": "tasks"},
        ),
    ] = ""
    action: Annotated[Literal["Tạm dừng", "Bỏ tạm dừng"], Field(title="Việc cần làm")] = "Tạm dừng"


@flow(name="Tạm dừng đôn đốc")
async def pause_chasing(form: PauseForm) -> State[Any]:
    """Trong thời gian tạm dừng không gửi thư nhắc; mốc tới hạn được ghi là đã tạm dừng, không dời lại."""

    def work(session: Session, world: World) -> str:
        unit = chosen(form.unit, unit_labels(session, day=world.today), field="Đơn vị")
        task = chosen(form.task, task_labels(session), field="Chỉ nhiệm vụ") if form.task else None
        name = names_on(session, world.today)[unit]
        if form.action == "Bỏ tạm dừng":
            return lift(session, unit=unit, unit_name=name, task=task, by=form.by, world=world)
        return pause(
            session,
            unit=unit,
            unit_name=name,
            task=task,
            days=form.days,
            reason=form.reason,
            by=form.by,
            world=world,
        )

    return await change(work, by=form.by)
