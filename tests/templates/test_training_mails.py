"""Invitations to trainings and notes about them, as a unit reads them."""

import re
from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.words import InvitationAbout, NoteAbout, ParticipantStatus, Region
from templates.mail.facts import InvitationFacts, ParticipantLine, TrainingNoteFacts
from templates.mail.render import render
from templates.training_facts import TrainingFacts

from .mail_samples import FOCAL, HA_GIANG, SENDER
from .test_mail import ALPHABET, EVIL, FORBIDDEN, Reader, answers, both_say, texts
from .training_samples import (
    TRAINING,
    cancellation,
    change,
    invitation,
    note_after,
    note_before,
    place_found,
)

EVERY: dict[str, InvitationFacts | TrainingNoteFacts] = {
    "invitation": invitation(),
    "change": change(),
    "cancellation": cancellation(),
    "before": note_before(),
    "place found": place_found(),
    "after": note_after(),
}


def test_an_invitation_quotes_the_signed_letter_and_says_what_when_where_who_and_how_many() -> None:
    both_say(
        invitation(),
        "Kính gửi: Công an tỉnh Hà Giang",
        f"Theo Giấy mời số 35/GM-BCA-V03 ngày 10/05/2024, {FOCAL} (V03) trân trọng mời đơn vị cử cán bộ",
        "Thời gian: từ thứ Hai, 10/06/2024 đến hết thứ Ba, 11/06/2024; mỗi ngày từ 08 giờ 00 đến 16 giờ 30",
        "Địa điểm: Hội trường 2, Trường Bồi dưỡng cán bộ, thành phố Hà Nội",
        "Đơn vị đăng cai: Công an thành phố Hà Nội",
        "Số lượng: đơn vị cử không quá 02 đồng chí",
        "Gửi danh sách cán bộ được cử: chậm nhất ngày 03/06/2024 (thứ Hai)",
        "Căn cứ: Kế hoạch thực hiện Đề án",
        "Mang theo máy tính xách tay; ăn, nghỉ tự túc",
    )


def test_an_invitation_says_how_to_answer_and_that_nobody_reads_what_calendars_answer() -> None:
    both_say(
        invitation(),
        "danh sách cán bộ được cử (họ và tên, cấp bậc, chức vụ, điện thoại) tới cán bộ đầu mối V03 "
        "(hộp thư nhac-viec+2024@v03.example, điện thoại 069 000 0000) chậm nhất ngày 03/06/2024",
        "Trường hợp không cử cán bộ dự, đề nghị cho biết lý do.",
        "Tệp lịch gửi kèm chỉ để tiện ghi lịch công tác. Trả lời từ phần mềm lịch không được tiếp nhận",
    )


def test_the_answer_already_begun_has_a_line_for_each_person_of_the_quota() -> None:
    [(address, subject, body)] = answers(invitation())
    assert (address, subject) == (SENDER.reply_to, "Cử cán bộ dự tập huấn - Công an tỉnh Hà Giang")
    assert re.findall(r"^(\d+)\. Họ và tên: …", body, re.MULTILINE) == ["1", "2"]
    assert "Mã theo dõi: TH-4C1E-77A0" in body
    assert "Hoặc không cử cán bộ; lý do: …" in body
    [(_, _, many)] = answers(replace(invitation(), training=replace(TRAINING, quota=200)))
    assert many.count("Họ và tên") == 10


def test_a_change_is_said_before_the_details_and_asks_for_nothing_twice() -> None:
    changed = "Thời gian: chuyển từ ngày 03/06 – 04/06/2024 sang ngày 10/06 – 11/06/2024."
    both_say(change(), "không phải gửi lại")
    for version in texts(render(change())):
        assert version.index("có thay đổi như sau") < version.index(changed) < version.index("Địa điểm:")


def test_when_the_day_for_naming_has_passed_a_change_does_not_ask_for_it_any_more() -> None:
    late = replace(change(), day=date(2024, 6, 5))
    both_say(late, "điện thoại 069 000 0000) trong thời gian sớm nhất.")


def test_a_cancellation_gives_the_reason_and_asks_for_nothing() -> None:
    both_say(
        cancellation(),
        "dự kiến tổ chức ngày 10/06 – 11/06/2024 tại Hội trường 2",
        "không tổ chức theo kế hoạch đã thông báo. Mong đồng chí thông cảm.",
        "Lý do: trùng thời gian với đợt công tác đột xuất của lực lượng",
        "Đơn vị không phải gửi danh sách cán bộ hoặc văn bản nào khác",
        "V03 sẽ gửi giấy mời mới",
    )
    assert answers(cancellation()) == []
    assert "lễ phục" not in render(cancellation()).text


def test_an_unnumbered_letter_is_not_quoted() -> None:
    facts = replace(invitation(), training=replace(TRAINING, letter_number="", letter_date=None))
    both_say(facts, "Căn cứ Kế hoạch thực hiện Đề án")
    assert "Giấy mời số" not in render(facts).text


def test_the_reminder_before_the_day_names_who_is_expected_and_who_is_waiting() -> None:
    text, _ = texts(render(note_before()))
    assert "Cán bộ của đơn vị trong danh sách dự: - Nguyễn Thị An, Đại úy, Phó Đội trưởng" in text
    assert "Cán bộ trong danh sách chờ (khi có chỗ sẽ thông báo): - Giàng A Páo" in text
    both_say(note_before(), "Trang phục: lễ phục xuân hè", "Thời gian: từ thứ Hai, 10/06/2024")
    assert "Trần Văn Rút" not in render(note_before()).text


def test_whoever_moved_up_from_the_waiting_list_is_named() -> None:
    both_say(place_found(), "có thêm chỗ", "Cán bộ được chuyển sang danh sách dự:", "Giàng A Páo")


def test_afterwards_the_unit_is_thanked_and_asked_why_somebody_did_not_come() -> None:
    both_say(
        note_after(),
        "trân trọng cảm ơn đồng chí và đơn vị đã cử cán bộ dự",
        "Cán bộ đã dự:",
        "Cán bộ có trong danh sách, chưa dự được:",
        "đề nghị đồng chí cho biết lý do",
    )
    everybody = replace(note_after(), people=note_after().people[:1])
    assert "lý do" not in render(everybody).text


@pytest.mark.parametrize(
    ("facts", "subject"),
    [
        (
            invitation(),
            "[Giấy mời] Tập huấn khu vực miền Bắc, 10/06 – 11/06/2024 (cử cán bộ chậm nhất ngày 03/06)",
        ),
        (
            change(),
            "[Thay đổi] Tập huấn khu vực miền Bắc, 10/06 – 11/06/2024",
        ),
        (
            cancellation(),
            "[Hủy] Tập huấn khu vực miền Bắc, 10/06 – 11/06/2024",
        ),
        (
            replace(note_before(), training=replace(TRAINING, title="Lớp A", last_day=date(2024, 6, 10))),
            "[Tập huấn] Sắp tổ chức: Tập huấn khu vực miền Bắc, 10/06/2024",
        ),
    ],
)
def test_the_subject_alone_tells_what_and_when(
    facts: InvitationFacts | TrainingNoteFacts, subject: str
) -> None:
    assert render(facts).subject == subject


@pytest.mark.parametrize("facts", EVERY.values(), ids=EVERY)
def test_every_mail_says_that_it_is_automatic_and_is_readable(
    facts: InvitationFacts | TrainingNoteFacts,
) -> None:
    both_say(
        facts,
        "Đây là thư gửi tự động, không thay thế văn bản chính thức",
        "Đề nghị không gửi tài liệu có nội dung bí mật nhà nước qua thư điện tử.",
    )
    both_say(replace(facts, example=True), "DỮ LIỆU MẪU")
    assert render(replace(facts, example=True)).subject.startswith("[Dữ liệu mẫu] [")
    assert "dữ liệu mẫu" not in (render(facts).subject + render(facts).text).lower()
    long = [line for line in render(facts).text.splitlines() if len(line) > 76]
    assert [line for line in long if "mailto:" not in line] == []
    styles = " ".join(Reader(render(facts).html).styles)
    assert min(int(size) for size in re.findall(r"font-size: (\d+)px", styles)) >= 15


@pytest.mark.parametrize("evil", EVIL)
def test_what_users_write_is_shown_as_they_wrote_it_and_nothing_else(evil: str) -> None:
    training = replace(TRAINING, title=evil, place=evil, practical=f"{evil}\n\n{evil}", letter_number=evil)
    people = (ParticipantLine(name=evil, position=evil, status=ParticipantStatus.NOMINATED),)
    note = replace(note_before(), training=training, people=people)
    for facts in (replace(change(), training=training, changed=(evil,)), note):
        mail = render(facts)
        assert "<script" not in mail.html
        assert "49" not in mail.subject + mail.text.split("mailto:")[0]
        assert evil in texts(mail)[0]
        assert evil in texts(mail)[1]


TRAININGS = st.builds(
    TrainingFacts,
    public_id=ALPHABET,
    sequence=st.integers(0, 9),
    title=ALPHABET,
    region=st.sampled_from(Region),
    first_day=st.dates(),
    last_day=st.dates(),
    starts_at=st.times(),
    ends_at=st.times(),
    place=ALPHABET,
    host_name=ALPHABET,
    capacity=st.integers(1, 500),
    quota=st.integers(1, 20),
    nominate_by=st.dates(),
    practical=ALPHABET,
    plan_title=ALPHABET,
    plan_number=ALPHABET,
    plan_issued_on=st.dates(),
    letter_number=st.just("") | ALPHABET,
    letter_date=st.none() | st.dates(),
)
DAYS = st.dates(min_value=date(1000, 1, 2))


@given(
    TRAININGS,
    DAYS,
    st.sampled_from(InvitationAbout),
    st.sampled_from(NoteAbout),
    st.lists(ALPHABET),
    ALPHABET,
)
def test_whatever_the_facts_the_tone_is_that_of_a_colleague(
    training: TrainingFacts,
    day: date,
    about: InvitationAbout,
    note: NoteAbout,
    names: list[str],
    reason: str,
) -> None:
    people = tuple(
        ParticipantLine(name=name, position=name, status=status)
        for name, status in zip(names, ParticipantStatus, strict=False)
    )
    invited = replace(invitation(), day=day, training=training, about=about)
    noted = replace(note_before(), day=day, training=training, about=note, people=people)
    for facts in (replace(invited, reason=reason, changed=(reason,)), noted):
        mail = render(facts)
        words = " ".join((mail.subject, *texts(mail)))
        assert FORBIDDEN.search(words) is None
        assert "đồng chí" in words
        assert "Trân trọng" in words


def test_an_afternoon_of_one_day_is_one_day() -> None:
    training = replace(TRAINING, last_day=TRAINING.first_day, starts_at=time(13, 30), ends_at=time(17))
    both_say(
        replace(invitation(), training=training),
        "Thời gian: thứ Hai, 10/06/2024, từ 13 giờ 30 đến 17 giờ 00",
    )


def test_no_phone_number_of_a_participant_and_no_other_unit_is_in_a_mail() -> None:
    for facts in EVERY.values():
        found = set(re.findall(r"Công an (?:tỉnh|thành phố) [\w ]+?(?=[.,;)\n]|$)", render(facts).text))
        assert found <= {HA_GIANG, TRAINING.host_name}
