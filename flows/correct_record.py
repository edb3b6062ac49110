"""Sửa, hủy ghi nhận: a record is voided, or voided and entered again with other facts."""

from dataclasses import replace
from typing import Annotated, Any, Literal

from prefect import flow
from prefect.client.schemas.objects import State
from pydantic import Field
from sqlmodel import Session

from flows.forms import DAY_HINT, Signed
from flows.running import change
from flows.work.choices import chosen, record_labels
from flows.work.dates import read_day, read_optional_hour
from flows.work.documents.correct import correct, entry_of, void
from flows.work.documents.record import Entry
from flows.work.duties.reviewing import take_back
from flows.work.refusals import RefusedError
from flows.work.world import World

KEEP = "Để trống nếu giữ nguyên."


class CorrectForm(Signed):
    """Sửa hoặc hủy một ghi nhận; các ô để trống được giữ nguyên."""

    record: Annotated[
        str,
        Field(
            title="Văn bản đã ghi nhận",
            description="Gõ số văn bản hoặc tên đơn vị để tìm; mới nhất đứng đầu.",
            json_schema_extra={"dondoc_choices": "records"},
            min_length=1,
        ),
    ]
    action: Annotated[
        Literal["Sửa thông tin", "Hủy ghi nhận", "Hủy kết quả rà soát"], Field(title="Việc cần làm")
    ]
    reason: Annotated[str, Field(title="Lý do", min_length=1)]
    number: Annotated[str, Field(title="Số/ký hiệu đúng", description=KEEP)] = ""
    issued_on: Annotated[str, Field(title="Ngày ban hành đúng", description=f"{KEEP} {DAY_HINT}")] = ""
    sent_on: Annotated[str, Field(title="Ngày gửi đúng", description=f"{KEEP} {DAY_HINT}")] = ""
    arrived_on: Annotated[str, Field(title="Ngày đến đúng", description=f"{KEEP} {DAY_HINT}")] = ""
    arrived_time: Annotated[str, Field(title="Giờ đến đúng", description=f"{KEEP} Ví dụ 19:45.")] = ""
    remark: Annotated[str, Field(title="Ghi chú đúng", description=KEEP)] = ""

    def corrected(self, entry: Entry) -> Entry:
        """The entry with the fields that were filled in; refused if nothing changes."""
        changes: dict[str, Any] = {
            field: text for field in ("number", "remark") if (text := getattr(self, field).strip())
        }
        for field, title in (
            ("issued_on", "Ngày ban hành"),
            ("sent_on", "Ngày gửi"),
            ("arrived_on", "Ngày đến"),
        ):
            text = getattr(self, field)
            if text.strip():
                changes[field] = read_day(text, field=title)
        if hour := read_optional_hour(self.arrived_time, field="Giờ đến"):
            changes["arrived_time"] = hour
        fresh = replace(entry, **changes)
        if fresh == entry:
            raise RefusedError("Chưa ghi thông tin nào cần sửa; đề nghị điền ít nhất một ô «đúng».")
        return fresh


@flow(name="Sửa, hủy ghi nhận")
async def correct_record(form: CorrectForm) -> State[Any]:
    """Sửa thông tin hoặc hủy một văn bản đã ghi nhận nhầm; bản ghi cũ vẫn được lưu."""

    def work(session: Session, world: World) -> str:
        key = chosen(form.record, record_labels(session, day=world.today), field="Văn bản đã ghi nhận")
        if form.action == "Hủy ghi nhận":
            return void(session, submission_id=key, reason=form.reason, by=form.by, world=world).sentence
        if form.action == "Hủy kết quả rà soát":
            return take_back(session, submission_id=key, reason=form.reason, by=form.by, world=world)
        entry = form.corrected(entry_of(session, submission_id=key))
        result = correct(session, submission_id=key, entry=entry, reason=form.reason, by=form.by, world=world)
        return f"Đã sửa ghi nhận. {result.sentence}"

    return await change(work, by=form.by)
