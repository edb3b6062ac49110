"""The forms of *Ghi nhận tham dự tập huấn*: which training, and who came."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from prefect.input import RunInput
from pydantic import BaseModel, Field, create_model

from flows.forms import Signed
from flows.work.trainings.attending import Expected

STOP = "Dừng lại"


class AttendForm(Signed):
    """Lớp đã khai mạc: ghi ai dự, ai vắng."""

    training: Annotated[
        str,
        Field(title="Lớp tập huấn", json_schema_extra={"dondoc_choices": "trainings_invited"}, min_length=1),
    ]


class Attendance(RunInput):
    """Ai dự, ai vắng."""

    answer: Annotated[Literal["Ghi nhận tham dự", "Dừng lại"], Field(title="Việc tiếp theo")]


class ExtraRow(BaseModel):
    """Một cán bộ dự ngoài danh sách."""

    unit: Annotated[str, Field(title="Đơn vị")]
    name: Annotated[str, Field(title="Họ và tên")]
    position: Annotated[str, Field(title="Cấp bậc, chức vụ")] = ""


def attendance_form(listed: Sequence[Expected], *, units: Sequence[str]) -> type[Attendance]:
    """The form of these people: whoever is not named was there, whoever waited was not."""
    came = [one.label for one in listed if one.came]
    others = [one.label for one in listed if not one.came]
    unit: Any = {"type": "string", "enum": list(units)}
    row = create_model("Cán bộ", __base__=ExtraRow, unit=(str, Field(title="Đơn vị", json_schema_extra=unit)))
    fields: dict[str, Any] = {
        "absent": (list[str], _ticks("Vắng", "Để trống: mọi cán bộ trong danh sách đều dự.", came)),
        "also_came": (list[str], _ticks("Dự, trước đây ghi vắng hoặc trong danh sách chờ", "", others)),
        "extra": (list[row], Field(default=[], title="Dự ngoài danh sách")),
    }
    return create_model("AttendanceOf", __base__=Attendance, __doc__=Attendance.__doc__, **fields)


def _ticks(title: str, description: str, labels: Sequence[str]) -> Any:
    extra: Any = {"items": {"type": "string", "enum": list(labels)}} if labels else {}
    return Field(default=[], title=title, description=description or None, json_schema_extra=extra)
