"""Facts of mails, as the plan of 2024 would fill them in."""

from dataclasses import replace
from datetime import date

from models.words import JudgedBy
from templates.mail.facts import (
    AlarmFacts,
    BriefFacts,
    BriefLine,
    BriefSection,
    ChaseFacts,
    DutyLine,
    Marking,
    PlanIssuedFacts,
    ReviewRequestFacts,
    Sender,
    UnitDuties,
    UnitsChangedFacts,
    YearLine,
)

HA_GIANG = "Công an tỉnh Hà Giang"
FOCAL = "Cục Pháp chế và cải cách hành chính, tư pháp"
PLAN = "Kế hoạch thực hiện Đề án “Nâng cao hiệu quả công tác phổ biến, giáo dục pháp luật” năm 2024"
BASIS = "Kế hoạch ban hành kèm theo Quyết định số 762/QĐ-BCA-V03 ngày 06/02/2024"

SENDER = Sender(
    unit_name=FOCAL,
    short_name="V03",
    superior="Bộ Công an",
    reply_to="nhac-viec+2024@v03.example",
    phone="069 000 0000",
    marking=Marking.INTERNAL,
)

UNIT_PLAN = DutyLine(
    task_code="II.1.1.b",
    title="Ban hành Kế hoạch thực hiện Đề án của đơn vị, địa phương và gửi về Bộ Công an",
    document="Kế hoạch thực hiện Đề án",
    deadline_words="trước ngày 29/02/2024",
    last_day=date(2024, 2, 28),
    target_day=date(2024, 2, 28),
    workdays_left=5,
    legal_basis=f"mục II.1.1 {BASIS}",
    what_to_send="Kế hoạch đã ký, đóng dấu, ghi rõ số/ký hiệu, ngày ban hành, người ký",
    where_to_send=f"Bộ Công an (qua {FOCAL})",
    judged_by=JudgedBy.ISSUED,
    public_id="7F3A-21C9",
)

REPORT = DutyLine(
    task_code="III.3.b",
    title="Báo cáo kết quả thực hiện Kế hoạch gửi về Bộ Công an",
    document="Báo cáo kết quả thực hiện Đề án năm 2024",
    deadline_words="trước ngày 15/12/2024",
    last_day=date(2024, 12, 14),
    target_day=date(2024, 12, 13),
    workdays_left=20,
    legal_basis=f"mục III.3 {BASIS}",
    what_to_send="Báo cáo đã ký, đóng dấu; biểu số liệu; bản mềm",
    where_to_send=f"Bộ Công an (qua {FOCAL})",
    judged_by=JudgedBy.SENT,
    prepare=(
        "Kết quả thực hiện từng nhiệm vụ từ ngày 15/12/2023; số liệu từ nay đến hết kỳ ghi số ước",
        "Biểu số liệu: số cuộc, lượt người, tài liệu, tin bài, mô hình",
        "Khó khăn, vướng mắc; đề xuất, kiến nghị; phương hướng năm 2025",
    ),
    public_id="B07E-90D4",
)

WHOLE_YEAR = (
    YearLine(task_code="II.3.1", title="Đổi mới nội dung, hình thức phổ biến, giáo dục pháp luật ở cơ sở",
             deadline_words="cả năm 2024"),
    YearLine(task_code="II.4.1", title="Nghiên cứu, thí điểm, xây dựng mô hình điểm",
             deadline_words="cả năm 2024", quantity="ít nhất 01 mô hình"),
    YearLine(task_code="II.4.3", title="Đánh giá hiệu quả mô hình và nhân rộng",
             deadline_words="cả năm 2024 và tiếp tục nhân rộng mô hình vào những năm tiếp theo"),
)  # fmt: skip


def unit_duties(*duties: DutyLine, unit: str = HA_GIANG) -> UnitDuties:
    """What a unit owes under the plan of 2024."""
    return UnitDuties(
        unit_name=unit,
        plan_title=PLAN,
        plan_number="762/QĐ-BCA-V03",
        plan_issued_on=date(2024, 2, 6),
        duties=duties,
    )


def chase(*duties: DutyLine, day: date = date(2024, 2, 21), unit: str = HA_GIANG) -> ChaseFacts:
    """A chasing mail to one unit."""
    return ChaseFacts(day=day, sender=SENDER, groups=(unit_duties(*duties, unit=unit),))


def note() -> ChaseFacts:
    """The mid-year note: whole-year tasks only."""
    return ChaseFacts(
        day=date(2024, 6, 28), sender=SENDER, groups=(replace(unit_duties(), whole_year=WHOLE_YEAR),)
    )


def announcement() -> PlanIssuedFacts:
    """The announcement of the plan to one unit."""
    return PlanIssuedFacts(
        day=date(2024, 2, 6),
        sender=SENDER,
        address="dau-moi@ca-hagiang.example",
        duties=replace(
            unit_duties(
                replace(UNIT_PLAN, workdays_left=12), replace(REPORT, workdays_left=None, prepare=())
            ),
            whole_year=WHOLE_YEAR,
        ),
        coordinates=(
            YearLine(
                task_code="II.1.2",
                title="Xây dựng kế hoạch và tổ chức sơ kết 03 năm thực hiện Đề án",
                deadline_words="Quý IV/2024",
            ),
        ),
        calendar="lich-2024.ics",
    )


def review_request() -> ReviewRequestFacts:
    """A unit is asked to report for the three-year review, together with its annual report."""
    report = replace(
        REPORT,
        task_code="II.1.2.b-SK",
        title="Báo cáo sơ kết 03 năm (2022–2024) thực hiện Đề án",
        document="Báo cáo sơ kết 03 năm (2022–2024) thực hiện Đề án",
        prepare=("I. Tình hình và công tác chỉ đạo", "II. Kết quả thực hiện từng nhiệm vụ"),
        added=True,
    )
    return ReviewRequestFacts(
        day=date(2024, 11, 20),
        sender=SENDER,
        duties=unit_duties(report),
        first_year=2022,
        last_year=2024,
        conference_on=date(2025, 1, 17),
        place="Hà Nội",
        combined_with="Báo cáo kết quả thực hiện Đề án năm 2024",
        attachments=("Đề cương báo cáo sơ kết (de-cuong-bao-cao-so-ket.docx)",),
    )


def units_changed() -> UnitsChangedFacts:
    """A unit that took the place of two hears what it owes now, under two plans."""
    origin = f"{HA_GIANG} và Công an tỉnh Tuyên Quang"
    next_year = replace(
        unit_duties(replace(REPORT, origin=origin)),
        whole_year=WHOLE_YEAR[:2],
        unit_name="Công an tỉnh Tuyên Quang",
        plan_title=PLAN.replace("2024", "2025"),
        plan_number="815/QĐ-BCA-V03",
    )
    return UnitsChangedFacts(
        day=date(2025, 7, 1),
        sender=SENDER,
        unit_name="Công an tỉnh Tuyên Quang",
        from_day=date(2025, 7, 1),
        document_number="202/2025/QH15",
        document_issued_on=date(2025, 6, 12),
        predecessors=(HA_GIANG, "Công an tỉnh Tuyên Quang"),
        groups=(replace(unit_duties(replace(REPORT, origin=HA_GIANG)), unit_name=HA_GIANG), next_year),
    )


def brief() -> BriefFacts:
    """The morning mail of a coordinator."""
    return BriefFacts(
        day=date(2024, 2, 21),
        sender=SENDER,
        sections=(
            BriefSection(
                title="Đơn vị chưa có địa chỉ",
                lines=(
                    BriefLine(
                        text="Công an tỉnh Hà Giang: chưa có cán bộ đầu mối",
                        link="http://127.0.0.1:4200/deployments/deployment/1/run?parameters=%7B%22a%22%3A1%7D",
                    ),
                ),
            ),
            BriefSection(title="Thư gửi hôm nay", lines=(BriefLine(text="72 thư nhắc việc trước 05 ngày"),)),
            BriefSection(title="Không có gì", lines=()),
        ),
        ui_link="http://127.0.0.1:4200/artifacts/key/bat-dau-tu-day",
    )


def alarm() -> AlarmFacts:
    """The mail about a run that was cut off."""
    return AlarmFacts(
        day=date(2024, 2, 21),
        sender=SENDER,
        about="Lần chạy “Nhắc việc hằng ngày” dừng giữa chừng",
        sentences=(
            "Lần chạy “Nhắc việc hằng ngày” dừng giữa chừng lúc 07 giờ 31 ngày 21/02/2024.",
            "Thông tin ghi lại: Hệ thống dừng khi lần chạy này chưa xong.",
        ),
        advice="Đề nghị mở lần chạy để kiểm tra và chạy lại nếu cần.",
        link="http://127.0.0.1:4200/v2/runs/flow-run/1",
    )
