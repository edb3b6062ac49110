"""The SMTP server, asked as the sender asks it but for any mail; and the addresses."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from config.settings import Settings
from flows.clock import ZONE
from flows.delivery.replies import ServerFaultError
from flows.delivery.smtp import Connection, SmtpSettings

from .finding import Finding, found

PATIENCE = 10.0  # seconds
EXPIRES_SOON = timedelta(days=30)
SAMPLES = (".example", ".invalid", ".test", ".localhost")
MOST = 5  # names in a sentence


def smtp(*, server: SmtpSettings | None, now: datetime) -> Finding:
    """Connect, greet, secure, log in, part: no mail, no recipient. None: the built-in mailbox."""
    key, what = "smtp", "Máy chủ thư"
    if server is None:
        return found(key, what, "Chưa đặt; thư nằm ở hộp thư có sẵn, không rời máy.", good=True)
    place = f"{server.host}:{server.port}"
    try:
        until = asyncio.run(_ask(replace(server, timeout=min(server.timeout, PATIENCE))))
    except ServerFaultError as fault:
        text = f"{place}: bước {fault.stage} không được ({fault.text}); đề nghị kiểm tra DONDOC_SMTP_…"
        return found(key, what, text, good=False)
    return _told(place, server, until, now)


async def _ask(server: SmtpSettings) -> datetime | None:
    connection = Connection(settings=server)
    try:
        await connection.open()
        return connection.certificate_until
    finally:
        await connection.close()


def _told(place: str, server: SmtpSettings, until: datetime | None, now: datetime) -> Finding:
    login = "có đăng nhập" if server.username else "không đăng nhập"
    if server.security == "none" or until is None:
        text = f"{place} trả lời, KHÔNG mã hóa, {login}."
        return found("smtp", "Máy chủ thư", text, good=True)
    day = f"{until.astimezone(ZONE):%d/%m/%Y}"
    if until - now < EXPIRES_SOON:
        text = f"{place}: chứng thư hết hạn ngày {day}; đề nghị gia hạn, sau ngày đó thư không gửi được."
        return found("smtp", "Máy chủ thư", text, good=False)
    text = f"{place} trả lời, mã hóa (chứng thư đến {day}), {login}."
    return found("smtp", "Máy chủ thư", text, good=True)


def own_addresses(*, settings: Settings) -> Finding:
    """Whom mail is from and who reads the answers; a sample address gets no bounce back."""
    key, what = "own_addresses", "Địa chỉ gửi"
    used = {
        "DONDOC_MAIL_FROM": settings.mail_from,
        "DONDOC_REPLY_TO": settings.reply_to or "",
        "DONDOC_BOUNCE_ADDRESS": settings.bounce_address or settings.mail_from,
    }
    samples = [f"{name} ({address})" for name, address in used.items() if address.endswith(SAMPLES)]
    if samples and settings.smtp_configured:
        text = f"{', '.join(samples)} là địa chỉ mẫu; đề nghị đặt địa chỉ thật, có người đọc."
        return found(key, what, text, good=False)
    told = f"Từ {settings.mail_from}, trả lời về {settings.reply_to or 'chưa đặt'}"
    if settings.redirect_all_to:
        text = f"{told}; MỌI thư đang được chuyển tới {settings.redirect_all_to} (DONDOC_REDIRECT_ALL_TO)."
        return found(key, what, text, good=False)
    return found(key, what, f"{told}.", good=True)


def unit_addresses(*, missing: Sequence[str], refused: Sequence[str]) -> Finding:
    """Units that owe something and cannot be written to."""
    key, what = "unit_addresses", "Địa chỉ đơn vị"
    parts = [
        f"{len(names)} {kind}: {_some(names)}"
        for kind, names in (("thiếu địa chỉ", missing), ("bị từ chối", refused))
        if names
    ]
    if parts:
        return found(key, what, f"{'; '.join(parts)}. Đề nghị dùng “Cập nhật đầu mối”.", good=False)
    return found(key, what, "Mọi đơn vị phải gửi đều có địa chỉ dùng được.", good=True)


def _some(names: Sequence[str]) -> str:
    more = f" và {len(names) - MOST} nơi khác" if len(names) > MOST else ""
    return ", ".join(names[:MOST]) + more
