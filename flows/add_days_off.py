"""Cập nhật ngày nghỉ: the yearly notice as pasted rows; what it moves is shown before it is kept."""

from typing import Annotated, Any, Literal

from prefect import flow
from prefect.client.schemas.objects import State
from prefect.flow_runs import asuspend_flow_run
from prefect.input import RunInput
from pydantic import Field
from sqlmodel import Session

from flows import wiring
from flows.forms import Signed
from flows.running import change, folder, refused, will_wait
from flows.work.documents.days_off import MovedStage, keep_days, moved_stages
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.database import reading
from models.rules.pasted_days import UnreadableDaysError, read_days
from models.rules.workdays import DayOff
from templates.dashboards.moved_stages import moved_stages_text

Answer = Literal["Áp dụng", "Bỏ qua"]


class DaysForm(Signed):
    """Thông báo nghỉ lễ, Tết, làm bù."""

    rows: Annotated[
        str,
        Field(
            title="Các ngày nghỉ, làm bù",
            description=(
                "Mỗi ngày một dòng hoặc cách nhau bằng dấu chấm phẩy, ví dụ: "
                "27/01/2025 - 31/01/2025: nghỉ Tết Nguyên đán; 26/04/2025: làm bù."
            ),
            min_length=1,
        ),
    ]
    source: Annotated[
        str, Field(title="Căn cứ", description="Số, ngày của thông báo, ví dụ 6150/TB-BLĐTBXH.", min_length=1)
    ]


class Confirm(RunInput):
    """Trả lời sau khi xem các mốc nhắc việc thay đổi."""

    answer: Annotated[Answer, Field(title="Áp dụng các ngày này?")]


@flow(name="Cập nhật ngày nghỉ", persist_result=True)
async def add_days_off(form: DaysForm) -> State[Any]:
    """Bổ sung ngày nghỉ, ngày làm bù; cho xem các mốc nhắc việc thay đổi rồi mới áp dụng."""
    try:
        days = read_days(form.rows, source=form.source)
        moved = _moved(days)
    except (UnreadableDaysError, RefusedError) as error:
        return await refused(str(error))
    text = moved_stages_text(days=[_spoken(day) for day in days], moved=moved)
    await will_wait(f"{len(days)} ngày nghỉ, làm bù")
    answer = await asuspend_flow_run(
        wait_for_input=Confirm.with_initial_data(description=text), key="ap-dung", timeout=7 * 24 * 3600
    )
    if answer.answer != "Áp dụng":
        return await refused("Người thực hiện chọn bỏ qua; lịch làm việc giữ nguyên.")

    def work(session: Session, world: World) -> str:
        moved = keep_days(session, days=days, by=form.by, world=world)
        return f"Đã cập nhật {len(days)} ngày nghỉ, làm bù; {len(moved)} mốc nhắc việc chuyển ngày."

    return await change(work, by=form.by)


def _spoken(day: DayOff) -> str:
    return f"{day.day:%d/%m/%Y}: {day.name}"


def _moved(days: tuple[DayOff, ...]) -> list[MovedStage]:
    with folder() as (engine, settings), reading(engine) as session:
        return moved_stages(session, days=days, world=wiring.world_of(session, settings=settings))
