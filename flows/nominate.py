"""Ghi nhận cán bộ được cử dự tập huấn: a unit's answer to its invitation."""

from typing import Annotated, Any

from prefect import flow
from prefect.client.schemas.objects import State
from pydantic import BaseModel, Field
from sqlmodel import Session

from flows.forms import DAY_HINT, Signed, UnitChoice
from flows.running import change
from flows.work.choices import chosen, unit_labels
from flows.work.dates import read_optional_day
from flows.work.trainings.labels import ANNOUNCED, training_labels
from flows.work.trainings.nominating import Answer, nominate
from flows.work.trainings.people import Person, read_people
from flows.work.world import World


class PersonRow(BaseModel):
    """Một cán bộ."""

    name: Annotated[str, Field(title="Họ và tên")]
    position: Annotated[str, Field(title="Cấp bậc, chức vụ")] = ""
    phone: Annotated[str, Field(title="Điện thoại")] = ""


class NominateForm(Signed):
    """Đơn vị trả lời giấy mời: danh sách cán bộ, hoặc lý do không cử. Danh sách sau thay danh sách trước."""

    training: Annotated[
        str,
        Field(
            title="Lớp tập huấn",
            json_schema_extra={"dondoc_choices": "trainings_announced"},
            min_length=1,
        ),
    ]
    unit: UnitChoice
    pasted: Annotated[
        str,
        Field(
            title="Danh sách cán bộ (dán)",
            description="Mỗi dòng: họ tên; cấp bậc, chức vụ; điện thoại. Ghi đủ mọi cán bộ đơn vị cử.",
        ),
    ] = ""
    people: Annotated[list[PersonRow], Field(default_factory=list, title="Hoặc ghi từng cán bộ")]
    declined: Annotated[bool, Field(title="Đơn vị không cử cán bộ")] = False
    reason: Annotated[str, Field(title="Lý do không cử", description="Bắt buộc khi không cử.")] = ""
    number: Annotated[
        str, Field(title="Số văn bản của đơn vị", description="Để trống nếu trả lời qua điện thoại, thư.")
    ] = ""
    issued_on: Annotated[str, Field(title="Ngày văn bản", description=f"Không bắt buộc. {DAY_HINT}")] = ""
    arrived_on: Annotated[str, Field(title="Ngày trả lời", description=f"Để trống: hôm nay. {DAY_HINT}")] = ""


@flow(name="Ghi nhận cán bộ được cử dự tập huấn")
async def nominate_people(form: NominateForm) -> State[Any]:
    """Đơn vị không bị nhắc nữa; lớp đủ chỗ thì cán bộ vào danh sách chờ, có chỗ trống thì được báo."""

    def work(session: Session, world: World) -> str:
        known = training_labels(session, statuses=(ANNOUNCED,))
        typed = [Person(name=one.name, position=one.position, phone=one.phone) for one in form.people]
        answer = Answer(
            training_id=chosen(form.training, known, field="Lớp tập huấn"),
            unit=chosen(form.unit, unit_labels(session, day=world.today), field="Đơn vị"),
            people=(*read_people(form.pasted), *typed),
            declined=form.declined,
            reason=form.reason,
            number=form.number,
            issued_on=read_optional_day(form.issued_on, field="Ngày văn bản"),
            arrived_on=read_optional_day(form.arrived_on, field="Ngày trả lời") or world.today,
        )
        return nominate(session, answer=answer, by=form.by, world=world)

    return await change(work, by=form.by)
