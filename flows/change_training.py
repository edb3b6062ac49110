"""Điều chỉnh lớp tập huấn: another day or place, or called off; whoever was invited is told."""

from typing import Annotated, Any, Literal

from prefect import flow
from prefect.client.schemas.objects import State
from pydantic import Field
from sqlmodel import Session

from flows.forms import DAY_HINT, Signed
from flows.running import change
from flows.work.choices import chosen, unit_labels
from flows.work.dates import read_optional_day, read_optional_hour
from flows.work.trainings.changing import Wanted, cancel
from flows.work.trainings.changing import change as change_it
from flows.work.trainings.labels import CHOICES, training_labels
from flows.work.world import World

CALL_OFF = "Hủy lớp"
KEPT = "Để trống: giữ nguyên."


class ChangeForm(Signed):
    """Đổi ngày, giờ, địa điểm của một lớp, hoặc hủy lớp; đơn vị đã mời được báo bằng thư."""

    training: Annotated[
        str,
        Field(title="Lớp tập huấn", json_schema_extra={"dondoc_choices": "trainings_ahead"}, min_length=1),
    ]
    action: Annotated[Literal["Điều chỉnh", "Hủy lớp"], Field(title="Việc cần làm")]
    first_day: Annotated[
        str, Field(title="Ngày khai mạc mới", description=f"{KEPT} Các ngày khác dời theo. {DAY_HINT}")
    ] = ""
    last_day: Annotated[str, Field(title="Ngày bế mạc mới", description=f"{KEPT} {DAY_HINT}")] = ""
    starts_at: Annotated[str, Field(title="Giờ bắt đầu mới", description=f"{KEPT} Ví dụ 08:00.")] = ""
    ends_at: Annotated[str, Field(title="Giờ kết thúc mới", description=f"{KEPT} Ví dụ 17:00.")] = ""
    place: Annotated[str, Field(title="Địa điểm mới", description=KEPT)] = ""
    host: Annotated[
        str,
        Field(
            title="Đơn vị đăng cai mới",
            description=KEPT,
            json_schema_extra={"dondoc_choices": "units"},
        ),
    ] = ""
    nominate_by: Annotated[str, Field(title="Hạn cử cán bộ mới", description=f"{KEPT} {DAY_HINT}")] = ""
    practical: Annotated[str, Field(title="Thông tin thêm mới", description=KEPT)] = ""
    reason: Annotated[
        str, Field(title="Lý do hủy", description="Bắt buộc khi hủy; đơn vị đọc nguyên văn.")
    ] = ""


@flow(name="Điều chỉnh lớp tập huấn")
async def change_training(form: ChangeForm) -> State[Any]:
    """Đơn vị đã nhận giấy mời được báo những gì thay đổi, lịch trong hộp thư được cập nhật hoặc gỡ bỏ."""

    def work(session: Session, world: World) -> str:
        known = training_labels(session, statuses=CHOICES["trainings_ahead"])
        training = chosen(form.training, known, field="Lớp tập huấn")
        if form.action == CALL_OFF:
            return cancel(session, training_id=training, reason=form.reason, by=form.by, world=world)
        wanted = _wanted(session, form, world)
        return change_it(session, training_id=training, wanted=wanted, by=form.by, world=world)

    return await change(work, by=form.by)


def _wanted(session: Session, form: ChangeForm, world: World) -> Wanted:
    units = unit_labels(session, day=world.today)
    return Wanted(
        first_day=read_optional_day(form.first_day, field="Ngày khai mạc mới"),
        last_day=read_optional_day(form.last_day, field="Ngày bế mạc mới"),
        starts_at=read_optional_hour(form.starts_at, field="Giờ bắt đầu mới"),
        ends_at=read_optional_hour(form.ends_at, field="Giờ kết thúc mới"),
        place=form.place.strip() or None,
        host_unit=chosen(form.host, units, field="Đơn vị đăng cai mới") if form.host else None,
        nominate_by=read_optional_day(form.nominate_by, field="Hạn cử cán bộ mới"),
        practical=form.practical.strip() or None,
    )
