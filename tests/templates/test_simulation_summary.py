"""The year in short, as a coordinator reads it beside the run."""

from datetime import date

from models.words import NoticeStatus
from templates.simulation.facts import DayFacts, MailSort, YearFacts
from templates.simulation.render import render_summary

BUSY = DayFacts(day=date(2024, 2, 21), day_off="", mails={MailSort.REMINDER: 72, MailSort.BRIEF: 3})
QUIET = DayFacts(day=date(2024, 2, 22), day_off="", mails={MailSort.BRIEF: 3})
FACTS = YearFacts(
    plan_code="pbgdpl-2024",
    plan_title="Kế hoạch thực hiện Đề án",
    plan_number="762/QĐ-BCA-V03",
    first=BUSY.day,
    last=QUIET.day,
    units=72,
    obligations=1228,
    behaviour="",
    documents=0,
    refused=(),
    days=(BUSY, QUIET),
    statuses={NoticeStatus.SENT: 72},
    held=(),
    per_contact={1: 72},
    worst=("daumoi@ca-hagiang.example", 1),
    per_unit=(),
    sampled=False,
    mails=(),
    left_out=0,
)


def test_a_day_with_nothing_but_the_coordinators_brief_is_left_out() -> None:
    text = render_summary(FACTS, place="outgoing/chay-thu.html")
    assert "| thứ Tư, 21/02/2024 | 75 | Nhắc trước hạn: 72; Bản tin sáng: 3 |" in text
    assert "22/02/2024 |" not in text
    assert "tệp `outgoing/chay-thu.html` trong thư mục dữ liệu" in text
