"""Ghi nhận văn bản đến: one document of one unit, for one task or several."""

from typing import Annotated, Any

from prefect import flow
from prefect.client.schemas.objects import State
from pydantic import Field
from sqlmodel import Session

from flows.forms import (
    CHANNELS,
    DAY_HINT,
    FORMS,
    SECRECY,
    ChannelLabel,
    FormLabel,
    SecrecyLabel,
    Signed,
    TaskChoice,
    UnitChoice,
)
from flows.running import change
from flows.work.choices import chosen, task_labels, unit_labels
from flows.work.dates import read_day, read_optional_day, read_optional_hour
from flows.work.documents.record import Entry, record
from flows.work.world import World


class RecordForm(Signed):
    """Một văn bản đến."""

    unit: UnitChoice
    task: TaskChoice
    number: Annotated[
        str, Field(title="Số/ký hiệu", description="Như trên văn bản, ví dụ 05/KH-CAT-PV01.", min_length=1)
    ]
    issued_on: Annotated[str, Field(title="Ngày ban hành", description=DAY_HINT, min_length=1)]
    arrived_on: Annotated[str, Field(title="Ngày đến", description=DAY_HINT, min_length=1)]
    sent_on: Annotated[
        str, Field(title="Ngày gửi", description="Theo dấu bưu điện hoặc thư gửi; để trống nếu không rõ.")
    ] = ""
    arrived_time: Annotated[
        str, Field(title="Giờ đến", description="Chỉ cần khi thời hạn tính đến giờ, ví dụ 19:45.")
    ] = ""
    channel: Annotated[ChannelLabel, Field(title="Hình thức gửi")] = "Bản giấy"
    form: Annotated[FormLabel, Field(title="Bản đã nhận")] = "Bản chính có ký, đóng dấu"
    secrecy: Annotated[
        SecrecyLabel, Field(title="Độ mật", description="Từ Mật trở lên chỉ lưu số và ngày, không ghi chú.")
    ] = "Thường"
    also: Annotated[
        list[str],
        Field(
            default_factory=list,
            title="Đáp ứng cả nhiệm vụ khác",
            description="Chọn thêm nếu một văn bản báo cáo nhiều nhiệm vụ.",
            json_schema_extra={"dondoc_choices": "tasks"},
        ),
    ]
    remark: Annotated[str, Field(title="Ghi chú")] = ""

    def entry(self, session: Session, world: World) -> Entry:
        """The document as the rules need it; raises RefusedError naming the field."""
        tasks = task_labels(session)
        return Entry(
            unit=chosen(self.unit, unit_labels(session, day=world.today), field="Đơn vị"),
            tasks=tuple(
                dict.fromkeys(chosen(label, tasks, field="Nhiệm vụ") for label in (self.task, *self.also))
            ),
            number=self.number.strip(),
            issued_on=read_day(self.issued_on, field="Ngày ban hành"),
            sent_on=read_optional_day(self.sent_on, field="Ngày gửi"),
            arrived_on=read_day(self.arrived_on, field="Ngày đến"),
            arrived_time=read_optional_hour(self.arrived_time, field="Giờ đến"),
            channel=CHANNELS[self.channel],
            form=FORMS[self.form],
            secrecy=SECRECY[self.secrecy],
            remark=self.remark.strip(),
        )


@flow(name="Ghi nhận văn bản đến")
async def record_document(form: RecordForm) -> State[Any]:
    """Ghi nhận một văn bản đến của một đơn vị."""

    def work(session: Session, world: World) -> str:
        return record(session, entry=form.entry(session, world), by=form.by, world=world).sentence

    return await change(work, by=form.by)
