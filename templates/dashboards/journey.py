"""The words of a plan's journey: phases, how they stand, what comes next."""

from datetime import date

from models.words import Phase, PhaseState
from templates import words_vi as vi

from .journey_facts import OwnTaskLine, PhaseLine

PHASES = {
    Phase.ISSUE: "Triển khai",
    Phase.UNIT_PLANS: "Kế hoạch đơn vị",
    Phase.TRAINING: "Tập huấn",
    Phase.REVIEW: "Sơ kết",
    Phase.REPORT: "Báo cáo",
    Phase.COMPILE: "Tổng hợp",
    Phase.CLOSE: "Kết thúc",
}
STATES = {
    PhaseState.AHEAD: "chưa đến",
    PhaseState.UNDERWAY: "đang thực hiện",
    PhaseState.DONE: "hoàn thành",
    PhaseState.OVERDUE: "quá hạn",
    PhaseState.ABSENT: "không có",
}
MARKS = {
    PhaseState.AHEAD: "○",
    PhaseState.UNDERWAY: "●",
    PhaseState.DONE: "✔",
    PhaseState.OVERDUE: "●",
    PhaseState.ABSENT: "○",
}
NO_DAY = "chưa có ngày"


def phase_name(phase: Phase) -> str:
    """`Kế hoạch đơn vị`."""
    return PHASES[phase]


def phase_state(state: PhaseState) -> str:
    """`✔ hoàn thành`."""
    return f"{MARKS[state]} {STATES[state]}"


def phase_days(line: PhaseLine) -> str:
    """`07/02/2024 – 28/02/2024`; what has no last day says so."""
    if line.starts_on is None:
        return "sau khi hoàn thành các giai đoạn trên"
    start = vi.plain_day(line.starts_on)
    if line.phase is Phase.CLOSE or line.starts_on == line.ends_on:
        return start
    return f"{start} – {vi.plain_day(line.ends_on)}" if line.ends_on else f"từ {start}, {NO_DAY} hoàn thành"


def phase_tag(phase: Phase) -> str:
    """What runs are tagged with while a plan is in this phase."""
    return f"giai đoạn: {PHASES[phase]}"


def phase_changed(*, document: str, old: Phase | None, new: Phase) -> str:
    """A change of phase in one sentence."""
    before = f" (trước đó: {PHASES[old]})" if old else ""
    return f"Kế hoạch {document} chuyển sang giai đoạn {PHASES[new]}{before}."


def begins(on: date) -> str:
    """What there is to do in a phase that lies ahead."""
    return f"Chưa phải làm gì; bắt đầu từ {vi.plain_day(on)}"


def awaited_documents(units: int) -> str:
    """Documents of units have not come."""
    return f"Còn {vi.count(units)} đơn vị chưa gửi: xem danh sách, ghi nhận văn bản đến"


def held_back(count: int) -> str:
    """Something of this phase waits for an approval."""
    return f"Có {vi.count(count)} nội dung chờ duyệt gửi cấp trên"


def own_action(code: str, *, has_day: bool) -> str:
    """What the focal unit has to do about its own task."""
    if has_day:
        return f"{code}: ghi nhận văn bản khi hoàn thành"
    return f"{code}: đề nghị đơn vị đầu mối ấn định ngày hoàn thành; ghi nhận văn bản khi xong"


def dateless(*, code: str, title: str, after: str) -> str:
    """A task of the focal unit that can be begun, but has no day to be reminded of."""
    since = f" (tiếp theo mục {after})" if after else ""
    return f"{code} {vi.clipped(title, limit=70)}{since}: đề nghị ấn định ngày hoàn thành"


def close_plan() -> str:
    """Nothing of the plan is left to do."""
    return "Mọi giai đoạn đã hoàn thành; đề nghị kết thúc theo dõi kế hoạch"


def own_state(line: OwnTaskLine) -> str:
    """How one task of the focal unit stands."""
    figures = line.figures
    if figures.exempt:
        return "không thuộc diện thực hiện"
    if figures.waiting:
        return "○ chờ sự kiện"
    if not figures.outstanding:
        return "✔ hoàn thành"
    if figures.overdue:
        return "● quá hạn"
    if line.ahead:
        return "○ chưa đến"
    return "● chưa ghi nhận" if figures.not_received else "● đang thực hiện"


def own_day(line: OwnTaskLine) -> str:
    """Its last day, or that nobody has set one and what it follows."""
    if line.last_day:
        return vi.plain_day(line.last_day)
    return f"{NO_DAY} (làm sau mục {line.after})" if line.after else NO_DAY
