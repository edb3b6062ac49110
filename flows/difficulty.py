"""Ghi nhận khó khăn, vướng mắc: of one unit; which unit answers, and by when."""

from typing import Annotated, Any

from prefect import flow
from prefect.client.schemas.objects import State
from pydantic import Field
from sqlmodel import Session

from flows.forms import DAY_HINT, PlanChoice, Signed, UnitChoice
from flows.running import change
from flows.work.choices import chosen, plan_labels, unit_labels
from flows.work.dates import read_day
from flows.work.difficulties.recording import Raised, record_difficulty
from flows.work.world import World

RAISED, ANSWER_BY = "Ngày nêu", "Đề nghị trả lời chậm nhất ngày"


class DifficultyForm(Signed):
    """Khó khăn, vướng mắc của một đơn vị."""

    unit: UnitChoice
    plan: PlanChoice
    text: Annotated[
        str,
        Field(
            title="Nội dung khó khăn, vướng mắc",
            description=(
                "Đơn vị trả lời đọc đúng nội dung này trong thư nhắc: không nêu tên đơn vị nếu không cần, "
                "không ghi nội dung bí mật nhà nước."
            ),
            min_length=1,
        ),
    ]
    raised_on: Annotated[str, Field(title=RAISED, description=DAY_HINT, min_length=1)]
    answered_by: Annotated[
        str,
        Field(
            title="Đơn vị trả lời",
            description="Gõ tên có dấu hoặc không dấu để tìm.",
            json_schema_extra={"dondoc_choices": "units"},
            min_length=1,
        ),
    ]
    answer_by: Annotated[str, Field(title=ANSWER_BY, description=DAY_HINT, min_length=1)]


@flow(name="Ghi nhận khó khăn, vướng mắc")
async def difficulty(form: DifficultyForm) -> State[Any]:
    """Việc trả lời trở thành nhiệm vụ có hạn của đơn vị trả lời, được nhắc như mọi thời hạn."""

    def work(session: Session, world: World) -> str:
        labels = unit_labels(session, day=world.today)
        raised = Raised(
            plan_id=chosen(form.plan, plan_labels(session), field="Kế hoạch"),
            unit=chosen(form.unit, labels, field="Đơn vị"),
            text=form.text,
            raised_on=read_day(form.raised_on, field=RAISED),
            answered_by=chosen(form.answered_by, labels, field="Đơn vị trả lời"),
            answer_by=read_day(form.answer_by, field=ANSWER_BY),
        )
        return record_difficulty(session, raised=raised, by=form.by, world=world)

    return await change(work, by=form.by)
