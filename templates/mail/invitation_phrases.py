"""The sentences of invitations, their changes and cancellations, shared by text, HTML and subject."""

from models.words import InvitationAbout
from templates import training_words as words
from templates import words_vi as vi

from . import links
from .facts import InvitationFacts
from .phrases import named
from .training_phrases import (
    Rows,
    in_time,
    letter,
    named_training,
    nominate_by,
    plan,
    titled,
    to_contact,
    where_and_when,
)

MOST_ON_LINK = 10  # people to be filled in; a longer link is cut by some mail programs
HEADS = {
    InvitationAbout.INVITE: "[Giấy mời]",
    InvitationAbout.UPDATE: "[Thay đổi]",
    InvitationAbout.CANCEL: "[Hủy]",
}


def subject(facts: InvitationFacts) -> str:
    """`[Giấy mời] Tập huấn …, 10/06 – 11/06/2024 (cử cán bộ chậm nhất ngày 03/06)`."""
    until = f" (cử cán bộ chậm nhất ngày {vi.short_day(facts.training.nominate_by)})"
    asks = facts.about is InvitationAbout.INVITE
    return f"{HEADS[facts.about]} {titled(facts.training)}{until if asks else ''}"


def intro(facts: InvitationFacts) -> str:
    """The opening sentence."""
    training, sender = facts.training, named(facts.sender)
    if facts.about is InvitationAbout.UPDATE:
        return f"{sender} trân trọng thông báo {named_training(training)} có thay đổi như sau:"
    if facts.about is InvitationAbout.CANCEL:
        return (
            f"{sender} trân trọng thông báo: {named_training(training)}, dự kiến tổ chức "
            f"ngày {words.days(training)} tại {training.place}, không tổ chức theo kế hoạch đã thông báo. "
            "Mong đồng chí thông cảm."
        )
    by = f"Theo {letter(training)}" if letter(training) else f"Căn cứ {plan(training)}"
    return f"{by}, {sender} trân trọng mời đơn vị cử cán bộ dự lớp tập huấn sau:"


def rows(facts: InvitationFacts) -> Rows:
    """Everything a unit has to know; of a cancelled training nothing but why."""
    if facts.about is InvitationAbout.CANCEL:
        return (("Lý do", facts.reason),) if facts.reason else ()
    training = facts.training
    found = (
        *where_and_when(training),
        ("Số lượng", f"đơn vị cử không quá {vi.count(training.quota)} đồng chí"),
        ("Gửi danh sách cán bộ được cử", nominate_by(training)),
        ("Giấy mời", words.letter(training.letter_number, training.letter_date)),
        ("Căn cứ", plan(training)),
    )
    return tuple((label, value) for label, value in found if value)


def asks(facts: InvitationFacts) -> tuple[str, ...]:
    """How the unit answers; after a change only what may be different; a cancelled one is owed nothing."""
    sender, by = facts.sender, in_time(facts.training, day=facts.day)
    if facts.about is InvitationAbout.CANCEL:
        return (
            "Đơn vị không phải gửi danh sách cán bộ hoặc văn bản nào khác cho lớp tập huấn này. Trường hợp "
            f"lớp được tổ chức vào thời gian khác, {sender.short_name} sẽ gửi giấy mời mới.",
        )
    if facts.about is InvitationAbout.UPDATE:
        return (
            "Câu trả lời và danh sách cán bộ mà đơn vị đã gửi vẫn được ghi nhận, không phải gửi lại. "
            f"Trường hợp cần thay người hoặc chưa cử, đề nghị gửi danh sách tới {to_contact(sender)} {by}.",
        )
    return (
        "Đề nghị đơn vị gửi văn bản hoặc danh sách cán bộ được cử (họ và tên, cấp bậc, chức vụ, điện thoại) "
        f"tới {to_contact(sender)} {by}.",
        "Trường hợp không cử cán bộ dự, đề nghị cho biết lý do. Trường hợp thay người sau khi đã gửi danh "
        "sách, đề nghị gửi lại danh sách mới.",
    )


def calendar(about: InvitationAbout) -> str:
    """What the attached calendar entry is, and that nobody reads what calendar programs answer."""
    use = {
        InvitationAbout.INVITE: "để tiện ghi lịch công tác",
        InvitationAbout.UPDATE: "để cập nhật lịch công tác đã ghi trước đó",
        InvitationAbout.CANCEL: "để bỏ lịch công tác đã ghi trước đó",
    }[about]
    answers = "" if about is InvitationAbout.CANCEL else "; đề nghị trả lời theo cách nêu trên"
    return f"Tệp lịch gửi kèm chỉ {use}. Trả lời từ phần mềm lịch không được tiếp nhận{answers}."


def answer_link(facts: InvitationFacts) -> str:
    """An answer already begun: a line for each person within the quota; none to a cancelled training."""
    if facts.about is InvitationAbout.CANCEL:
        return ""
    people = range(1, min(facts.training.quota, MOST_ON_LINK) + 1)
    lines = "".join(f"{one}. Họ và tên: …; cấp bậc, chức vụ: …; điện thoại: …\n" for one in people)
    return links.mailto(
        address=facts.sender.reply_to,
        subject=f"Cử cán bộ dự tập huấn - {facts.unit_name}",
        body=f"Đơn vị: {facts.unit_name}\nLớp: {facts.training.title}, {words.days(facts.training)}\n"
        f"Cán bộ được cử:\n{lines}\nHoặc không cử cán bộ; lý do: …\n\n"
        f"Mã theo dõi: {facts.training.public_id}\n",
    )
