"""Trả lời khó khăn, vướng mắc: the answer's document, and what it says."""

from typing import Annotated, Any

from prefect import flow
from prefect.client.schemas.objects import State
from pydantic import Field
from sqlmodel import Session

from flows.forms import DAY_HINT, Signed
from flows.running import change
from flows.work.choices import chosen
from flows.work.dates import read_day, read_optional_day
from flows.work.difficulties.answering import Answer, record_answer
from flows.work.difficulties.listing import open_labels
from flows.work.world import World

ISSUED, ARRIVED = "Ngày văn bản", "Ngày đến"


class AnswerForm(Signed):
    """Văn bản trả lời và nội dung trả lời."""

    difficulty: Annotated[
        str,
        Field(
            title="Khó khăn, vướng mắc", json_schema_extra={"dondoc_choices": "difficulties"}, min_length=1
        ),
    ]
    text: Annotated[
        str,
        Field(
            title="Nội dung trả lời",
            description="Tóm tắt như trong văn bản; không ghi nội dung bí mật nhà nước.",
            min_length=1,
        ),
    ]
    number: Annotated[str, Field(title="Số/ký hiệu văn bản", description="Ví dụ 05/HD-BTC.", min_length=1)]
    issued_on: Annotated[str, Field(title=ISSUED, description=DAY_HINT, min_length=1)]
    arrived_on: Annotated[str, Field(title=ARRIVED, description=f"Để trống là hôm nay. {DAY_HINT}")] = ""


@flow(name="Trả lời khó khăn, vướng mắc")
async def answer_difficulty(form: AnswerForm) -> State[Any]:
    """Ghi nhận văn bản trả lời; việc nhắc đơn vị trả lời dừng lại."""

    def work(session: Session, world: World) -> str:
        answer = Answer(
            difficulty=chosen(
                form.difficulty, open_labels(session, day=world.today), field="Khó khăn, vướng mắc"
            ),
            text=form.text,
            number=form.number.strip(),
            issued_on=read_day(form.issued_on, field=ISSUED),
            arrived_on=read_optional_day(form.arrived_on, field=ARRIVED) or world.today,
        )
        return record_answer(session, answer=answer, by=form.by, world=world)

    return await change(work, by=form.by)
