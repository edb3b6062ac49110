"""Xuất bảng tổng hợp: one table of a plan, also of a closed one, as a file for the officer."""

from typing import Annotated, Any, Literal

from prefect import flow
from prefect.client.schemas.objects import State
from pydantic import Field
from sqlmodel import Session

from config.settings import read_settings
from flows.forms import DAY_HINT, Signed
from flows.running import change
from flows.work.choices import all_plan_labels, chosen
from flows.work.dates import read_day
from flows.work.exports.exporting import Export, Wanted, hand_out_export
from flows.work.files.store import Files
from flows.work.world import World

TABLES: dict[str, Export] = {
    "Sổ theo dõi giải quyết văn bản đến": Export.REGISTER,
    "Đơn vị chậm": Export.LATE,
    "Tiến độ theo đơn vị, nhiệm vụ": Export.MATRIX,
    "Thống kê": Export.STATISTICS,
    "Bảng tổng hợp phục vụ khen thưởng": Export.COMMENDATION,
}


class ExportForm(Signed):
    """Bảng cần xuất, của kế hoạch nào; kế hoạch đã kết thúc cũng xuất được."""

    plan: Annotated[
        str, Field(title="Kế hoạch", json_schema_extra={"dondoc_choices": "plans_all"}, min_length=1)
    ]
    table: Annotated[
        Literal[
            "Sổ theo dõi giải quyết văn bản đến",
            "Đơn vị chậm",
            "Tiến độ theo đơn vị, nhiệm vụ",
            "Thống kê",
            "Bảng tổng hợp phục vụ khen thưởng",
        ],
        Field(title="Bảng"),
    ]
    file: Annotated[
        Literal["Excel (.xlsx)", "CSV"],
        Field(title="Kiểu tệp", description="Excel để in, trình; CSV để đưa vào phần mềm khác."),
    ] = "Excel (.xlsx)"
    known_on: Annotated[
        str,
        Field(
            title="Theo số liệu đến ngày",
            description=(
                f"Để trống: đến hôm nay. {DAY_HINT} "
                "Đơn vị chậm và bảng khen thưởng chỉ lập theo số liệu hiện tại."
            ),
        ),
    ] = ""
    ranked: Annotated[
        bool,
        Field(
            title="Xếp thứ tự (bảng khen thưởng)",
            description="Tắt: theo thứ tự đơn vị. Bật: theo tỷ lệ đúng hạn, rồi số lần quá hạn, bổ sung.",
        ),
    ] = False


@flow(name="Xuất bảng tổng hợp")
async def export_table(form: ExportForm) -> State[Any]:
    """Tệp nằm trong thư mục outgoing và được gửi kèm thư tới người thực hiện."""

    def work(session: Session, world: World) -> str:
        wanted = Wanted(
            export=TABLES[form.table],
            plan_id=chosen(form.plan, all_plan_labels(session), field="Kế hoạch"),
            known_on=read_day(form.known_on, field="Theo số liệu đến ngày")
            if form.known_on.strip()
            else None,
            csv=form.file == "CSV",
            ranked=form.ranked,
        )
        files = Files(data=read_settings().data)
        return hand_out_export(session, wanted=wanted, by=form.by, files=files, world=world)

    return await change(work, by=form.by)
