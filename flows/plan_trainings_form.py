"""The forms of *Xây dựng lịch tập huấn*: what is wanted, and the answer of the suspended run."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from prefect.input import RunInput
from pydantic import Field, create_model

from flows.forms import DAY_HINT, PlanChoice, Signed
from flows.work.trainings.wish import (
    BEGINS,
    CAPACITY,
    CLEAR,
    DAY,
    ENDS,
    FIRST,
    HOST,
    LAST,
    PLACE,
    PRACTICAL,
    Numbers,
    PlaceTyped,
    Typed,
    field_of,
)
from models.rules.trainings import BEFORE_DEADLINES, GAP
from models.words import Region

GO, NOT = "Đồng ý lịch này", "Không thực hiện"
NORTH, CENTRE, SOUTH = Region.NORTH, Region.CENTRE, Region.SOUTH
FIELDS = {"north": NORTH, "centre": CENTRE, "south": SOUTH}
EMPTY_DAY = "Để trống: hệ thống đề xuất ngày sớm nhất phù hợp."
RegionName = Literal["Miền Bắc", "Miền Trung", "Miền Nam"]


def _host(region: Region) -> Any:
    extra: dict[str, Any] = {"dondoc_choices": "units"}
    return Field(title=field_of(HOST, region), description="Gõ tên để tìm.", json_schema_extra=extra)


def _place(region: Region) -> Any:
    return Field(title=field_of(PLACE, region))


def _capacity(region: Region) -> Any:
    return Field(title=field_of(CAPACITY, region), ge=0, le=10_000)


def _day(region: Region) -> Any:
    return Field(title=field_of(DAY, region), description=f"{EMPTY_DAY} {DAY_HINT}")


class TrainingsForm(Signed):
    """Các lớp tập huấn của kế hoạch: khoảng thời gian, địa điểm từng miền, những điều kiện phải giữ."""

    plan: PlanChoice
    first: Annotated[str, Field(title=FIRST, description=DAY_HINT, min_length=1)]
    last: Annotated[str, Field(title=LAST, description=DAY_HINT, min_length=1)]
    regions: Annotated[
        list[RegionName],
        Field(
            default_factory=list,
            title="Các miền",
            description="Để trống: cả ba miền. Chọn một miền khi lập lại lịch của lớp đã hủy.",
        ),
    ]
    host_north: Annotated[str, _host(NORTH)] = ""
    place_north: Annotated[str, _place(NORTH)] = ""
    capacity_north: Annotated[int, _capacity(NORTH)] = 0
    day_north: Annotated[str, _day(NORTH)] = ""
    host_centre: Annotated[str, _host(CENTRE)] = ""
    place_centre: Annotated[str, _place(CENTRE)] = ""
    capacity_centre: Annotated[int, _capacity(CENTRE)] = 0
    day_centre: Annotated[str, _day(CENTRE)] = ""
    host_south: Annotated[str, _host(SOUTH)] = ""
    place_south: Annotated[str, _place(SOUTH)] = ""
    capacity_south: Annotated[int, _capacity(SOUTH)] = 0
    day_south: Annotated[str, _day(SOUTH)] = ""
    ministry: Annotated[
        Literal["Miền Bắc", "Miền Trung", "Miền Nam", "Không mời"],
        Field(title="Các đơn vị thuộc cơ quan Bộ dự lớp"),
    ] = "Miền Bắc"
    days: Annotated[int, Field(title="Số ngày mỗi lớp", ge=1, le=10)] = 2
    begins: Annotated[str, Field(title=BEGINS)] = "08:00"
    ends: Annotated[str, Field(title=ENDS)] = "17:00"
    quota: Annotated[int, Field(title="Mỗi đơn vị cử nhiều nhất (người)", ge=1, le=100)] = 3
    lead: Annotated[
        int,
        Field(
            title="Thời gian chuẩn bị (ngày làm việc)",
            description="Từ hôm nay đến ngày khai mạc ít nhất bấy nhiêu.",
            ge=1,
            le=120,
        ),
    ] = 20
    gap: Annotated[
        int,
        Field(
            title="Khoảng cách giữa hai lớp (ngày)",
            description="Để giảng viên di chuyển; tính cả thứ Bảy, Chủ nhật.",
            ge=0,
            le=60,
        ),
    ] = GAP
    before_deadlines: Annotated[
        int,
        Field(
            title="Tránh mấy ngày làm việc trước mỗi thời hạn của kế hoạch",
            description="Để 0 nếu không cần tránh. Những ngày giáp Tết luôn được tránh.",
            ge=0,
            le=20,
        ),
    ] = BEFORE_DEADLINES
    clear: Annotated[
        str,
        Field(
            title=CLEAR,
            description="Không bắt buộc; nhiều dòng cách nhau bằng dấu chấm phẩy, ví dụ "
            "13/05/2024 - 15/05/2024: kiểm tra công tác; 20/05/2024: họp giao ban.",
        ),
    ] = ""
    nominate: Annotated[int, Field(title="Hạn cử cán bộ (số ngày làm việc trước khai mạc)", ge=1, le=60)] = 5
    practical: Annotated[
        str,
        Field(
            title=PRACTICAL,
            description="Không bắt buộc: trang phục, ăn nghỉ, tài liệu mang theo; ghi vào giấy mời.",
        ),
    ] = ""

    def typed(self) -> Typed:
        """The texts, to be read."""
        return Typed(
            plan=self.plan,
            regions=self.regions,
            first=self.first,
            last=self.last,
            begins=self.begins,
            ends=self.ends,
            clear=self.clear,
            practical=self.practical,
            ministry=self.ministry,
            places={region: self._typed_place(name) for name, region in FIELDS.items()},
        )

    def _typed_place(self, name: str) -> PlaceTyped:
        return PlaceTyped(
            host=getattr(self, f"host_{name}"),
            place=getattr(self, f"place_{name}"),
            capacity=getattr(self, f"capacity_{name}"),
            first_day=getattr(self, f"day_{name}"),
        )

    def numbers(self) -> Numbers:
        """The numbers, which need no reading."""
        return Numbers(
            days=self.days,
            quota=self.quota,
            lead=self.lead,
            gap=self.gap,
            before_deadlines=self.before_deadlines,
            nominate=self.nominate,
        )


class Approval(RunInput):
    """Trả lời sau khi xem lịch đề xuất."""

    answer: Annotated[
        Literal["Đồng ý lịch này", "Sửa ngày", "Không thực hiện"], Field(title="Việc tiếp theo")
    ]

    def days(self) -> dict[Region, str]:
        """First days as typed, of the regions that were asked about."""
        return {
            region: getattr(self, name).strip()
            for name, region in FIELDS.items()
            if name in type(self).model_fields
        }


def approval_form(typed: Mapping[Region, str]) -> type[Approval]:
    """The form with a field for each planned region, its day filled in."""
    fields: dict[str, Any] = {
        name: (Annotated[str, _day(region)], typed[region])
        for name, region in FIELDS.items()
        if region in typed
    }
    return create_model("ApprovalDays", __base__=Approval, __doc__=Approval.__doc__, **fields)
