"""A training and two deadlines as calendars are given them."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from models.words import InvitationAbout, Region
from templates.calendars.facts import DeadlineEntry, TrainingEntry
from templates.calendars.render import deadlines_calendar, training_calendar
from templates.training_facts import TrainingFacts

STAMP = datetime(2024, 4, 16, 1, 30, tzinfo=UTC)
FOCAL = "Cục Pháp chế và cải cách hành chính, tư pháp"
TRAINING = TrainingFacts(
    public_id="7f3a9c",
    sequence=0,
    title="Tập huấn nghiệp vụ phổ biến, giáo dục pháp luật khu vực miền Bắc",
    region=Region.NORTH,
    first_day=date(2024, 5, 14),
    last_day=date(2024, 5, 15),
    starts_at=time(6, 30),
    ends_at=time(17),
    place="Hội trường Công an tỉnh Hòa Bình; số 20 đường Chi Lăng, TP Hòa Bình",
    host_name="Công an tỉnh Hòa Bình",
    capacity=120,
    quota=2,
    nominate_by=date(2024, 5, 4),
    practical="Trang phục: lễ phục xuân hè.",
    plan_title="Kế hoạch thực hiện Đề án năm 2024",
    plan_number="762/QĐ-BCA-V03",
    plan_issued_on=date(2024, 2, 6),
    letter_number="15/GM-V03",
    letter_date=date(2024, 4, 16),
)
UNIT_PLAN = DeadlineEntry(
    public_id="B07E-1",
    sequence=0,
    day=date(2024, 2, 28),
    last_day=date(2024, 2, 28),
    document="Kế hoạch thực hiện Đề án",
    deadline_words="trước ngày 29/02/2024",
    legal_basis="mục II.1.1.b Kế hoạch ban hành kèm theo Quyết định số 762/QĐ-BCA-V03 ngày 06/02/2024",
    what_to_send="Kế hoạch đã ký, đóng dấu",
    where_to_send=FOCAL,
)
REPORT = replace(
    UNIT_PLAN,
    public_id="B07E-2",
    day=date(2024, 12, 13),
    last_day=date(2024, 12, 14),
    due_time=time(20),
    document="Báo cáo kết quả thực hiện Đề án",
    deadline_words="trước 20h00 ngày 14/12/2024",
)


def invitation(
    about: InvitationAbout = InvitationAbout.INVITE,
    *,
    stamp: datetime = STAMP,
    attendee: str = "dau-moi@ca-hagiang.example",
    organizer_name: str = FOCAL,
    **changed: Any,
) -> bytes:
    """The calendar part of an invitation; `changed`: what is different of the training."""
    return training_calendar(
        training=replace(TRAINING, **changed),
        about=about,
        organizer="v03@v03.example",
        organizer_name=organizer_name,
        attendee=attendee,
        uid_domain="v03.example",
        stamp=stamp,
    )


def published(
    *entries: DeadlineEntry, trainings: tuple[TrainingEntry, ...] = (), stamp: datetime = STAMP
) -> bytes:
    """A calendar of deadlines."""
    return deadlines_calendar(
        name="Thời hạn: Công an tỉnh Hà Giang",
        entries=entries,
        trainings=trainings,
        organizer="v03@v03.example",
        organizer_name=FOCAL,
        uid_domain="v03.example",
        stamp=stamp,
    )
