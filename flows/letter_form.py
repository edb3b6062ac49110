"""The forms of *Soạn công văn đôn đốc*: what is to be written, and the answer of the suspended run."""

from typing import Annotated, Literal

from prefect.input import RunInput
from pydantic import Field

from flows.forms import DAY_HINT, Signed, TaskChoice
from models.words import Authority

GO, NOT = "Soạn công văn", "Không soạn"
AUTHORITIES = {"Cục ký": Authority.FOCAL, "Thừa lệnh Bộ trưởng": Authority.BY_ORDER}
ONE, EACH = "Một công văn kèm Phụ lục", "Mỗi đơn vị một công văn"
DEPUTY = "Phó Cục trưởng (ký thay)"


class LetterForm(Signed):
    """Công văn gửi Thủ trưởng các đơn vị quá hạn chưa gửi văn bản; hệ thống cho xem trước khi soạn."""

    task: TaskChoice
    new_date: Annotated[str, Field(title="Đề nghị gửi chậm nhất ngày", description=DAY_HINT, min_length=1)]
    shape: Annotated[
        Literal["Một công văn kèm Phụ lục", "Mỗi đơn vị một công văn"], Field(title="Hình thức")
    ] = "Một công văn kèm Phụ lục"
    authority: Annotated[Literal["Cục ký", "Thừa lệnh Bộ trưởng"], Field(title="Thẩm quyền ký")] = "Cục ký"
    signer: Annotated[Literal["Cục trưởng", "Phó Cục trưởng (ký thay)"], Field(title="Người ký")] = (
        "Cục trưởng"
    )
    rank: Annotated[
        str, Field(title="Cấp bậc người ký", description="Ví dụ Thiếu tướng; không bắt buộc.")
    ] = ""
    name: Annotated[str, Field(title="Họ tên người ký")] = ""
    place: Annotated[str, Field(title="Địa danh")] = "Hà Nội"
    distribution: Annotated[
        str,
        Field(
            title="Nơi nhận khác",
            description="Ngoài «Như trên» và «Lưu»; nhiều nơi cách nhau bằng dấu chấm phẩy. Không bắt buộc.",
        ),
    ] = ""


class Approval(RunInput):
    """Trả lời sau khi xem nội dung công văn."""

    answer: Annotated[Literal["Soạn công văn", "Không soạn"], Field(title="Việc tiếp theo")]


class NumberForm(Signed):
    """Số, ngày văn thư đã cấp cho công văn đã ký."""

    letter: Annotated[
        str, Field(title="Công văn", json_schema_extra={"dondoc_choices": "letters"}, min_length=1)
    ]
    number: Annotated[
        str, Field(title="Số, ký hiệu", description="Như văn thư đã cấp, ví dụ 05/V03-P1.", min_length=1)
    ]
    day: Annotated[str, Field(title="Ngày văn bản", description=DAY_HINT, min_length=1)]
    file: Annotated[
        str,
        Field(
            title="Tệp công văn đã ký",
            description="Tệp trong thư mục incoming; có tệp thì gửi thư kèm công văn tới từng đơn vị.",
            json_schema_extra={"dondoc_choices": "incoming"},
        ),
    ] = ""


class Changed(RunInput):
    """Trả lời khi có đơn vị trong công văn đã gửi sau thời điểm chốt."""

    answer: Annotated[
        Literal["Ghi số, giữ nguyên công văn", "Soạn lại dự thảo theo hôm nay", "Dừng lại"],
        Field(title="Việc tiếp theo"),
    ]


KEEP, ANEW = "Ghi số, giữ nguyên công văn", "Soạn lại dự thảo theo hôm nay"
