"""The workbook of a compiled report: a sheet a table, every sum a formula over the units' lines."""

from datetime import UTC, datetime
from io import BytesIO

import xlsxwriter

from templates import report_changes
from templates import words_vi as vi
from templates.report_facts import ReportFacts
from templates.report_words import listed, subject

from .render import SAFE
from .report_book import Book, Sheet, height
from .report_charts import charts
from .report_places import CHANGES, SOURCES, TRAININGS, TROUBLES
from .report_totals import regions, summary, tasks
from .report_units import documents, unit_sheets

PLAIN = {"font_name": "Times New Roman", "font_size": 11, "font_scheme": "none"}  # columns are measured in it
OPTIONS = {**SAFE, "default_format_properties": PLAIN}
MADE = datetime(2024, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # the same facts, the same bytes


METHOD = (
    "Mỗi đơn vị lấy văn bản mới nhất còn hiệu lực và biểu số liệu mới nhất của văn bản đó; văn bản đang đề "
    "nghị bổ sung chưa tính; số ước cộng như số thực."
)


def report_workbook(facts: ReportFacts) -> bytes:
    """The bytes; the same facts give the same ones."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as file:
        file.set_properties({"title": subject(facts)[:255], "created": MADE})
        file.set_size(1800, 1100)
        book = Book(file, facts)
        summary(book)
        regions(book)
        tasks(book)
        charts(book)
        unit_sheets(book)
        documents(book)
        _troubles(book)
        if facts.trainings:
            _trainings(book)
        _changes(book)
        _sources(book)
    return out.getvalue()


def _troubles(book: Book) -> None:
    sheet = Sheet(book, TROUBLES, (10, 32, 12, 52, 32, 12, 20, 44))
    sheet.title("Khó khăn, vướng mắc các đơn vị phản ánh")
    sheet.heads(
        (
            "Số",
            "Đơn vị nêu",
            "Ngày nêu",
            "Nội dung",
            "Đơn vị trả lời",
            "Hạn trả lời",
            "Văn bản trả lời",
            "Nội dung trả lời",
        )
    )
    sheet.fit()
    for one in book.facts.troubles:
        sheet.sheet.set_row(
            sheet.row, height((one.text, 52), (one.answer, 44), (one.unit, 32), (one.answering, 32))
        )
        for at, text in (
            (0, one.code),
            (1, one.unit),
            (3, one.text),
            (4, one.answering),
            (6, one.document),
            (7, one.answer),
        ):
            sheet.text(at, text)
        sheet.day(2, one.raised_on)
        sheet.day(5, one.answer_by)
        sheet.row += 1


def _trainings(book: Book) -> None:
    sheet = Sheet(book, TRAININGS, (5, 80, 16, 16), landscape=False)
    sheet.title("Lớp tập huấn đã tổ chức")
    sheet.heads(("TT", "Lớp", "Ngày khai mạc", "Số cán bộ dự"))
    sheet.fit()
    for number, one in enumerate(book.facts.trainings, 1):
        sheet.sheet.set_row(sheet.row, height((one.title, 80)))
        sheet.place(number)
        sheet.text(1, one.title)
        sheet.day(2, one.first_day)
        sheet.number(3, one.people)
        sheet.row += 1


def _changes(book: Book) -> None:
    facts = book.facts
    sheet = Sheet(book, CHANGES, (5, 110), landscape=False)
    sheet.title("Thay đổi so với lần tổng hợp trước")
    sheet.heads(("TT", "Thay đổi"))
    sheet.fit()
    lines = [report_changes.sentence(one) for one in (*facts.changes.units, *facts.changes.sums)]
    for number, text in enumerate((report_changes.told(facts.changes), *lines)):
        sheet.sheet.set_row(sheet.row, height((text, 110)))
        sheet.text(0, str(number) if number else "", align="center")
        sheet.text(1, text, bold=not number)
        sheet.row += 1


def _sources(book: Book) -> None:
    facts, gaps = book.facts, book.facts.gaps
    sheet = Sheet(book, SOURCES, (34, 96), landscape=False)
    sheet.title("Nguồn số liệu, những gì còn thiếu")
    sheet.heads(("Nội dung", "Chi tiết"))
    sheet.fit()
    incomplete = [f"{unit} ({', '.join(left)})" for unit, left in gaps.incomplete.items()]
    lines = (
        ("Kế hoạch", f"{facts.plan_title} ({vi.document(facts.plan_number)})"),
        ("Số liệu tính đến", f"hết ngày {vi.plain_day(facts.known_on)}"),
        (
            "Tổng hợp lúc",
            f"{vi.hour(facts.made_at.time())} ngày {vi.plain_day(facts.made_at.date())}, {facts.compiled_by}",
        ),
        (
            "Cách tính",
            METHOD,
        ),
        ("Chưa gửi báo cáo", listed(gaps.missing, most=200)),
        ("Được gia hạn, chưa gửi", listed(gaps.extended, most=200)),
        ("Đang bổ sung, hoàn thiện", listed(gaps.returned, most=200)),
        ("Chưa có biểu số liệu", listed(gaps.without_figures, most=200)),
        ("Đã tính, chưa rà soát xong", listed(gaps.unreviewed, most=200)),
        ("Để trống chỉ tiêu", listed(incomplete, most=100)),
    )
    for name, text in lines:
        sheet.sheet.set_row(sheet.row, min(height((text, 96)), 400))
        sheet.text(0, name, bold=True)
        sheet.text(1, text or "Không có")
        sheet.row += 1
