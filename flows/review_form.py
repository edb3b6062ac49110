"""The forms of *Rà soát báo cáo*: which documents, and the answer of the suspended run."""

from dataclasses import asdict
from typing import Annotated, Any, Literal

from prefect.input import RunInput
from pydantic import BaseModel, Field, create_model

from flows.forms import DAY_HINT, Signed, TaskChoice
from flows.work.duties.review_layout import Layout
from flows.work.duties.review_round import Answer
from templates.duty_words import RETURN_REASONS

STOP = "Dừng lại"
ACCEPTED = "Ghi ngay «Đạt yêu cầu» cho văn bản"
RegionLabel = Literal["Tất cả", "Bắc", "Trung", "Nam", "Cơ quan Bộ"]


class ReviewForm(Signed):
    """Những văn bản đang chờ rà soát của một nhiệm vụ."""

    task: TaskChoice
    region: Annotated[RegionLabel, Field(title="Khu vực")] = "Tất cả"
    unit: Annotated[
        str,
        Field(
            title="Chỉ đơn vị",
            description="Để trống để rà soát mọi đơn vị.",
            json_schema_extra={"dondoc_choices": "units"},
        ),
    ] = ""
    accepted: Annotated[
        str,
        Field(
            title=ACCEPTED,
            description="Chỉ khi đã đọc văn bản; để trống để xem các văn bản rồi trả lời.",
            json_schema_extra={"dondoc_choices": "records"},
        ),
    ] = ""


class Decision(RunInput):
    """Kết quả rà soát."""

    answer: Annotated[Literal["Ghi kết quả rà soát", "Dừng lại"], Field(title="Việc tiếp theo")]


class ReturnedDocument(BaseModel):
    """Một văn bản đề nghị bổ sung, hoàn thiện."""

    document: Annotated[str, Field(title="Văn bản")]
    reason: Annotated[str, Field(title="Lý do", json_schema_extra={"enum": list(RETURN_REASONS.values())})]
    comment: Annotated[str, Field(title="Nội dung cần bổ sung", description="Đơn vị đọc nguyên văn.")]
    resubmit_by: Annotated[str, Field(title="Gửi lại chậm nhất ngày", description=DAY_HINT)]


def decision_form(layout: Layout, before: Answer) -> type[Decision]:
    """The form of these documents, filled in with the answer that came back."""
    labels: Any = {"type": "string", "enum": [one.label for one in layout.documents]}
    document: dict[str, Any] = {"document": (str, Field(title="Văn bản", json_schema_extra=labels))}
    entry = create_model("Văn bản", __base__=ReturnedDocument, **document)
    kept = [entry(**asdict(one)) for one in before.returned]
    ticks = Field(default=list(before.accepted), title="Đạt yêu cầu", json_schema_extra={"items": labels})
    rest = Field(
        default=before.rest,
        title="Tất cả còn lại đạt yêu cầu",
        description="Văn bản không nêu ở phần đề nghị bổ sung được ghi «Đạt yêu cầu».",
    )
    fields: dict[str, Any] = {
        "accepted": (list[str], ticks),
        "rest": (bool, rest),
        "returned": (list[entry], Field(default=kept, title="Đề nghị bổ sung, hoàn thiện")),
    }
    return create_model("ReviewDecision", __base__=Decision, __doc__=Decision.__doc__, **fields)
