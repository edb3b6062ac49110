"""Pages for coordinators: what users wrote is inert, figures stand where a reader looks for them."""

import base64
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.words import Channel, Form, MessageKind, MessageStatus, Region
from templates.dashboards import phrases
from templates.dashboards.chart import BAR, THICK, chart
from templates.dashboards.facts import (
    DeadlineLine,
    Figures,
    Heading,
    Line,
    MailRow,
    OverviewFacts,
    PlanProgress,
    Refused,
    Section,
    StartFacts,
    StopState,
    TaskLine,
    Trouble,
    YearLine,
)
from templates.dashboards.guide import ENGLISH, FORMS, HOW_IT_WORKS
from templates.dashboards.markdown import link, md
from templates.dashboards.matrix_facts import (
    Mark,
    MatrixFacts,
    MatrixLine,
    MatrixPlan,
    MatrixTable,
    MatrixTask,
)
from templates.dashboards.received_facts import (
    ReceivedFacts,
    ReceivedLine,
    ReceivedTask,
    ReviewState,
)
from templates.dashboards.render import render
from templates.dashboards.unsent_facts import Standing, UnsentFacts, UnsentLine, UnsentTask

HEADING = Heading(today=date(2024, 2, 21), made_at=datetime(2024, 2, 21, 7, 31), example=True)  # noqa: DTZ001 - local already
FIGURES = Figures(
    expected=72,
    received=24,
    on_time=22,
    late=1,
    unclear=1,
    outstanding=48,
    in_time=40,
    not_received=5,
    overdue=3,
    completeness=24 / 72,
    on_time_rate=22 / 72,
    finished_on_time=20,
    finished_late=1,
    unfinished_in_time=41,
    unfinished_overdue=4,
    apart=1,
    returned=2,
    resubmission_overdue=1,
    awaiting_review=7,
)
TASK = TaskLine(
    code="II.1.1.b",
    title="Kế hoạch thực hiện Đề án",
    deadline_words="trước ngày 29/02/2024",
    last_days=(date(2024, 2, 28),),
    figures=FIGURES,
    regions=((Region.NORTH, FIGURES),),
)
DEADLINE = DeadlineLine(
    code="III.3.b",
    title="Báo cáo",
    deadline_words="trước ngày 15/12/2024",
    last_day=date(2024, 12, 14),
    due_time=None,
    target_day=date(2024, 12, 13),
    workdays_left=207,
    outstanding=72,
    next_stages=(date(2024, 11, 15), date(2024, 12, 6), date(2024, 12, 12)),
)
PLAN = PlanProgress(
    title="Kế hoạch thực hiện Đề án năm 2024",
    number="762/QĐ-BCA-V03",
    issued_on=date(2024, 2, 6),
    dated=(TASK,),
    whole_year=(
        YearLine(code="II.5", title="Biên soạn", deadline_words="cả năm 2024", figures=Figures(expected=66)),
    ),
    checkpoints=(date(2024, 3, 29), date(2024, 6, 28)),
    mid_year_note=date(2024, 6, 28),
)
OVERVIEW = OverviewFacts(
    heading=HEADING,
    stop=None,
    plans=(PLAN,),
    deadlines=(DEADLINE,),
    mails=(
        MailRow(
            kind=MessageKind.CHASE,
            earlier=False,
            states={MessageStatus.SENT: 60, MessageStatus.QUEUED: 7, MessageStatus.CLAIMED: 2},
        ),
    ),
    troubles=(),
    unaddressed=("Công an tỉnh Lào Cai",),
    refused=(),
    links={"Cập nhật đầu mối": "../../deployments/deployment/1/run"},
)
UNSENT = UnsentLine(
    unit_name="Công an tỉnh Hà Giang",
    last_day=date(2024, 2, 28),
    standing=Standing.DUE_SOON,
    workdays_left=5,
    reminders=1,
    last_reminder=date(2024, 2, 21),
    contact_name="Cán bộ 1",
    phone="069 000 0000",
    address="dau-moi@ca-hagiang.example",
    record_link="../../deployments/deployment/2/run?parameters=%7B%7D",
    story_link="../../deployments/deployment/3/run?parameters=%7B%7D",
)


def unsent(*lines: UnsentLine) -> UnsentFacts:
    task = UnsentTask(
        code="II.1.1.b",
        title="Kế hoạch thực hiện Đề án",
        plan_number="762/QĐ-BCA-V03",
        deadline_words="trước ngày 29/02/2024",
        many_link="../../deployments/deployment/3/run?parameters=%7B%7D",
        expected=72,
        regions=((Region.NORTH, lines),),
    )
    return UnsentFacts(heading=HEADING, tasks=(task,))


# Text of users


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a|b", r"a\|b"),
        ("[x](http://e.example)", "[x\\](http:⁠//e.example)".replace("[", r"\[")),
        ("![ảnh](x.png)", r"!\[ảnh\](x.png)"),
        ("`mã`", r"\`mã\`"),
        ("<img src=x>", r"\<img src=x>"),
        ("*đậm* _nghiêng_ ~gạch~", r"\*đậm\* \_nghiêng\_ \~gạch\~"),
        ("&lt;b&#91;", r"\&lt;b\&#91;"),
        ("R & D", "R & D"),
        ("một\nhai\r\n# ba\x00\x1b", "một hai # ba"),
        ("# đầu đề", r"\# đầu đề"),
        ("- mục", r"\- mục"),
        ("1. mục", r"1\. mục"),
        ("C:\\tệp|", r"C:\\tệp\|"),
        ("đảo\u202echiều", "đảochiều"),
        ("Hoà Bình – 02/9", "Hoà Bình – 02/9"),
    ],
)
def test_text_of_users_is_inert(text: str, escaped: str) -> None:
    assert md(text) == escaped


@given(st.text())
def test_no_text_leaves_its_line_or_its_table_cell(text: str) -> None:
    shown = md(text)
    assert len(shown.splitlines()) <= 1
    without_escapes = re.sub(r"\\.", "", shown)
    assert not set(without_escapes) & set("|[]<`*_~\\")


def test_a_link_cannot_be_left_early() -> None:
    assert link("Ghi nhận", "../run?x=(a) b") == "[Ghi nhận](../run?x=%28a%29%20b)"
    assert link("Ghi nhận", None) == "Ghi nhận"


HOSTILE = "Công an | [x](http://e.example) ![i](y) <b> `c`\n# tiêu đề"


def test_hostile_names_remarks_and_server_replies_stay_in_their_cells() -> None:
    page = render(
        replace(
            OVERVIEW,
            stop=StopState(by=HOSTILE, since=HEADING.made_at, reason=HOSTILE),
            sender_fault=HOSTILE,
            unaddressed=(HOSTILE,),
            refused=(Refused(address="a@b.example", owners=(HOSTILE,), reply=HOSTILE),),
            troubles=(Trouble(status=MessageStatus.FAILED, reason=HOSTILE, count=2),),
        )
    )
    assert "[x](" not in page
    assert "<b>" not in page.replace("\\<b>", "")
    assert "\n# tiêu đề" not in page
    row = next(line for line in page.splitlines() if line.startswith("| a@b.example"))
    assert len(re.findall(r"(?<!\\)\|", row)) == 4


# Tổng quan tiến độ


def rows_of(page: str, start: str) -> list[str]:
    return [line for line in page.splitlines() if line.startswith(start)]


def test_the_example_says_so_on_every_page() -> None:
    pages = (OVERVIEW, unsent(UNSENT), StartFacts(heading=HEADING, sections=(), deadlines=(), links={}))
    for facts in pages:
        assert "**DỮ LIỆU MẪU – ngày 21/02/2024** (thứ Tư)" in render(facts)
    live = replace(OVERVIEW, heading=replace(HEADING, example=False))
    assert "**Ngày 21/02/2024** (thứ Tư)" in render(live)
    assert "MẪU" not in render(live)


HEAD = "| Nhận đúng hạn | Nhận quá hạn | Chưa gửi | Chưa gửi, quá hạn |"


def test_a_dated_task_shows_expected_received_on_time_late_outstanding_overdue_and_rates() -> None:
    page = render(OVERVIEW)
    figures = "22 (30,6%) | 1 | 48 | 3 |"
    assert f"| Nhiệm vụ | Phải gửi | Đã nhận {HEAD}" in page
    official = "Hoàn thành đúng hạn | Hoàn thành quá hạn | Chưa xong, trong hạn | Chưa xong, quá hạn"
    assert f"| Nhiệm vụ, khu vực | {official} | Chưa nhận được | Tính riêng |" in page
    two_by_two = "20 | 1 | 41 | 4 | 5 | 1 |"
    assert rows_of(page, "| **II.1.1.b** | ") == [
        f"| **II.1.1.b** | 72 | 24 | {figures}",
        f"| **II.1.1.b** | {two_by_two}",
    ]
    both = replace(TASK, regions=((Region.NORTH, FIGURES), (Region.SOUTH, FIGURES)))
    split = render(replace(OVERVIEW, plans=(replace(PLAN, dated=(both,)),)))
    assert f"| Bắc | {two_by_two}" in split
    assert f"| Nam | {two_by_two}" in split
    assert "- **II.1.1.b**: đề nghị bổ sung 02 (quá ngày gửi lại 01); chờ rà soát 07" in page
    assert (
        "- **II.1.1.b** Kế hoạch thực hiện Đề án: trước ngày 29/02/2024 (ngày cuối cùng: 28/02/2024); "
        "đã nhận 33,3%; 40 trong hạn, 5 chưa nhận được, 3 quá hạn"
    ) in page.splitlines()
    assert "II.1.1.b: 01 văn bản đã nhận nhưng chưa xác định được đúng hạn hay quá hạn" in page


def test_numbers_are_aligned_right() -> None:
    lines = render(OVERVIEW).splitlines()
    head = next(n for n, line in enumerate(lines) if line.startswith("| Nhiệm vụ | Phải gửi"))
    assert lines[head + 1] == "|:--|--:|--:|--:|--:|--:|--:|"


def test_whole_year_tasks_are_counted_apart() -> None:
    page = render(OVERVIEW)
    assert "| **II.5** | 66 | 0 | 0 | cả năm 2024 | Biên soạn |" in page
    assert (
        "Mốc kiểm tra của cán bộ đầu mối: 29/03/2024, 28/06/2024. Thư giữa năm gửi các đơn vị: 28/06/2024."
        in page
    )


def test_a_deadline_ahead_shows_words_days_and_the_next_reminders() -> None:
    days = "trước ngày 15/12/2024 | 14/12/2024 | 13/12/2024"
    row = f"| **III.3.b** | {days} | 207 ngày | 72 | 15/11, 06/12, 12/12 |"
    assert row in render(OVERVIEW).splitlines()


def test_mails_of_the_day_by_kind_and_state() -> None:
    page = render(OVERVIEW)
    assert "| Loại thư | Chờ gửi | Đã gửi | Sẽ gửi lại | Không gửi được | Đã rút | Gộp vào thư sau |" in page
    assert "| Nhắc việc, đôn đốc | 9 | 60 | 0 | 0 | 0 | 0 |" in page


def test_the_stop_switch_stands_above_everything_with_who_when_and_why() -> None:
    stop = StopState(by="Cán bộ 2", since=datetime(2024, 2, 21, 9, 15), reason="Chờ ý kiến")  # noqa: DTZ001 - local already
    page = render(replace(OVERVIEW, stop=stop))
    assert page.index("ĐANG DỪNG GỬI THƯ") < page.index("## Kế hoạch")
    assert "Dừng từ **09 giờ 15 ngày 21/02/2024**. Người thực hiện: Cán bộ 2. Lý do: Chờ ý kiến." in page
    assert "Việc gửi thư đang hoạt động" not in page


def test_the_senders_fault_and_refused_addresses_are_quoted() -> None:
    page = render(
        replace(
            OVERVIEW,
            sender_fault="535 5.7.8 Authentication failed",
            refused=(Refused(address="a@b.example", owners=("Công an tỉnh A",), reply="550 5.1.1 unknown"),),
        )
    )
    assert "thư được giữ lại:** 535 5.7.8 Authentication failed" in page
    assert "| a@b.example | Công an tỉnh A | 550 5.1.1 unknown |" in page


def test_an_empty_folder_has_a_page_too() -> None:
    page = render(replace(OVERVIEW, plans=(), deadlines=(), mails=(), unaddressed=()))
    assert "Chưa có kế hoạch nào đang theo dõi." in page
    assert "data:image" not in page


# The chart


def svg_of(address: str) -> ET.Element:
    kind, _, data = address.partition(",")
    assert kind == "data:image/svg+xml;base64"
    return ET.fromstring(base64.b64decode(data))


def test_bars_are_as_long_as_their_numbers() -> None:
    drawing = svg_of(chart([TASK]))
    bars = [
        rect for rect in drawing.iter("{http://www.w3.org/2000/svg}rect") if rect.get("height") == str(THICK)
    ]
    widths = [float(bar.get("width", "0")) for bar in bars]
    assert sum(widths) == pytest.approx(BAR, abs=1)
    assert [round(width * 72 / BAR) for width in widths] == [22, 1, 1, 40, 5, 3]
    assert "24/72" in [text.text for text in drawing.iter("{http://www.w3.org/2000/svg}text")]


def test_a_label_is_large_and_wraps_rather_than_being_cut() -> None:
    title = "Báo cáo kết quả thực hiện Đề án của đơn vị, địa phương năm 2024"
    texts = list(svg_of(chart([replace(TASK, title=title)])).iter("{http://www.w3.org/2000/svg}text"))
    label = [text for text in texts if text.get("text-anchor") == "end"]
    assert " ".join(text.text or "" for text in label) == f"II.1.1.b {title}"
    assert all(float(text.get("font-size", "0")) >= 14 for text in texts)


@given(st.text(min_size=1, max_size=60))
def test_any_title_makes_a_readable_drawing(title: str) -> None:
    svg_of(chart([replace(TASK, title=title)]))


def test_no_bar_for_what_nobody_owes() -> None:
    assert chart([replace(TASK, figures=Figures(waiting=5))]) == ""


# Đơn vị chưa gửi


def test_a_unit_that_has_not_sent_with_contact_reminders_and_the_prefilled_form() -> None:
    assert (
        "| [Ghi nhận](../../deployments/deployment/2/run?parameters=%7B%7D) "
        "| Công an tỉnh Hà Giang | 28/02/2024 | Còn 05 ngày làm việc | 1 lần (21/02) "
        "([quá trình](../../deployments/deployment/3/run?parameters=%7B%7D)) "
        "| Cán bộ 1 · 069 000 0000 · dau-moi@ca-hagiang.example |"
    ) in render(unsent(UNSENT)).splitlines()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (replace(UNSENT, standing=Standing.IN_TIME, workdays_left=40), "Trong hạn, còn 40 ngày làm việc"),
        (replace(UNSENT, workdays_left=0), "Hôm nay là ngày làm việc cuối cùng"),
        (replace(UNSENT, workdays_left=None), "Sắp đến hạn"),  # a Saturday after the target day
        (replace(UNSENT, standing=Standing.NOT_RECEIVED), "Chưa nhận được"),
        (replace(UNSENT, standing=Standing.OVERDUE, workdays_over=7), "Quá hạn 07 ngày làm việc"),
    ],
)
def test_the_standing_of_a_unit_in_words(line: UnsentLine, words: str) -> None:
    assert f"| {words} |" in render(unsent(line))


def test_a_unit_nobody_can_write_to_says_why() -> None:
    line = replace(
        UNSENT, contact_name="", phone="", address="", address_problem="thiếu địa chỉ", reminders=0
    )
    assert "| (thiếu địa chỉ) |" in render(unsent(line))


def test_a_list_too_long_for_an_artifact_is_cut_and_says_so() -> None:
    line = replace(UNSENT, record_link="../run?parameters=" + "%7B" * 100)
    page = render(unsent(*[line] * 11_000))
    assert len(page.encode()) < 1_000_000
    shown = len(rows_of(page, "| [Ghi nhận]"))
    assert f"trang này có {shown} trong số 11000 dòng" in page


def received(*days: int) -> ReceivedFacts:
    """Documents that came on these days of March 2024, as many of two tasks."""
    line = ReceivedLine(
        unit_name="Công an tỉnh Hà Giang",
        number="05/KH-CAT-PV01",
        arrived_on=date(2024, 3, 1),
        channel=Channel.PAPER,
        form=Form.ORIGINAL,
        on_time=True,
        review=ReviewState.WAITING,
        correct_link="../run?parameters=" + "%7B" * 100,
    )
    task = ReceivedTask(
        code="II.1.1.b",
        title="Kế hoạch",
        plan_number="762/QĐ-BCA-V03",
        deadline_words="trước ngày 29/02/2024",
        expected=72,
        received=2,
        awaiting_review=2,
        review_link="",
        lines=tuple(replace(line, arrived_on=date(2024, 3, day)) for day in days),
    )
    return ReceivedFacts(
        heading=HEADING, tasks=(task, replace(task, code="III.3.b")), total=2 * len(days) + 1
    )


def test_of_too_many_received_documents_the_newest_of_each_task_stay() -> None:
    page = render(received(*[6] * 800, *[5] * 1_700))
    assert len(page.encode()) < 1_000_000
    shown = rows_of(page, "| [Sửa]")
    assert f"trang này có {len(shown)} trong số 5001 văn bản" in page
    assert sum("06/03/2024" in row for row in shown) == 1_600


def test_what_was_not_even_asked_for_is_counted_among_the_hidden() -> None:
    assert "trang này có 2 trong số 3 văn bản, mới nhất trước; còn 1 văn bản không hiển thị" in render(
        received(6)
    )


def test_a_matrix_of_thousands_of_units_is_cut_and_says_how_many_lines_are_left_out() -> None:
    line = MatrixLine(
        unit_name=HOSTILE,
        marks=(Mark.ON_TIME, Mark.NONE),
        year_received=3,
        year_expected=13,
        link="../run?parameters=" + "%7B" * 100,
    )
    table = MatrixTable(region=Region.NORTH, codes=("II.1.1.b", "III.3.b"), lines=(line,) * 1_500)
    plan = MatrixPlan(
        number="762/QĐ-BCA-V03",
        issued_on=date(2024, 2, 6),
        title="Kế hoạch",
        tasks=(MatrixTask(code="II.1.1.b", title="Kế hoạch", deadline_words="trước ngày 29/02/2024"),),
        tables=(table, replace(table, region=Region.SOUTH)),
    )
    page = render(MatrixFacts(heading=HEADING, plans=(plan,)))
    assert len(page.encode()) < 1_000_000
    shown = [row for row in page.splitlines() if row.endswith("| ✓ |  | 3/13 |")]
    assert f"trang này có {len(shown)} trong số 3000 dòng; còn {3_000 - len(shown)} dòng" in page


def test_nobody_missing_is_said_in_a_sentence() -> None:
    page = render(replace(unsent(), tasks=()))
    assert "Tất cả các đơn vị đã gửi đủ văn bản có thời hạn." in page


# Bắt đầu từ đây


def test_the_start_page_names_todays_work_every_form_and_prefects_words() -> None:
    facts = StartFacts(
        heading=HEADING,
        sections=(
            Section(title="Thiếu địa chỉ", lines=(Line(text="Công an tỉnh A", link="../x"), Line(text="B"))),
        ),
        deadlines=(DEADLINE,),
        links={"Ghi nhận văn bản đến": "../../deployments/deployment/2/run"},
    )
    page = render(facts)
    assert "### Thiếu địa chỉ\n\n- Công an tỉnh A → [Mở](../x)\n- B\n" in page
    assert "- [Ghi nhận văn bản đến](../../deployments/deployment/2/run): Một văn bản" in page
    for name, use in FORMS:
        assert name in page
        assert use in page
    for word, _ in ENGLISH:
        assert f"**{word}**" in page
    assert {"Run", "Quick run", "Custom run", "Late", "Resume", "Artifacts"} <= {word for word, _ in ENGLISH}
    assert len(HOW_IT_WORKS) == 6
    assert "“Từ chối” nghĩa là CHƯA ghi nhận gì" in page


def test_a_quiet_day_says_so() -> None:
    page = render(StartFacts(heading=HEADING, sections=(), deadlines=(), links={}))
    assert "Không có việc nào cần xử lý ngay." in page


def test_every_kind_and_state_of_mail_has_its_name_on_the_page() -> None:
    """A kind without one would stop every page from being published once such a mail exists."""
    assert phrases.KINDS.keys() == set(MessageKind)
    assert sorted(state for states in phrases.STATES.values() for state in states) == sorted(MessageStatus)
