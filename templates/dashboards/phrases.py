"""The words of the pages: how things stand, and what the day asks for."""

from collections.abc import Sequence
from datetime import date, datetime, time

from models.words import MessageKind, MessageStatus, NoticeKind
from templates import words_vi as vi

from .facts import Figures, Heading, Standing, UnsentLine

KINDS = {
    MessageKind.CHASE: "Nhắc việc, đôn đốc",
    MessageKind.ANNOUNCEMENT: "Thông báo triển khai kế hoạch",
    MessageKind.RECEIPT: "Xác nhận đã nhận văn bản",
    MessageKind.REVIEW_REQUEST: "Đề nghị báo cáo sơ kết",
    MessageKind.BRIEF: "Bản tin sáng",
    MessageKind.ALARM: "Báo sự cố",
    MessageKind.LEADERS: "Trang tóm tắt gửi lãnh đạo đơn vị đầu mối",
    MessageKind.DRAFT: "Dự thảo gửi người duyệt",
}
STATES = {  # column heading: the states that it counts
    "Chờ gửi": (MessageStatus.QUEUED, MessageStatus.CLAIMED),
    "Đã gửi": (MessageStatus.SENT,),
    "Sẽ gửi lại": (MessageStatus.RETRY,),
    "Không gửi được": (MessageStatus.FAILED,),
    "Đã rút": (MessageStatus.WITHDRAWN,),
    "Gộp vào thư sau": (MessageStatus.REPLACED,),
}
MANY = 5  # names in one sentence; the rest are counted
MOST_STAGES = 4


def moment(at: datetime) -> str:
    """`09 giờ 15 ngày 21/02/2024`; `at` is local already."""
    return f"{vi.hour(at.time())} ngày {vi.plain_day(at.date())}"


def day_line(heading: Heading) -> str:
    """`DỮ LIỆU MẪU – ngày 21/02/2024` in a folder of sample data, else the day alone."""
    day = f"ngày {vi.plain_day(heading.today)}"
    return f"DỮ LIỆU MẪU – {day}" if heading.example else vi.capitalised(day)


def percent(rate: float | None) -> str:
    """`97,2%`; a dash where nothing is expected."""
    if rate is None:
        return "–"
    return f"{100 * rate:.1f}".removesuffix(".0").replace(".", ",") + "%"


def last_day(day: date, due_time: time | None = None) -> str:
    """`28/02/2024`, with the hour where there is one."""
    hour = f"trước {vi.hour(due_time)} " if due_time else ""
    return hour + vi.plain_day(day)


def last_days(days: Sequence[date]) -> str:
    """One day, the first and the last of several, or that the event is awaited."""
    if not days:
        return "chờ sự kiện"
    return " – ".join(vi.plain_day(day) for day in dict.fromkeys((min(days), max(days))))


def parts(figures: Figures) -> str:
    """What the outstanding ones consist of: `70 trong hạn`."""
    named = (
        (figures.in_time, "trong hạn"),
        (figures.not_received, "chưa nhận được"),
        (figures.overdue, "quá hạn"),
        (figures.waiting, "chờ sự kiện"),
        (figures.no_due, "không có hạn"),
        (figures.exempt, "không thuộc diện"),
    )
    return ", ".join(f"{number} {name}" for number, name in named if number) or "–"


def workdays_left(days: int | None) -> str:
    """How many working days; on the target day itself “hôm nay”; after it, a dash."""
    if days is None:
        return "–"
    return f"{days} ngày" if days else "hôm nay"


def day_or_dash(day: date | None) -> str:
    """`28/02/2024`; a dash if there is none."""
    return vi.plain_day(day) if day else "–"


def next_stages(days: Sequence[date]) -> str:
    """The next few days on which units are reminded."""
    shown = ", ".join(vi.short_day(day) for day in days[:MOST_STAGES])
    return (f"{shown}, …" if len(days) > MOST_STAGES else shown) or "–"


def standing(line: UnsentLine) -> str:
    """Where one unit stands, in a few words."""
    if line.standing is Standing.NOT_RECEIVED:
        return "Chưa nhận được"
    if line.standing is Standing.OVERDUE:
        return f"Quá hạn {vi.count(line.workdays_over)} ngày làm việc" if line.workdays_over else "Quá hạn"
    due_soon = line.standing is Standing.DUE_SOON
    if line.workdays_left is None:
        return "Sắp đến hạn" if due_soon else "Trong hạn"
    left = vi.workdays_left(line.workdays_left)
    return vi.capitalised(left) if due_soon else f"Trong hạn, {left}"


def reminded(line: UnsentLine) -> str:
    """`2 lần (27/02)`: how often, and when last."""
    if not line.reminders or line.last_reminder is None:
        return "chưa nhắc"
    return f"{line.reminders} lần ({vi.short_day(line.last_reminder)})"


def some_of(names: Sequence[str]) -> str:
    """The first few names, and how many more."""
    more = len(names) - MANY
    return "; ".join(names[:MANY]) + (f"; và {vi.count(more)} đơn vị khác" if more > 0 else "")


def and_more(number: int) -> str:
    """What stands under a list that was cut."""
    return f"và {vi.count(number)} dòng khác"


def contact(line: UnsentLine) -> str:
    """Whom to call or write to, and what is wrong with the address."""
    problem = f"({vi.clipped(line.address_problem, limit=100)})" if line.address_problem else ""
    known = " · ".join(part for part in (line.contact_name, line.phone, line.address) if part)
    return f"{known} {problem}".strip()


def stopped(*, by: str, since: datetime, reason: str) -> str:
    """The state of the stop switch while it is on."""
    said = f"; lý do: {reason}" if reason else ""
    return f"Việc gửi thư đang dừng từ {moment(since)}; người thực hiện: {by or 'không ghi'}{said}."


def goes_out(*, kind: NoticeKind, task: str, units: int) -> str:
    """What today's mails tell about one task, or about the whole-year tasks together."""
    if kind is NoticeKind.NOTE:
        return f"Danh mục nhiệm vụ cả năm gửi để theo dõi: {vi.count(units)} đơn vị"
    verb = "nhắc sau thời hạn" if kind is NoticeKind.ESCALATION else "nhắc trước thời hạn"
    return f"{task}: {verb} {vi.count(units)} đơn vị"


def falls_due(*, task: str, outstanding: int, expected: int, day: date, left: int | None) -> str:
    """A deadline that is near, with how many units have not sent."""
    rest = f", {vi.workdays_left(left)}" if left is not None else ""
    return f"{task}: hết ngày {vi.plain_day(day)}{rest}; {outstanding}/{expected} đơn vị chưa gửi"


def not_received(*, task: str, figures: Figures, day: date) -> str:
    """A deadline that has passed, with how many units have not sent."""
    named = (
        (figures.not_received, "chưa nhận được văn bản của {} đơn vị"),
        (figures.overdue, "{} đơn vị quá hạn"),
    )
    said = ", ".join(words.format(vi.count(number)) for number, words in named if number)
    return f"{task} (thời hạn hết ngày {vi.plain_day(day)}): {said}"


def refused(*, address: str, owners: Sequence[str], reply: str) -> str:
    """An address that the server refused, with its words."""
    whose = f" ({some_of(owners)})" if owners else ""
    return f"{address}{whose}: {reply or 'máy chủ không nêu lý do'}"


def awaited(*, task: str, words: str, event: str, units: int) -> str:
    """A deadline that cannot be counted yet."""
    return f"{task} (thời hạn “{words}”): chờ ghi nhận sự kiện “{event}”; {vi.count(units)} đơn vị thực hiện"


def checkpoint(*, plan: str, tasks: int, with_documents: int, overdue: int) -> str:
    """What to look at on a check-point day."""
    come = (
        f"{vi.count(with_documents)} nhiệm vụ đã có văn bản"
        if with_documents
        else "chưa nhận được văn bản nào"
    )
    late = f"; {vi.count(overdue)} nhiệm vụ quá hạn" if overdue else ""
    return (
        f"Kế hoạch {plan}: đề nghị kiểm tra tiến độ {vi.count(tasks)} nhiệm vụ theo năm, theo quý "
        f"hoặc không nêu thời hạn ({come}{late})"
    )


def estimated_days(*, name: str, first: date, last: date) -> str:
    """Days off that no notice has confirmed."""
    days = vi.plain_day(first) if first == last else f"{vi.plain_day(first)} – {vi.plain_day(last)}"
    return f"{days}: {name} (dự kiến); đề nghị cập nhật khi có thông báo chính thức"


def held(*, task: str, what: str, units: int, since: date, waited: int, overlong: bool) -> str:
    """Something that waits for an approval; how long, once it has waited too long."""
    long = f", đã {vi.count(waited)} ngày làm việc" if overlong else ""
    return f"{task}: {what}, {vi.count(units)} đơn vị; chờ duyệt từ {vi.plain_day(since)}{long}"


def audited(*, obligations: int, notices: int, messages: int, stages_unchecked: bool) -> str:
    """What the self-check says when it finds nothing."""
    later = (
        " Quy định nhắc việc hoặc ngày nghỉ vừa thay đổi: các mốc nhắc được kiểm tra sau lần chạy tới."
        if stages_unchecked
        else ""
    )
    return (
        f"Đã kiểm tra {vi.count(obligations)} nhiệm vụ còn phải thực hiện, {vi.count(notices)} dòng "
        f"sổ nhắc việc, {vi.count(messages)} thư: không phát hiện sai lệch.{later}"
    )


def no_ledger_row(*, task: str, units: Sequence[str], day: date) -> str:
    """A stage fell due and the ledger says nothing of it."""
    return (
        f"{vi.clipped(task, limit=80)}: sổ nhắc việc thiếu mốc đã đến hạn (muộn nhất ngày "
        f"{vi.plain_day(day)}) của {vi.count(len(units))} đơn vị ({some_of(units)}); "
        "đề nghị báo người quản trị hệ thống."
    )


def stands_still(*, task: str, units: Sequence[str], day: date) -> str:
    """An obligation that no run will look at although stages are left."""
    return (
        f"{vi.clipped(task, limit=80)} (thời hạn hết ngày {vi.plain_day(day)}): việc nhắc "
        f"{vi.count(len(units))} đơn vị ({some_of(units)}) đứng yên, còn mốc chưa gửi nhưng không có ngày "
        "nhắc tiếp theo; đề nghị báo người quản trị hệ thống."
    )


def passed_over(*, task: str, units: Sequence[str], day: date) -> str:
    """An obligation whose day has come and that no run took up."""
    return (
        f"{vi.clipped(task, limit=80)}: mốc từ ngày {vi.plain_day(day)} của {vi.count(len(units))} đơn vị "
        f"({some_of(units)}) đã đến hạn nhưng chưa được xử lý; đề nghị báo người quản trị hệ thống."
    )


def overheld(*, mails: int, since: datetime | None) -> str:
    """Mails that were taken to be sent and never came back; `since` is local already."""
    how_long = f" từ {moment(since)}" if since else ""
    return (
        f"{vi.count(mails)} thư đã lấy ra để gửi nhưng quá thời gian chờ kết quả{how_long}; "
        "đề nghị báo người quản trị kiểm tra bộ phận gửi thư."
    )
