"""What a plan file means, for a terminal: frozen facts in, tables and sentences out."""

from collections.abc import Iterable, Iterator, Sequence

from rich import box
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from models.words import DeadlineKind, IndicatorKind, JudgedBy
from templates import words_vi as vi
from templates.dashboards.plan_check_facts import (
    DeadlineLine,
    DueDay,
    FigureLine,
    GroupLine,
    OwesLine,
    PlanSheet,
    TaskLine,
)

NAMED = 3  # units named in a row before the rest is only counted
JUDGED = {
    JudgedBy.ISSUED: "ngày ban hành văn bản",
    JudgedBy.SENT: "ngày gửi văn bản",
    JudgedBy.RECEIVED: "ngày nhận văn bản",
}
UNDATED = {
    DeadlineKind.CONTINUOUS: "thường xuyên, không có ngày cuối; theo dõi riêng",
    DeadlineKind.ON_OCCURRENCE: "khi phát sinh, không có ngày cuối; theo dõi riêng",
    DeadlineKind.NONE: "không có thời hạn; theo dõi riêng",
}


def show_plan(sheet: PlanSheet, *, console: Console) -> None:
    """Print the sheet."""
    for title, part in _parts(sheet):
        console.print(Text(f"\n{title}", style="bold"))
        console.print(part)


def _parts(sheet: PlanSheet) -> Iterator[tuple[str, RenderableType]]:
    yield "KẾ HOẠCH", _head(sheet)
    yield "NHÓM ĐƠN VỊ", _groups(sheet.groups)
    yield "NHIỆM VỤ", _tasks(sheet.tasks)
    yield "THỜI HẠN", Group(*(_deadline(line) for line in sheet.deadlines))
    yield "MỖI ĐƠN VỊ CÓ BAO NHIÊU ĐẦU VIỆC", _owes(sheet.owes)
    if sheet.figures:
        yield "BIỂU SỐ LIỆU CỦA BÁO CÁO", _figures(sheet.figures)
    yield "TỔNG CỘNG", Text(total(sheet.tasks))


def _grid() -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", min_width=18)
    grid.add_column(ratio=1)
    return grid


def _head(sheet: PlanSheet) -> Table:
    grid = _grid()
    for label, text in _head_rows(sheet):
        if text:
            grid.add_row(label, Text(text))
    return grid


def _head_rows(sheet: PlanSheet) -> Iterator[tuple[str, str]]:
    by = f" của {sheet.issued_by}" if sheet.issued_by else ""
    yield "Tệp", f"{sheet.file} (mã {sheet.code})"
    yield "Tên", sheet.title
    yield "Văn bản", f"{sheet.document}, ngày {vi.plain_day(sheet.issued_on)}{by}"
    yield "Năm", str(sheet.year)
    yield "Căn cứ", "\n".join(sheet.legal_basis)
    yield "Đơn vị đầu mối", sheet.focal_unit + _own_plan(sheet)
    yield "Cấp trên", sheet.superior_unit
    yield "Kế hoạch trước", sheet.previous_plan
    yield "Kỳ báo cáo", _reporting(sheet)


def _own_plan(sheet: PlanSheet) -> str:
    if sheet.focal_unit_owes_plan is None:
        return ""
    return " (cũng lập kế hoạch của mình)" if sheet.focal_unit_owes_plan else " (không lập kế hoạch của mình)"


def _reporting(sheet: PlanSheet) -> str:
    if sheet.reporting is None:
        return "không quy định"
    starts, ends, cut_off = map(vi.plain_day, sheet.reporting)
    rest = "" if cut_off == ends else "; sau ngày chốt là số ước"
    return f"từ {starts} đến {ends}, chốt số liệu ngày {cut_off}{rest}"


def _groups(groups: Iterable[GroupLine]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    table.add_column("Nhóm", ratio=3)
    table.add_column("Số đơn vị", justify="right", no_wrap=True)
    table.add_column("Gồm", ratio=4)
    for group in groups:
        members = f"chưa xác định: {group.chosen_later}" if group.chosen_later else some(group.units)
        table.add_row(Text(group.name), str(len(group.units)), Text(members))
    return table


def _tasks(tasks: Iterable[TaskLine]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    table.add_column("Mục", no_wrap=True)
    table.add_column("Nhiệm vụ và cơ quan thực hiện", ratio=1)
    table.add_column("Đơn vị", justify="right", no_wrap=True)
    table.add_column("Đầu việc", justify="right", no_wrap=True)
    for task in tasks:
        what = Text("\n").join([Text(task.title), *(Text(line, style="dim") for line in _who(task))])
        table.add_row(Text(task.code, style="bold"), what, str(task.units), str(task.obligations))
    return table


def _who(task: TaskLine) -> Iterator[str]:
    for label, names in (("Chủ trì", task.lead), ("Phối hợp", task.coordinate), ("Đề nghị", task.asked)):
        if names:
            yield f"{label}: {'; '.join(names)}"
    if task.quantity:
        yield f"Số lượng: {task.quantity}"
    for group in task.pending:
        yield f"Chưa tính: {group} (thành viên xác định sau)"
    if task.same_as:
        yield f"Trùng mục {task.same_as}: không tính lần thứ hai"
    if task.after:
        yield f"Thực hiện sau mục {task.after}"
    if task.done_by:
        yield f"Đã hoàn thành khi ban hành: {task.done_by}"
    if task.no_obligations:
        yield f"Không giao theo từng đơn vị: {task.no_obligations}"
    if task.secret:
        yield "Có thể có tài liệu mật: chỉ ghi nhận số, ngày"


def _deadline(line: DeadlineLine) -> RenderableType:
    grid = _grid()
    grid.add_row("Theo văn bản", Text(f"“{line.phrase}”" if line.phrase else "không nêu", style="bold"))
    grid.add_row("Các mục", Text(", ".join(line.codes)))
    for label, text in _meaning(line):
        grid.add_row(label, Text(text))
    return Group(grid, Text(""))


def _meaning(line: DeadlineLine) -> Iterator[tuple[str, str]]:
    if line.waits_for:
        yield "Nghĩa là", f"{line.waits_for}; ngày cuối chỉ tính được khi đã ghi nhận sự kiện này"
    elif not line.days:
        yield "Nghĩa là", UNDATED.get(line.kind, UNDATED[DeadlineKind.NONE])
    yield from _days(line.days)
    if line.open_ended:
        yield "", "việc còn tiếp tục sang các năm sau; ngày trên là mốc kiểm điểm của năm"
    if line.past:
        yield "", f"{vi.count(line.past)} kỳ đã kết thúc trước ngày ban hành kế hoạch nên không tính"
    if line.kind in (DeadlineKind.DAY, DeadlineKind.RELATIVE):
        yield "Đúng hạn tính theo", JUDGED[line.judged_by]
    if line.days or line.waits_for:
        yield "Mốc nhắc", _stages(line)
        if any(stage.after for stage in line.stages):
            yield "Sau hạn", _climb(line)


def _days(days: Sequence[DueDay]) -> Iterator[tuple[str, str]]:
    """Three rows for the only one; a row each for several."""
    for number, day in enumerate(days, 1):
        opens = vi.full_day(day.opens_on) if day.opens_on else ""
        aim = vi.full_day(day.target_day)
        if len(days) > 1:
            aim = f"; nên xong {aim}" if day.target_day != day.last_day else ""
            yield f"Kỳ {number}", f"{_last(day)}{aim}"
            continue
        if opens:
            yield "Từ", opens
        yield "Ngày cuối", _last(day)
        yield "Nên xong", f"{aim} (ngày làm việc cuối cùng trong hạn)"


def _last(day: DueDay) -> str:
    until = f"trước {vi.hour(day.due_time)}, " if day.due_time else "hết "
    off = f" ({_why_off(day)})" if day.off else ""
    return f"{until}{vi.full_day(day.last_day)}{off}"


def _why_off(day: DueDay) -> str:
    return "ngày nghỉ" if day.off == vi.weekday(day.last_day) else f"nghỉ: {day.off}"


def _stages(line: DeadlineLine) -> str:
    if not line.ladder:
        return "không nhắc từng đơn vị"
    if not line.stages:
        return f"theo bậc thang “{line.ladder}”"
    days = "; ".join(
        f"{vi.full_day(stage.day)}" + (" (trước ngày ban hành, không gửi)" if stage.before_issue else "")
        for stage in line.stages
        if not stage.after
    )
    return f"theo bậc thang “{line.ladder}”: {days}"


def _climb(line: DeadlineLine) -> str:
    """The days after the deadline; several readers of one day stand once."""
    after = dict.fromkeys((stage.day, stage.needs_approval) for stage in line.stages if stage.after)
    return "; ".join(f"{vi.full_day(day)}{' (chờ duyệt)' if held else ''}" for day, held in sorted(after))


def _owes(owes: Iterable[OwesLine]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    table.add_column("Đầu việc", justify="right", no_wrap=True)
    table.add_column("Số đơn vị", justify="right", no_wrap=True)
    table.add_column("Đơn vị", ratio=1)
    for line in owes:
        table.add_row(str(line.obligations), str(len(line.units)), Text(some(line.units)))
    return table


def _figures(figures: Iterable[FigureLine]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    table.add_column("Mã", no_wrap=True)
    table.add_column("Chỉ tiêu", ratio=1)
    table.add_column("Đơn vị tính", no_wrap=True)
    for one in figures:
        of_task = f" (mục {one.task})" if one.task else ""
        least = f", ít nhất {vi.count(one.minimum)}" if one.minimum else ""
        whole = "" if one.kind is IndicatorKind.COUNT else ", có thể có số lẻ"
        table.add_row(Text(one.code), Text(f"{one.name}{of_task}{least}{whole}"), Text(one.unit))
    return table


def some(names: Sequence[str]) -> str:
    """The first few names and how many more there are."""
    if len(names) <= NAMED + 1:
        return "; ".join(names)
    return f"{'; '.join(names[:NAMED])} và {len(names) - NAMED} đơn vị khác"


def total(tasks: Sequence[TaskLine]) -> str:
    """The number of obligations and what it is made of: `1.228 đầu việc = 16 × 72 + 1 × 66 + 10 × 1`."""
    sizes = sorted({task.obligations for task in tasks if task.obligations}, reverse=True)
    counts = {size: sum(task.obligations == size for task in tasks) for size in sizes}
    whole = sum(task.obligations for task in tasks)
    none = sum(not task.obligations for task in tasks)
    made_of = " + ".join(f"{count} nhiệm vụ × {size}" for size, count in counts.items()) or "0"
    rest = f"; {vi.count(none)} mục không tạo đầu việc" if none else ""
    return f"{len(tasks)} mục, {thousands(whole)} đầu việc = {made_of}{rest}."


def thousands(number: int) -> str:
    """`1.228`, as Vietnamese texts group digits."""
    return f"{number:,}".replace(",", ".")
