"""The compiled report and the tờ trình that submits it, as .docx drafts."""

from docx.document import Document

from templates import words_vi as vi
from templates.report_facts import ReportFacts
from templates.report_words import known, rate, subject, symbol

from .report_annexes import annexes
from .report_body import opening, results, situation
from .report_frame import Frame, foot, head, report_frame
from .report_judgement import ahead, judgement
from .report_page import body, page
from .sheet import as_bytes


def report(facts: ReportFacts) -> bytes:
    """The .docx as bytes; the same facts give the same text."""
    document = page()
    document.core_properties.title = subject(facts)
    frame = report_frame(facts, subject=subject(facts), symbol=symbol(facts))
    head(document, facts, frame)
    for part in (opening, situation, results, judgement, ahead):
        part(document, facts)
    foot(document, frame)
    annexes(document, facts, symbol=frame.symbol)
    return as_bytes(document)


def submission(facts: ReportFacts) -> bytes:
    """The tờ trình by which the focal unit asks the Ministry's leaders to sign the report."""
    document = page()
    frame = Frame(
        symbol=symbol(facts, kind="TTr"),
        kind="TỜ TRÌNH",
        subject=f"Về việc ký Báo cáo Thủ tướng Chính phủ {vi.lowered(subject(facts))}",
        to=f"Lãnh đạo {facts.superior or 'Bộ'}",
        by_ministry=False,
        copies=("- Như trên;", f"- Lưu: VT, {facts.sender_short} (P1)."),
    )
    head(document, facts, frame)
    _asked(document, facts)
    foot(document, frame)
    return as_bytes(document)


def _asked(document: Document, facts: ReportFacts) -> None:
    day = vi.plain_day(facts.plan_issued_on)
    basis = f"{vi.document(facts.plan_number)} ngày {day}"
    left = len(facts.gaps.missing) + len(facts.gaps.extended) + len(facts.gaps.returned)
    rest = (
        f" Còn {vi.count(left)} đơn vị chưa gửi hoặc đang bổ sung, hoàn thiện; danh sách tại Phụ lục III của "
        "dự thảo Báo cáo."
    )
    body(
        document,
        f"Thực hiện {facts.plan_title} (ban hành kèm theo {basis}), {facts.sender_name} đã tổng hợp kết quả "
        "thực hiện của Công an các đơn vị, địa phương và dự thảo Báo cáo của Bộ trình Thủ tướng Chính phủ.",
    )
    body(
        document,
        f"{known(facts)}, đã nhận được báo cáo của {facts.received}/{facts.expected} đơn vị "
        f"({rate(facts.received, facts.expected)}); số liệu cộng từ biểu số liệu của "
        f"{vi.count(facts.counted)} đơn vị.{rest if left else ''}",
    )
    body(
        document,
        f"{facts.sender_name} kính trình lãnh đạo Bộ xem xét, ký Báo cáo Thủ tướng Chính phủ (dự thảo và "
        "tệp số liệu kèm theo)./.",
    )
