"""`mailto:` links that open an answer already written (RFC 6068)."""

from urllib.parse import quote

from .facts import DutyLine, Sender


def mailto(*, address: str, subject: str, body: str) -> str:
    """A link that opens a new mail; every reserved or non-ASCII character is percent-encoded."""
    lines = body.replace("\n", "\r\n")
    return f"mailto:{quote(address, safe='@')}?subject={quote(subject, safe='')}&body={quote(lines, safe='')}"


def already_sent(*, duty: DutyLine, unit_name: str, sender: Sender) -> str:
    """The answer "Đã gửi: số …, ngày …", with what it takes to find the obligation again."""
    return mailto(
        address=sender.reply_to,
        subject=f"Đã gửi: {duty.task_code} - {unit_name}",
        body=f"Đã gửi: số …, ngày …\n\nĐơn vị: {unit_name}\nNhiệm vụ: {duty.task_code}\n"
        f"Mã theo dõi: {duty.public_id}\n",
    )


def address_confirmed(*, address: str, unit_name: str, sender: Sender) -> str:
    """The answer to an announcement: this address is right, or another one is."""
    return mailto(
        address=sender.reply_to,
        subject=f"Xác nhận địa chỉ: {unit_name}",
        body=f"Đơn vị: {unit_name}\nĐịa chỉ {address} là đúng.\n\n"
        "Hoặc đề nghị dùng địa chỉ khác: …; cán bộ đầu mối: …; điện thoại: …\n",
    )
