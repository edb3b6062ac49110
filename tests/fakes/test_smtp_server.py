"""The scripted server itself, asked by the standard library's client."""

import smtplib

import pytest

from .smtp_server import DROP, smtp_server


def test_it_keeps_what_it_accepted_with_its_envelope() -> None:
    with smtp_server() as server, smtplib.SMTP("127.0.0.1", server.port) as client:
        client.sendmail("a@x.example", ["b@y.example", "c@y.example"], b"Message-ID: <1@x>\r\n\r\n.dot\r\n")
    [mail] = server.accepted
    assert (mail.sender, mail.recipients) == ("a@x.example", ("b@y.example", "c@y.example"))
    assert mail.content == b"Message-ID: <1@x>\r\n\r\n.dot\r\n"
    assert mail.message_id == "1@x"


def test_it_says_what_was_written_down_and_is_friendly_afterwards() -> None:
    script = {"RCPT b@y.example": ["450 later"], "END": ["554 no"]}
    with smtp_server(script=script) as server, smtplib.SMTP("127.0.0.1", server.port) as client:
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            client.sendmail("a@x.example", "b@y.example", b"1")
        with pytest.raises(smtplib.SMTPDataError):
            client.sendmail("a@x.example", "b@y.example", b"2")
        client.sendmail("a@x.example", "b@y.example", b"3")
    assert [mail.content for mail in server.accepted] == [b"3\r\n"]
    assert len(server.heard) == 2


def test_it_drops_the_line_where_it_is_told_to() -> None:
    with smtp_server(script={"MAIL": [DROP]}) as server:
        client = smtplib.SMTP("127.0.0.1", server.port)
        with pytest.raises(smtplib.SMTPServerDisconnected):
            client.sendmail("a@x.example", "b@y.example", b"1")
        client.close()
    assert server.connections == 1
