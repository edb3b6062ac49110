"""A training of 2024 as mails, sheets and pages get it."""

from datetime import date, time

from models.words import InvitationAbout, NoteAbout, ParticipantStatus, Region
from templates.mail.facts import InvitationFacts, ParticipantLine, TrainingNoteFacts
from templates.training_facts import TrainingFacts

from .mail_samples import HA_GIANG, PLAN, SENDER

TRAINING = TrainingFacts(
    public_id="TH-4C1E-77A0",
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
    practical="Trang phục: lễ phục xuân hè\nMang theo máy tính xách tay; ăn, nghỉ tự túc",
    plan_title=PLAN,
    plan_number="762/QĐ-BCA-V03",
    plan_issued_on=date(2024, 2, 6),
    letter_number="35/GM-BCA-V03",
    letter_date=date(2024, 5, 10),
)
PEOPLE = (
    ParticipantLine(
        name="Nguyễn Thị An", position="Đại úy, Phó Đội trưởng", status=ParticipantStatus.NOMINATED
    ),
    ParticipantLine(name="Giàng A Páo", position="", status=ParticipantStatus.WAITING),
    ParticipantLine(name="Trần Văn Rút", position="Trung úy, cán bộ", status=ParticipantStatus.WITHDRAWN),
)


def invitation() -> InvitationFacts:
    """A unit is invited."""
    return InvitationFacts(
        day=date(2024, 5, 13),
        sender=SENDER,
        unit_name=HA_GIANG,
        training=TRAINING,
        about=InvitationAbout.INVITE,
    )


def change() -> InvitationFacts:
    """The training was moved."""
    return InvitationFacts(
        day=date(2024, 5, 20),
        sender=SENDER,
        unit_name=HA_GIANG,
        training=TRAINING,
        about=InvitationAbout.UPDATE,
        changed=("Thời gian: chuyển từ ngày 03/06 – 04/06/2024 sang ngày 10/06 – 11/06/2024.",),
    )


def cancellation() -> InvitationFacts:
    """The training will not take place."""
    return InvitationFacts(
        day=date(2024, 5, 27),
        sender=SENDER,
        unit_name=HA_GIANG,
        training=TRAINING,
        about=InvitationAbout.CANCEL,
        reason="trùng thời gian với đợt công tác đột xuất của lực lượng",
    )


def note_before() -> TrainingNoteFacts:
    """The practical reminder."""
    return TrainingNoteFacts(
        day=date(2024, 6, 6),
        sender=SENDER,
        unit_name=HA_GIANG,
        training=TRAINING,
        about=NoteAbout.BEFORE,
        people=PEOPLE,
    )


def place_found() -> TrainingNoteFacts:
    """Somebody moved up from the waiting list."""
    return TrainingNoteFacts(
        day=date(2024, 6, 5),
        sender=SENDER,
        unit_name=HA_GIANG,
        training=TRAINING,
        about=NoteAbout.PLACE_FOUND,
        people=(ParticipantLine(name="Giàng A Páo", position="", status=ParticipantStatus.NOMINATED),),
    )


def note_after() -> TrainingNoteFacts:
    """Thanks, and who did not come."""
    return TrainingNoteFacts(
        day=date(2024, 6, 12),
        sender=SENDER,
        unit_name=HA_GIANG,
        training=TRAINING,
        about=NoteAbout.AFTER,
        people=(
            ParticipantLine(
                name="Nguyễn Thị An", position="Đại úy, Phó Đội trưởng", status=ParticipantStatus.ATTENDED
            ),
            ParticipantLine(name="Giàng A Páo", position="", status=ParticipantStatus.ABSENT),
        ),
    )
