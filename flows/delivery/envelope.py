"""What may leave: allowed domains, and the redirection of everything to one address."""

import re
from collections.abc import Sequence

OUTSIDE = "tên miền không nằm trong danh sách được phép gửi của hệ thống này"
MALFORMED = "địa chỉ không đúng dạng thư điện tử"
ADDRESS = re.compile(r"[^\s<>()\[\],;:\\\"@\x00-\x1f\x7f]+@[^\s<>()\[\],;:\\\"@\x00-\x1f\x7f]+")
REPLACED = (b"to:", b"cc:", b"bcc:", b"x-dondoc-original-to:")


def obstacle(*, address: str, allowed_domains: Sequence[str], redirect_all_to: str = "") -> str:
    """Why we do not send to this address, in Vietnamese; empty if we do."""
    if not ADDRESS.fullmatch(address):
        return MALFORMED
    if allowed_domains and not redirect_all_to and domain_of(address) not in allowed_domains:
        return OUTSIDE
    return ""


def domain_of(address: str) -> str:
    """The part after the @, in small letters."""
    return address.rpartition("@")[2].lower()


def redirected(*, content: bytes, to: str, originals: Sequence[str]) -> bytes:
    """The same mail to another address; those it was for stand in X-Dondoc-Original-To."""
    head, separator, body = content.partition(b"\r\n\r\n")
    kept = [header for header in _headers(head) if not header.lower().startswith(REPLACED)]
    names = ",\r\n ".join(address.encode("ascii", "backslashreplace").decode() for address in originals)
    fresh = [f"To: {to}".encode(), f"X-Dondoc-Original-To: {names}".encode("ascii")]
    return b"\r\n".join([*fresh, *kept]) + separator + body


def _headers(head: bytes) -> list[bytes]:
    """Header fields with their continuation lines."""
    return re.split(rb"\r\n(?![ \t])", head)
