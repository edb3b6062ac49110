"""What the reader of a mail notices."""

import re
from dataclasses import replace
from datetime import date, time
from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.words import JudgedBy
from templates import words_vi as vi
from templates.mail.facts import (
    BriefLine,
    BriefSection,
    ChaseFacts,
    DutyLine,
    Mail,
    MailFacts,
    Sender,
    Standing,
)
from templates.mail.render import render

from .mail_samples import (
    FOCAL,
    HA_GIANG,
    REPORT,
    SENDER,
    UNIT_PLAN,
    WHOLE_YEAR,
    alarm,
    announcement,
    brief,
    chase,
    note,
    review_request,
    unit_duties,
    units_changed,
)

CAO_BANG = "Công an tỉnh Cao Bằng"
NOT_RECEIVED = replace(UNIT_PLAN, standing=Standing.NOT_RECEIVED, workdays_left=None)
OVERDUE = replace(UNIT_PLAN, standing=Standing.OVERDUE, workdays_left=None)
EVERY_MAIL: dict[str, MailFacts] = {
    "before": chase(UNIT_PLAN),
    "prepare": chase(REPORT, day=date(2024, 11, 15)),
    "not received": chase(NOT_RECEIVED, day=date(2024, 3, 4)),
    "overdue": chase(OVERDUE, replace(REPORT, workdays_left=5), day=date(2024, 12, 6)),
    "note": note(),
    "announcement": announcement(),
    "review request": review_request(),
    "units changed": units_changed(),
    "brief": brief(),
    "alarm": alarm(),
}
TO_UNITS = {name: facts for name, facts in EVERY_MAIL.items() if name not in ("brief", "alarm")}


class Reader(HTMLParser):
    """The words of an HTML mail, its links and styles; unbalanced tags are an error."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.styles: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note links and styles; every element with a class carries its style."""
        found = dict(attrs)
        assert ("class" in found) == ("style" in found)
        self.links += [found["href"] or ""] if "href" in found else []
        self.styles += [found["style"] or ""] if "style" in found else []
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close what was opened last."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep what is shown."""
        if self.open and self.open[-1] not in {"style", "title"}:
            self.words += data.split()


def texts(mail: Mail) -> tuple[str, str]:
    """Both versions of a mail as one line of words each."""
    return " ".join(mail.text.split()), " ".join(Reader(mail.html).words)


def both_say(facts: MailFacts, *sentences: str) -> None:
    """Text and HTML hold every one of these sentences."""
    for version in texts(render(facts)):
        assert [sentence for sentence in sentences if sentence not in version] == []


def answers(facts: MailFacts) -> list[tuple[str, str, str]]:
    """Address, subject and body of every prefilled answer, decoded."""
    links = [link for link in Reader(render(facts).html).links if "?" in link and link.startswith("mailto:")]
    return [decoded(link) for link in links]


def decoded(link: str) -> tuple[str, str, str]:
    """What a mail program makes of a mailto link (RFC 6068)."""
    parts = urlsplit(link)
    assert link.isascii()
    assert not set(link) & set(' "<>+')
    fields = parse_qs(parts.query, strict_parsing=True)
    return unquote(parts.path), fields["subject"][0], fields["body"][0]


def test_a_reminder_says_what_by_when_to_whom_and_why() -> None:
    both_say(
        chase(UNIT_PLAN),
        "Kính gửi: Công an tỉnh Hà Giang",
        "LƯU HÀNH NỘI BỘ",
        "Thứ Tư, ngày 21 tháng 02 năm 2024",
        "trân trọng nhắc đồng chí 01 nội dung sắp đến thời hạn",
        "Thời hạn: trước ngày 29/02/2024 (hết ngày 28/02)",
        "Ngày cuối cùng: thứ Tư, 28/02/2024",
        "Văn bản gửi: Kế hoạch đã ký, đóng dấu",
        f"Nơi nhận: Bộ Công an (qua {FOCAL})",
        "Tính đúng hạn theo: ngày ban hành văn bản",
        "Căn cứ: mục II.1.1 Kế hoạch ban hành kèm theo Quyết định số 762/QĐ-BCA-V03 ngày 06/02/2024",
        f"Trân trọng. {FOCAL} (V03)",
    )
    text, html = texts(render(chase(UNIT_PLAN)))
    assert "CÒN 05 NGÀY LÀM VIỆC" in text
    assert "Còn 05 ngày làm việc" in html


def test_a_last_valid_day_at_the_weekend_names_the_working_day_before() -> None:
    both_say(
        chase(REPORT, day=date(2024, 11, 15)),
        "trước ngày 15/12/2024 (hết ngày 14/12; đề nghị gửi trong ngày làm việc 13/12)",
        "Ngày cuối cùng: thứ Bảy, 14/12/2024",
    )
    for version in texts(render(chase(REPORT, day=date(2024, 12, 14)))):
        assert "đề nghị gửi trong ngày làm việc" not in version  # that day has passed


def test_a_deadline_with_an_hour_says_the_hour() -> None:
    duty = replace(
        UNIT_PLAN,
        deadline_words="trước 20h00 ngày 25/5/2025",
        last_day=date(2025, 5, 25),
        due_time=time(20),
        target_day=date(2025, 5, 23),
    )
    both_say(
        chase(duty, day=date(2025, 5, 20)),
        "trước 20h00 ngày 25/5/2025 (trước 20 giờ 00 ngày 25/05; đề nghị gửi trong ngày làm việc 23/05)",
        "Ngày cuối cùng: trước 20 giờ 00, Chủ nhật, 25/05/2025",
    )


@pytest.mark.parametrize(
    ("judged_by", "words"),
    [
        (JudgedBy.ISSUED, "ngày ban hành văn bản"),
        (JudgedBy.SENT, "ngày gửi văn bản"),
        (JudgedBy.RECEIVED, "ngày V03 nhận được văn bản"),
    ],
)
def test_the_unit_learns_which_day_counts(judged_by: JudgedBy, words: str) -> None:
    both_say(chase(replace(UNIT_PLAN, judged_by=judged_by)), f"Tính đúng hạn theo: {words}")


def test_the_early_stage_says_what_to_prepare() -> None:
    facts = chase(REPORT, day=date(2024, 11, 15))
    both_say(facts, "chuẩn bị trước 01 nội dung", "Nội dung đề nghị chuẩn bị:", *REPORT.prepare)
    assert "chuẩn bị Báo cáo kết quả" in render(facts).subject


def test_until_the_arrival_allowance_has_passed_nobody_is_called_late() -> None:
    facts = chase(NOT_RECEIVED, day=date(2024, 3, 4))
    both_say(
        facts,
        "Đến hết ngày 03/03/2024, V03 chưa nhận được Kế hoạch thực hiện Đề án của Công an tỉnh Hà Giang; "
        "trường hợp đã ban hành, đề nghị cho biết số, ngày văn bản.",
    )
    mail = render(facts)
    assert "quá hạn" not in (mail.subject + mail.text + mail.html).lower()
    assert "Thời hạn đã qua" not in mail.text


def test_after_the_allowance_the_mail_says_so_and_still_asks_for_number_and_date() -> None:
    mail = render(chase(OVERDUE, day=date(2024, 3, 12)))
    assert "QUÁ HẠN, CHƯA NHẬN ĐƯỢC" in mail.text
    both_say(
        chase(OVERDUE, day=date(2024, 3, 12)),
        "Đến hết ngày 11/03/2024, V03 chưa nhận được",
        "Thời hạn đã qua, đề nghị đồng chí quan tâm, sớm hoàn thành và gửi văn bản",
        "đề nghị cho biết số, ngày văn bản",
    )


def test_the_note_lists_whole_year_tasks_and_asks_for_no_report() -> None:
    both_say(
        note(),
        "Đây không phải là đề nghị gửi báo cáo riêng",
        *(line.title for line in WHOLE_YEAR),
        "cả năm 2024; ít nhất 01 mô hình",
    )
    assert "Đã gửi?" not in render(note()).text


def test_the_announcement_says_what_the_unit_owes_and_asks_to_confirm_the_address() -> None:
    both_say(
        announcement(),
        "Ngày cuối cùng: thứ Tư, 28/02/2024",
        "Ngày cuối cùng: thứ Bảy, 14/12/2024",
        *(line.title for line in WHOLE_YEAR),
        "Xây dựng kế hoạch và tổ chức sơ kết 03 năm thực hiện Đề án",
        "Thư này gửi tới địa chỉ dau-moi@ca-hagiang.example",
        "trả lời thư để xác nhận đây là địa chỉ đúng",
    )
    address, subject, body = answers(announcement())[-1]
    assert (address, subject) == (SENDER.reply_to, "Xác nhận địa chỉ: Công an tỉnh Hà Giang")
    assert "Địa chỉ dau-moi@ca-hagiang.example là đúng." in body


def test_the_announcement_says_what_the_attached_calendar_is_for() -> None:
    sentence = (
        "Gửi kèm thư này là tệp lịch lich-2024.ics ghi các thời hạn nêu trên, để đồng chí thêm vào lịch "
        "làm việc nếu thấy tiện; thư nhắc đến hạn vẫn được gửi như thường lệ."
    )
    both_say(announcement(), sentence)
    assert "tệp lịch" not in render(replace(announcement(), calendar="")).text


def test_the_address_is_to_be_confirmed_above_the_long_list_of_the_year() -> None:
    for shown in texts(render(announcement())):
        confirm = shown.upper().index("XÁC NHẬN ĐỊA CHỈ NHẬN THƯ")
        assert shown.index(UNIT_PLAN.title) < confirm < shown.index(WHOLE_YEAR[0].title)


def _more_sections(*titles: str) -> tuple[BriefSection, ...]:
    return tuple(BriefSection(title=title, lines=(BriefLine(text="việc"),)) for title in titles)


@pytest.mark.parametrize(
    ("facts", "subject"),
    [
        (
            chase(UNIT_PLAN),
            "[Nhắc việc] Còn 05 ngày làm việc: gửi Kế hoạch thực hiện Đề án (hạn trước ngày 29/02/2024)",
        ),
        (
            chase(replace(UNIT_PLAN, workdays_left=0)),
            "[Nhắc việc] Hôm nay là ngày làm việc cuối cùng: gửi Kế hoạch thực hiện Đề án "
            "(hạn trước ngày 29/02/2024)",
        ),
        (
            chase(NOT_RECEIVED, day=date(2024, 3, 4)),
            "[Nhắc việc] Chưa nhận được: Kế hoạch thực hiện Đề án (hạn trước ngày 29/02/2024)",
        ),
        (
            chase(OVERDUE, REPORT, day=date(2024, 12, 6)),
            "[Nhắc việc] 02 nội dung; quá hạn, chưa nhận được: Kế hoạch thực hiện Đề án "
            "(hạn trước ngày 29/02/2024)",
        ),
        (note(), "[Nhắc việc] 03 nhiệm vụ thực hiện trong cả năm (để theo dõi)"),
        (
            announcement(),
            "[Triển khai kế hoạch] Nhiệm vụ của Công an tỉnh Hà Giang: 02 việc có thời hạn, "
            "03 việc trong năm",
        ),
        (brief(), "[Bản tin sáng] 21/02/2024: Đơn vị chưa có địa chỉ; Thư gửi hôm nay"),
        (
            replace(brief(), sections=(*brief().sections, *_more_sections("Ba", "Bốn"))),
            "[Bản tin sáng] 21/02/2024: Đơn vị chưa có địa chỉ; Thư gửi hôm nay và 02 nội dung khác",
        ),
    ],
)
def test_the_subject_alone_tells_how_urgent_what_and_by_when(facts: MailFacts, subject: str) -> None:
    assert render(facts).subject == subject


def test_the_request_for_a_review_says_period_day_and_that_one_document_serves_both() -> None:
    text = " ".join(render(review_request()).text.split())
    assert "Thời kỳ sơ kết: từ năm 2022 đến hết năm 2024." in text
    assert "đơn vị gửi một văn bản chung, có đủ hai nội dung" in text
    assert "(mã II.1.2.b-SK)" in text, "it is no item of the plan's document"
    assert "Hội nghị sơ kết dự kiến thứ Sáu, 17/01/2025, tại Hà Nội" in text


def test_a_conference_without_a_day_is_announced_later() -> None:
    text = " ".join(render(replace(review_request(), conference_on=None)).text.split())
    assert "Hội nghị sơ kết dự kiến tổ chức tại Hà Nội; thời gian sẽ được thông báo." in text
    without = render(replace(review_request(), conference_on=None, place="")).text
    assert "Hội nghị" not in without


def test_a_long_document_name_is_cut_between_words_in_the_subject_only() -> None:
    facts = chase(replace(UNIT_PLAN, document="Báo cáo " + "rất dài " * 30))
    assert len(render(facts).subject) < 140
    assert "rất dài… (hạn trước ngày 29/02/2024)" in render(facts).subject


def test_the_prefilled_answer_can_be_matched_to_the_obligation() -> None:
    [(address, subject, body)] = answers(chase(UNIT_PLAN))
    assert (address, subject) == ("nhac-viec+2024@v03.example", "Đã gửi: II.1.1.b - Công an tỉnh Hà Giang")
    assert body.splitlines() == [
        "Đã gửi: số …, ngày …",
        "",
        "Đơn vị: Công an tỉnh Hà Giang",
        "Nhiệm vụ: II.1.1.b",
        "Mã theo dõi: 7F3A-21C9",
    ]
    assert body.count("\r\n") == body.count("\n")


def test_text_readers_find_the_same_answers_as_numbered_links() -> None:
    facts = announcement()
    numbered = re.findall(r"^\[(\d)\] (mailto:\S+)$", render(facts).text, re.MULTILINE)
    assert [number for number, _ in numbered] == ["1", "2", "3"]
    assert [decoded(link) for _, link in numbered] == answers(facts)


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=80))
def test_whatever_a_unit_is_called_its_answer_link_stays_one_link(name: str) -> None:
    [(address, subject, _)] = answers(chase(UNIT_PLAN, unit=name))
    assert address == SENDER.reply_to
    assert subject == f"Đã gửi: II.1.1.b - {name}"


@pytest.mark.parametrize("facts", TO_UNITS.values(), ids=TO_UNITS)
def test_every_mail_to_a_unit_says_that_it_is_automatic_and_replaces_nothing(facts: MailFacts) -> None:
    both_say(
        facts,
        "Đây là thư nhắc việc gửi tự động, không thay thế văn bản chính thức.",
        "Trường hợp đơn vị đã gửi văn bản, đề nghị bỏ qua thư này hoặc cho biết số, ngày của văn bản.",
        "Đề nghị không gửi tài liệu có nội dung bí mật nhà nước qua thư điện tử.",
    )


@pytest.mark.parametrize("facts", EVERY_MAIL.values(), ids=EVERY_MAIL)
def test_sample_data_is_called_sample_data_and_real_data_is_not(facts: MailFacts) -> None:
    both_say(replace(facts, example=True), "DỮ LIỆU MẪU")
    assert render(replace(facts, example=True)).subject.startswith("[Dữ liệu mẫu] [")
    assert "dữ liệu mẫu" not in (render(facts).subject + render(facts).text).lower()


def test_a_mail_to_one_unit_never_names_another() -> None:
    units = (HA_GIANG, CAO_BANG, "Công an tỉnh Bắc Kạn")
    for unit in units:
        for facts in (chase(UNIT_PLAN, REPORT, unit=unit), chase(OVERDUE, unit=unit, day=date(2024, 3, 12))):
            mail = render(facts)
            assert [name for name in units if name in unquote(mail.subject + mail.text + mail.html)] == [unit]


def test_an_address_that_serves_two_units_gets_one_mail_with_a_part_for_each() -> None:
    groups = (unit_duties(OVERDUE, REPORT), unit_duties(REPORT, unit=CAO_BANG))
    facts = ChaseFacts(day=date(2024, 12, 6), sender=SENDER, groups=groups)
    both_say(facts, "về 01 nội dung chưa nhận được văn bản và 02 nội dung sắp đến thời hạn:")
    assert render(facts).subject.startswith("[Nhắc việc] 03 nội dung; ")
    assert [subject for _, subject, _ in answers(facts)] == [
        f"Đã gửi: II.1.1.b - {HA_GIANG}",
        f"Đã gửi: III.3.b - {HA_GIANG}",
        f"Đã gửi: III.3.b - {CAO_BANG}",
    ]
    text = render(facts).text
    assert text.index("== CÔNG AN TỈNH HÀ GIANG") < text.index("1. Ban hành") < text.index("2. Báo cáo")
    assert text.index("2. Báo cáo") < text.index("== CÔNG AN TỈNH CAO BẰNG") < text.index("3. Báo cáo")


ALPHABET = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyàảãáạ <>&\"'{}%#0123456789/-", min_size=1, max_size=60)
DUTIES = st.builds(
    DutyLine,
    task_code=ALPHABET,
    title=ALPHABET,
    document=ALPHABET,
    deadline_words=ALPHABET,
    last_day=st.dates(),
    due_time=st.none() | st.times(),
    target_day=st.none() | st.dates(),
    workdays_left=st.none() | st.integers(0, 250),
    standing=st.sampled_from(Standing),
    legal_basis=ALPHABET,
    what_to_send=ALPHABET,
    where_to_send=ALPHABET,
    judged_by=st.sampled_from(JudgedBy),
    quantity=ALPHABET,
    prepare=st.lists(ALPHABET, max_size=2).map(tuple),
    public_id=ALPHABET,
)
FORBIDDEN = re.compile("yêu cầu|vi phạm|cảnh báo|leo thang|phê bình|duyệt|tối mật|tuyệt mật", re.IGNORECASE)


@given(st.lists(DUTIES, max_size=3), st.dates(min_value=date(1000, 1, 2)), st.booleans(), ALPHABET)
def test_whatever_the_facts_the_tone_is_that_of_a_colleague(
    duties: list[DutyLine], day: date, example: bool, unit: str
) -> None:
    facts = replace(chase(*duties, day=day, unit=unit), example=example)
    for mail in (render(facts), render(replace(announcement(), duties=facts.groups[0]))):
        words = " ".join((mail.subject, *texts(mail)))
        assert FORBIDDEN.search(words) is None
        assert "đồng chí" in words
        assert "Trân trọng" in words


EVIL = ["<script>alert(1)</script>", "{{ 7*7 }}", "{% raw %}", "{# x #}", '"><b a="', "&lt;"]


@pytest.mark.parametrize("evil", EVIL)
def test_what_users_write_is_shown_as_they_wrote_it_and_nothing_else(evil: str) -> None:
    duty = replace(UNIT_PLAN, task_code=evil, title=evil, document=evil, what_to_send=evil, public_id=evil)
    mail = render(chase(duty, unit=evil))
    assert "<script" not in mail.html
    assert "49" not in mail.subject + mail.text
    for version in texts(mail):
        assert f"Kính gửi: {evil}" in version
    assert f"gửi {evil} (hạn" in mail.subject


def test_a_line_break_in_data_does_not_break_the_subject() -> None:
    assert "\n" not in render(chase(replace(UNIT_PLAN, document="Kế hoạch\r\nBcc: x@y.example"))).subject


@pytest.mark.parametrize("facts", EVERY_MAIL.values(), ids=EVERY_MAIL)
def test_text_fits_76_columns_except_links(facts: MailFacts) -> None:
    long = [line for line in render(facts).text.splitlines() if len(line) > 76]
    assert [line for line in long if "mailto:" not in line and "http://" not in line] == []


@pytest.mark.parametrize("facts", EVERY_MAIL.values(), ids=EVERY_MAIL)
def test_html_reads_on_a_phone_and_fetches_nothing(facts: MailFacts) -> None:
    html = render(facts).html
    styles = " ".join(Reader(html).styles)
    assert min(int(size) for size in re.findall(r"font-size: (\d+)px", styles)) >= 15
    assert re.findall(r"(?<!max-)(?<!\w)width: \d+px", styles) == []
    assert re.findall(r"<img|<link|<script|@import|url\(|src=", html) == []
    assert "@media (prefers-color-scheme: dark)" in html
    assert "@media print" in html


def test_a_unit_without_verified_code_is_named_in_full() -> None:
    sender = Sender(unit_name="Cục Hậu cần", short_name="Cục Hậu cần", reply_to="hau-can@example.com")
    facts = replace(chase(NOT_RECEIVED, day=date(2024, 3, 4)), sender=sender)
    both_say(facts, "Đến hết ngày 03/03/2024, Cục Hậu cần chưa nhận được", "Trân trọng. Cục Hậu cần Hộp thư")
    assert "LƯU HÀNH" not in render(facts).text
    assert "(Cục Hậu cần)" not in unescape(render(facts).html)


def test_a_brief_shows_sections_with_lines_and_links_to_forms() -> None:
    mail = render(brief())
    assert "Không có gì" not in mail.text + mail.html
    assert "  http://127.0.0.1:4200/deployments/deployment/1/run?parameters=%7B%22a%22%3A1%7D\n" in mail.text
    assert Reader(mail.html).links[0].endswith("/run?parameters=%7B%22a%22%3A1%7D")
    both_say(brief(), "72 thư nhắc việc trước 05 ngày")


@pytest.mark.parametrize(
    ("day", "full", "in_words"),
    [
        (date(2024, 2, 28), "thứ Tư, 28/02/2024", "thứ Tư, ngày 28 tháng 02 năm 2024"),
        (date(2024, 12, 15), "Chủ nhật, 15/12/2024", "Chủ nhật, ngày 15 tháng 12 năm 2024"),
        (date(2024, 5, 4), "thứ Bảy, 04/05/2024", "thứ Bảy, ngày 04 tháng 5 năm 2024"),
        (date(2024, 1, 1), "thứ Hai, 01/01/2024", "thứ Hai, ngày 01 tháng 01 năm 2024"),
    ],
)
def test_days_are_written_as_administrative_texts_write_them(day: date, full: str, in_words: str) -> None:
    assert (vi.full_day(day), vi.long_day(day)) == (full, in_words)


def test_numbers_below_ten_are_padded() -> None:
    assert vi.workdays_left(5) == "còn 05 ngày làm việc"
    assert vi.workdays_left(12) == "còn 12 ngày làm việc"
    assert vi.workdays_left(0) == "hôm nay là ngày làm việc cuối cùng"
