"""Calendar files: foreign programs read what was written, updates replace, cancellations remove."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.words import InvitationAbout
from templates.calendars.facts import TrainingEntry
from templates.calendars.phrases import ANSWER, CONVENIENCE
from templates.calendars.render import file_name
from tests.fakes.calendars import READERS, Reader, Shelf, by_ics
from tests.templates.calendar_samples import (
    FOCAL,
    REPORT,
    STAMP,
    TRAINING,
    UNIT_PLAN,
    invitation,
    published,
)

LATER = STAMP + timedelta(hours=1)
UID = "training-7f3a9c@v03.example"
EVERY_READER = pytest.mark.parametrize("read", READERS)
EVIL = [
    "\r\n",
    "\n",
    "\r",
    "\u2028",
    "\x85",
    "\0",
    "\t",
    "BEGIN:VEVENT",
    "END:VEVENT\r\nEND:VCALENDAR",
    ";",
    ",",
]
EVIL += [
    "\\",
    "\\n",
    '"',
    "'",
    ":",
    "^n",
    "📅",
    "👩‍💼",
    "\r\n ATTENDEE:mailto:x@evil.example",
    "=C3=A1",
    " ",
    "\ud800",
]
VIETNAMESE = [
    "Kế hoạch thực hiện Đề án",
    "Thừa Thiên – Huế",
    "ưỡn ẹo",
    unicodedata.normalize("NFD", "Nguyễn Huệ"),
]
TEXTS = st.one_of(
    st.text(st.characters(), max_size=300),
    st.lists(st.sampled_from([*EVIL, *VIETNAMESE]), max_size=30).map("".join),
)  # every character there is, half ones too


def without_breaks(text: str) -> str:
    """`icalendar` writes a backslash and N as the line break that it stands for in some files."""
    return re.sub(r"\\+N", "N", text)


SUITED: Mapping[Reader, Callable[[str], str]] = {
    by_ics: lambda text: text.replace(
        "\\", ""
    )  # ics 0.7 takes an escaped backslash before n for a line break
}


def printable(text: str) -> str:
    """What is left of any text: its lines and its visible characters."""
    lines = f"{text}.".splitlines()
    kept = [
        [one for one in line if one == "\t" or unicodedata.category(one) not in ("Cc", "Cs")]
        for line in lines
    ]
    return "\n".join("".join(line) for line in kept)[:-1]


@EVERY_READER
@settings(deadline=None)  # the first calendar of a process takes its time
@given(title=TEXTS, place=TEXTS, practical=TEXTS, name=TEXTS)
def test_any_text_comes_back_and_adds_nothing(
    read: Reader, title: str, place: str, practical: str, name: str
) -> None:
    title, place, practical = (SUITED.get(read, without_breaks)(text) for text in (title, place, practical))
    content = invitation(
        title=f"a{title}", place=f"b{place}", practical=f"c{practical}.", organizer_name=name
    )
    [entry] = read(content).entries
    assert entry.summary == " ".join(printable(f"a{title}").split())
    assert entry.location == " ".join(printable(f"b{place}").split())
    assert f"\n{printable(f'c{practical}.')}\n" in entry.description
    assert (entry.uid, entry.attendees) == (UID, ("mailto:dau-moi@ca-hagiang.example",))
    assert entry.organizer[1] == "mailto:v03@v03.example"
    assert content.count(b"\r\nBEGIN:VEVENT\r\n") == content.count(b"\r\nATTENDEE;") == 1


@given(TEXTS, TEXTS)
def test_lines_are_folded_at_75_octets_between_characters(title: str, document: str) -> None:
    for content in (
        invitation(title=title),
        published(replace(UNIT_PLAN, document=document, unit_name=title)),
    ):
        lines = content.split(b"\r\n")
        assert lines[-1] == b""
        assert [line for line in lines if len(line) > 75 or b"\r" in line or b"\n" in line] == []
        assert [line.decode() for line in lines]


@given(TEXTS)
def test_no_address_adds_a_line(address: str) -> None:
    lines = unfolded(invitation(attendee=address))
    assert len(lines) == len(unfolded(invitation()))
    [line] = [line for line in lines if line.startswith("ATTENDEE")]
    assert line.rpartition(":")[0].endswith(":mailto")


def unfolded(content: bytes) -> list[str]:
    """The lines of a calendar file as RFC 5545 means them."""
    return content.replace(b"\r\n ", b"").decode().split("\r\n")


@EVERY_READER
def test_an_invitation_says_what_when_where_and_that_nobody_reads_calendar_answers(read: Reader) -> None:
    file = read(invitation())
    [entry] = file.entries
    assert (file.method, entry.status, entry.sequence, entry.stamp) == ("REQUEST", "CONFIRMED", 0, STAMP)
    assert entry.begins == datetime(2024, 5, 13, 23, 30, tzinfo=UTC), "half past six in Vietnam"
    assert entry.ends == datetime(2024, 5, 14, 10, 0, tzinfo=UTC)
    assert sorted(entry.rule.split(";")) == ["COUNT=2", "FREQ=DAILY"], "the same hours on both days"
    assert (entry.summary, entry.location) == (TRAINING.title, TRAINING.place)
    assert entry.organizer == (FOCAL, "mailto:v03@v03.example")
    assert entry.description.split("\n") == [
        "Giấy mời số 15/GM-V03 ngày 16/04/2024.",
        "Kế hoạch thực hiện Đề án năm 2024 (ban hành kèm theo Quyết định số 762/QĐ-BCA-V03 ngày 06/02/2024).",
        "Thời gian: từ 06 giờ 30 đến 17 giờ 00 hằng ngày, "
        "từ thứ Ba, 14/05/2024 đến hết thứ Tư, 15/05/2024 (giờ Việt Nam).",
        "Đơn vị đăng cai: Công an tỉnh Hòa Bình.",
        "Số lượng: mỗi đơn vị cử không quá 02 đồng chí; đề nghị cử cán bộ chậm nhất ngày 04/05/2024.",
        "Trang phục: lễ phục xuân hè.",
        ANSWER,
    ]
    assert b";RSVP=FALSE:" in invitation().replace(b"\r\n ", b"")


@EVERY_READER
def test_a_training_of_one_day_is_one_event_without_a_rule(read: Reader) -> None:
    [entry] = read(invitation(last_day=TRAINING.first_day)).entries
    assert entry.rule == ""
    assert "từ 06 giờ 30 đến 17 giờ 00, thứ Ba, 14/05/2024 (giờ Việt Nam)" in entry.description


@EVERY_READER
def test_an_update_replaces_an_older_file_is_ignored_a_cancellation_removes(read: Reader) -> None:
    first = invitation()
    moved: dict[str, Any] = {
        "sequence": 1,
        "first_day": date(2024, 5, 21),
        "last_day": date(2024, 5, 22),
        "place": "Hà Nội",
    }
    update = invitation(InvitationAbout.UPDATE, stamp=LATER, **moved)
    shelf = Shelf(read=read)
    for content in (first, update, first):
        shelf.take(content)
    [entry] = shelf.shown.values()
    assert (entry.uid, entry.sequence, entry.location) == (UID, 1, "Hà Nội")
    assert entry.begins == datetime(2024, 5, 20, 23, 30, tzinfo=UTC)
    cancel = invitation(InvitationAbout.CANCEL, stamp=LATER, **moved | {"sequence": 2})
    assert read(cancel).method == "CANCEL"
    for content in (cancel, update, first):
        shelf.take(content)
    assert shelf.shown == {}, "and late copies bring nothing back"
    shelf.take(invitation(InvitationAbout.INVITE, stamp=LATER, **moved | {"sequence": 3}))
    assert list(shelf.shown) == [UID], "announced again"


@EVERY_READER
def test_a_deadline_is_a_free_day_in_the_documents_own_words(read: Reader) -> None:
    content = published(REPORT)
    [entry] = read(content).entries
    assert read(content).method == "PUBLISH"
    assert (entry.begins, entry.ends, entry.attendees) == (date(2024, 12, 13), date(2024, 12, 14), ())
    assert entry.summary == "Hạn: Báo cáo kết quả thực hiện Đề án"
    assert entry.description.split("\n") == [
        "Thời hạn: trước 20h00 ngày 14/12/2024. Ngày cuối cùng còn trong hạn: 20 giờ 00, thứ Bảy, "
        "14/12/2024; lịch ghi ngày làm việc cuối cùng trước đó.",
        "Văn bản cần gửi: Kế hoạch đã ký, đóng dấu.",
        f"Nơi nhận: {FOCAL}.",
        "Căn cứ: mục II.1.1.b Kế hoạch ban hành kèm theo Quyết định số 762/QĐ-BCA-V03 ngày 06/02/2024.",
        CONVENIENCE,
    ]
    assert b"\r\nTRANSP:TRANSPARENT\r\n" in content


@EVERY_READER
def test_a_calendar_of_several_units_names_the_unit_in_each_title(read: Reader) -> None:
    [entry] = read(published(replace(UNIT_PLAN, unit_name="Công an tỉnh Hà Giang"))).entries
    assert entry.summary == "Hạn: Kế hoạch thực hiện Đề án – Công an tỉnh Hà Giang"


@EVERY_READER
def test_a_later_calendar_moves_and_removes_what_an_earlier_one_brought(read: Reader) -> None:
    shelf = Shelf(read=read)
    shelf.take(invitation())
    shelf.take(published(UNIT_PLAN, REPORT, trainings=(TrainingEntry(training=TRAINING),)))
    assert len(shelf.shown) == 3, "the training is the same entry as its invitation"
    moved = replace(REPORT, sequence=1, day=date(2024, 12, 20), last_day=date(2024, 12, 20))
    settled = replace(UNIT_PLAN, sequence=1, settled=True)
    cancelled = TrainingEntry(training=replace(TRAINING, sequence=1), cancelled=True)
    shelf.take(published(settled, moved, trainings=(cancelled,), stamp=LATER))
    [entry] = shelf.shown.values()
    assert (entry.uid, entry.begins) == ("obligation-B07E-2@v03.example", date(2024, 12, 20))
    shelf.take(published(replace(UNIT_PLAN, sequence=2), stamp=LATER))
    assert len(shelf.shown) == 2, "a record was voided: the document is owed again"


def test_the_same_facts_give_the_same_bytes() -> None:
    assert invitation() == invitation()
    assert published(UNIT_PLAN, REPORT) == published(UNIT_PLAN, REPORT)
    assert invitation() != invitation(stamp=LATER)


def test_moments_of_other_zones_and_fractions_of_seconds_are_written_alike() -> None:
    odd = STAMP.replace(microsecond=7).astimezone(tz=None)
    assert invitation(stamp=odd) == invitation()
    assert b"\r\nDTSTART:20240514T010000Z\r\n" in invitation(starts_at=time(8))


@pytest.mark.parametrize(
    ("code", "name"),
    [("2024", "lich-2024.ics"), ("KH 2024/bổ sung", "lich-KH-2024-b-sung.ics"), ("…", "lich-ke-hoach.ics")],
)
def test_the_file_is_named_after_the_plan(code: str, name: str) -> None:
    assert file_name(code) == name
