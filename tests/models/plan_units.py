"""The units of the shipped plan: nine departments, the provincial police of two eras."""

from datetime import date

from models.plan_members import UnitFacts
from models.words import Region, UnitKind

LAST_DAY = date(2025, 6, 30)  # the 63 provincial police merged into 34 on 01/07/2025

DEPARTMENTS = {
    "phap-che": (
        "Cục Pháp chế và cải cách hành chính, tư pháp",
        "Cục Pháp chế và cải cách hành chính",
        "Cục Pháp chế và cải cách hành chính, tư pháp Bộ Công an",
    ),
    "van-phong-bo": ("Văn phòng Bộ",),
    "khoa-hoc-chien-luoc-lich-su": ("Cục Khoa học, chiến lược và lịch sử Công an",),
    "truyen-thong": ("Cục Truyền thông Công an nhân dân",),
    "csqlhc": (
        "Cục Cảnh sát quản lý hành chính về trật tự xã hội",
        "Cục Cảnh sát quản lý hành chính về trật tự, xã hội",
    ),
    "ke-hoach-tai-chinh": ("Cục Kế hoạch và tài chính",),
    "trang-bi-kho-van": ("Cục Trang bị và kho vận",),
    "cong-nghe-thong-tin": ("Cục Công nghệ thông tin",),
    "hau-can": ("Cục Hậu cần",),
}

NORTH = """
CA01 Công an thành phố Hà Nội
CA02 Công an tỉnh Hà Giang
CA04 Công an tỉnh Cao Bằng
CA06 Công an tỉnh Bắc Kạn
CA08 Công an tỉnh Tuyên Quang
CA10 Công an tỉnh Lào Cai
CA11 Công an tỉnh Điện Biên
CA12 Công an tỉnh Lai Châu
CA14 Công an tỉnh Sơn La
CA15 Công an tỉnh Yên Bái
CA17 Công an tỉnh Hòa Bình
CA19 Công an tỉnh Thái Nguyên
CA20 Công an tỉnh Lạng Sơn
CA22 Công an tỉnh Quảng Ninh
CA24 Công an tỉnh Bắc Giang
CA25 Công an tỉnh Phú Thọ
CA26 Công an tỉnh Vĩnh Phúc
CA27 Công an tỉnh Bắc Ninh
CA30 Công an tỉnh Hải Dương
CA31 Công an thành phố Hải Phòng
CA33 Công an tỉnh Hưng Yên
CA34 Công an tỉnh Thái Bình
CA35 Công an tỉnh Hà Nam
CA36 Công an tỉnh Nam Định
CA37 Công an tỉnh Ninh Bình
"""

CENTRE = """
CA38 Công an tỉnh Thanh Hóa
CA40 Công an tỉnh Nghệ An
CA42 Công an tỉnh Hà Tĩnh
CA44 Công an tỉnh Quảng Bình
CA45 Công an tỉnh Quảng Trị
CA46 Công an tỉnh Thừa Thiên Huế
CA48 Công an thành phố Đà Nẵng
CA49 Công an tỉnh Quảng Nam
CA51 Công an tỉnh Quảng Ngãi
CA52 Công an tỉnh Bình Định
CA54 Công an tỉnh Phú Yên
CA56 Công an tỉnh Khánh Hòa
CA58 Công an tỉnh Ninh Thuận
CA60 Công an tỉnh Bình Thuận
CA62 Công an tỉnh Kon Tum
CA64 Công an tỉnh Gia Lai
CA66 Công an tỉnh Đắk Lắk
CA67 Công an tỉnh Đắk Nông
CA68 Công an tỉnh Lâm Đồng
"""

SOUTH = """
CA70 Công an tỉnh Bình Phước
CA72 Công an tỉnh Tây Ninh
CA74 Công an tỉnh Bình Dương
CA75 Công an tỉnh Đồng Nai
CA77 Công an tỉnh Bà Rịa - Vũng Tàu
CA79 Công an thành phố Hồ Chí Minh
CA80 Công an tỉnh Long An
CA82 Công an tỉnh Tiền Giang
CA83 Công an tỉnh Bến Tre
CA84 Công an tỉnh Trà Vinh
CA86 Công an tỉnh Vĩnh Long
CA87 Công an tỉnh Đồng Tháp
CA89 Công an tỉnh An Giang
CA91 Công an tỉnh Kiên Giang
CA92 Công an thành phố Cần Thơ
CA93 Công an tỉnh Hậu Giang
CA94 Công an tỉnh Sóc Trăng
CA95 Công an tỉnh Bạc Liêu
CA96 Công an tỉnh Cà Mau
"""

MERGED = """
CA25-01 Công an thành phố Hà Nội
CA25-04 Công an tỉnh Cao Bằng
CA25-08 Công an tỉnh Tuyên Quang
"""


def _provinces(
    text: str, region: Region, *, since: date | None = None, until: date | None = None
) -> list[UnitFacts]:
    rows = [line.split(" ", 1) for line in text.strip().splitlines()]
    return [
        UnitFacts(
            id=key, names=(name,), kind=UnitKind.PROVINCE, region=region, valid_from=since, valid_to=until
        )
        for key, name in rows
    ]


UNITS = [
    *(
        UnitFacts(id=key, names=names, kind=UnitKind.DEPARTMENT, region=Region.MINISTRY)
        for key, names in DEPARTMENTS.items()
    ),
    *_provinces(NORTH, Region.NORTH, until=LAST_DAY),
    *_provinces(CENTRE, Region.CENTRE, until=LAST_DAY),
    *_provinces(SOUTH, Region.SOUTH, until=LAST_DAY),
    *_provinces(MERGED, Region.NORTH, since=date(2025, 7, 1)),
]
