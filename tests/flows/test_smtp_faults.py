"""Every fault of an SMTP server, scripted, with the exact state that it leaves and its end."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from pydantic import SecretStr

from flows.delivery.settling import LAST_ATTEMPT, LONGEST_DELAY
from models.words import MessageStatus, NoticeStatus, RecipientStatus

from ..fakes.certificates import Certificates
from ..fakes.smtp_server import DRIP, DROP, SILENCE, FakeSmtp, smtp_server
from .outboxes import (
    NOON,
    condemned,
    fill,
    later,
    message,
    notice,
    recipients,
    send,
    set_attempts,
    states,
)

A, B = "a@ca-hagiang.example", "b@ca-hagiang.example"
SENT, RETRY, FAILED = MessageStatus.SENT, MessageStatus.RETRY, MessageStatus.FAILED
GOT, WAITS, REFUSED = RecipientStatus.SENT, RecipientStatus.PENDING, RecipientStatus.REFUSED
LEDGER = {SENT: NoticeStatus.SENT, RETRY: NoticeStatus.PLANNED, FAILED: NoticeStatus.REFUSED}


@dataclass(frozen=True, kw_only=True, slots=True)
class Fault:
    """What the server says once, and where the message stands then; afterwards the server is friendly."""

    name: str
    script: Mapping[str, Sequence[str]]
    status: MessageStatus
    people: Mapping[str, RecipientStatus] = field(default_factory=lambda: {A: WAITS})
    reason: str = ""
    begun: bool = True  # that DATA was begun is kept: it may have arrived
    condemned: tuple[str, ...] = ()
    ledger: NoticeStatus | None = None  # if it is not what the message's state says
    in_the_end: MessageStatus = SENT  # after the retry
    copies: int = 1  # mails that the server heard altogether, with those it did not own up to
    timeout: float = 5.0


FAULTS = (
    Fault(
        name="421 at MAIL",
        script={"MAIL": ["421 4.3.2 closing"]},
        status=RETRY,
        reason="421 4.3.2 closing",
        begun=False,
    ),
    Fault(
        name="451 at MAIL",
        script={"MAIL": ["451 4.3.0 later"]},
        status=RETRY,
        reason="451 4.3.0 later",
        begun=False,
    ),
    Fault(
        name="421 at RCPT",
        script={"RCPT": ["421 4.3.2 closing"]},
        status=RETRY,
        reason="421 4.3.2 closing",
        begun=False,
    ),
    Fault(
        name="450 at RCPT",
        script={"RCPT": ["450 4.2.0 busy"]},
        status=RETRY,
        reason="450 4.2.0 busy",
        begun=False,
    ),
    Fault(name="drop at RCPT", script={"RCPT": [DROP]}, status=RETRY, begun=False),
    Fault(
        name="550 at RCPT",
        script={"RCPT": ["550 5.1.1 no such user"]},
        status=FAILED,
        people={A: REFUSED},
        reason="550 5.1.1 no such user",
        begun=False,
        condemned=(A,),
        in_the_end=FAILED,
        copies=0,
    ),
    Fault(
        name="550 for one of two",
        script={f"RCPT {A}": ["550 5.1.1 no such user"]},
        status=SENT,
        people={A: REFUSED, B: GOT},
        reason="550 5.1.1 no such user",
        condemned=(A,),
    ),
    Fault(
        name="450 for one of two",
        script={f"RCPT {A}": ["450 4.2.0 busy"]},
        status=RETRY,
        people={A: WAITS, B: GOT},
        reason="450 4.2.0 busy",
        ledger=NoticeStatus.SENT,
        copies=2,  # one to each
    ),
    Fault(
        name="550 and 450 for two",
        script={f"RCPT {A}": ["550 5.1.1 no such user"], f"RCPT {B}": ["450 4.2.0 busy"]},
        status=RETRY,
        people={A: REFUSED, B: WAITS},
        reason="450 4.2.0 busy",
        begun=False,
        condemned=(A,),
    ),
    Fault(name="451 to DATA", script={"DATA": ["451 4.3.0 later"]}, status=RETRY, reason="451 4.3.0 later"),
    Fault(
        name="554 to DATA",
        script={"DATA": ["554 5.5.1 no"]},
        status=FAILED,
        people={A: REFUSED},
        reason="554 5.5.1 no",
        in_the_end=FAILED,
        copies=0,
    ),
    Fault(
        name="421 after DATA",
        script={"END": ["421 4.3.2 closing"]},
        status=RETRY,
        reason="421 4.3.2 closing",
        copies=2,
    ),
    Fault(
        name="451 after DATA",
        script={"END": ["451 4.3.0 later"]},
        status=RETRY,
        reason="451 4.3.0 later",
        copies=2,
    ),
    *(
        Fault(
            name=f"{reply[:3]} after DATA",
            script={"END": [reply]},
            status=FAILED,
            people={A: REFUSED},
            reason=reply,
            in_the_end=FAILED,
        )
        for reply in ("552 5.3.4 too big", "554 5.6.0 no")
    ),
    Fault(name="nonsense after DATA", script={"END": ["xyz"]}, status=RETRY, copies=2),
    Fault(name="drop after DATA", script={"END": [DROP]}, status=RETRY, copies=2),
    Fault(name="silence after DATA", script={"END": [SILENCE]}, status=RETRY, copies=2, timeout=0.05),
    Fault(
        name="slow drip that ends in time",
        script={"EHLO": [f"{DRIP}250 fake"], "RCPT": [f"{DRIP}250 ok"], "END": [f"{DRIP}250 2.0.0 taken"]},
        status=SENT,
        people={A: GOT},
    ),
    Fault(
        name="slow drip after DATA that does not",
        script={"END": [f"{DRIP}250-{'x' * 80}"]},
        status=RETRY,
        copies=2,
        timeout=0.1,
    ),
    Fault(
        name="slow drip at RCPT that does not",
        script={"RCPT": [f"{DRIP}250-{'x' * 80}"]},
        status=RETRY,
        begun=False,
        timeout=0.1,
    ),
)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_each_fault_leaves_its_exact_state_and_ends_in_another(engine: sa.Engine, fault: Fault) -> None:
    id_, *_ = fill(engine, 1, recipients=list(fault.people))
    with smtp_server(script=fault.script) as server:
        assert not send(engine, server.port, timeout=fault.timeout).fault
        left = message(engine, id_)
        assert left.status is fault.status
        assert {who: status for who, (status, _) in recipients(engine, id_).items()} == fault.people
        assert notice(engine, id_).status is (fault.ledger or LEDGER[fault.status])
        assert (left.data_begun_at is not None) is fault.begun
        assert (left.attempts, left.claimed_by, left.lease_until) == (1, "", None)
        assert set(condemned(engine)) == set(fault.condemned)
        assert left.reason == fault.reason if fault.reason else bool(left.reason)
        send(engine, server.port, at=later(2))
    assert message(engine, id_).status is fault.in_the_end
    assert message(engine, id_).content == left.content
    assert len(server.heard) == fault.copies
    assert {mail.content for mail in server.heard} <= {left.content}, "the same bytes, so one Message-ID"


def test_a_greylisted_mail_waits_for_its_time_and_is_then_taken(engine: sa.Engine) -> None:
    """450 first; a retry before its back-off is over does not even connect; after it 250."""
    id_, *_ = fill(engine, 1, recipients=[A])
    with smtp_server(script={"RCPT": ["450 4.7.1 greylisted, come back"]}) as server:
        assert send(engine, server.port).retry == 1
        assert timedelta(seconds=48) <= message(engine, id_).not_before - NOON <= timedelta(seconds=72)
        assert send(engine, server.port, at=later(0.7)).sent == 0
        assert server.connections == 1
        assert send(engine, server.port, at=later(1.3)).sent == 1
    assert recipients(engine, id_) == {A: (GOT, "250 2.0.0 taken")}


def test_what_is_put_off_for_days_is_given_up_with_its_reason(engine: sa.Engine) -> None:
    id_, *_ = fill(engine, 1, recipients=[A])
    set_attempts(engine, id_, LAST_ATTEMPT - 2)
    with smtp_server(always={"RCPT": "450 4.2.0 greylisted"}) as server:
        assert send(engine, server.port).retry == 1
        assert send(engine, server.port, at=NOON + LONGEST_DELAY * 1.3).failed == 1
    assert message(engine, id_).status is FAILED
    assert message(engine, id_).reason.endswith("lần trong 5 ngày; trả lời cuối: 450 4.2.0 greylisted")
    assert recipients(engine, id_)[A][0] is REFUSED
    assert notice(engine, id_).status is NoticeStatus.REFUSED
    assert condemned(engine) == {}, "nothing was said against the address"


@pytest.mark.parametrize(
    ("step", "reply", "username", "permanent"),
    [
        ("CONNECT", "421 4.7.0 too busy", "", False),
        ("CONNECT", "554 5.7.1 not you", "", True),
        ("CONNECT", DROP, "", False),
        ("EHLO", "421 4.3.2 closing", "", False),
        ("EHLO", "550 5.7.1 not you", "", True),
        ("AUTH", "454 4.7.0 later", "dondoc", False),
        ("AUTH", "535 5.7.8 wrong password", "dondoc", True),
        ("MAIL", "553 5.7.1 sender not allowed", "", True),
        ("RCPT", "530 5.7.0 authentication required", "", True),
    ],
    ids=lambda value: str(value)[:12],
)
def test_a_fault_of_the_installation_stops_sending_and_loses_nothing(
    engine: sa.Engine, step: str, reply: str, username: str, permanent: bool
) -> None:
    ids = fill(engine, 9)
    extensions = ("AUTH PLAIN LOGIN", "8BITMIME")
    with smtp_server(always={step: reply, "HELO": reply}, extensions=extensions) as server:
        result = send(engine, server.port, username=username, password=SecretStr("secret-word"))
    assert not server.heard
    assert reply == DROP or reply in result.fault
    assert result.fault
    assert "secret-word" not in result.fault
    assert result.permanent is permanent
    assert states(engine) == {MessageStatus.QUEUED: 9}
    assert {message(engine, id_).attempts for id_ in ids} == {0}
    assert {message(engine, id_).data_begun_at for id_ in ids} == {None}
    assert condemned(engine) == {}
    with smtp_server() as server:
        assert send(engine, server.port).sent == 9


@dataclass(frozen=True, kw_only=True, slots=True)
class Papers:
    """The certificates of a server: in order, for another host, and one whose time is over."""

    good: Certificates
    elsewhere: Certificates
    ended: Certificates

    def of(self, fault: str) -> Certificates:
        """What a server with this fault shows."""
        return {"wrong host": self.elsewhere, "expired": self.ended}.get(fault, self.good)


@pytest.fixture(scope="session")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    def folder(name: str) -> Path:
        return tmp_path_factory.mktemp(name)

    return Papers(
        good=Certificates.made_in(folder("good")),
        elsewhere=Certificates.made_in(folder("elsewhere"), host="127.0.0.9"),
        ended=Certificates.made_in(folder("ended"), ended=True),
    )


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_mail_leaves_encrypted_to_a_server_of_our_authority(
    engine: sa.Engine, papers: Papers, security: str
) -> None:
    fill(engine, 3)
    with _secure_server(papers.good, security) as server:
        result = send(engine, server.port, security=security, ca_file=papers.good.authority)
    assert (result.sent, result.fault) == (3, "")


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize("fault", ["self-signed", "wrong host", "expired"])
def test_a_certificate_that_proves_nothing_stops_sending(
    engine: sa.Engine, papers: Papers, security: str, fault: str
) -> None:
    """Not one letter of a mail, nor of its envelope, is said to such a server."""
    fill(engine, 1)
    shown = papers.of(fault)
    trusted = None if fault == "self-signed" else shown.authority
    with _secure_server(shown, security) as server:
        result = send(engine, server.port, security=security, ca_file=trusted)
    assert "certificate" in result.fault
    assert result.permanent
    assert states(engine) == {MessageStatus.QUEUED: 1}
    assert not _envelopes(server)


@pytest.mark.parametrize("reply", [None, "454 4.7.0 TLS not available", "502 5.5.1 unknown"])
def test_where_starttls_is_stripped_or_refused_nothing_is_sent(engine: sa.Engine, reply: str | None) -> None:
    """Whoever stands between takes the offer out, or answers in the server's place."""
    fill(engine, 1)
    extensions = ("STARTTLS",) if reply else ("8BITMIME",)
    with smtp_server(extensions=extensions, always={"STARTTLS": reply} if reply else {}) as server:
        result = send(engine, server.port, security="starttls")
    assert "bước STARTTLS" in result.fault
    assert states(engine) == {MessageStatus.QUEUED: 1}
    assert not _envelopes(server)


def test_what_is_said_before_encryption_is_forgotten_after_it(engine: sa.Engine, papers: Papers) -> None:
    """Replies smuggled in behind the 220 are not taken for the server's own."""
    id_, *_ = fill(engine, 1, recipients=[A])
    smuggled = "220 go ahead\r\n250 sender ok\r\n550 5.1.1 no such user"
    with _secure_server(papers.good, "starttls", script={"STARTTLS": [smuggled]}) as server:
        send(engine, server.port, security="starttls", ca_file=papers.good.authority)
    assert condemned(engine) == {}
    assert message(engine, id_).status is not FAILED


def _envelopes(server: FakeSmtp) -> list[str]:
    """Commands that name a sender or a recipient."""
    return [line for line in server.commands if line.upper().startswith(("MAIL", "RCPT", "DATA", "AUTH"))]


def _secure_server(
    shown: Certificates, security: str, script: Mapping[str, Sequence[str]] | None = None
) -> AbstractContextManager[FakeSmtp]:
    return smtp_server(
        extensions=("STARTTLS",),
        certificate=shown.context(),
        tls_at_once=security == "tls",
        script=script,
    )
