"""The form of *Ghi nhận nhiều văn bản đến*, and the rows it stands for."""

from pathlib import Path
from typing import Annotated, Literal
from unicodedata import normalize

from pydantic import Field
from sqlmodel import Session

from flows.forms import DAY_HINT, Signed, TaskChoice
from flows.work.choices import chosen, task_labels, unit_labels
from flows.work.dates import read_optional_day
from flows.work.documents.pasted_documents import (
    SHAPE,
    BadRow,
    Row,
    read_moment,
    read_rows,
    split_rows,
    texts_of,
)
from flows.work.documents.record_many import NO_NUMBER, Reading, rows_of_units, try_rows
from flows.work.people.officers import officers
from flows.work.people.spreadsheets import read_table
from flows.work.refusals import RefusedError
from flows.work.world import World
from models.store.units import names_on, unit_index

AT_ONCE = "Ghi ngay các dòng đọc được"
ISSUED, ARRIVED = "Ngày ban hành (khi chọn đơn vị)", "Ngày đến (khi chọn đơn vị)"


class ManyForm(Signed):
    """Nhiều văn bản của cùng một nhiệm vụ: dán các dòng, nêu tên tệp, hoặc chọn các đơn vị."""

    task: TaskChoice
    rows: Annotated[
        str,
        Field(
            title="Dán các dòng từ sổ hoặc Excel",
            description=f"Mỗi văn bản một dòng: {SHAPE}; ngày đến ghi kèm giờ nếu thời hạn tính đến giờ.",
        ),
    ] = ""
    mode: Annotated[
        Literal["Xem từng dòng rồi mới ghi", "Ghi ngay các dòng đọc được"],
        Field(title="Cách ghi", description="Dòng chưa đọc được luôn được trả lại để sửa."),
    ] = "Xem từng dòng rồi mới ghi"
    workbook: Annotated[
        str,
        Field(
            title="Hoặc tên tệp trong thư mục incoming",
            description="Tệp .xlsx hoặc .csv có bốn cột như trên, ví dụ so-van-ban-den.xlsx.",
        ),
    ] = ""
    units: Annotated[
        list[str],
        Field(
            default_factory=list,
            title="Hoặc chọn các đơn vị đã gửi",
            description="Các văn bản cùng ngày ban hành và ngày đến ghi dưới đây.",
            json_schema_extra={"dondoc_choices": "units"},
        ),
    ]
    issued_on: Annotated[str, Field(title=ISSUED, description=DAY_HINT)] = ""
    arrived_on: Annotated[str, Field(title=ARRIVED, description=DAY_HINT)] = ""


def read_form(
    session: Session, *, form: ManyForm, incoming: Path, world: World, text: str | None = None
) -> Reading:
    """What recording the form's rows, or those of a corrected text, would do; raises RefusedError."""
    known = officers(session, day=world.today)
    if known:  # before the first plan nobody is known
        chosen(form.by, dict.fromkeys(known), field="Người thực hiện")
    task = chosen(form.task, task_labels(session), field="Nhiệm vụ")
    rows = _rows(session, form, text, incoming, world)
    return try_rows(session, rows=rows, task=task, by=form.by, world=world)


def _rows(
    session: Session, form: ManyForm, text: str | None, incoming: Path, world: World
) -> list[Row | BadRow]:
    index = unit_index(session, world.today)
    if text is not None:
        return read_rows(rows=split_rows(text), units=index)
    pasted = read_rows(rows=split_rows(form.rows), units=index)
    filed = read_rows(rows=_filed(form.workbook.strip(), incoming), units=index)
    rows = [*pasted, *filed, *_ticked(session, form, world)]
    if not rows:
        raise RefusedError(
            "Chưa có văn bản nào: đề nghị dán các dòng, ghi tên tệp trong thư mục incoming hoặc chọn đơn vị."
        )
    return rows


def _filed(name: str, incoming: Path) -> list[list[str]]:
    """The rows of a file that lies in incoming/; its name is looked up there, never used as a path."""
    if not name:
        return []
    try:
        files = {normalize("NFC", path.name): path for path in incoming.iterdir() if path.is_file()}
    except OSError:
        raise RefusedError(
            "Không đọc được thư mục incoming; đề nghị người quản trị tạo lại thư mục này trong thư mục "
            f"dữ liệu rồi chép tệp «{name}» vào đó."
        ) from None
    if normalize("NFC", name) not in files:
        there = f"đang có: {', '.join(sorted(files))}" if files else "thư mục đang trống"
        raise RefusedError(f"Không có tệp «{name}» trong thư mục incoming ({there}).")
    return texts_of(read_table(files[normalize("NFC", name)]))


def _ticked(session: Session, form: ManyForm, world: World) -> list[Row]:
    if not form.units:
        return []
    labels = unit_labels(session, day=world.today)
    units = [chosen(label, labels, field="Đơn vị") for label in form.units]
    names = names_on(session, world.today)
    arrived_on, arrived_time = read_moment(form.arrived_on, field=ARRIVED)
    like = Row(
        text="",
        unit="",
        number=NO_NUMBER,
        issued_on=read_optional_day(form.issued_on, field=ISSUED),
        arrived_on=arrived_on,
        arrived_time=arrived_time,
    )
    return rows_of_units(units=units, names=[names[unit] for unit in units], like=like)
