"""Made-up facts for every template, so that a changed one can be tried before it is needed."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta, timezone

from models.words import LetterKind, Region
from templates.training_facts import TrainingFacts

from .facts import (
    FrameFacts,
    HeadFacts,
    InvitationLetterFacts,
    LateFacts,
    LateUnit,
    LetterFacts,
    ReviewLetterFacts,
    SignatureFacts,
)

BODY, PARENT = "Cục Pháp chế và cải cách hành chính, tư pháp", "Bộ Công an"
PLAN = "Kế hoạch thực hiện Đề án “Nâng cao hiệu quả công tác phổ biến, giáo dục pháp luật” năm 2024"
HANOI = timezone(timedelta(hours=7))


def frame(symbol: str = "V03-P1") -> FrameFacts:
    """Numbered, dated and signed."""
    return FrameFacts(
        head=HeadFacts(parent=PARENT, body=BODY, symbol=symbol, number=f"05/{symbol}"),
        signature=SignatureFacts(
            positions=("KT. CỤC TRƯỞNG", "PHÓ CỤC TRƯỞNG"), rank="Đại tá", name="Nguyễn Văn Mẫu"
        ),
        place="Hà Nội",
        day=date(2024, 12, 20),
        distribution=("Như trên", "Đ/c Cục trưởng (để báo cáo)", "Lưu: VT, P1"),
    )


LATE = LateFacts(
    sender_name=BODY,
    sender_short="V03",
    superior=PARENT,
    phone="069 000 0000",
    plan_title=PLAN,
    plan_number="762/QĐ-BCA-V03",
    plan_issued_on=date(2024, 2, 6),
    document="Báo cáo kết quả thực hiện Đề án năm 2024",
    deadline_words="trước ngày 15/12/2024",
    last_day=date(2024, 12, 14),
    as_of=datetime(2024, 12, 20, 10, tzinfo=UTC).astimezone(HANOI),
    received=69,
    expected=72,
    units=(
        LateUnit(name="Công an tỉnh Hà Giang", reminded=4, last_reminder=date(2024, 12, 18)),
        LateUnit(name="Công an tỉnh Cao Bằng", reminded=3, last_reminder=date(2024, 12, 18), returned=True),
        LateUnit(name="Cục Kế hoạch và tài chính", reminded=0, last_reminder=None),
    ),
    new_date=date(2024, 12, 27),
    number=2,
    frame=frame(),
)
TRAINING = TrainingFacts(
    public_id="TH-0000-0000",
    sequence=0,
    title="Tập huấn kỹ năng phổ biến, giáo dục pháp luật khu vực miền Bắc",
    region=Region.NORTH,
    first_day=date(2024, 6, 10),
    last_day=date(2024, 6, 11),
    starts_at=time(8),
    ends_at=time(16, 30),
    place="Hội trường 2, Trường Bồi dưỡng cán bộ, thành phố Hà Nội",
    host_name="Công an thành phố Hà Nội",
    capacity=60,
    quota=2,
    nominate_by=date(2024, 6, 3),
    practical="Trang phục: lễ phục xuân hè\nMang theo máy tính xách tay",
    plan_title=PLAN,
    plan_number="762/QĐ-BCA-V03",
    plan_issued_on=date(2024, 2, 6),
)
INVITATION = InvitationLetterFacts(
    training=TRAINING,
    units=("Công an thành phố Hà Nội", "Công an tỉnh Hà Giang", "Công an tỉnh Cao Bằng"),
    with_ministry=True,
    sender_name=BODY,
    sender_short="V03",
    superior=PARENT,
    phone="069 000 0000",
    frame=frame("GM-V03-P1"),
)
REVIEW = ReviewLetterFacts(
    recipients=("Các đơn vị thuộc cơ quan Bộ", "Công an các tỉnh, thành phố trực thuộc trung ương"),
    document="Báo cáo sơ kết 03 năm (2022–2024) thực hiện Đề án",
    plan_title=PLAN,
    plan_number="762/QĐ-BCA-V03",
    plan_issued_on=date(2024, 2, 6),
    first_year=2022,
    last_year=2024,
    deadline_words="chậm nhất ngày 10/01/2025",
    sender_name=BODY,
    sender_short="V03",
    superior=PARENT,
    phone="069 000 0000",
    conference_on=date(2025, 1, 17),
    place="Hà Nội",
    combined_with="Báo cáo kết quả thực hiện Đề án năm 2024",
    workbook=True,
    frame=frame(),
)
SAMPLES: tuple[tuple[str, LetterKind, LetterFacts], ...] = (
    ("cong-van-don-doc.docx", LetterKind.CHASING, LATE),
    (
        "cong-van-don-doc-tung-don-vi.docx",
        LetterKind.CHASING,
        replace(LATE, separate=True, units=LATE.units[:1]),
    ),
    ("giay-moi.docx", LetterKind.INVITATION, INVITATION),
    ("bao-cao-lanh-dao-bo.docx", LetterKind.MINISTRY_PAPER, replace(LATE, frame=frame("BC-V03-P1"))),
    ("cong-van-de-nghi-bao-cao-so-ket.docx", LetterKind.REVIEW_REQUEST, REVIEW),
)
