"""A small real IMAP server with one mailbox: as much of RFC 3501 as a reader of new mail asks for."""

import re
import socketserver
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import BufferedIOBase
from typing import Any, cast

USER, PASSWORD = "thu-tra-lai", "canary-imap-Zk81"
FLAGS = "(\\Answered \\Flagged \\Deleted \\Seen \\Draft)"


@dataclass(kw_only=True)
class FakeImap:
    """The mailbox, and what the server heard; a mail's UID is its place, from 1."""

    mails: list[bytes] = field(default_factory=list)
    keywords: bool = True  # whether clients may set keywords of their own
    certificate: ssl.SSLContext | None = None  # offers STARTTLS
    fail: dict[str, str] = field(default_factory=dict)  # command -> the answer instead of OK
    flags: dict[int, set[str]] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)
    port: int = 0

    def flags_of(self, uid: int) -> set[str]:
        """What a mail is marked with."""
        return self.flags.setdefault(uid, set())


class _Unbuffered(BufferedIOBase):
    """Writes at once."""

    def __init__(self, connection: ssl.SSLSocket) -> None:
        self._connection = connection

    def write(self, data: Any) -> int:
        self._connection.sendall(data)
        return len(data)


class _Handler(socketserver.StreamRequestHandler):
    @property
    def fake(self) -> FakeImap:
        return cast("_Server", self.server).fake

    def handle(self) -> None:
        with suppress(OSError):  # a client that does not like our certificate hangs up
            self.talk()

    def talk(self) -> None:
        self.say("* OK fake IMAP ready")
        while line := self.rfile.readline():
            tag, _, rest = line.decode("utf-8").rstrip("\r\n").partition(" ")
            self.fake.heard.append(rest)
            verb = rest.partition(" ")[0].upper()
            verb = " ".join(rest.upper().split()[:2]) if verb == "UID" else verb
            if verb in self.fake.fail:
                self.say(f"{tag} {self.fake.fail[verb]}")
                continue
            self.say(f"{tag} {self.answer(verb, rest)}")
            if verb == "STARTTLS":
                self.secure()
            if verb == "LOGOUT":
                return

    def finish(self) -> None:
        super().finish()
        self.connection.close()

    def say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def secure(self) -> None:
        assert self.fake.certificate is not None
        secured = self.fake.certificate.wrap_socket(
            self.connection, server_side=True, do_handshake_on_connect=False
        )
        self.connection, self.rfile, self.wfile = secured, secured.makefile("rb"), _Unbuffered(secured)
        secured.do_handshake()

    def answer(self, verb: str, rest: str) -> str:
        if verb == "CAPABILITY":
            self.say("* CAPABILITY IMAP4rev1" + (" STARTTLS" if self.fake.certificate else ""))
        elif verb == "LOGIN" and rest.split(maxsplit=1)[1] not in (
            f'{USER} "{PASSWORD}"',
            f'"{USER}" "{PASSWORD}"',
        ):
            return "NO [AUTHENTICATIONFAILED] Authentication failed."
        elif verb == "SELECT":
            self.say(f"* {len(self.fake.mails)} EXISTS")
            self.say(f"* FLAGS {FLAGS}")
            permitted = FLAGS[:-1] + (" \\*)" if self.fake.keywords else ")")
            self.say(f"* OK [PERMANENTFLAGS {permitted}] these are kept")
        elif verb == "UID SEARCH":
            self.say(f"* SEARCH {' '.join(map(str, self.found(rest)))}".rstrip())
        elif verb == "UID FETCH":
            self.fetch(rest)
        elif verb == "UID STORE":
            uids, marks = re.findall(r"STORE ([\d,]+) \+FLAGS\.SILENT \((.*)\)", rest)[0]
            for uid in map(int, uids.split(",")):
                self.fake.flags_of(uid).update(marks.split())
        return "OK done"

    def found(self, rest: str) -> Iterator[int]:
        unwanted = {"\\Deleted"}
        unwanted |= {"\\Seen"} if "UNSEEN" in rest else set()
        unwanted |= set(re.findall(r"UNKEYWORD (\S+)", rest))
        return (uid for uid in range(1, len(self.fake.mails) + 1) if not unwanted & self.fake.flags_of(uid))

    def fetch(self, rest: str) -> None:
        uids, most = re.findall(r"FETCH ([\d,]+) \(UID BODY\.PEEK\[\]<0\.(\d+)>\)", rest)[0]
        for uid in map(int, uids.split(",")):
            head = self.fake.mails[uid - 1][: int(most)]
            self.wfile.write(f"* {uid} FETCH (UID {uid} BODY[]<0> {{{len(head)}}}\r\n".encode())
            self.wfile.write(head + b")\r\n")


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address, daemon_threads = True, True
    fake: FakeImap


@contextmanager
def imap_server(
    *,
    mails: Sequence[bytes] = (),
    keywords: bool = True,
    certificate: ssl.SSLContext | None = None,
    fail: dict[str, str] | None = None,
) -> Iterator[FakeImap]:
    """A server on loopback, in a thread of its own, for the length of the block."""
    fake = FakeImap(mails=list(mails), keywords=keywords, certificate=certificate, fail=fail or {})
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.fake = fake
        fake.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield fake
        finally:
            server.shutdown()
            thread.join(5)
