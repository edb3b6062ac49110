"""The sentences that say how things stand, shared by text, HTML and subject."""

from collections.abc import Sequence
from datetime import date, timedelta

from models.words import JudgedBy
from templates import words_vi as vi

from .facts import (
    ChaseFacts,
    DraftFacts,
    DutyLine,
    LateUnit,
    LeadersFacts,
    LetterFacts,
    PlanIssuedFacts,
    ReceiptFacts,
    ReceivedLine,
    Recorded,
    ReturnFacts,
    ReviewRequestFacts,
    Sender,
    Standing,
    UnitDuties,
)


def deadline(duty: DutyLine, *, day: date) -> str:
    """`trước ngày 15/12/2024 (hết ngày 14/12; đề nghị gửi trong ngày làm việc 13/12)`."""
    last = vi.short_day(duty.last_day)
    meaning = f"trước {vi.hour(duty.due_time)} ngày {last}" if duty.due_time else f"hết ngày {last}"
    if duty.target_day and day <= duty.target_day < duty.last_day:
        meaning += f"; đề nghị gửi trong ngày làm việc {vi.short_day(duty.target_day)}"
    return f"{duty.deadline_words} ({meaning})"


def last_day(duty: DutyLine) -> str:
    """`thứ Tư, 28/02/2024`, with the hour where there is one."""
    hour = f"trước {vi.hour(duty.due_time)}, " if duty.due_time else ""
    return hour + vi.full_day(duty.last_day)


def status(duty: DutyLine) -> str:
    """A few words that stand above a duty."""
    if duty.standing is Standing.NOT_RECEIVED:
        return "Chưa nhận được"
    if duty.standing is Standing.OVERDUE:
        return "Quá hạn, chưa nhận được"
    return "Trong hạn" if duty.workdays_left is None else vi.capitalised(vi.workdays_left(duty.workdays_left))


def ask(duty: DutyLine, *, unit_name: str, sender: Sender, day: date) -> str:
    """What is asked once the last valid day has passed; the eve is the last day fully accounted for."""
    if duty.standing is Standing.AHEAD:
        return ""
    known = f"Đến hết ngày {vi.plain_day(day - timedelta(days=1))}, {sender.short_name} chưa nhận được "
    known += f"{duty.document} của {unit_name}"
    if duty.standing is Standing.NOT_RECEIVED:
        return f"{known}; trường hợp đã ban hành, đề nghị cho biết số, ngày văn bản."
    return (
        f"{known}. Thời hạn đã qua, đề nghị đồng chí quan tâm, sớm hoàn thành và gửi văn bản; "
        "trường hợp đã ban hành, đề nghị cho biết số, ngày văn bản."
    )


def judged(duty: DutyLine, *, sender: Sender) -> str:
    """Which day of the document counts."""
    if duty.judged_by is JudgedBy.RECEIVED:
        return f"ngày {sender.short_name} nhận được văn bản"
    return "ngày ban hành văn bản" if duty.judged_by is JudgedBy.ISSUED else "ngày gửi văn bản"


def rows(duty: DutyLine, *, sender: Sender, day: date) -> tuple[tuple[str, str], ...]:
    """Label and value of everything a unit has to know about a duty; empty values are left out."""
    return tuple(
        (label, value)
        for label, value in (
            ("Thời hạn", deadline(duty, day=day)),
            ("Ngày cuối cùng", last_day(duty)),
            ("Văn bản gửi", duty.what_to_send),
            ("Số lượng", duty.quantity),
            ("Tiếp nhận từ", duty.origin),
            ("Nơi nhận", duty.where_to_send),
            ("Tính đúng hạn theo", judged(duty, sender=sender)),
            ("Căn cứ", duty.legal_basis),
            ("Mã theo dõi", duty.public_id),
        )
        if value
    )


def plan(group: UnitDuties) -> str:
    """The plan with number and day."""
    return f"{group.plan_title} ({vi.document(group.plan_number)} ngày {vi.plain_day(group.plan_issued_on)})"


def named(sender: Sender) -> str:
    """The sender's full name, and its short one where it has one."""
    short = f" ({sender.short_name})" if sender.short_name != sender.unit_name else ""
    return sender.unit_name + short


def chase_intro(facts: ChaseFacts) -> str:
    """The opening sentence of a chasing mail or of the note on whole-year tasks."""
    basis = f"Căn cứ {plan(facts.groups[0])}, " if len(facts.groups) == 1 else ""
    duties = [duty for group in facts.groups for duty in group.duties]
    return f"{basis}{named(facts.sender)} trân trọng {_purpose(duties)}"


def _purpose(duties: Sequence[DutyLine]) -> str:
    if not duties:
        return (
            "gửi đồng chí danh mục các nhiệm vụ thực hiện trong cả năm để tiện theo dõi. Đây không phải là "
            "đề nghị gửi báo cáo riêng; kết quả thực hiện đề nghị thể hiện trong báo cáo năm của đơn vị."
        )
    late = sum(duty.standing is not Standing.AHEAD for duty in duties)
    if late == 0 and all(duty.prepare for duty in duties):
        return f"đề nghị đồng chí quan tâm, chuẩn bị trước {vi.count(len(duties))} nội dung sau:"
    if late == 0:
        return f"nhắc đồng chí {vi.count(len(duties))} nội dung sắp đến thời hạn:"
    ahead = len(duties) - late
    rest = f" và {vi.count(ahead)} nội dung sắp đến thời hạn" if ahead else ""
    return f"trao đổi với đồng chí về {vi.count(late)} nội dung chưa nhận được văn bản{rest}:"


def prepare(duty: DutyLine) -> tuple[str, ...]:
    """What to prepare, the attached workbook among it."""
    if not duty.workbook:
        return duty.prepare
    enclosed = f"Biểu số liệu gửi kèm thư này ({duty.workbook}): đề nghị điền và gửi cùng báo cáo"
    return (*duty.prepare, enclosed)


def announcement_intro(facts: PlanIssuedFacts) -> str:
    """The opening sentences of the announcement."""
    return (
        f"{vi.capitalised(plan(facts.duties))} đã được ban hành. {named(facts.sender)} trân trọng gửi "
        "đồng chí danh mục nhiệm vụ của đơn vị, thời hạn và nơi nhận văn bản để tiện theo dõi, triển khai."
    )


def announced_calendar(facts: PlanIssuedFacts) -> str:
    """What the attached calendar is for; empty without one."""
    if not facts.calendar:
        return ""
    return (
        f"Gửi kèm thư này là tệp lịch {facts.calendar} ghi các thời hạn nêu trên, để đồng chí thêm vào lịch "
        "làm việc nếu thấy tiện; thư nhắc đến hạn vẫn được gửi như thường lệ."
    )


def review_about(facts: ReviewRequestFacts) -> str:
    """`Báo cáo sơ kết 03 năm (2022–2024) thực hiện Đề án (hạn chậm nhất ngày 10/01/2025)`."""
    duty = facts.duties.duties[0]
    return f"{vi.clipped(duty.document, limit=70)} (hạn {duty.deadline_words})"


def review_intro(facts: ReviewRequestFacts) -> str:
    """The opening sentence of the request."""
    duty = facts.duties.duties[0]
    return (
        f"Căn cứ {plan(facts.duties)}, {named(facts.sender)} trân trọng đề nghị đơn vị xây dựng, gửi "
        f"{duty.document}. Thời kỳ sơ kết: từ năm {facts.first_year} đến hết năm {facts.last_year}."
    )


def review_both(facts: ReviewRequestFacts) -> str:
    """One document serves twice; empty if it does not."""
    if not facts.combined_with:
        return ""
    return (
        f"Báo cáo sơ kết kết hợp với {facts.combined_with}: đơn vị gửi một văn bản chung, "
        "có đủ hai nội dung; không phải gửi thêm văn bản khác."
    )


def conference(facts: ReviewRequestFacts) -> str:
    """When and where the conference is to be, as far as it is known."""
    place = f", tại {facts.place}" if facts.place else ""
    if facts.conference_on:
        return (
            f"Hội nghị sơ kết dự kiến {vi.full_day(facts.conference_on)}{place}; giấy mời sẽ được gửi riêng."
        )
    return (
        f"Hội nghị sơ kết dự kiến tổ chức{place.removeprefix(',')}; thời gian sẽ được thông báo."
        if place
        else ""
    )


def chase_subject(facts: ChaseFacts) -> str:
    """Short and telling: how urgent, what, by when; how many if there are several."""
    duties = [duty for group in facts.groups for duty in group.duties]
    if not duties:
        total = sum(len(group.whole_year) for group in facts.groups)
        return f"{vi.count(total)} nhiệm vụ thực hiện trong cả năm (để theo dõi)"
    first = min(duties, key=lambda duty: duty.last_day)
    what = f"{vi.clipped(first.document, limit=60)} (hạn {first.deadline_words})"
    if len(duties) == 1:
        return f"{_urgency(first)} {what}"
    return f"{vi.count(len(duties))} nội dung; {_lowered(_urgency(first))} {what}"


def _urgency(duty: DutyLine) -> str:
    if duty.standing is not Standing.AHEAD:
        return f"{status(duty)}:"
    verb = "chuẩn bị" if duty.prepare else "gửi"
    if duty.workdays_left is None:
        return f"Đề nghị {verb}"
    return f"{status(duty)}: {verb}"


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def brief_about(titles: Sequence[str]) -> str:
    """The first two things that a morning mail tells, and how many more."""
    more = len(titles) - 2
    return "; ".join(titles[:2]) + (f" và {vi.count(more)} nội dung khác" if more > 0 else "")


def leaders_intro(facts: LeadersFacts) -> str:
    """How one deadline stands, in one sentence for leaders."""
    issued = f"{vi.document(facts.plan_number)} ngày {vi.plain_day(facts.plan_issued_on)}"
    return (
        f"Triển khai {facts.plan_title} ({issued}), thời hạn gửi {facts.document} là {facts.deadline_words} "
        f"(hết ngày {vi.plain_day(facts.last_day)}). Đến hết ngày "
        f"{vi.plain_day(facts.day - timedelta(days=1))}, {facts.sender.short_name} đã nhận được "
        f"{facts.received}/{facts.expected} văn bản; còn {vi.count(len(facts.units))} đơn vị chưa gửi. "
        "Cán bộ đầu mối kính báo cáo lãnh đạo để biết, cho ý kiến chỉ đạo."
    )


def reminded(unit: LateUnit) -> str:
    """`đã nhắc 03 lần, gần nhất 18/12/2024`."""
    if not unit.reminded or unit.last_reminder is None:
        return "chưa nhắc được (thiếu địa chỉ)"
    return f"đã nhắc {vi.count(unit.reminded)} lần, gần nhất {vi.plain_day(unit.last_reminder)}"


def draft_intro(facts: DraftFacts) -> str:
    """What is attached, and what is to be done with it."""
    if not facts.draft:
        return f"Gửi kèm {facts.what}: “{facts.document}”. Đề nghị in để sử dụng."
    late = f" ({vi.count(facts.units)} đơn vị chưa gửi tại thời điểm soạn)" if facts.units else ""
    about = f"về việc gửi {facts.document}{late}" if late else f"“{facts.document}”"
    return (
        f"Gửi kèm {facts.what} {about}. Đây mới là dự thảo: đề nghị kiểm tra nội dung, trình ký và lấy số, "
        "ngày tại văn thư trước khi phát hành."
    )


def letter_sentences(facts: LetterFacts) -> tuple[str, ...]:
    """What is attached, and by when the document is asked for."""
    day = vi.plain_day(facts.issued_on)
    return (
        f"{vi.capitalised(named(facts.sender))} trân trọng gửi kèm công văn số {facts.number} ngày {day} "
        f"về việc đôn đốc gửi {facts.document} (lần {facts.time}).",
        f"Đề nghị đơn vị gửi văn bản chậm nhất ngày {vi.plain_day(facts.new_date)}; trường hợp đã ban hành, "
        "đề nghị cho biết số, ngày văn bản.",
    )


def receipt_about(facts: ReceiptFacts) -> str:
    """`Đã nhận văn bản số 17/BC-CAT`, or how many; first what has come in, then what was accepted."""
    for lines, done in (
        (facts.received, "Đã nhận"),
        (facts.accepted, "Kết quả rà soát"),
        (facts.outdated, "Điều chỉnh xác nhận"),
    ):
        if lines:
            what = f"văn bản số {lines[0].number}" if len(lines) == 1 else f"{vi.count(len(lines))} văn bản"
            return f"{done} {what}" if done == "Đã nhận" else f"{done}: {what}"
    return "Xác nhận văn bản"


def received(line: ReceivedLine) -> str:
    """One document with number, days and what it is."""
    issued = f" ngày {vi.plain_day(line.issued_on)}" if line.issued_on else ""
    hour = f"{vi.hour(line.arrived_time)} " if line.arrived_time else ""
    taken = f"{vi.hour(line.recorded_at.time())} ngày {vi.plain_day(line.recorded_at.date())}"
    nil = "báo cáo không phát sinh; " if line.nil else ""
    what = f"{line.what}; " if line.what else ""
    again = f"; lần gửi thứ {line.version}, thay cho bản đã gửi trước" if line.version > 1 else ""
    return (
        f"Văn bản số {line.number}{issued}: {nil}{what}{vi.lowered(line.form)}; "
        f"đến {hour}ngày {vi.plain_day(line.arrived_on)}, ghi nhận lúc {taken}{again}."
    )


def return_intro(facts: ReturnFacts) -> str:
    """The opening sentence about a document that is to be completed."""
    issued = f" ngày {vi.plain_day(facts.line.issued_on)}" if facts.line.issued_on else ""
    what = f" ({facts.line.what})" if facts.line.what else ""
    return (
        f"{named(facts.sender)} đã nhận được văn bản số {facts.line.number}{issued}{what} của "
        f"{facts.unit_name}. Qua rà soát, trân trọng đề nghị đồng chí quan tâm bổ sung, hoàn thiện như sau:"
    )


def return_rows(facts: ReturnFacts) -> tuple[tuple[str, str], ...]:
    """Why, what, and until when."""
    until = f"chậm nhất ngày {vi.plain_day(facts.resubmit_by)}"
    if facts.target_day < facts.resubmit_by:
        until += f" (đề nghị gửi trong ngày làm việc {vi.short_day(facts.target_day)})"
    return (
        ("Lý do", facts.reason),
        ("Nội dung cần bổ sung", facts.comment),
        ("Thời hạn gửi bản bổ sung", until),
    )


def contact_recorded(*, name: str, phone: str) -> str:
    """Under the address of an announcement: who is recorded there."""
    return f"đầu mối đang ghi nhận: {name or 'chưa có họ tên'}, điện thoại: {phone or 'chưa có'}"


def recorded(contact: Recorded) -> str:
    """Who is recorded as a unit's contact, to be confirmed."""
    who = contact_recorded(name=contact.name, phone=contact.phone)
    return f"{contact.unit_name}: {who}, địa chỉ thư: {contact.address}."
