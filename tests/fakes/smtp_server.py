"""A real SMTP server whose replies a test writes down beforehand."""

import asyncio
import ssl
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

DROP = "drop"  # close the connection instead of answering
SILENCE = "silence"  # never answer
DRIP = "drip "  # before a reply: one byte at a time
GREETING = "220 fake ESMTP"


@dataclass(frozen=True, kw_only=True, slots=True)
class Received:
    """One mail as it came over the wire; `accepted` is the reply that was given."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes
    connection: int
    reply: str

    @property
    def message_id(self) -> str:
        """The Message-ID header without angle brackets."""
        head = self.content.partition(b"\r\n\r\n")[0].decode("ascii", "replace")
        found = [line for line in head.split("\r\n") if line.lower().startswith("message-id:")]
        return found[0].partition(":")[2].strip(" <>") if found else ""


@dataclass(kw_only=True)
class FakeSmtp:
    """What the server was told to say, and what it heard.

    `script` maps a step to the replies of its next turns; after them it answers as a friendly server does.
    Steps: CONNECT, EHLO, STARTTLS, AUTH, MAIL, RCPT (any address), RCPT <address>, DATA (before the content),
    END (after it).
    """

    script: dict[str, deque[str]] = field(default_factory=lambda: defaultdict(deque))
    always: dict[str, str] = field(default_factory=dict)
    extensions: tuple[str, ...] = ("8BITMIME", "SMTPUTF8")
    certificate: ssl.SSLContext | None = None
    tls_at_once: bool = False
    hold: threading.Event | None = None  # END waits for it
    drip_pause: float = 0.01
    port: int = 0
    heard: list[Received] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    connections: int = 0
    open: int = 0
    most_open: int = 0
    on_received: Callable[[int], None] = lambda _count: None

    @property
    def accepted(self) -> list[Received]:
        """The mails that were taken."""
        return [mail for mail in self.heard if mail.reply.removeprefix(DRIP).startswith("250")]

    def reply(self, step: str, friendly: str) -> str:
        """The next scripted reply of a step, else the standing one, else the friendly one."""
        for name in (step, step.partition(" ")[0]):
            if self.script.get(name):
                return self.script[name].popleft()
            if name in self.always:
                return self.always[name]
        return friendly


class _GoneError(Exception):
    """The scripted end of a connection."""


@dataclass(kw_only=True)
class _Talk:
    fake: FakeSmtp
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    number: int
    sender: str = ""
    recipients: list[str] = field(default_factory=list)

    async def run(self) -> None:
        await self.say("CONNECT", GREETING)
        while line := await self.reader.readline():
            command = line.decode("utf-8", "replace").rstrip("\r\n")
            self.fake.commands.append(command)
            verb, _, rest = command.partition(" ")
            await self.answer(verb.upper(), rest)

    async def say(self, step: str, friendly: str) -> str:
        return await self.send(self.fake.reply(step, friendly))

    async def send(self, reply: str) -> str:
        if reply == DROP:
            raise _GoneError
        if reply == SILENCE:
            await asyncio.Event().wait()
        if reply.startswith(DRIP):
            return await self.drip(reply.removeprefix(DRIP))
        self.writer.write(reply.encode("utf-8", "surrogateescape") + b"\r\n")
        await self.writer.drain()
        if reply.startswith("421"):
            raise _GoneError
        return reply

    async def drip(self, reply: str) -> str:
        """Slowly, `drip_pause` seconds after each byte."""
        for byte in f"{reply}\r\n".encode():
            self.writer.write(bytes([byte]))
            await self.writer.drain()
            await asyncio.sleep(self.fake.drip_pause)
        return reply

    async def answer(self, verb: str, rest: str) -> None:
        if verb == "EHLO":
            await self.say("EHLO", "\r\n".join(_lines(self.fake)))
        elif verb == "STARTTLS":
            await self.start_tls()
        elif verb == "AUTH":
            await self.say("AUTH", "235 2.7.0 welcome")
        elif verb == "MAIL":
            if (await self.say("MAIL", "250 sender ok")).startswith("250"):
                self.sender, self.recipients = _address(rest), []
        elif verb == "RCPT":
            if (await self.say(f"RCPT {_address(rest)}", "250 recipient ok")).startswith("25"):
                self.recipients.append(_address(rest))
        elif verb == "DATA":
            await self.data()
        elif verb == "QUIT":
            await self.say("QUIT", "221 bye")
            raise _GoneError
        else:
            await self.say(verb, "250 ok")

    async def start_tls(self) -> None:
        if (await self.say("STARTTLS", "220 go ahead")).startswith("220"):
            assert self.fake.certificate is not None
            await self.writer.start_tls(self.fake.certificate)

    async def data(self) -> None:
        if not (await self.say("DATA", "354 go ahead")).startswith("354"):
            return
        content = (await self.reader.readuntil(b"\r\n.\r\n"))[:-3].replace(b"\r\n..", b"\r\n.")
        while self.fake.hold is not None and not self.fake.hold.is_set():
            await asyncio.sleep(0.01)
        planned = self.fake.reply("END", "250 2.0.0 taken")
        self.fake.heard.append(
            Received(
                sender=self.sender,
                recipients=tuple(self.recipients),
                content=content,
                connection=self.number,
                reply=planned,
            )
        )
        self.fake.on_received(len(self.fake.heard))
        await self.send(planned)


def _lines(fake: FakeSmtp) -> list[str]:
    names = ["fake", *fake.extensions]
    return [f"250-{name}" for name in names[:-1]] + [f"250 {names[-1]}"]


def _address(rest: str) -> str:
    return rest.partition("<")[2].partition(">")[0]


@contextmanager
def smtp_server(
    *,
    script: Mapping[str, Sequence[str]] | None = None,
    always: Mapping[str, str] | None = None,
    extensions: tuple[str, ...] = ("8BITMIME", "SMTPUTF8"),
    certificate: ssl.SSLContext | None = None,
    tls_at_once: bool = False,
    hold: threading.Event | None = None,
) -> Iterator[FakeSmtp]:
    """A server on loopback, in a thread of its own, for the length of the block."""
    fake = FakeSmtp(
        extensions=extensions,
        certificate=certificate,
        tls_at_once=tls_at_once,
        hold=hold,
        always=dict(always or {}),
    )
    for step, replies in (script or {}).items():
        fake.script[step] = deque(replies)
    ready, loop = threading.Event(), asyncio.new_event_loop()
    ending = asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(_listen(fake, ready, ending)))
    thread.start()
    ready.wait(5)
    try:
        yield fake
    finally:
        loop.call_soon_threadsafe(ending.set)
        thread.join(5)
        loop.close()


async def _listen(fake: FakeSmtp, ready: threading.Event, ending: asyncio.Event) -> None:
    talks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        talks.add(task)
        await _converse(fake, reader, writer)
        talks.discard(task)

    certificate = fake.certificate if fake.tls_at_once else None
    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=certificate, limit=1 << 24)
    async with server:
        fake.port = server.sockets[0].getsockname()[1]
        ready.set()
        await ending.wait()
        server.close()
        for task in list(talks):
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)


async def _converse(fake: FakeSmtp, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    fake.connections, fake.open = fake.connections + 1, fake.open + 1
    fake.most_open = max(fake.most_open, fake.open)
    talk = _Talk(fake=fake, reader=reader, writer=writer, number=fake.connections)
    try:
        with suppress(_GoneError, OSError, asyncio.IncompleteReadError):
            await talk.run()
    finally:
        fake.open -= 1
        writer.close()
        with suppress(OSError, asyncio.CancelledError):
            await writer.wait_closed()
