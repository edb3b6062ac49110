"""Xem trước thư sẽ gửi: who would get what on a day, and why."""

from functools import partial
from typing import Annotated, Any

from prefect import flow
from prefect.client.schemas.objects import State
from pydantic import BaseModel, Field

from flows import wiring
from flows.forms import DAY_HINT
from flows.pages import publish_answer
from flows.running import CONFIGURATION, SEE_ANSWER, done, folder, misconfigured, refused
from flows.simulating import composer
from flows.work.ahead.preview import Question, preview
from flows.work.choices import chosen, unit_labels
from flows.work.dates import read_day
from flows.work.refusals import RefusedError
from models.database import reading
from templates.preview.facts import PreviewFacts
from templates.preview.render import render_preview
from templates.words_vi import plain_day

TITLE = "Xem trước thư sẽ gửi"


class PreviewForm(BaseModel):
    """Xem trước một ngày: ai nhận thư gì, vì sao; không gửi và không ghi gì."""

    day: Annotated[str, Field(title="Ngày", description=f"Từ hôm nay trở đi. {DAY_HINT}", min_length=1)]
    unit: Annotated[
        str,
        Field(
            title="Chỉ đơn vị",
            description="Để trống để xem mọi đơn vị.",
            json_schema_extra={"dondoc_choices": "units"},
        ),
    ] = ""
    mail: Annotated[
        str, Field(title="Xem đủ nội dung thư gửi địa chỉ", description="Để trống nếu không cần.")
    ] = ""


@flow(name="Xem trước thư sẽ gửi")
async def preview_mail(form: PreviewForm) -> State[Any]:
    """Chạy thử ngày đã chọn trên bản sao; không gửi thư, không thay đổi số liệu."""
    try:
        facts = _look_ahead(form)
    except RefusedError as refusal:
        return await refused(str(refusal))
    except CONFIGURATION as error:
        return await misconfigured(error)
    await publish_answer(title=TITLE, markdown=render_preview(facts))
    return await done(
        f"Ngày {plain_day(facts.day)}: {len(facts.mails)} thư, {len(facts.not_sent)} lượt không gửi; "
        f"{SEE_ANSWER}"
    )


def _look_ahead(form: PreviewForm) -> PreviewFacts:
    day = read_day(form.day, field="Ngày")
    with folder() as (engine, settings), reading(engine) as session:
        world = wiring.world_of(session, settings=settings)
        labels = unit_labels(session, day=world.today)
        unit = chosen(form.unit, labels, field="Chỉ đơn vị") if form.unit else ""
        wanted = None if form.mail else frozenset[str]()
        return preview(
            session,
            question=Question(day=day, unit=unit, mail=form.mail),
            world=world,
            compose=partial(composer, settings=settings, example=world.example, wanted=wanted),
            mails_per_minute=settings.mails_per_minute,
        )
