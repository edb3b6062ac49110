"""Dừng, cho gửi lại thư: the stop switch, never behind another run."""

from typing import Annotated, Any, Literal

from prefect import flow
from prefect.client.schemas.objects import State
from pydantic import Field
from sqlmodel import Session

from flows.forms import Signed
from flows.running import change
from flows.work.stop import set_stop
from flows.work.world import World


class StopForm(Signed):
    """Dừng hoặc cho gửi lại toàn bộ thư."""

    action: Annotated[Literal["Dừng gửi thư", "Cho gửi thư trở lại"], Field(title="Việc cần làm")]
    reason: Annotated[str, Field(title="Lý do", min_length=1)]


@flow(name="Dừng, cho gửi lại thư")
async def stop_sending(form: StopForm) -> State[Any]:
    """Dừng ngay hoặc cho gửi trở lại toàn bộ thư của hệ thống."""

    def work(session: Session, world: World) -> str:
        stopped = form.action == "Dừng gửi thư"
        return set_stop(session, stopped=stopped, by=form.by, reason=form.reason.strip(), world=world)

    return await change(work, by=form.by)
