"""Gửi giấy mời tập huấn: the letter is signed and numbered; units are invited by mail."""

from typing import Annotated, Any

from prefect import flow
from prefect.client.schemas.objects import State
from pydantic import Field
from sqlmodel import Session

from config.settings import read_settings
from flows.forms import DAY_HINT, Signed
from flows.running import CONFIGURATION, carry_out, done, misconfigured, publish, refused
from flows.work.choices import chosen
from flows.work.dates import read_day
from flows.work.files.checking import check_file
from flows.work.files.incoming import path_of, put_away
from flows.work.files.store import Files
from flows.work.refusals import RefusedError
from flows.work.trainings.announcing import Letter, announce
from flows.work.trainings.labels import PLANNED, training_labels
from flows.work.world import World


class AnnounceForm(Signed):
    """Giấy mời đã ký, đã lấy số: gửi thư mời tới các đơn vị của khu vực."""

    training: Annotated[
        str,
        Field(title="Lớp tập huấn", json_schema_extra={"dondoc_choices": "trainings_planned"}, min_length=1),
    ]
    number: Annotated[
        str, Field(title="Số giấy mời", description="Như văn thư đã cấp, ví dụ 15/GM-V03-P1.", min_length=1)
    ]
    day: Annotated[str, Field(title="Ngày giấy mời", description=DAY_HINT, min_length=1)]
    file: Annotated[
        str,
        Field(
            title="Tệp giấy mời đã ký",
            description="Không bắt buộc: tệp trong thư mục incoming, gửi kèm thư.",
            json_schema_extra={"dondoc_choices": "incoming"},
        ),
    ] = ""


@flow(name="Gửi giấy mời tập huấn")
async def announce_training(form: AnnounceForm) -> State[Any]:
    """Ghi số, ngày giấy mời; gửi thư mời kèm lịch; các đơn vị được theo dõi việc cử cán bộ."""
    settings = read_settings()
    incoming = settings.data / "incoming"
    try:
        path = path_of(form.file, incoming=incoming) if form.file else None
        file = check_file(path, largest_mb=settings.largest_file_mb) if path else None

        def work(session: Session, world: World) -> str:
            letter = Letter(number=form.number, day=read_day(form.day, field="Ngày giấy mời"), file=file)
            known = training_labels(session, statuses=(PLANNED,))
            training = chosen(form.training, known, field="Lớp tập huấn")
            files = Files(data=settings.data)
            return announce(
                session, training_id=training, letter=letter, files=files, by=form.by, world=world
            )

        sentence = await carry_out(work, by=form.by)
    except RefusedError as refusal:
        return await refused(str(refusal))
    except CONFIGURATION as error:
        return await misconfigured(error)
    if path and file:  # only now: until then the file is nowhere else
        put_away(path, incoming=incoming, sha256_taken=file.sha256)
    await publish()
    return await done(sentence)
