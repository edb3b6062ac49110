"""Fields that forms share, and the Vietnamese labels of closed vocabularies."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field
from sqlmodel import Session

from flows.work.choices import chosen, task_labels, unit_labels
from flows.work.duties.finding import Duty
from flows.work.world import World
from models.store.units import names_on
from models.words import Channel, Form, Role, Secrecy

DAY_HINT = "Ghi ngày/tháng/năm, ví dụ 28/02/2024."

Officer = Annotated[
    str,
    Field(
        title="Người thực hiện",
        description="Chọn tên mình. Đây là lời tự khai: hệ thống ghi lại đúng như đã chọn.",
        json_schema_extra={"dondoc_choices": "officers"},
        min_length=1,
    ),
]
UnitChoice = Annotated[
    str,
    Field(
        title="Đơn vị",
        description="Gõ tên có dấu hoặc không dấu để tìm.",
        json_schema_extra={"dondoc_choices": "units"},
        min_length=1,
    ),
]
TaskChoice = Annotated[
    str,
    Field(
        title="Nhiệm vụ",
        description="Gõ số mục hoặc tên văn bản để tìm.",
        json_schema_extra={"dondoc_choices": "tasks"},
        min_length=1,
    ),
]

PlanChoice = Annotated[
    str,
    Field(title="Kế hoạch", json_schema_extra={"dondoc_choices": "plans"}, min_length=1),
]

ChannelLabel = Literal["Bản giấy", "Tệp có chữ ký số", "Thư điện tử", "Khác"]
CHANNELS: dict[str, Channel] = {
    "Bản giấy": Channel.PAPER,
    "Tệp có chữ ký số": Channel.SIGNED_FILE,
    "Thư điện tử": Channel.MAIL,
    "Khác": Channel.OTHER,
}
FormLabel = Literal["Bản chính có ký, đóng dấu", "Tệp", "Cả bản chính và tệp"]
FORMS: dict[str, Form] = {
    "Bản chính có ký, đóng dấu": Form.ORIGINAL,
    "Tệp": Form.FILE,
    "Cả bản chính và tệp": Form.BOTH,
}
SecrecyLabel = Literal["Thường", "Mật", "Tối mật", "Tuyệt mật"]
SECRECY: dict[str, Secrecy] = {
    "Thường": Secrecy.NORMAL,
    "Mật": Secrecy.MAT,
    "Tối mật": Secrecy.TOI_MAT,
    "Tuyệt mật": Secrecy.TUYET_MAT,
}
RoleLabel = Literal[
    "Cán bộ đầu mối",
    "Lãnh đạo phòng phụ trách",
    "Thủ trưởng đơn vị / Giám đốc",
    "Văn thư",
]
ROLES: dict[str, Role] = {
    "Cán bộ đầu mối": Role.CONTACT,
    "Lãnh đạo phòng phụ trách": Role.DEPARTMENT_HEAD,
    "Thủ trưởng đơn vị / Giám đốc": Role.UNIT_HEAD,
    "Văn thư": Role.POST_ROOM,
}


class Signed(BaseModel):
    """A form that changes something: it names who does it."""

    by: Officer


def duty_of(session: Session, *, unit: str, task: str, world: World) -> Duty:
    """The unit and task whose labels were chosen; raises RefusedError naming the field."""
    key = chosen(unit, unit_labels(session, day=world.today), field="Đơn vị")
    return Duty(
        unit=key,
        unit_name=names_on(session, world.today)[key],
        task=chosen(task, task_labels(session), field="Nhiệm vụ"),
    )
