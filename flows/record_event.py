"""Ghi nhận sự kiện: the day of an event that deadlines count from."""

from typing import Annotated, Any

from prefect import flow
from prefect.client.schemas.objects import State
from pydantic import Field
from sqlmodel import Session

from flows.forms import DAY_HINT, Signed
from flows.running import change
from flows.work.choices import chosen, event_labels
from flows.work.dates import read_day
from flows.work.documents import events
from flows.work.world import World


class EventForm(Signed):
    """Ngày diễn ra một sự kiện mà thời hạn được tính theo."""

    event: Annotated[
        str,
        Field(
            title="Sự kiện",
            description="Sự kiện nêu trong kế hoạch, ví dụ «kết thúc hội nghị».",
            json_schema_extra={"dondoc_choices": "events"},
            min_length=1,
        ),
    ]
    day: Annotated[str, Field(title="Ngày diễn ra", description=DAY_HINT, min_length=1)]


@flow(name="Ghi nhận sự kiện")
async def record_event(form: EventForm) -> State[Any]:
    """Ghi nhận ngày diễn ra sự kiện; các thời hạn «… ngày sau khi …» được tính từ ngày này."""

    def work(session: Session, world: World) -> str:
        plan_id, event = chosen(form.event, event_labels(session), field="Sự kiện")
        day = read_day(form.day, field="Ngày diễn ra")
        return events.record_event(
            session, plan_id=plan_id, event=event, day=day, by=form.by, world=world
        ).sentence

    return await change(work, by=form.by)
