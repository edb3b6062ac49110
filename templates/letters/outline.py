"""The outline of a report for an interim review, as units get it with the request."""

from dataclasses import dataclass
from datetime import date

from docx.document import Document

from templates import words_vi as vi

from .sheet import SAMPLE, as_bytes, body, line, sheet

SITUATION = (
    "Tình hình có liên quan đến việc thực hiện; thuận lợi, khó khăn.",
    "Việc quán triệt, ban hành kế hoạch, văn bản chỉ đạo, hướng dẫn; tổ chức lực lượng, kinh phí; kiểm tra, "
    "đôn đốc (nêu số, ngày của văn bản chính).",
)
ASSESSMENT = (
    "Kết quả nổi bật; cách làm hay, mô hình hiệu quả.",
    "Hạn chế, khó khăn, vướng mắc.",
    "Nguyên nhân của kết quả và của hạn chế.",
    "Bài học kinh nghiệm.",
)
PROPOSALS = (
    "Đề xuất, kiến nghị với cấp trên và với đơn vị đầu mối.",
    "Tập thể, cá nhân có thành tích xuất sắc đề nghị khen thưởng (nếu có).",
)
ANNEXES = (
    "Phụ lục I: biểu số liệu",
    "Phụ lục II: các mô hình đã xây dựng, duy trì, nhân rộng",
    "Phụ lục III: văn bản đã ban hành (số, ngày, trích yếu)",
)


@dataclass(frozen=True, kw_only=True, slots=True)
class OutlineFacts:
    """What the outline names."""

    sender_name: str
    superior: str
    document: str  # Báo cáo sơ kết 03 năm (2022–2024) thực hiện Đề án
    plan_title: str
    plan_number: str
    plan_issued_on: date
    first_year: int
    last_year: int
    deadline_words: str
    tasks: tuple[str, ...]  # what the plan gives to many units, in its order
    combined_with: str = ""  # the annual report that is the same document
    workbook: bool = False  # the figures are a file of their own
    example: bool = False


def heads(*, first: int, last: int) -> tuple[str, ...]:
    """The parts of the report; what lies ahead is as long as what lies behind."""
    return (
        "I. Tình hình và công tác lãnh đạo, chỉ đạo, triển khai thực hiện",
        f"II. Kết quả thực hiện từng nhiệm vụ trong {vi.period(first, last)}",
        "III. Đánh giá chung: kết quả, hạn chế, nguyên nhân, bài học kinh nghiệm",
        f"IV. Phương hướng, nhiệm vụ đến năm {last + (last - first + 1)}",
        "V. Đề xuất, kiến nghị; đề nghị khen thưởng",
    )


def outline(facts: OutlineFacts) -> bytes:
    """The .docx as bytes; the same facts give the same text."""
    document = sheet()
    if facts.example:
        line(document, SAMPLE, italic=True, centred=True)
    for name, bold in ((facts.superior.upper(), False), (facts.sender_name.upper(), True)):
        if name:
            line(document, name, bold=bold, centred=True)
    line(document, "ĐỀ CƯƠNG", bold=True, centred=True)
    line(document, facts.document, bold=True, centred=True)
    basis = f"{vi.document(facts.plan_number)} ngày {vi.plain_day(facts.plan_issued_on)}"
    line(document, f"(Thực hiện {facts.plan_title}, ban hành kèm theo {basis})", italic=True, centred=True)
    _parts(document, facts)
    _annexes(document, facts)
    return as_bytes(document)


def _parts(document: Document, facts: OutlineFacts) -> None:
    situation, results, assessment, ahead, proposals = heads(first=facts.first_year, last=facts.last_year)
    _part(document, situation, SITUATION)
    line(document, results, bold=True)
    body(
        document, "Mỗi nhiệm vụ nêu việc đã làm, kết quả, số liệu từng năm, minh chứng; so sánh giữa các năm."
    )
    for number, task in enumerate(facts.tasks, 1):
        body(document, f"{number}. {task}.")
    _part(document, assessment, ASSESSMENT)
    line(document, ahead, bold=True)
    body(document, "Mục tiêu, nhiệm vụ trọng tâm, giải pháp; phân công, tiến độ thực hiện.")
    _part(document, proposals, PROPOSALS)


def _part(document: Document, head: str, lines: tuple[str, ...]) -> None:
    line(document, head, bold=True)
    for number, text in enumerate(lines, 1):
        body(document, f"{number}. {text}")


def _annexes(document: Document, facts: OutlineFacts) -> None:
    line(document, "Phụ lục kèm theo báo cáo", bold=True)
    for text in ANNEXES:
        file = " (theo tệp gửi kèm)" if facts.workbook and text is ANNEXES[0] else ""
        body(document, f"{text}{file}.")
    if facts.combined_with:
        body(
            document,
            f"Báo cáo này gửi chung một văn bản với {facts.combined_with}: phần kết quả nêu riêng năm "
            f"{facts.last_year}, phần đánh giá nêu cho cả thời kỳ.",
        )
    body(
        document,
        f"Thời hạn gửi báo cáo: {facts.deadline_words}. Không đưa vào báo cáo nội dung bí mật nhà nước "
        "khi gửi qua thư điện tử./.",
    )
