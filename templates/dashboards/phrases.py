"""The words of the pages: how things stand, and what the day asks for."""

from collections.abc import Sequence
from datetime import date, datetime, time

from models.words import MessageKind, MessageStatus, NoticeKind
from templates import words_vi as vi

from .facts import Figures, Heading

KINDS = {
    MessageKind.CHASE: "Nhắc việc, đôn đốc",
    MessageKind.ANNOUNCEMENT: "Thông báo triển khai kế hoạch",
    MessageKind.RECEIPT: "Xác nhận đã nhận văn bản",
    MessageKind.RETURN: "Đề nghị bổ sung, hoàn thiện",
    MessageKind.REVIEW_REQUEST: "Đề nghị báo cáo sơ kết",
    MessageKind.BRIEF: "Bản tin sáng",
    MessageKind.ALARM: "Báo sự cố",
    MessageKind.LEADERS: "Trang tóm tắt gửi lãnh đạo đơn vị đầu mối",
    MessageKind.INVITATION: "Giấy mời tập huấn, thay đổi, hủy",
    MessageKind.TRAINING_NOTE: "Nhắc, cảm ơn về tập huấn",
    MessageKind.LETTER: "Công văn đã ký",
    MessageKind.AMENDMENT: "Thông báo điều chỉnh kế hoạch",
    MessageKind.UNITS: "Thông báo nhiệm vụ sau khi sắp xếp đơn vị",
    MessageKind.DRAFT: "Dự thảo, tài liệu gửi cán bộ",
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
    """What is not among the received: `70 trong hạn, 1 không thuộc diện`."""
    named = (
        (figures.extended_outstanding, "được gia hạn"),
        (figures.exempt, "không thuộc diện"),
    )
    return _named(*_outstanding(figures), *named) or "–"


def parts_and_within(figures: Figures) -> str:
    """What the outstanding ones consist of, and what stands apart or is counted within."""
    return "; ".join(filter(None, (_named(*_outstanding(figures)), within(figures)))) or "–"


def _outstanding(figures: Figures) -> Sequence[tuple[int, str]]:
    return (
        (figures.in_time, "trong hạn"),
        (figures.not_received, "chưa nhận được"),
        (figures.overdue, "quá hạn"),
        (figures.waiting, "chờ sự kiện"),
        (figures.no_due, "không có hạn"),
    )


def _named(*named: tuple[int, str]) -> str:
    return ", ".join(f"{number} {name}" for number, name in named if number)


def within(figures: Figures) -> str:
    """What stands apart and what is counted within: `được gia hạn 02 (đã nhận 01); chờ rà soát 05`."""
    extended = figures.extended_received + figures.extended_outstanding
    named = (
        (extended, "được gia hạn", figures.extended_received, "đã nhận"),
        (figures.exempt, "không thuộc diện thực hiện", 0, ""),
        (figures.nil, "báo cáo không phát sinh", 0, ""),
        (figures.returned, "đề nghị bổ sung", figures.resubmission_overdue, "quá ngày gửi lại"),
        (figures.awaiting_review, "chờ rà soát", 0, ""),
        (figures.accepted, "đạt yêu cầu", 0, ""),
    )
    return "; ".join(
        f"{name} {vi.count(number)}" + (f" ({more} {vi.count(part)})" if part else "")
        for number, name, part, more in named
        if number
    )


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


def some_of(names: Sequence[str]) -> str:
    """The first few names, and how many more."""
    more = len(names) - MANY
    return "; ".join(names[:MANY]) + (f"; và {vi.count(more)} đơn vị khác" if more > 0 else "")


def and_more(number: int) -> str:
    """What stands under a list that was cut."""
    return f"và {vi.count(number)} dòng khác"


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


def unreviewed(*, task: str, documents: int, days: int) -> str:
    """Documents that nobody has reviewed for longer than the policy allows."""
    return f"{task}: {vi.count(documents)} văn bản chờ rà soát quá {vi.count(days)} ngày làm việc"


def uncompleted(*, task: str, units: int) -> str:
    """Returned documents whose next version was to have come."""
    return f"{task}: {vi.count(units)} đơn vị quá ngày hẹn gửi bản bổ sung, hoàn thiện"


def unconfirmed(*, units: int) -> str:
    """Since they were all asked in October."""
    return f"{vi.count(units)} đơn vị chưa xác nhận họ tên, địa chỉ, điện thoại của đầu mối (đợt tháng 10)"


def refused(*, address: str, owners: Sequence[str], reply: str) -> str:
    """An address that the server refused, with its words."""
    whose = f" ({some_of(owners)})" if owners else ""
    return f"{address}{whose}: {reply or 'máy chủ không nêu lý do'}"


def undelivered(*, kind: MessageKind, day: date, addresses: Sequence[str], reason: str) -> str:
    """Mails that were given up, with the reason."""
    more = len(addresses) - MANY
    others = f"; và {vi.count(more)} địa chỉ khác" if more > 0 else ""
    whom = "; ".join(addresses[:MANY]) + others
    return f"{KINDS[kind]} ngày {vi.plain_day(day)} tới {whom}: {reason or 'không rõ lý do'}"


def awaited(*, task: str, words: str, event: str, units: int) -> str:
    """A deadline that cannot be counted yet."""
    return f"{task} (thời hạn “{words}”): chờ ghi nhận sự kiện “{event}”; {vi.count(units)} đơn vị thực hiện"


def left_behind(*, units: int, since: date) -> str:
    """What units that are gone still owe was passed to nobody."""
    return (
        f"{vi.count(units)} đơn vị đã hết hiệu lực từ {vi.plain_day(since)}, nhiệm vụ chưa chuyển: "
        "mở Sắp xếp đơn vị"
    )


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
