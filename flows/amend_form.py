"""The forms of *Điều chỉnh kế hoạch*: what is wanted, and the answer of the suspended run."""

from typing import Annotated, Literal

from prefect.input import RunInput
from pydantic import Field

from flows.forms import DAY_HINT, PlanChoice, Signed

GO = "Điều chỉnh kế hoạch"


class AmendForm(Signed):
    """Điều chỉnh một kế hoạch đang theo dõi; hệ thống cho xem mọi thay đổi trước khi thực hiện."""

    plan: PlanChoice
    plan_file: Annotated[
        str,
        Field(
            title="Tệp kế hoạch đã điều chỉnh",
            description=(
                "Sao tệp kế hoạch đang theo dõi, sửa theo văn bản điều chỉnh, đặt vào thư mục config/plans."
            ),
            json_schema_extra={"dondoc_choices": "plan_files"},
            min_length=1,
        ),
    ]
    number: Annotated[
        str,
        Field(
            title="Số văn bản điều chỉnh",
            description="Số, ký hiệu đầy đủ, ví dụ 1234/QĐ-BCA-V03.",
            min_length=1,
        ),
    ]
    issued_on: Annotated[str, Field(title="Ngày văn bản điều chỉnh", description=DAY_HINT, min_length=1)]
    reason: Annotated[str, Field(title="Lý do", description="Không bắt buộc.")] = ""


class Decision(RunInput):
    """Trả lời sau khi xem những gì thay đổi."""

    answer: Annotated[Literal["Điều chỉnh kế hoạch", "Không điều chỉnh"], Field(title="Quyết định")]
