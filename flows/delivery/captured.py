"""Reading what the built-in mailbox kept."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime
from pathlib import Path

NAME = re.compile(r"(\d+)\.M(\d+)P\d+Q(\d+)\.")  # seconds, microseconds, counter of the delivering process
HEAD = 1 << 16  # bytes read for a summary
TRACE = re.compile(rb"(?:(?:Return-Path|Delivered-To): [^\r\n]*\r\n)*")


class NoSuchMailError(Exception):
    """There is no mail of that number."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MailSummary:
    """One line of the list; numbers count from the oldest, so they keep their meaning."""

    number: int
    date: datetime
    to: str
    subject: str
    message_id: str  # without angle brackets


@dataclass(frozen=True, kw_only=True, slots=True)
class Attachment:
    """A file of a mail."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class CapturedMail:
    """One mail as it came in."""

    summary: MailSummary
    envelope_sender: str
    envelope_recipients: tuple[str, ...]
    headers: tuple[tuple[str, str], ...]
    text: str
    html: str
    attachments: tuple[Attachment, ...]
    content: bytes  # exactly as the server received it

    def header(self, name: str) -> str:
        """The first header of this name; empty if there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


def list_mails(folder: Path) -> list[MailSummary]:
    """The captured mails, newest first."""
    return [_summary(number, path) for number, path in reversed(list(enumerate(_files(folder), start=1)))]


def read_mail(folder: Path, number: int) -> CapturedMail:
    """One mail by its number in the list; raises NoSuchMailError."""
    files = _files(folder)
    if not 1 <= number <= len(files):
        kept = f"{len(files)} mails are kept, numbered from 1" if files else "no mail has been captured yet"
        raise NoSuchMailError(f"There is no mail {number}: {kept}.")
    return _read(number, files[number - 1])


def read_all(folder: Path) -> Iterator[CapturedMail]:
    """Every mail, oldest first."""
    return (_read(number, path) for number, path in enumerate(_files(folder), start=1))


def text_of(content: bytes) -> str:
    """The text version of a mail's bytes; empty if it has none."""
    mail = message_from_bytes(content)
    text = _first([part for part in mail.walk() if not part.is_multipart()], "text/plain")
    return _text_of(text) if text else ""


def _files(folder: Path) -> list[Path]:
    """Oldest first; a mail reader may have moved what it saw to cur/."""
    return sorted([*folder.glob("new/*"), *folder.glob("cur/*")], key=_arrival)


def _arrival(path: Path) -> tuple[int, ...]:
    found = NAME.match(path.name)
    return tuple(int(part) for part in found.groups()) if found else (int(path.stat().st_mtime), 0, 0)


def _summary(number: int, path: Path) -> MailSummary:
    with path.open("rb") as file:
        head = file.read(HEAD).partition(b"\r\n\r\n")[0]
    return _summarise(number, path, message_from_bytes(head + b"\r\n\r\n"))


def _summarise(number: int, path: Path, mail: Message) -> MailSummary:
    headers = {name.lower(): value for name, value in reversed(_headers(mail))}
    return MailSummary(
        number=number,
        date=_date(headers.get("date", ""), path),
        to=headers.get("to", ""),
        subject=headers.get("subject", ""),
        message_id=headers.get("message-id", "").removeprefix("<").removesuffix(">"),
    )


def _headers(mail: Message) -> list[tuple[str, str]]:
    """Headers as people read them, in the mail's order."""
    return [(name, _decoded(str(value))) for name, value in mail.raw_items()]


def _date(header: str, path: Path) -> datetime:
    try:
        date = parsedate_to_datetime(header)
    except ValueError:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def _decoded(value: str) -> str:
    """A header in one line, raw UTF-8 or encoded words; left as it stands if its coding is broken."""
    plain = value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    with suppress(LookupError, ValueError):
        plain = str(make_header(decode_header(plain)))
    return " ".join(plain.split())


def _read(number: int, path: Path) -> CapturedMail:
    content = path.read_bytes()
    trace = TRACE.match(content)
    envelope = _envelope(trace.group() if trace else b"")
    mail = message_from_bytes(content)
    parts = [part for part in mail.walk() if not part.is_multipart()]
    text, html = _first(parts, "text/plain"), _first(parts, "text/html")
    return CapturedMail(
        summary=_summarise(number, path, mail),
        envelope_sender="".join(value for name, value in envelope if name == "Return-Path").strip("<>"),
        envelope_recipients=tuple(value for name, value in envelope if name == "Delivered-To"),
        headers=tuple(_headers(mail)),
        text=_text_of(text) if text else "",
        html=_text_of(html) if html else "",
        attachments=tuple(_attachment(part) for part in parts if part is not text and part is not html),
        content=content[trace.end() if trace else 0 :],
    )


def _envelope(trace: bytes) -> list[tuple[str, str]]:
    """What the server wrote above the mail."""
    lines = trace.decode("utf-8", "replace").splitlines()
    return [(name, value) for name, _, value in (line.partition(": ") for line in lines)]


def _first(parts: list[Message], media_type: str) -> Message | None:
    wanted = (part for part in parts if part.get_content_type() == media_type)
    return next((part for part in wanted if part.get_content_disposition() != "attachment"), None)


def _text_of(part: Message) -> str:
    raw = _bytes_of(part)
    try:
        text = raw.decode(part.get_content_charset("utf-8"), "replace")
    except LookupError:
        text = raw.decode("utf-8", "replace")
    return text.replace("\r\n", "\n")


def _bytes_of(part: Message) -> bytes:
    raw = part.get_payload(decode=True)
    return raw if isinstance(raw, bytes) else b""


def _attachment(part: Message) -> Attachment:
    name = _decoded(part.get_filename() or "")
    return Attachment(name=name, media_type=part.get_content_type(), content=_bytes_of(part))
