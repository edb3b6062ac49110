"""The built-in mailbox: takes every mail over real SMTP on loopback and keeps it as a Maildir."""

import asyncio
import logging
import signal
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from mailbox import Maildir
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from flows.delivery.captured import CapturedMail, MailSummary, list_mails, read_mail

__all__ = ["CapturedMail", "MailSummary", "MailboxError", "list_mails", "listening", "read_mail", "serve"]

HOST = "127.0.0.1"
LONGEST_LINE = 1 << 20  # bytes; the standard's 998 would refuse mails that others built carelessly


class MailboxError(Exception):
    """The mailbox cannot listen or keep mail; the text says what would help."""


class _Server(SMTP):
    """One conversation."""

    line_length_limit = LONGEST_LINE


class _Keeper:
    """Keeps each mail before its sender is told that it was accepted."""

    def __init__(self, folder: Path) -> None:
        self._maildir = Maildir(folder, factory=None, create=False)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  (named by aiosmtpd)
        trace = [f"Return-Path: <{envelope.mail_from or ''}>"]
        trace += [f"Delivered-To: {address}" for address in envelope.rcpt_tos]
        head = "".join(f"{line}\r\n" for line in trace).encode("utf-8", "surrogateescape")
        content = envelope.content
        assert isinstance(content, bytes)
        return f"250 2.0.0 kept as {self._maildir.add(head + content)}"

    async def handle_exception(self, error: Exception) -> str:
        logging.getLogger(__name__).error("A mail could not be kept: %s", error)
        return "451 4.3.0 The mail could not be kept"


def make_folder(*, folder: Path) -> None:
    """The Maildir's three rooms, with what a killed server left half written removed."""
    for room in ("tmp", "new", "cur"):
        (folder / room).mkdir(mode=0o700, parents=True, exist_ok=True)
    for leftover in (folder / "tmp").iterdir():
        leftover.unlink()


@asynccontextmanager
async def listening(*, folder: Path, port: int) -> AsyncIterator[int]:
    """Take mail inside the block; yields the port. MailboxError if the port or folder cannot be had."""
    loop = asyncio.get_running_loop()
    options: dict[str, Any] = {"enable_SMTPUTF8": True, "data_size_limit": None, "hostname": "localhost"}
    try:
        make_folder(folder=folder)
        keeper = _Keeper(folder)
        server = await loop.create_server(lambda: _Server(keeper, loop=loop, **options), HOST, port)
    except OSError as error:
        raise MailboxError(
            f"The built-in mailbox cannot use port {port} on {HOST} or the folder {folder} "
            f"({error.strerror}): choose another port with DONDOC_MAILBOX_PORT, or 0 for a free one."
        ) from None
    async with server:
        yield server.sockets[0].getsockname()[1]


def serve(*, folder: Path, port: int, ready: Callable[[int], None]) -> None:
    """Take mail until SIGTERM or SIGINT; `ready` is told the port. MailboxError if it cannot start."""
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd would log every command
    asyncio.run(_serve(folder, port, ready))


async def _serve(folder: Path, port: int, ready: Callable[[int], None]) -> None:
    stopping = asyncio.Event()
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    async with listening(folder=folder, port=port) as taken:
        ready(taken)
        await stopping.wait()
