"""What became of each stage, in sentences for somebody who never saw the machine."""

from collections.abc import Sequence
from datetime import date, datetime, time

from models.words import NoticeKind, NoticeStatus, Paper, Role
from templates import words_vi as vi

from . import phrases

ROLES = {
    Role.CONTACT: "cán bộ đầu mối",
    Role.DEPARTMENT_HEAD: "lãnh đạo phòng phụ trách",
    Role.UNIT_HEAD: "Thủ trưởng đơn vị",
    Role.POST_ROOM: "văn thư",
    Role.FOCAL_HEAD: "lãnh đạo đơn vị đầu mối",
}
KINDS = {
    NoticeKind.REMINDER: "Nhắc trước hạn",
    NoticeKind.ESCALATION: "Đôn đốc sau hạn",
    NoticeKind.NOTE: "Thư giữa năm về nhiệm vụ cả năm",
    NoticeKind.PAPER: "Dự thảo văn bản đôn đốc",
}
PAPERS = {
    Paper.CHASING_LETTER: "Dự thảo công văn đôn đốc",
    Paper.MINISTRY_PAPER: "Dự thảo Báo cáo lãnh đạo Bộ",
}
NOT_SENT = {
    NoticeStatus.BEFORE_START: "không gửi",
    NoticeStatus.QUIET: "không gửi vì rơi vào những ngày không đôn đốc quanh Tết Nguyên đán",
    NoticeStatus.MISSED: "bỏ qua, không gửi bù",
    NoticeStatus.WITHDRAWN: "không gửi",
}


def taken_over(units: Sequence[str]) -> str:
    """`Gộp từ Công an tỉnh A và Công an tỉnh B`: whose duty it was before units were merged."""
    return f"{'Gộp từ' if len(units) > 1 else 'Tiếp nhận từ'} {vi.joined(units)}."


def stage(*, kind: NoticeKind, role: Role, due_on: date, paper: Paper = Paper.NONE, number: int = 1) -> str:
    """`Nhắc trước hạn, mốc 21/02/2024, gửi cán bộ đầu mối`; a paper with its lần."""
    when = f"mốc {vi.plain_day(due_on)}"
    if kind is NoticeKind.PAPER:
        times = f" lần {number}" if paper is Paper.CHASING_LETTER else ""
        return f"{PAPERS.get(paper, KINDS[kind])}{times}, {when}"
    return f"{KINDS[kind]}, {when}, gửi {ROLES[role]}"


def sent(*, what: str, to: Sequence[str], at: datetime, message_id: str) -> str:
    """To whom and when, with the Message-ID by which a mail server can find it."""
    return f"{what}: đã gửi tới {_listed(to)} lúc {phrases.moment(at)}. Message-ID: <{message_id}>."


def reader(*, address: str, instead_of: str) -> str:
    """Who had the mail, and for whom if somebody was away."""
    return f"{address} (thay cho {instead_of})" if instead_of else address


def drafted(*, what: str, to: Sequence[str], at: datetime, message_id: str) -> str:
    """A paper that went to the officer who approved it."""
    return (
        f"{what}: đã soạn và gửi người duyệt tại {_listed(to)} lúc {phrases.moment(at)}. "
        f"Message-ID: <{message_id}>."
    )


def made(*, what: str, at: datetime) -> str:
    """A paper that was laid down as a file only."""
    return f"{what}: đã soạn thành tệp trong thư mục outgoing lúc {phrases.moment(at)}."


def waiting(*, what: str, to: Sequence[str], message_id: str, reply: str) -> str:
    """In the outbox."""
    tried = f" Máy chủ thư tạm thời chưa nhận: «{reply}»; hệ thống tự gửi lại." if reply else ""
    return f"{what}: đang chờ gửi tới {_listed(to)}. Message-ID: <{message_id}>.{tried}"


def approved(*, what: str) -> str:
    """Approved, its mail not written yet."""
    return f"{what}: đã được duyệt, thư sẽ gửi trong ngày làm việc gần nhất."


def held(*, what: str, since: date, waited: int) -> str:
    """Written to the ledger, and nobody has decided yet."""
    long = f" ({vi.count(waited)} ngày làm việc)" if waited else ""
    return f"{what}: chờ duyệt từ ngày {vi.plain_day(since)}{long}, chưa gửi."


def no_address(*, what: str, role: Role) -> str:
    """Nobody to write to."""
    return f"{what}: chưa gửi được vì đơn vị chưa có địa chỉ thư điện tử dùng được của {ROLES[role]}."


def server_refused(*, what: str, to: Sequence[str], reply: str) -> str:
    """The server's own words."""
    return f"{what}: không gửi được, máy chủ thư từ chối {_listed(to)}, trả lời: «{reply}»."


def superseded(*, what: str, due_on: date, by: date | None, reason: str) -> str:
    """By which newer stage; two may fall on one day, behind Tết for example."""
    if by is None:
        return f"{what}: không gửi. {sentence(reason)}"
    newer = "mốc tiếp theo cùng ngày" if by == due_on else f"mốc {vi.plain_day(by)}"
    return f"{what}: không gửi riêng, đã có {newer} thay thế."


def paused(*, what: str, reason: str, by: str) -> str:
    """By whom, until when and why (the reason of the ledger says the days)."""
    who = f" Người tạm dừng: {by}." if by else ""
    return f"{what}: không gửi. {sentence(reason)}{who}"


def not_approved(*, what: str, reason: str) -> str:
    """Who refused, and why."""
    return f"{what}: không gửi. {sentence(reason)}"


def not_sent(*, what: str, status: NoticeStatus, reason: str, late: int = 0) -> str:
    """Any other stage that did not leave, with the ledger's reason; how late it was when it was given up."""
    if late and "ngày làm việc" not in reason:
        reason = f"{reason.rstrip('.')}, chậm {vi.count(late)} ngày làm việc so với mốc"
    why = f". {sentence(reason)}" if reason else "."
    return f"{what}: {NOT_SENT.get(status, 'không gửi')}{why}"


def arrived(*, what: str, number: str, arrived_on: date) -> str:
    """The document that made the stage unnecessary."""
    return (
        f"{what}: không gửi vì đơn vị đã gửi văn bản số {number or '(không số)'}, "
        f"đến ngày {vi.plain_day(arrived_on)}."
    )


def not_owed(*, what: str, why: str) -> str:
    """Nil, exempt or done."""
    return f"{what}: không gửi vì {why}."


def to_come(*, what: str, approval: bool) -> str:
    """A stage that is ahead."""
    if approval:
        return f"{what}: chưa đến; khi đến sẽ chờ duyệt, không tự gửi."
    return f"{what}: chưa đến; sẽ gửi nếu khi đó chưa ghi nhận văn bản."


def undecided(*, what: str) -> str:
    """Its day has come, the daily run has not."""
    return f"{what}: đã đến mốc, chờ lần chạy hằng ngày kế tiếp."


def skipped(*, what: str, until: date, by: str, reason: str) -> str:
    """A stage that will fall into a pause."""
    return (
        f"{what}: sẽ không gửi vì {by} tạm dừng đôn đốc đến hết {vi.plain_day(until)}: {reason.rstrip('.')}."
    )


def recorded(*, number: str, arrived_on: date, by: str, on_time: bool | None, version: int) -> str:
    """A document that came in."""
    judged = {True: ", đúng hạn", False: ", quá hạn", None: ""}[on_time]
    again = f" (lần gửi thứ {version})" if version > 1 else ""
    return (
        f"{by} ghi nhận văn bản số {number or '(không số)'} của đơn vị{again}, "
        f"đến ngày {vi.plain_day(arrived_on)}{judged}."
    )


def voided(*, number: str, by: str, reason: str) -> str:
    """A record that no longer counts."""
    return f"{by} hủy ghi nhận văn bản số {number or '(không số)'}. Lý do: {sentence(reason)}"


def issued(*, due: date | None) -> str:
    """The obligation came into being."""
    if due is None:
        return "Giao nhiệm vụ cho đơn vị; chưa có ngày cuối cùng của hạn."
    return f"Giao nhiệm vụ cho đơn vị; ngày cuối cùng của hạn: {vi.plain_day(due)}."


def due_moved(*, old: date | None, new: date | None, by: str, why: str) -> str:
    """A due day that was set or moved later."""
    reason = f" Lý do: {sentence(why)}" if why else ""
    if old is None:
        return f"{by} xác định ngày cuối cùng của hạn: {phrases.day_or_dash(new)}.{reason}"
    return (
        f"{by} chuyển ngày cuối cùng của hạn từ {vi.plain_day(old)} sang {phrases.day_or_dash(new)}.{reason}"
    )


def sent_back(*, until: date | None) -> str:
    """What follows the document that is to be completed."""
    return f"; được đề nghị bổ sung, hoàn thiện, gửi lại chậm nhất ngày {phrases.day_or_dash(until)}"


def pause_set(*, by: str, whole_unit: bool, until: date, reason: str) -> str:
    """A pause, of this obligation or of the whole unit."""
    what = "mọi nhiệm vụ của đơn vị" if whole_unit else "nhiệm vụ này"
    return f"{by} tạm dừng đôn đốc {what} đến hết ngày {vi.plain_day(until)}. Lý do: {sentence(reason)}"


def without_holidays(names: Sequence[str]) -> str:
    """Which days off lie between a stage and the day it is counted from."""
    return f"Mốc tính theo ngày làm việc, đã trừ ngày nghỉ: {'; '.join(names)}."


def due(*, last: date | None, due_time: time | None, original: date | None, target: date | None) -> str:
    """The last valid day, what it was before, and where reminders count from."""
    if last is None:
        return "Chưa xác định, chờ ghi nhận sự kiện làm căn cứ tính hạn."
    text = vi.capitalised(phrases.last_day(last, due_time))
    if original and original != last:
        text += f" (ban đầu: {vi.plain_day(original)})"
    if target and target != last:
        text += f"; {vi.plain_day(last)} là ngày nghỉ nên mốc nhắc trước hạn tính từ {vi.plain_day(target)}"
    return f"{text}."


def sentence(text: str) -> str:
    """Capitalised, with one full stop."""
    text = text.strip()
    return f"{vi.capitalised(text).rstrip('.')}." if text else ""


def _listed(to: Sequence[str]) -> str:
    return ", ".join(to) or "(không có địa chỉ)"
