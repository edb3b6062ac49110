"""The built-in mailbox: takes every mail over real SMTP, keeps it, shows it."""

import smtplib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.commands.mailbox import app
from flows.delivery.captured import NoSuchMailError, read_all
from flows.delivery.mailbox import list_mails, read_mail

SERVE = """
import sys
from pathlib import Path
from flows.delivery.mailbox import serve
serve(folder=Path(sys.argv[1]), port=int(sys.argv[2]), ready=lambda port: print(port, flush=True))
"""
MAIL = (
    "From: =?utf-8?b?Tmjhuq9jIHZp4buHYyBWMDM=?= <nhac-viec@v03.example>\r\n"
    "To: dau-moi@ca-hagiang.example\r\n"
    "Subject: =?utf-8?b?TmjhuqVjIHZp4buHYzogYsOhbyBjw6FvIG7Eg20=?=\r\n"
    " =?utf-8?b?IDIwMjQ=?=\r\n"
    "Message-ID: <mot@v03.example>\r\n"
    "Date: Wed, 21 Feb 2024 07:30:00 +0700\r\n"
    "MIME-Version: 1.0\r\n"
    'Content-Type: multipart/mixed; boundary="m"\r\n'
    "\r\n"
    '--m\r\nContent-Type: multipart/alternative; boundary="a"\r\n\r\n'
    "--a\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    "Kính gửi Công an tỉnh Hà Giang\r\n.một dòng có dấu chấm đầu dòng\r\n"
    "--a\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    "<p>Kính gửi Công an tỉnh Hà Giang</p>\r\n--a--\r\n"
    '--m\r\nContent-Type: text/calendar\r\nContent-Disposition: attachment; filename="lich.ics"\r\n\r\n'
    "BEGIN:VCALENDAR\r\n--m--\r\n"
).encode()


class Running:
    """A mailbox in a process of its own."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-c", SERVE, str(folder), "0"]
        self.folder = folder
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())

    def take(self, *contents: bytes, to: str = "dau-moi@ca-hagiang.example") -> None:
        """Send mails over one connection."""
        with smtplib.SMTP("127.0.0.1", self.port) as client:
            for content in contents:
                client.sendmail("thu-tra-lai@v03.example", [to], content, ["BODY=8BITMIME"])

    def stop(self) -> str:
        """SIGTERM, as the service sends it; what it said on stderr."""
        self.process.terminate()
        _, errors = self.process.communicate(timeout=5)
        return errors


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    server = Running(tmp_path_factory.mktemp("data") / "mailbox")
    yield server
    assert server.stop() == ""
    assert server.process.returncode == 0


@pytest.fixture
def mailbox(running: Running) -> Iterator[Running]:
    yield running
    for kept in (running.folder / "new").iterdir():
        kept.unlink()


def _command(mailbox: Running, *arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, [*arguments, "--data", str(mailbox.folder.parent)])
    return result.exit_code, result.stdout, result.stderr


def test_a_mail_is_kept_byte_for_byte_with_its_envelope(mailbox: Running) -> None:
    mailbox.take(MAIL)
    mail = read_mail(mailbox.folder, 1)
    assert mail.content == MAIL
    assert mail.envelope_sender == "thu-tra-lai@v03.example"
    assert mail.envelope_recipients == ("dau-moi@ca-hagiang.example",)


def test_a_mail_reads_as_people_would_see_it(mailbox: Running) -> None:
    mailbox.take(MAIL)
    mail = read_mail(mailbox.folder, 1)
    assert mail.summary.subject == "Nhấc việc: báo cáo năm 2024"
    assert mail.header("From") == "Nhắc việc V03 <nhac-viec@v03.example>"
    assert mail.text.startswith("Kính gửi Công an tỉnh Hà Giang\n.một dòng")
    assert mail.html == "<p>Kính gửi Công an tỉnh Hà Giang</p>"
    assert [(part.name, part.media_type) for part in mail.attachments] == [("lich.ics", "text/calendar")]


def test_the_newest_mail_stands_first_and_numbers_keep_their_meaning(mailbox: Running) -> None:
    mailbox.take(*(f"Subject: {n}\r\nMessage-ID: <{n}@x>\r\n\r\n".encode() for n in range(1, 13)))
    listed = list_mails(mailbox.folder)
    assert [(mail.number, mail.subject) for mail in listed[:2]] == [(12, "12"), (11, "11")]
    assert [mail.summary.message_id for mail in read_all(mailbox.folder)] == [f"{n}@x" for n in range(1, 13)]


def test_every_mail_is_accepted_however_odd(mailbox: Running) -> None:
    odd = [
        b"",
        b"no header at all",
        b"Subject: =?nonsense?b?####?=\r\nDate: yesterday\r\n\r\n\xff\xfe",
        b"Subject: long\r\n\r\n" + b"x" * 300_000,
        b"Subject: big\r\n\r\n" + (b"x" * 900 + b"\r\n") * 40_000,
    ]
    mailbox.take(*odd)
    assert len(list_mails(mailbox.folder)) == len(odd)
    assert len(read_mail(mailbox.folder, 5).content) > 36_000_000


def test_addresses_beyond_ascii_are_taken(mailbox: Running) -> None:
    with smtplib.SMTP("127.0.0.1", mailbox.port) as client:
        client.ehlo()
        client.mail("thu@v03.example", ["SMTPUTF8", "BODY=8BITMIME"])
        client.rcpt("đầu-mối@ca-hagiang.example")
        client.data("Subject: Nhắc việc\r\n\r\nXin chào\r\n".encode())
    mail = read_mail(mailbox.folder, 1)
    assert mail.envelope_recipients == ("đầu-mối@ca-hagiang.example",)
    assert mail.summary.subject == "Nhắc việc"


def test_a_mail_that_does_not_exist_is_refused_with_a_sentence(mailbox: Running) -> None:
    with pytest.raises(NoSuchMailError, match=r"There is no mail 1: no mail has been captured yet\."):
        read_mail(mailbox.folder, 1)
    mailbox.take(MAIL)
    code, _, errors = _command(mailbox, "show", "7")
    assert (code, errors) == (1, "dondoc: There is no mail 7: 1 mails are kept, numbered from 1.\n")


def test_the_command_lists_and_shows(mailbox: Running) -> None:
    assert _command(mailbox)[1] == "No mail has been captured yet.\n"
    mailbox.take(MAIL, MAIL)
    line = "21/02/2024 07:30  dau-moi@ca-hagiang.example  Nhấc việc: báo cáo năm 2024"
    assert _command(mailbox)[1] == f"    2  {line}\n    1  {line}\n"
    assert _command(mailbox, "--last", "1")[1].endswith("... and 1 older: --last 2 lists all of them.\n")
    shown = _command(mailbox, "show", "1")[1]
    assert "Subject: Nhấc việc: báo cáo năm 2024\n" in shown
    assert "Kính gửi Công an tỉnh Hà Giang" in shown
    assert "[lich.ics, text/calendar, 15 bytes]" in shown


def test_the_command_writes_the_html_as_a_file(mailbox: Running, tmp_path: Path) -> None:
    mailbox.take(MAIL, b"Subject: plain\r\n\r\nno html")
    file = tmp_path / "mail.html"
    code, output, _ = _command(mailbox, "show", "1", "--html", str(file))
    assert code == 0
    assert output.endswith(f"HTML: {file}\n")
    assert file.read_text(encoding="utf-8") == "<p>Kính gửi Công an tỉnh Hà Giang</p>"
    assert _command(mailbox, "show", "2", "--html", str(file))[2] == "dondoc: Mail 2 has no HTML.\n"
    nowhere = str(tmp_path / "no" / "where.html")
    assert "cannot be written" in _command(mailbox, "show", "1", "--html", nowhere)[2]


def test_a_mail_cannot_steer_the_terminal(mailbox: Running) -> None:
    mailbox.take(b"Subject: \x1b[2Jgone\r\n\r\n\x1b]0;title\x07text\r\n")
    assert "\x1b" not in _command(mailbox, "show", "1")[1] + _command(mailbox)[1]


def test_a_taken_port_is_one_sentence(mailbox: Running, tmp_path: Path) -> None:
    command = [sys.executable, "-c", SERVE, str(tmp_path), str(mailbox.port)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    last = ended.stderr.strip().splitlines()[-1]
    assert f"The built-in mailbox cannot use port {mailbox.port} on 127.0.0.1" in last
    assert "choose another port with DONDOC_MAILBOX_PORT" in last
