"""The words of the page “Văn bản đã nhận”."""

from datetime import timedelta

from models.words import Channel, Form
from templates import words_vi as vi
from templates.duty_words import RETURN_REASONS

from .received_facts import ReceivedLine, ReviewState

CHANNELS = {
    Channel.PAPER: "bản giấy",
    Channel.SIGNED_FILE: "tệp ký số",
    Channel.MAIL: "thư điện tử",
    Channel.OTHER: "cách khác",
}
FORMS = {
    Form.ORIGINAL: "bản chính",
    Form.FILE: "tệp",
    Form.BOTH: "bản chính và tệp",
}
LONGEST_COMMENT = 90


def document(line: ReceivedLine) -> str:
    """`05/KH-CAT, 26/02/2024 (lần 2)`: number, day of issue, which version."""
    issued = f", {vi.plain_day(line.issued_on)}" if line.issued_on else ""
    again = f" (lần {line.version})" if line.version > 1 else ""
    nil = "; báo cáo không phát sinh" if line.nil else ""
    return f"{vi.clipped(line.number, limit=40) or '(không số)'}{issued}{again}{nil}"


def came(line: ReceivedLine) -> str:
    """When and how it came: `27/02/2024 (gửi 26/02); bản giấy, bản chính; 02 tệp`."""
    hour = f" {vi.hour(line.arrived_time)}" if line.arrived_time else ""
    sent = f" (gửi {vi.short_day(line.sent_on)})" if line.sent_on else ""
    files = f"; {vi.count(line.files)} tệp đính kèm" if line.files else ""
    how = f"{CHANNELS[line.channel]}, {FORMS[line.form]}"
    return f"{vi.plain_day(line.arrived_on)}{hour}{sent}; {how}{files}"


def punctual(line: ReceivedLine) -> str:
    """Whether it was in time; a later version changes nothing of what the first one was."""
    if line.version > 1:
        return "Theo bản đầu"
    if line.extended:
        return "Được gia hạn"
    if not line.has_day:
        return "–"
    return {True: "Đúng hạn", False: "Quá hạn", None: "Chưa rõ"}[line.on_time]


def reviewed(line: ReceivedLine) -> str:
    """What was said of it."""
    if line.review is ReviewState.RETURNED:
        return _returned(line)
    return {
        ReviewState.WAITING: "Chờ rà soát",
        ReviewState.IN_REVIEW: "Đang rà soát",
        ReviewState.ACCEPTED: "Đạt yêu cầu",
    }.get(line.review, "Đã có bản sau")


def _returned(line: ReceivedLine) -> str:
    before = f" trước {vi.plain_day(line.resubmit_by + timedelta(days=1))}" if line.resubmit_by else ""
    why = f": {vi.lowered(RETURN_REASONS[line.reason])}" if line.reason else ""
    said = f" ({vi.clipped(line.comment, limit=LONGEST_COMMENT)})" if line.comment else ""
    return f"Đề nghị bổ sung{before}{why}{said}"
