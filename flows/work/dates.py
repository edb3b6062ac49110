"""Days and hours as people type them into forms and registers."""

import re
from datetime import date, time

from .refusals import RefusedError

DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?")
HOUR = re.compile(r"([01]?\d|2[0-3])[:hg](\d{2})?", re.IGNORECASE)


def read_day(text: str, *, field: str) -> date:
    """A day written dd/mm/yyyy (or yyyy-mm-dd); raises RefusedError naming the field."""
    match = DAY.fullmatch(text.strip())
    iso = ISO_DAY.fullmatch(text.strip())
    parts = (match[3], match[2], match[1]) if match else (iso[1], iso[2], iso[3]) if iso else None
    if parts is None:
        raise RefusedError(
            f"{field}: không đọc được «{text.strip()}»; đề nghị ghi ngày/tháng/năm, ví dụ 28/02/2024."
        )
    try:
        return date(*map(int, parts))
    except ValueError:
        raise RefusedError(
            f"{field}: ngày {text.strip()} không có trong lịch; đề nghị kiểm tra lại."
        ) from None


def read_optional_day(text: str, *, field: str) -> date | None:
    """As `read_day`; an empty text is no day."""
    return read_day(text, field=field) if text.strip() else None


def read_optional_hour(text: str, *, field: str) -> time | None:
    """An hour written 19:45 or 19h45; an empty text is no hour."""
    if not text.strip():
        return None
    match = HOUR.fullmatch(text.strip())
    if not match:
        raise RefusedError(f"{field}: không đọc được «{text.strip()}»; đề nghị ghi giờ:phút, ví dụ 19:45.")
    return time(int(match[1]), int(match[2] or 0))
