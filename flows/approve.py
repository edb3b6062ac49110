"""Duyệt gửi cấp trên: nothing above a unit's department head leaves without this form."""

from typing import Annotated, Any, Literal

from prefect import flow
from prefect.client.schemas.objects import State
from pydantic import Field
from sqlmodel import Session

from config.settings import read_settings
from flows.forms import Signed
from flows.running import change
from flows.work.choices import chosen, unit_labels
from flows.work.escalation.approving import approve as let_go
from flows.work.escalation.approving import refuse
from flows.work.files.store import Files
from flows.work.world import World


class ApproveForm(Signed):
    """Duyệt, không duyệt những gì hệ thống giữ lại trước khi gửi lên cấp trên."""

    held: Annotated[
        list[str],
        Field(
            title="Nội dung chờ duyệt",
            description="Danh sách đơn vị của từng nội dung ở trang Duyệt gửi cấp trên.",
            json_schema_extra={"dondoc_choices": "held"},
            min_length=1,
        ),
    ]
    decision: Annotated[Literal["Duyệt gửi", "Không duyệt"], Field(title="Quyết định")]
    except_units: Annotated[
        list[str],
        Field(
            default_factory=list,
            title="Trừ các đơn vị",
            description="Đơn vị chọn ở đây vẫn chờ duyệt.",
            json_schema_extra={"dondoc_choices": "units"},
        ),
    ]
    reason: Annotated[str, Field(title="Lý do", description="Bắt buộc khi không duyệt.")] = ""


@flow(name="Duyệt gửi cấp trên")
async def approve(form: ApproveForm) -> State[Any]:
    """Duyệt thì thư được gửi, dự thảo được soạn; không duyệt thì giữ lại cùng lý do."""

    def work(session: Session, world: World) -> str:
        labels = unit_labels(session, day=world.today)
        left_out = {chosen(unit, labels, field="Trừ các đơn vị") for unit in form.except_units}
        if form.decision == "Không duyệt":
            return refuse(
                session,
                labels=form.held,
                except_units=left_out,
                reason=form.reason,
                by=form.by,
                world=world,
            ).sentence
        files = Files(data=read_settings().data)
        return let_go(
            session, labels=form.held, except_units=left_out, by=form.by, files=files, world=world
        ).sentence

    return await change(work, by=form.by)
