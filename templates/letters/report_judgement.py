"""Parts III to V of the compiled report: what the numbers allow to say, and what an officer has to add."""

from collections.abc import Iterator

from docx.document import Document

from models.words import Authority, TaskResult
from templates import words_vi as vi
from templates.report_facts import ReportFacts, TaskLine
from templates.report_words import listed, rate

from .report_page import body


def judgement(document: Document, facts: ReportFacts) -> None:
    """III: results, shortcomings, causes."""
    body(document, "III. ĐÁNH GIÁ CHUNG", bold=True)
    body(document, "1. Kết quả đạt được", bold=True)
    for text in _achieved(facts):
        body(document, text)
    body(
        document, "(Cán bộ soạn thảo bổ sung: kết quả nổi bật, cách làm hay, mô hình hiệu quả.)", italic=True
    )
    body(document, "2. Hạn chế, khó khăn, vướng mắc", bold=True)
    for text in _short(facts):
        body(document, f"- {text}")
    body(document, "3. Nguyên nhân", bold=True)
    body(document, "(Cán bộ soạn thảo bổ sung: nguyên nhân khách quan, chủ quan.)", italic=True)


def _achieved(facts: ReportFacts) -> Iterator[str]:
    asked = [one for one in facts.tasks if one.stated]
    well = [one for one in asked if one.stated[TaskResult.DONE] * 10 >= one.expected * 9]
    yield (
        f"Công an các đơn vị, địa phương đã triển khai thực hiện Kế hoạch; "
        f"{facts.received}/{facts.expected} đơn vị có báo cáo ({rate(facts.received, facts.expected)})."
    )
    if asked:
        yield (
            f"Trong {vi.count(len(asked))} nhiệm vụ cả năm mà các đơn vị báo cáo kết quả, "
            f"{vi.count(len(well))} nhiệm vụ có từ 90% số đơn vị trở lên đã hoàn thành."
        )
    for task in facts.tasks:
        for one in task.indicators:
            if one.minimum is not None and one.meeting:
                yield (
                    f"{vi.count(one.meeting)}/{task.expected} đơn vị đạt chỉ tiêu về {vi.lowered(one.name)} "
                    f"(mục {task.code})."
                )


def _short(facts: ReportFacts) -> Iterator[str]:
    gaps = facts.gaps
    for names, text in (
        (gaps.missing, "chưa gửi báo cáo"),
        (gaps.extended, "được gia hạn, chưa gửi báo cáo"),
        (gaps.returned, "đang bổ sung, hoàn thiện báo cáo, số liệu chưa được tính"),
        (gaps.without_figures, "chưa gửi biểu số liệu"),
    ):
        if names:
            yield f"{vi.count(len(names))} đơn vị {text}: {listed(names)}."
    for task in facts.tasks:
        for one in task.indicators:
            if one.below:
                yield (
                    f"{vi.count(len(one.below))} đơn vị chưa đạt chỉ tiêu về {vi.lowered(one.name)}: "
                    f"{listed(one.below)}."
                )
    yield _troubles(facts)


def _troubles(facts: ReportFacts) -> str:
    if not facts.troubles:
        return "Chưa ghi nhận khó khăn, vướng mắc do các đơn vị phản ánh."
    answered = sum(bool(one.document) for one in facts.troubles)
    return (
        f"Các đơn vị phản ánh {vi.count(len(facts.troubles))} khó khăn, vướng mắc, trong đó "
        f"{vi.count(answered)} nội dung đã có văn bản trả lời (Phụ lục IV)."
    )


def ahead(document: Document, facts: ReportFacts) -> None:
    """IV and V: what follows from what is not done; the closing sentence."""
    body(document, f"IV. PHƯƠNG HƯỚNG, NHIỆM VỤ NĂM {facts.year + 1}", bold=True)
    for number, text in enumerate(_tasks_ahead(facts), 1):
        body(document, f"{number}. {text}")
    body(document, "(Cán bộ soạn thảo bổ sung: nhiệm vụ trọng tâm, giải pháp.)", italic=True)
    body(document, "V. ĐỀ XUẤT, KIẾN NGHỊ", bold=True)
    open_ones = [one for one in facts.troubles if not one.document]
    if open_ones:
        body(
            document,
            f"Đề nghị các đơn vị được giao sớm trả lời {vi.count(len(open_ones))} khó khăn, vướng mắc còn "
            f"lại ({', '.join(one.code for one in open_ones)}).",
        )
    body(document, "(Cán bộ soạn thảo bổ sung: đề xuất, kiến nghị; đề nghị khen thưởng.)", italic=True)
    body(document, _closing(facts))


def _tasks_ahead(facts: ReportFacts) -> Iterator[str]:
    yield (
        "Tiếp tục tổ chức thực hiện các nhiệm vụ của Đề án; duy trì, nhân rộng các mô hình phổ biến, giáo "
        "dục pháp luật đạt hiệu quả."
    )
    open_tasks = [one.code for one in facts.tasks if _left(one)]
    if open_tasks:
        codes = ", ".join(open_tasks)
        yield f"Đôn đốc hoàn thành những nhiệm vụ mà các đơn vị còn đang thực hiện (mục {codes})."
    gaps = len(facts.gaps.missing) + len(facts.gaps.extended) + len(facts.gaps.returned)
    if gaps:
        left = vi.count(gaps)
        yield f"Tiếp tục đôn đốc {left} đơn vị chưa hoàn thành báo cáo; bổ sung số liệu khi nhận được."


def _left(task: TaskLine) -> bool:
    return any(task.stated.get(result) for result in (TaskResult.UNDERWAY, TaskResult.NOT_DONE))


def _closing(facts: ReportFacts) -> str:
    said = f"Trên đây là báo cáo kết quả thực hiện năm {facts.year}; {facts.body} kính trình "
    if facts.authority is Authority.MINISTRY:
        return f"{said}Thủ tướng Chính phủ xem xét, chỉ đạo./."
    return f"{said}lãnh đạo Bộ xem xét, cho ý kiến chỉ đạo./."
