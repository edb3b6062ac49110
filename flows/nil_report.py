"""Báo cáo không phát sinh: a document came in that says that nothing happened."""

from typing import Annotated, Any

from prefect import flow
from prefect.client.schemas.objects import State
from pydantic import Field
from sqlmodel import Session

from flows.forms import DAY_HINT, Signed, TaskChoice, UnitChoice, duty_of
from flows.running import change
from flows.work.dates import read_day
from flows.work.documents.record import Entry, record
from flows.work.world import World


class NilForm(Signed):
    """Văn bản đến báo cáo không phát sinh."""

    unit: UnitChoice
    task: TaskChoice
    number: Annotated[
        str, Field(title="Số/ký hiệu", description="Như trên văn bản, ví dụ 05/BC-CAT-PV01.", min_length=1)
    ]
    issued_on: Annotated[str, Field(title="Ngày ban hành", description=DAY_HINT, min_length=1)]
    arrived_on: Annotated[str, Field(title="Ngày đến", description=DAY_HINT, min_length=1)]
    remark: Annotated[str, Field(title="Ghi chú")] = ""


@flow(name="Báo cáo không phát sinh")
async def nil_report(form: NilForm) -> State[Any]:
    """Ghi nhận một văn bản báo cáo không phát sinh; đơn vị không bị nhắc nữa, thống kê riêng."""

    def work(session: Session, world: World) -> str:
        duty = duty_of(session, unit=form.unit, task=form.task, world=world)
        entry = Entry(
            unit=duty.unit,
            tasks=(duty.task,),
            number=form.number.strip(),
            issued_on=read_day(form.issued_on, field="Ngày ban hành"),
            arrived_on=read_day(form.arrived_on, field="Ngày đến"),
            remark=form.remark.strip(),
            nil=True,
        )
        return record(session, entry=entry, by=form.by, world=world).sentence

    return await change(work, by=form.by)
