"""The mailbox of returned mail, over IMAP: what is new is read in small lots and marked as read.

A keyword of our own marks what we have seen, so that people may use the same mailbox; a server that keeps
no keywords has \\Seen instead. Marked is only what was recorded before: a crash reads a mail twice.
"""

import imaplib
import re
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from flows.delivery.replies import one_line

KEYWORD = "DondocRead"
LOT = 50  # mails held at once
MOST = 2000  # in one pass; a flooded mailbox must not hold up the day
HEAD = 256 * 1024  # bytes of a mail that are read: the report stands before what came back
UID = re.compile(rb"UID (\d+)")


class ImapError(Exception):
    """The mailbox cannot be read; the text says why and never holds the password."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ImapSettings:
    """Which mailbox."""

    host: str
    port: int
    username: str
    password: SecretStr
    security: str = "tls"  # tls, starttls (forced), none
    ca_file: Path | None = None
    timeout: float = 30  # seconds an answer may take


def read_new(*, settings: ImapSettings, take: Callable[[Sequence[bytes]], None]) -> None:
    """Hand every new mail to `take`, lot by lot; a lot is marked once `take` returned. ImapError."""
    try:
        with _open(settings) as client:
            _read(client, take)
    except (imaplib.IMAP4.error, OSError, ValueError) as error:
        raise ImapError(_words(error, settings)) from None


def _read(client: imaplib.IMAP4, take: Callable[[Sequence[bytes]], None]) -> None:
    _check(client.select("INBOX"))
    _, permitted = client.response("PERMANENTFLAGS")
    keyword = b"\\*" in b"".join(part for part in permitted if isinstance(part, bytes))
    new, mark = (f"UNKEYWORD {KEYWORD}", KEYWORD) if keyword else ("UNSEEN", "\\Seen")
    uids = b" ".join(_check(client.uid("SEARCH", f"UNDELETED {new}"))).split()[:MOST]
    for start in range(0, len(uids), LOT):
        lot = b",".join(uids[start : start + LOT]).decode("ascii")
        take(list(_mails(_check(client.uid("FETCH", lot, f"(UID BODY.PEEK[]<0.{HEAD}>)")))))
        _check(client.uid("STORE", lot, "+FLAGS.SILENT", f"({mark})"))


def _mails(answer: Sequence[object]) -> Iterator[bytes]:
    for part in answer:
        if isinstance(part, tuple) and UID.search(part[0]):
            yield part[1]


def _check(answer: tuple[str, Sequence[object]]) -> list[bytes]:
    """The data of an answer that says OK."""
    word, data = answer
    if word != "OK":
        raise imaplib.IMAP4.error(str(data[-1] if data else word))
    return [part for part in data if part is not None]  # type: ignore[misc]  # bytes, or pairs of them


@contextmanager
def _open(settings: ImapSettings) -> Iterator[imaplib.IMAP4]:
    """A connection that is logged in."""
    context = ssl.create_default_context(cafile=str(settings.ca_file) if settings.ca_file else None)
    client = (
        imaplib.IMAP4_SSL(settings.host, settings.port, ssl_context=context, timeout=settings.timeout)
        if settings.security == "tls"
        else imaplib.IMAP4(settings.host, settings.port, timeout=settings.timeout)
    )
    try:
        if settings.security == "starttls":
            client.starttls(context)
        client.login(settings.username, settings.password.get_secret_value())
        yield client
    finally:
        with suppress(imaplib.IMAP4.error, OSError):
            client.logout()


def _words(error: Exception, settings: ImapSettings) -> str:
    """The server's words; one that repeats what it was told repeats no password."""
    text = str(error) or type(error).__name__
    if text.startswith("b'"):
        text = text[2:-1]
    secret = settings.password.get_secret_value()
    return one_line(text=text.replace(secret, "***") if secret else text)
