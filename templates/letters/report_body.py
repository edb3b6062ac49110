"""The text of the compiled report: the official outline, with the numbers it rests on."""

from docx.document import Document
from docx.shared import Mm

from models.words import Authority, TaskResult
from templates import words_vi as vi
from templates.native_bars import BLUE, GREEN, GREY, ORANGE, Bars, Series
from templates.report_facts import ReportFacts, TaskLine
from templates.report_words import REGIONS, known, listed, period, rate, stated, total

from .native_chart import add_chart
from .report_page import body, table, write

COLORS = {TaskResult.DONE: GREEN, TaskResult.UNDERWAY: ORANGE, TaskResult.NOT_DONE: GREY}
SAYS = {
    TaskResult.DONE: "đã hoàn thành",
    TaskResult.UNDERWAY: "đang thực hiện",
    TaskResult.NOT_DONE: "chưa thực hiện",
}


def opening(document: Document, facts: ReportFacts) -> None:
    """On what basis who reports what."""
    by_government = next((one for one in facts.basis if "Thủ tướng Chính phủ" in one), "")
    basis = f"{by_government}, " if by_government and facts.authority is Authority.MINISTRY else ""
    body(
        document,
        f"Thực hiện {basis}{_plan(facts)}, {facts.body} báo cáo kết quả thực hiện năm {facts.year} như sau:",
    )


def _plan(facts: ReportFacts) -> str:
    day = vi.plain_day(facts.plan_issued_on)
    return f"{facts.plan_title} (ban hành kèm theo {vi.document(facts.plan_number)} ngày {day})"


def situation(document: Document, facts: ReportFacts) -> None:
    """I: what was directed, who planned, who reported."""
    body(document, "I. TÌNH HÌNH CHỈ ĐẠO, TRIỂN KHAI THỰC HIỆN", bold=True)
    body(document, "1. Công tác chỉ đạo, hướng dẫn", bold=True)
    ministry = facts.superior or facts.sender_name
    body(
        document,
        f"{ministry} đã ban hành {vi.document(facts.plan_number)} ngày {vi.plain_day(facts.plan_issued_on)} "
        f"về {facts.plan_title}; giao {facts.sender_name} là đơn vị đầu mối theo dõi, đôn đốc, tổng hợp.",
    )
    if facts.trainings:
        people = sum(one.people for one in facts.trainings)
        body(
            document,
            f"Đã tổ chức {vi.count(len(facts.trainings))} lớp tập huấn cho chủ thể thực hiện với "
            f"{vi.number(people)} lượt cán bộ tham dự.",
        )
    body(document, "2. Công tác triển khai của Công an các đơn vị, địa phương", bold=True)
    for task in facts.tasks:
        if task.dated and task.code != facts.report and task.expected > 1:
            body(document, _dated(task))
    body(document, "3. Việc gửi báo cáo", bold=True)
    body(document, _sent(facts))
    regions = [one for one in facts.regions if one.expected]
    names = [REGIONS[one.region] for one in regions]
    parts = (
        ("Đúng hạn", GREEN, [one.on_time + one.unclear for one in regions]),
        ("Quá hạn", ORANGE, [one.late for one in regions]),
        ("Được gia hạn", BLUE, [one.extended for one in regions]),
        ("Chưa gửi", GREY, [one.missing for one in regions]),
    )
    series = [Series(name=name, color=color, values=values) for name, color, values in parts if any(values)]
    if series:
        add_chart(document, Bars(title="Số đơn vị gửi báo cáo theo khu vực", categories=names, series=series))


def _dated(task: TaskLine) -> str:
    late = f", {vi.count(task.late)} đơn vị gửi sau thời hạn" if task.late else ""
    rest = task.expected - task.received
    left = f"; còn {vi.count(rest)} đơn vị chưa gửi" if rest else ""
    when = f" ({vi.count(task.on_time)} đơn vị đúng hạn{late})" if task.received else ""
    share = f"{task.received}/{task.expected} đơn vị"
    return f"{task.document} ({task.phrase}): đã nhận của {share}{when}{left}."


def _sent(facts: ReportFacts) -> str:
    on_time = sum(one.on_time + one.unclear for one in facts.regions)
    late = sum(one.late for one in facts.regions)
    return (
        f"{known(facts)}, {facts.sender_short} đã nhận được báo cáo của {_share(facts)} (đúng hạn "
        f"{vi.count(on_time)}, sau thời hạn {vi.count(late)}), đạt "
        f"{rate(facts.received, facts.expected)}; số liệu trong Báo cáo này được cộng từ biểu số liệu của "
        f"{vi.count(facts.counted)} đơn vị, kỳ báo cáo {period(facts)}. Danh sách tại Phụ lục III."
    )


def _share(facts: ReportFacts) -> str:
    return f"{facts.received}/{facts.expected} đơn vị"


def results(document: Document, facts: ReportFacts) -> None:
    """II: each task with its numbers, then all figures in one table."""
    body(document, "II. KẾT QUẢ THỰC HIỆN TỪNG NHIỆM VỤ", bold=True)
    tasks = [one for one in facts.tasks if one.code != facts.report]
    for number, task in enumerate(tasks, 1):
        body(document, f"{number}. {task.title.rstrip('.')} (mục {task.code} của Kế hoạch)", bold=True)
        for text in _said(task):
            body(document, text)
    asked = [one for one in tasks if one.stated and one.expected > 1]
    if asked:
        add_chart(
            document, _tasks_chart(asked), tall=Mm(14 * len(asked) + 32) if len(asked) < 12 else Mm(200)
        )
    if facts.indicators:
        write(document.add_paragraph(), "Bảng số liệu tổng hợp", bold=True, before=6, after=6)
        document.paragraphs[-1].paragraph_format.keep_with_next = True
        table(
            document,
            heads=("TT", "Chỉ tiêu", "Đơn vị tính", "Kết quả", "Số đơn vị có số liệu"),
            rows=[
                (str(at), one.name, one.unit, total(one), "–" if one.own else str(one.stated))
                for at, one in enumerate(facts.indicators, 1)
            ],
            widths=(Mm(10), Mm(70), Mm(24), Mm(34), Mm(22)),
        )
        body(document, _marks(facts))


def _marks(facts: ReportFacts) -> str:
    own = any(one.own for one in facts.indicators)
    more = (
        f" Dấu “–” ở cột cuối: số do {facts.sender_short} tính từ các lớp tập huấn đã tổ chức." if own else ""
    )
    return f"Ghi chú: “ước” là số có đơn vị ghi số ước; số liệu theo khu vực tại Phụ lục I.{more}"


def _said(task: TaskLine) -> list[str]:
    """What units' workbooks and documents say of one task."""
    said = []
    if task.stated and task.expected == 1:
        said.append(f"Theo báo cáo của đơn vị chủ trì: {', '.join(_alone(task))}.")
    elif task.stated:
        rest = task.expected - sum(task.stated.values())
        parts = [
            f"{vi.count(number)} đơn vị {SAYS[result]}" for result, number in task.stated.items() if number
        ]
        left = [f"{vi.count(rest)} đơn vị chưa có thông tin"] if rest > 0 else []
        said.append(
            f"Theo báo cáo của các đơn vị: {'; '.join((*parts, *left))} (trên {task.expected} đơn vị)."
        )
    elif task.expected > 1:
        said.append(
            _dated(task) if task.dated else f"Đã ghi nhận kết quả của {task.received}/{task.expected} đơn vị."
        )
    else:
        said.append("Đã thực hiện." if task.received else "Đang thực hiện, chưa ghi nhận kết quả.")
    if task.indicators:
        said.append(
            f"Kết quả: {'; '.join(f'{vi.lowered(one.name)}: {stated(one)}' for one in task.indicators)}."
        )
    said += [_minimum(task, at) for at, one in enumerate(task.indicators) if one.minimum is not None]
    return said


def _alone(task: TaskLine) -> list[str]:
    return [SAYS[result] for result, number in task.stated.items() if number]


def _minimum(task: TaskLine, at: int) -> str:
    one = task.indicators[at]
    least = (
        vi.count(int(one.minimum))
        if one.minimum and one.minimum == int(one.minimum)
        else vi.number(one.minimum or 0)
    )
    unknown = max(task.expected - one.stated, 0)
    below = f" ({listed(one.below)})" if one.below else ""
    return (
        f"Chỉ tiêu mỗi đơn vị ít nhất {least} {one.unit}: {vi.count(one.meeting)} đơn vị đạt; "
        f"{vi.count(len(one.below))} đơn vị chưa đạt{below}; {vi.count(unknown)} đơn vị chưa có số liệu."
    )


def _tasks_chart(tasks: list[TaskLine]) -> Bars:
    series = [
        Series(
            name=SAYS[result].capitalize(), color=COLORS[result], values=[one.stated[result] for one in tasks]
        )
        for result in TaskResult
        if any(one.stated[result] for one in tasks)
    ]
    title = "Kết quả từng nhiệm vụ cả năm (số đơn vị, theo mục của Kế hoạch)"
    return Bars(title=title, categories=[one.code for one in tasks], series=series, lying=True)
