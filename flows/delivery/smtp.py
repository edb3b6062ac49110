"""Connections to the SMTP server: opened, used for many mails, closed."""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from aiosmtplib import SMTP
from aiosmtplib.errors import SMTPException, SMTPHeloError, SMTPResponseException
from pydantic import SecretStr

from flows.delivery.replies import (
    Answer,
    Outcome,
    ServerFaultError,
    Stage,
    Verdict,
    answer_to,
    one_line,
    words_of,
)

NO_PASSWORD = SecretStr("")
Step = tuple[Stage, Callable[[], Awaitable[object]]]


@dataclass(frozen=True, kw_only=True, slots=True)
class SmtpSettings:
    """The server, and what may be sent through it."""

    host: str
    port: int
    sender: str  # envelope sender: the bounce address
    security: str = "none"  # none, starttls (forced), tls
    username: str = ""
    password: SecretStr = NO_PASSWORD
    ca_file: Path | None = None
    timeout: float = 30  # seconds a reply may take; four times that after the content
    connections: int = 4
    allowed_domains: tuple[str, ...] = ()  # empty: every domain
    redirect_all_to: str = ""
    mails_per_minute: int = 0  # 0: no limit

    @property
    def patience(self) -> float:
        """Seconds one mail may take altogether; a lease is longer than this."""
        return 7 * self.timeout


class Connection:
    """A long-lived connection; used by one task at a time."""

    def __init__(self, *, settings: SmtpSettings) -> None:
        self._settings = settings
        self._client: SMTP | None = None
        self._mails = 0  # since it was opened

    @property
    def alive(self) -> bool:
        """Whether it stands, as far as we know."""
        return self._client is not None and self._client.is_connected

    @property
    def certificate_until(self) -> datetime | None:
        """Until when the server's certificate holds; None without encryption."""
        found = self._client.get_transport_info("peercert") if self._client is not None else None
        return datetime.fromtimestamp(ssl.cert_time_to_seconds(found["notAfter"]), UTC) if found else None

    async def open(self) -> None:
        """Connect, secure and log in unless that stands already; ServerFaultError if it cannot be done."""
        if self.alive:
            return
        client = self._new_client()
        for stage, step in self._steps(client):
            try:
                await step()
            except (SMTPException, OSError, ValueError) as error:
                client.close()
                raise _fault(stage, error) from error
        self._client, self._mails = client, 0

    def _new_client(self) -> SMTP:
        return SMTP(
            hostname=self._settings.host,
            port=self._settings.port,
            timeout=self._settings.timeout,
            use_tls=self._settings.security == "tls",
            start_tls=False,  # a step of its own, so that it is forced and its refusal is told apart
            cert_bundle=str(self._settings.ca_file) if self._settings.ca_file else None,
            local_hostname=_own_name(),
        )

    def _steps(self, client: SMTP) -> list[Step]:
        steps: list[Step] = [(Stage.CONNECT, client.connect), (Stage.EHLO, lambda: _greet(client))]
        if self._settings.security == "starttls":
            steps += [(Stage.STARTTLS, client.starttls), (Stage.EHLO, lambda: _greet(client))]
        if self._settings.username:
            user, password = self._settings.username, self._settings.password.get_secret_value()
            steps += [(Stage.AUTH, lambda: client.login(user, password))]
        return steps

    async def send(self, *, recipients: Sequence[str], content: bytes) -> Outcome:
        """One attempt at one mail. A connection that the server closed between two mails is renewed once."""
        used = self._mails > 0
        outcome = await self._attempt(recipients, content)
        if used and not self.alive and outcome.stage is Stage.MAIL and outcome.whole.verdict is Verdict.LATER:
            with suppress(ServerFaultError):
                await self.open()
                outcome = await self._attempt(recipients, content)
        return outcome

    async def _attempt(self, recipients: Sequence[str], content: bytes) -> Outcome:
        assert self._client is not None, "open() comes first"
        talk = _Talk(client=self._client, settings=self._settings)
        try:
            async with asyncio.timeout(self._settings.patience):
                outcome = await talk.run(recipients, content)
        except SMTPResponseException as error:
            outcome = talk.broken(error)
        except (SMTPException, OSError) as error:
            self.drop()  # replies and commands may no longer match
            outcome = talk.broken(error)
        except asyncio.CancelledError:
            self.drop()
            raise
        self._mails += 1
        if outcome.whole.verdict is not Verdict.ACCEPTED:
            await self._tidy(outcome)
        return outcome

    async def _tidy(self, outcome: Outcome) -> None:
        """Leave an empty envelope behind, or no connection at all."""
        if self._client is None or outcome.whole.text.startswith("421"):
            return self.drop()
        try:
            await self._client.rset()
        except (SMTPException, OSError):
            self.drop()

    def drop(self) -> None:
        """Close without a word."""
        if self._client is not None:
            self._client.close()
        self._client = None

    async def close(self) -> None:
        """Say goodbye, briefly."""
        if self._client is not None and self._client.is_connected:
            with suppress(SMTPException, OSError):
                await self._client.quit(timeout=1)
        self.drop()


@dataclass(kw_only=True, slots=True)
class _Talk:
    """The steps of one mail; remembers how far it came."""

    client: SMTP
    settings: SmtpSettings
    stage: Stage = Stage.MAIL
    addresses: dict[str, Answer] = field(default_factory=dict)

    async def run(self, recipients: Sequence[str], content: bytes) -> Outcome:
        await self._mail(recipients)
        self.stage = Stage.RCPT
        for address in recipients:
            self.addresses[address] = await self._rcpt(address)
        verdicts = {answer.verdict for answer in self.addresses.values()}
        if Verdict.FAULT in verdicts or Verdict.ACCEPTED not in verdicts:
            return self._outcome(self._gravest())
        self.stage = Stage.DATA
        reply = await self.client.data(content, timeout=4 * self.settings.timeout)
        return self._outcome(_accepted(reply.code, reply.message))

    async def _mail(self, recipients: Sequence[str]) -> None:
        """No SIZE: a mail that is too big shall be refused after DATA, where that condemns it alone."""
        sender = self.settings.sender
        plain = all(address.isascii() for address in (sender, *recipients))
        extended = not plain and self.client.supports_extension("smtputf8")
        options, encoding = (["SMTPUTF8"], "utf-8") if extended else ([], "ascii")
        await self.client.mail(sender, options=options, encoding=encoding)

    async def _rcpt(self, address: str) -> Answer:
        encoding = "utf-8" if self.client.supports_extension("smtputf8") else "ascii"
        try:
            reply = await self.client.rcpt(address, encoding=encoding)
        except SMTPResponseException as error:
            return answer_to(stage=Stage.RCPT, error=error)
        except UnicodeEncodeError:
            text = "máy chủ thư không nhận địa chỉ có ký tự ngoài bảng chữ cái tiếng Anh"
            return Answer(verdict=Verdict.REFUSED, text=text)
        return _accepted(reply.code, reply.message)

    def _gravest(self) -> Answer:
        order = (Verdict.FAULT, Verdict.LATER, Verdict.REFUSED)
        return min(self.addresses.values(), key=lambda answer: order.index(answer.verdict))

    def broken(self, error: Exception) -> Outcome:
        """The outcome of an attempt that a reply, a drop or a timeout ended."""
        return self._outcome(answer_to(stage=self.stage, error=error))

    def _outcome(self, whole: Answer) -> Outcome:
        begun = self.stage is Stage.DATA
        return Outcome(addresses=dict(self.addresses), whole=whole, stage=self.stage, data_begun=begun)


def _accepted(code: int, message: str) -> Answer:
    return Answer(verdict=Verdict.ACCEPTED, text=one_line(text=f"{code} {message}"))


async def _greet(client: SMTP) -> None:
    """EHLO, or HELO for a server that does not know it."""
    try:
        await client.ehlo()
    except SMTPHeloError:
        if not client.is_connected:
            raise
        await client.helo()


def _fault(stage: Stage, error: Exception) -> ServerFaultError:
    """The server's own 5xx, a certificate or a missing extension do not mend themselves; the network does."""
    if isinstance(error, SMTPResponseException):
        permanent = 500 <= error.code < 600
    else:
        certificate = isinstance(error, ssl.SSLError) or isinstance(error.__cause__, ssl.SSLError)
        permanent = certificate or not isinstance(error, OSError)
    return ServerFaultError(stage=stage, text=words_of(error=error), permanent=permanent)


def _own_name() -> str:
    """The name said at EHLO; getfqdn would ask a name server and may hang."""
    name = socket.gethostname()
    return name if name.isascii() and name.replace("-", "").replace(".", "").isalnum() else "localhost"
