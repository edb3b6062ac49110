"""What a mail in the mailbox of returned mail says: delivery status notices, RFC 3464.

Whoever can write to that mailbox writes these: nothing is believed here, only read.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

from flows.delivery.replies import one_line

REPORT = "message/delivery-status"
ORIGINALS = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers")
MESSAGE_ID = re.compile(r"<([^<>\s]+@[^<>\s]+)>")
STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
# RFC 3463: of the mail, not of the mailbox (5.2.3 and 5.3.4: too large for it; 5.6: its form)
OF_THE_MAIL = ("5.2.3", "5.3.4", "5.6.")
MOST_RECIPIENTS = 50  # of one notice; a mail of ours has fewer


@dataclass(frozen=True, kw_only=True, slots=True)
class Returned:
    """One recipient of one notice."""

    message_ids: tuple[str, ...]  # of the mail it is about, as the notice claims, without angle brackets
    notice_id: str  # Message-ID of the notice itself
    recipients: tuple[str, ...]  # the final one and, where the server says it, the one it stood for
    action: str  # failed, delayed, …
    status: str  # 5.1.1
    words: str  # what the server there said

    @property
    def is_delivered(self) -> bool:
        """Nothing went wrong: delivered, relayed, expanded."""
        return self.action not in ("failed", "delayed")

    @property
    def condemns(self) -> bool:
        """Whether the address is at fault and stays so: failed for ever, and not for what the mail was."""
        return (
            self.action == "failed"
            and self.status.startswith("5.")
            and not self.status.startswith(OF_THE_MAIL)
        )

    @property
    def reason(self) -> str:
        """For people, in one line."""
        return one_line(text=f"{self.status} {self.words}" if self.status not in self.words else self.words)


def read_notice(content: bytes) -> Sequence[Returned]:
    """What a mail says of each recipient; nothing if it is no delivery status notice."""
    mail = message_from_bytes(content)
    if mail.get_content_type() != "multipart/report":
        return ()
    reports = [part for part in mail.walk() if part.get_content_type() == REPORT]
    ids = tuple(dict.fromkeys(_ids(mail)))
    notice_id = _text(mail, "Message-ID").strip("<>")
    if not reports:
        return ()
    return tuple(_returned(group, ids, notice_id) for group in _groups(reports[0]))


def _groups(report: Message) -> Iterator[Message]:
    """The blocks about recipients; the first one is about the server."""
    payload = report.get_payload()
    blocks = [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []
    named = (block for block in blocks if "Final-Recipient" in block or "Original-Recipient" in block)
    return (block for block, _ in zip(named, range(MOST_RECIPIENTS), strict=False))


def _ids(mail: Message) -> Iterator[str]:
    """Of the mail that came back: from its own headers, else as the notice answers it."""
    for part in mail.walk():
        if part.get_content_type() in ORIGINALS:
            yield from _original_ids(part)
    for name in ("In-Reply-To", "References"):
        yield from MESSAGE_ID.findall(_text(mail, name))


def _original_ids(part: Message) -> Iterator[str]:
    payload = part.get_payload()
    if isinstance(payload, list):
        for inner in payload:
            if isinstance(inner, Message):
                yield from MESSAGE_ID.findall(_text(inner, "Message-ID"))
    else:
        decoded = part.get_payload(decode=True)
        raw = decoded if isinstance(decoded, bytes) else b""
        yield from MESSAGE_ID.findall(_text(message_from_bytes(raw), "Message-ID"))


def _returned(block: Message, ids: tuple[str, ...], notice_id: str) -> Returned:
    words = one_line(text=_text(block, "Diagnostic-Code").partition(";")[2])
    found = STATUS.search(_text(block, "Status")) or STATUS.search(words)
    addresses = (_address(_text(block, f"{which}-Recipient")) for which in ("Final", "Original"))
    return Returned(
        message_ids=ids,
        notice_id=one_line(text=notice_id),
        recipients=tuple(dict.fromkeys(address for address in addresses if address)),
        action=_text(block, "Action").strip().lower().partition(" ")[0],
        status=found.group() if found else "",
        words=words,
    )


def _text(part: Message, name: str) -> str:
    return " ".join(str(part.get(name, "")).split())


def _address(field: str) -> str:
    """`rfc822; <A@B.example>` as a@b.example."""
    return field.partition(";")[2].strip().strip("<>").lower()
