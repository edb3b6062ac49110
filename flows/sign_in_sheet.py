"""Danh sách ký nhận tập huấn: the sheet to be printed, as a file and by mail."""

from typing import Annotated, Any

from prefect import flow
from prefect.client.schemas.objects import State
from pydantic import Field
from sqlmodel import Session

from config.settings import read_settings
from flows.forms import Signed
from flows.running import change
from flows.work.choices import chosen
from flows.work.files.store import Files
from flows.work.trainings.labels import CHOICES, training_labels
from flows.work.trainings.signing_in import hand_out_sheet
from flows.work.world import World


class SheetForm(Signed):
    """Danh sách cán bộ được cử, để in và ký nhận tại lớp."""

    training: Annotated[
        str,
        Field(title="Lớp tập huấn", json_schema_extra={"dondoc_choices": "trainings_invited"}, min_length=1),
    ]


@flow(name="Danh sách ký nhận tập huấn")
async def sign_in_sheet(form: SheetForm) -> State[Any]:
    """Soạn danh sách ký nhận: tệp Word trong thư mục outgoing, gửi kèm thư tới người thực hiện."""

    def work(session: Session, world: World) -> str:
        known = training_labels(session, statuses=CHOICES["trainings_invited"])
        training = chosen(form.training, known, field="Lớp tập huấn")
        files = Files(data=read_settings().data)
        return hand_out_sheet(session, training_id=training, by=form.by, files=files, world=world)

    return await change(work, by=form.by)
