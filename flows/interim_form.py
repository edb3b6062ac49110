"""The forms of *Tổ chức sơ kết*: what is wanted, and the answer of the suspended run."""

from typing import Annotated, Literal

from prefect.input import RunInput
from pydantic import Field

from flows.forms import DAY_HINT, PlanChoice, Signed
from flows.work.interim.wish import CONFERENCE, DUE, PLACE, Dates

GO, NOT = "Tổ chức sơ kết", "Không thực hiện"
OF_ANNUAL = "Kết hợp với báo cáo năm thì để trống: lấy hạn của báo cáo năm."
NO_YEAR = "Để 0 nếu sơ kết 03 năm kết thúc bằng năm của kế hoạch."


class ReviewForm(Signed):
    """Thời kỳ, hạn gửi, hội nghị, các đơn vị."""

    plan: PlanChoice
    due: Annotated[
        str,
        Field(
            title=DUE,
            description=f"{DAY_HINT} {OF_ANNUAL}",
        ),
    ] = ""
    combined: Annotated[
        bool,
        Field(
            title="Kết hợp với báo cáo năm",
            description="Đơn vị gửi một văn bản chung cho báo cáo năm và báo cáo sơ kết; không nhắc riêng.",
        ),
    ] = False
    first_year: Annotated[int, Field(title="Từ năm", description=NO_YEAR, ge=0)] = 0
    last_year: Annotated[int, Field(title="Đến năm", description=NO_YEAR, ge=0)] = 0
    conference_on: Annotated[str, Field(title=CONFERENCE, description=f"Không bắt buộc. {DAY_HINT}")] = ""
    place: Annotated[str, Field(title=PLACE, description="Không bắt buộc.")] = ""
    units: Annotated[
        list[str],
        Field(
            default_factory=list,
            title="Các đơn vị",
            description="Để trống: mọi đơn vị phải gửi báo cáo năm.",
            json_schema_extra={"dondoc_choices": "units"},
        ),
    ]


class Approval(RunInput):
    """Trả lời sau khi xem những gì sẽ thực hiện."""

    answer: Annotated[Literal["Tổ chức sơ kết", "Không thực hiện", "Sửa ngày"], Field(title="Việc tiếp theo")]
    due: Annotated[str, Field(title=DUE, description=f"{DAY_HINT} {OF_ANNUAL}")] = ""
    conference_on: Annotated[str, Field(title=CONFERENCE, description=DAY_HINT)] = ""
    place: Annotated[str, Field(title=PLACE)] = ""


def approval_form(typed: Dates) -> type[Approval]:
    """The form with the dates filled in: initial data would drop the fields' titles."""

    class ApprovalDates(Approval):
        """Trả lời sau khi xem những gì sẽ thực hiện."""

        due: Annotated[str, Field(title=DUE, description=f"{DAY_HINT} {OF_ANNUAL}")] = typed.due
        conference_on: Annotated[str, Field(title=CONFERENCE, description=DAY_HINT)] = typed.conference_on
        place: Annotated[str, Field(title=PLACE)] = typed.place

    return ApprovalDates
