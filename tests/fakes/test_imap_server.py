"""The small IMAP server itself, asked by the standard library's client."""

import imaplib

import pytest

from .imap_server import PASSWORD, USER, imap_server


def test_it_hands_out_what_is_not_marked_and_keeps_marks() -> None:
    with imap_server(mails=[b"one\r\n", b"two\r\n"]) as server:
        client = imaplib.IMAP4("127.0.0.1", server.port)
        client.login(USER, PASSWORD)
        client.select("INBOX")
        assert client.uid("SEARCH", "UNKEYWORD X") == ("OK", [b"1 2"])
        client.uid("STORE", "1", "+FLAGS.SILENT", "(X)")
        assert client.uid("SEARCH", "UNKEYWORD X") == ("OK", [b"2"])
        _, data = client.uid("FETCH", "2", "(UID BODY.PEEK[]<0.3>)")
        assert isinstance(data[0], tuple)
        assert data[0][1] == b"two"
        client.logout()
    assert server.flags == {1: {"X"}, 2: set()}


def test_it_refuses_another_password() -> None:
    with imap_server() as server:
        client = imaplib.IMAP4("127.0.0.1", server.port)
        with pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"):
            client.login(USER, "other")
        client.logout()
