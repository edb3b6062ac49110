"""Đính kèm tệp: files that lie in incoming/ are attached to a document that was recorded."""

from pathlib import Path
from typing import Annotated, Any

from prefect import flow
from prefect.client.schemas.objects import State
from pydantic import Field
from sqlmodel import Session

from config.settings import read_settings
from flows.forms import Signed
from flows.running import CONFIGURATION, carry_out, done, misconfigured, publish, refused
from flows.work.choices import attached_labels, chosen, record_labels
from flows.work.files.attaching import attach, remove
from flows.work.files.checking import Checked, check_file
from flows.work.files.incoming import only_name, path_of, put_away
from flows.work.files.store import Files
from flows.work.refusals import RefusedError
from flows.work.world import World


class AttachForm(Signed):
    """Đính kèm tệp của đơn vị vào một văn bản đã ghi nhận."""

    document: Annotated[
        str,
        Field(
            title="Văn bản",
            description="Văn bản đã ghi nhận; văn bản có độ mật không nhận tệp.",
            json_schema_extra={"dondoc_choices": "records"},
            min_length=1,
        ),
    ]
    files: Annotated[
        list[str],
        Field(
            default_factory=list,
            title="Các tệp trong thư mục incoming",
            description="Chép tệp vào thư mục incoming trước. Để trống nếu ở đó chỉ có một tệp: nhận tệp đó.",
            json_schema_extra={"dondoc_choices": "incoming"},
        ),
    ]
    remove: Annotated[
        list[str],
        Field(
            default_factory=list,
            title="Hoặc gỡ tệp đã đính kèm nhầm",
            json_schema_extra={"dondoc_choices": "attached"},
        ),
    ]
    reason: Annotated[str, Field(title="Lý do gỡ tệp", description="Bắt buộc khi gỡ tệp.")] = ""


@flow(name="Đính kèm tệp")
async def attach_files(form: AttachForm) -> State[Any]:
    """Kiểm tra từng tệp rồi đính kèm vào văn bản; tệp đã nhận chuyển sang thư mục incoming/da-nhan."""
    settings = read_settings()
    incoming = settings.data / "incoming"
    try:
        taken = _taken(form, incoming, largest_mb=settings.largest_file_mb)

        def work(session: Session, world: World) -> str:
            checked = [one for _, one in taken]
            return _change(session, form, checked, Files(data=settings.data), world)

        sentence = await carry_out(work, by=form.by)
    except RefusedError as refusal:
        return await refused(str(refusal))
    except CONFIGURATION as error:
        return await misconfigured(error)
    for path, one in taken:  # only now: until then the files are nowhere else
        put_away(path, incoming=incoming, sha256_taken=one.sha256)
    await publish()
    return await done(sentence)


def _taken(form: AttachForm, incoming: Path, *, largest_mb: int) -> list[tuple[Path, Checked]]:
    """Looked through before the database is locked."""
    names = list(dict.fromkeys(form.files)) or ([] if form.remove else [only_name(incoming)])
    paths = [path_of(name, incoming=incoming) for name in names]
    return [(path, check_file(path, largest_mb=largest_mb)) for path in paths]


def _change(session: Session, form: AttachForm, checked: list[Checked], files: Files, world: World) -> str:
    document = chosen(form.document, record_labels(session, day=world.today), field="Văn bản")
    labels = attached_labels(session)
    wrong = [chosen(label, labels, field="Gỡ tệp") for label in dict.fromkeys(form.remove)]
    if any(of != document for of, _ in wrong):
        raise RefusedError("Tệp cần gỡ không thuộc văn bản đã chọn; đề nghị chọn đúng văn bản của tệp đó.")
    said = [
        remove(session, file_id=file_id, reason=form.reason, by=form.by, world=world) for _, file_id in wrong
    ]
    if checked:
        attached = attach(
            session, submission_id=document, checked=checked, by=form.by, files=files, world=world
        )
        said.append(attached.sentence)
    return " ".join(said)
