"""Mail addresses and telephone numbers as people enter them."""

import re

from email_validator import EmailNotValidError, validate_email

from flows.work.refusals import RefusedError
from flows.work.texts import MOST_ADDRESS, refuse_odd_line

MOST_PHONE = 60
PHONE = re.compile(r"[0-9+(). /,;x-]{3,60}", re.IGNORECASE)


def read_address(text: str) -> str:
    """A mail address, its domain in lower case; raises RefusedError."""
    refuse_odd_line(text.strip(), field="Địa chỉ thư điện tử", most=MOST_ADDRESS)
    try:
        return validate_email(text.strip(), check_deliverability=False).normalized
    except EmailNotValidError:
        raise RefusedError(
            f"«{text.strip()}» không phải địa chỉ thư điện tử; ghi dạng ten@donvi.example, một địa chỉ."
        ) from None


def read_phone(text: str) -> str:
    """A telephone number as written; may be empty; raises RefusedError."""
    refuse_odd_line(text.strip(), field="Số điện thoại", most=MOST_PHONE)
    if text.strip() and not PHONE.fullmatch(text.strip()):
        raise RefusedError(f"«{text.strip()}» không phải số điện thoại; ghi chữ số, ví dụ 069 000 0000.")
    return text.strip()
