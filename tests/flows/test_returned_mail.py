"""Bounces: delivery notices, read in a real IMAP conversation, mark an address; forged ones do not."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from sqlmodel import select

from flows.delivery.imap import ImapError, ImapSettings, read_new
from flows.delivery.returned import read_notice
from flows.work.people.contacts import update_contact
from flows.work.people.returned_mail import Tally, read_returned
from models.database import reading, transaction
from models.tables import Audit, ReturnedMail
from models.words import MessageStatus, NoticeStatus, RecipientStatus, Role
from tests.factories import add_units, moment, world_on
from tests.fakes.certificates import Certificates
from tests.fakes.imap_server import PASSWORD, USER, FakeImap, imap_server
from tests.fakes.smtp_server import smtp_server
from tests.flows.outboxes import NOON, condemned, fill, message, notice, recipients, send

DSN = Path(__file__).parent / "dsn"
WHO, OTHER = "ca02@units.example", "ca04@units.example"
LATER = moment("2024-02-21T06:00:00")


def dsn(name: str, message_id: str = "1.abc@v03.example") -> bytes:
    """A notice as that server writes it, about a mail of ours."""
    return (DSN / f"{name}.eml").read_bytes().replace(b"1.abc@v03.example", message_id.encode())


def sent(engine: sa.Engine, *addresses: str) -> tuple[int, str]:
    """A mail that a server took for these addresses: its id and Message-ID."""
    [id_] = fill(engine, 1, recipients=addresses or [WHO])
    with smtp_server() as server:
        assert send(engine, server.port).sent == 1
    return id_, message(engine, id_).message_id


def mailbox(server: FakeImap, **changes: object) -> ImapSettings:
    facts: dict[str, object] = {"host": "127.0.0.1", "port": server.port, "username": USER, "timeout": 5.0}
    facts |= {"password": SecretStr(PASSWORD), "security": "none"}
    return ImapSettings(**(facts | changes))  # type: ignore[arg-type]  # the tests name the fields


def read(engine: sa.Engine, *mails: bytes) -> Tally:
    """One reading of a mailbox that holds these mails."""
    with imap_server(mails=mails) as server:
        return read_returned(
            engine=engine, mailbox=mailbox(server), world_of=lambda _s: world_on(date(2024, 2, 21))
        )


@pytest.mark.parametrize(
    ("server", "words"),
    [
        ("postfix", "550 5.1.1 <ca02@units.example>: Recipient address rejected: User unknown"),
        ("exchange", "550 5.1.10 RESOLVER.ADR.RecipientNotFound"),
        ("exim", "5.0.0"),
    ],
)
def test_a_permanent_failure_marks_the_address_as_a_refusal_at_rcpt_does(
    engine: sa.Engine, server: str, words: str
) -> None:
    id_, message_id = sent(engine)
    assert read(engine, dsn(server, message_id)) == Tally(mails=1, condemned=1)
    assert condemned(engine)[WHO].startswith(f"thư bị trả lại: {words}")
    [(status, reply)] = recipients(engine, id_).values()
    assert (status, reply) == (RecipientStatus.REFUSED, condemned(engine)[WHO])
    assert message(engine, id_).status is MessageStatus.FAILED, "it reached nobody"
    assert notice(engine, id_).status is NoticeStatus.REFUSED
    with reading(engine) as session:
        [told] = session.exec(select(Audit)).all()
        assert told.text.startswith(f"Địa chỉ {WHO} bị từ chối: thư bị trả lại")


def test_a_mail_that_reached_another_stays_sent(engine: sa.Engine) -> None:
    id_, message_id = sent(engine, OTHER, WHO)
    assert read(engine, dsn("postfix", message_id)).condemned == 1
    assert message(engine, id_).status is MessageStatus.SENT
    assert notice(engine, id_).status is NoticeStatus.SENT
    assert recipients(engine, id_)[OTHER][0] is RecipientStatus.SENT


@pytest.mark.parametrize("kind", ["postfix-delayed", "expired", "too-large"])
def test_what_is_late_or_the_mails_own_fault_is_only_noted(engine: sa.Engine, kind: str) -> None:
    id_, message_id = sent(engine)
    assert read(engine, dsn(kind, message_id)) == Tally(mails=1, noted=1)
    assert condemned(engine) == {}
    assert message(engine, id_).status is MessageStatus.SENT
    with reading(engine) as session:
        [noted] = session.exec(select(ReturnedMail)).all()
        assert (noted.address, noted.condemned) == (WHO, False)
        assert noted.reason.startswith(("4.4.1 connect to mx", "552 5.3.4 Message size"))


def test_forged_and_foreign_notices_change_nothing_and_are_counted(engine: sa.Engine) -> None:
    """An unknown Message-ID; a recipient that the mail was not for; answers of people and machines."""
    _, of_another = sent(engine, OTHER)
    foreign = [
        dsn("postfix"),
        dsn("postfix", of_another),
        dsn("out-of-office", of_another),
        dsn("delivered", of_another),
        b"nothing at all",
    ]
    assert read(engine, *foreign) == Tally(mails=5, ignored=5)
    assert condemned(engine) == {}


def test_a_mail_that_never_left_cannot_have_come_back(engine: sa.Engine) -> None:
    [id_] = fill(engine, 1, recipients=[WHO])
    assert read(engine, dsn("postfix", message(engine, id_).message_id)) == Tally(mails=1, ignored=1)


def test_each_notice_is_taken_once_even_if_the_mailbox_forgets(engine: sa.Engine) -> None:
    """Nor does an old notice refuse an address that somebody has corrected meanwhile."""
    with transaction(engine) as session:
        add_units(session, "CA02")
    _, message_id = sent(engine)
    assert read(engine, dsn("postfix", message_id)).condemned == 1
    with transaction(engine) as session:
        update_contact(
            session,
            unit="CA02",
            role=Role.CONTACT,
            address=WHO,
            as_of=LATER.date(),
            now=LATER,
            by="Cán bộ 1, V03",
        )
    assert condemned(engine) == {}
    assert read(engine, dsn("postfix", message_id)) == Tally(mails=1, known=1)
    assert read(engine, dsn("exchange", message_id)) == Tally(mails=1, noted=1), "of before the correction"
    assert condemned(engine) == {}


@pytest.mark.parametrize(("keywords", "mark"), [(True, "DondocRead"), (False, "\\Seen")])
def test_what_was_read_is_marked_and_not_read_again(engine: sa.Engine, keywords: bool, mark: str) -> None:
    """People may use the same mailbox: a keyword of ours, where the server keeps any, leaves it unread."""
    _, message_id = sent(engine)
    with imap_server(mails=[b"x", dsn("exim", message_id)], keywords=keywords) as server:
        for condemned_now, mails in ((1, 2), (0, 0)):
            told = read_returned(
                engine=engine, mailbox=mailbox(server), world_of=lambda _s: world_on(NOON.date())
            )
            assert (told.condemned, told.mails) == (condemned_now, mails)
    assert server.flags == {1: {mark}, 2: {mark}}


def test_a_lot_that_could_not_be_recorded_is_not_marked() -> None:
    """A crash between reading and marking reads it again."""

    def fails(_mails: object) -> None:
        raise RuntimeError("crash")

    with imap_server(mails=[b"x"]) as server:
        with pytest.raises(RuntimeError):
            read_new(settings=mailbox(server), take=fails)
        assert server.flags_of(1) == set()


def test_a_large_mail_is_read_as_far_as_its_report(engine: sa.Engine) -> None:
    _, message_id = sent(engine)
    large = dsn("postfix", message_id).replace(b"\r\n...\r\n", b"\r\n" + b"x" * 5_000_000 + b"\r\n")
    assert read(engine, large).condemned == 1


def test_more_mails_than_one_lot(engine: sa.Engine) -> None:
    _, message_id = sent(engine)
    assert read(engine, *[b"x"] * 120, dsn("exim", message_id)) == Tally(mails=121, ignored=120, condemned=1)


def fault(take: Callable[[ImapSettings], None], box: ImapSettings) -> str:
    with pytest.raises(ImapError) as caught:
        take(box)
    assert PASSWORD not in str(caught.value)
    return str(caught.value)


def nothing(box: ImapSettings) -> None:
    read_new(settings=box, take=lambda _mails: None)


def test_what_is_wrong_with_the_mailbox_is_a_sentence_without_the_password() -> None:
    with imap_server() as server:
        assert "AUTHENTICATIONFAILED" in fault(nothing, mailbox(server, username="wrong"))
        said = fault(nothing, mailbox(server, security="starttls"))
        assert "TLS not supported" in said, "forced, not merely tried"
        assert not any("LOGIN" in line and "wrong" not in line for line in server.heard)
        closed = mailbox(server)
    assert "refused" in fault(nothing, closed)
    echo = f"NO login failed for {USER} {PASSWORD}"
    with imap_server(fail={"LOGIN": echo}) as server:
        assert "login failed" in fault(nothing, mailbox(server))


def test_starttls_reaches_a_server_of_our_authority_and_no_other(tmp_path: Path) -> None:
    certificates = Certificates.made_in(tmp_path)
    with imap_server(certificate=certificates.context()) as server:
        nothing(mailbox(server, security="starttls", ca_file=certificates.authority))
        assert sum(line.startswith("LOGIN") for line in server.heard) == 1
    with imap_server(certificate=certificates.context()) as server:
        said = fault(nothing, mailbox(server, security="starttls"))
        assert "certificate" in said.lower()
        assert not any(line.startswith("LOGIN") for line in server.heard)


HEADS = (
    "Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n",
)


@given(st.binary(max_size=400), st.sampled_from(["", *HEADS]))
def test_no_bytes_break_the_reader(junk: bytes, head: str) -> None:
    """Whoever can write to the mailbox writes these."""
    for one in read_notice(head.encode() + junk):
        assert one.reason.isprintable()
