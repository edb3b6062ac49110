"""Cập nhật đầu mối: one contact, the old one kept with its dates."""

from typing import Annotated, Any

from prefect import flow
from prefect.client.schemas.objects import State
from pydantic import Field
from sqlmodel import Session

from flows.forms import ROLES, RoleLabel, Signed, UnitChoice
from flows.running import change
from flows.work.choices import chosen, unit_labels
from flows.work.dates import read_optional_day
from flows.work.people.contacts import update_contact as update
from flows.work.world import World


class ContactForm(Signed):
    """Đầu mối mới của một đơn vị."""

    unit: UnitChoice
    address: Annotated[
        str, Field(title="Địa chỉ thư điện tử", description="Ví dụ daumoi@donvi.example.", min_length=3)
    ]
    role: Annotated[RoleLabel, Field(title="Vai trò")] = "Cán bộ đầu mối"
    name: Annotated[str, Field(title="Họ tên hoặc chức danh", description="Để trống: giữ như cũ.")] = ""
    phone: Annotated[str, Field(title="Điện thoại", description="Để trống: giữ như cũ.")] = ""
    confirmed: Annotated[
        str,
        Field(
            title="Ngày đơn vị xác nhận",
            description=(
                "Đơn vị đã trả lời rằng họ tên, địa chỉ, điện thoại trên là đúng: "
                "ghi ngày/tháng/năm. Để trống: chưa xác nhận."
            ),
        ),
    ] = ""


@flow(name="Cập nhật đầu mối")
async def update_contact(form: ContactForm) -> State[Any]:
    """Thay hoặc xác nhận đầu mối của một đơn vị; thư đang chờ được chuyển sang địa chỉ mới."""

    def work(session: Session, world: World) -> str:
        return update(
            session,
            unit=chosen(form.unit, unit_labels(session, day=world.today), field="Đơn vị"),
            role=ROLES[form.role],
            name=form.name.strip(),
            address=form.address.strip(),
            phone=form.phone.strip(),
            confirmed_on=read_optional_day(form.confirmed, field="Ngày đơn vị xác nhận"),
            as_of=world.today,
            now=world.now,
            by=form.by,
        )

    return await change(work, by=form.by)
