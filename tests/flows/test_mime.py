"""A mail's bytes: what was written is what a reader gets, whatever is in it.

The reader is `fast_mail_parser`, a Rust parser that shares no code with Python's `email`.
"""

import asyncio
import random
import re
import unicodedata
from base64 import b64decode
from datetime import UTC, datetime, timedelta, timezone
from email import message_from_bytes, policy
from typing import Any

import aiosmtplib
import pytest
from aiosmtpd.smtp import SMTP, Envelope
from fast_mail_parser import ParseError, PyMail, parse_email, parse_email_tree, parse_many
from hypothesis import given
from hypothesis import strategies as st

from flows.delivery.mime import Attachment, HeaderInjectionError, build

ADMINISTRATIVE = """
Kế hoạch thực hiện Đề án nâng cao hiệu quả công tác phổ biến giáo dục pháp luật gắn với vận động quần chúng
Công an tỉnh Hà Giang Thừa Thiên Huế Bà Rịa – Vũng Tàu Đắk Lắk Phan Bội Châu Nguyễn Huệ trước ngày 29/02/2024
(hết ngày 28/02), số 762/QĐ-BCA-V03; “Quý IV/2024” ưỡn ẹo khuỷu tay nghiêng ngả gượng Ậm ừ Ỵ Ỹ ẵm 📅 ✅ 👩‍💼
🇻🇳 plan report \\ " ' , ; : @ <a@b.example> =?utf-8?q?x?= % & . … ._-
"""
WORDS = ADMINISTRATIVE.split()
MAIL: dict[str, Any] = {
    "message_id": "7f3a.1@v03.example",
    "date": datetime(2024, 2, 21, 7, 30, tzinfo=timezone(timedelta(hours=7))),
    "from_name": "Nhắc việc V03",
    "from_address": "nhac-viec@v03.example",
    "to": [("Cán bộ đầu mối", "dau-moi@ca-hagiang.example")],
    "reply_to": "v03@v03.example",
    "subject": "[Nhắc việc] Còn 05 ngày làm việc",
    "text": "Kính gửi: Công an tỉnh Hà Giang\n",
    "html": "<p>Kính gửi: Công an tỉnh Hà Giang</p>\n",
}


def written(chance: random.Random, *, separators: str = " ") -> str:
    """1 to 300 characters as officers write them, composed or decomposed."""
    pairs = zip(chance.choices(WORDS, k=100), chance.choices(separators, k=100), strict=True)
    text = "".join(map("".join, pairs))
    text = unicodedata.normalize("NFC", text) if chance.random() < 0.5 else unicodedata.normalize("NFD", text)
    return text[: chance.randint(1, 300)]


def mails(count: int) -> list[dict[str, Any]]:
    """As many different mails, the same on every run."""
    chance = random.Random(762)
    return [
        MAIL
        | {
            "message_id": f"{number}@v03.example",
            "from_name": written(chance).strip(),
            "to": [(written(chance).strip(), f"a{number}@ca-hagiang.example")],
            "cc": [(written(chance).strip(), f"b{number}@ca-hagiang.example"), ("", "c@ca-hagiang.example")],
            "subject": written(chance),
            "text": written(chance, separators=" \n."),
            "html": "<p>" + written(chance, separators=" \n.") + "</p>",
        }
        for number in range(count)
    ]


class Inbox:
    """Keeps what an SMTP server was handed."""

    def __init__(self) -> None:
        self.received: list[bytes] = []

    async def handle_DATA(  # noqa: N802 - aiosmtpd calls it so
        self, _server: SMTP, _session: object, envelope: Envelope
    ) -> str:
        """Accept everything."""
        assert isinstance(envelope.content, bytes)
        self.received.append(envelope.content)
        return "250 OK"


async def through_smtp(contents: list[bytes]) -> list[bytes]:
    """What arrives when these are sent one after the other over one connection."""
    inbox = Inbox()
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(inbox), "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False) as client:
            for content in contents:
                await client.sendmail("bounce@v03.example", ["a@ca-hagiang.example"], content)
    return inbox.received


def read(content: bytes) -> dict[str, Any]:
    """What a reader sees of a mail."""
    return shown(parse_email(content, strict=True))


def shown(mail: PyMail) -> dict[str, Any]:
    """The fields a reader sees, line ends as written."""
    assert mail.from_ is not None
    return {
        "from": (mail.from_.display_name or "", mail.from_.address),
        "to": [(box.display_name or "", box.address) for box in mail.to],
        "cc": [(box.display_name or "", box.address) for box in mail.cc],
        "subject": mail.subject,
        "text": mail.text_plain[0].replace("\r\n", "\n"),
        "html": mail.text_html[0].replace("\r\n", "\n"),
    }


def meant(mail: dict[str, Any]) -> dict[str, Any]:
    """What the sender wrote."""
    return {
        "from": (mail["from_name"], mail["from_address"]),
        "to": mail["to"],
        "cc": mail.get("cc", []),
        "subject": mail["subject"],
        "text": mail["text"],
        "html": mail["html"],
    }


@pytest.mark.parametrize("number", [500, pytest.param(10_000, marks=pytest.mark.long)])
def test_thousands_of_vietnamese_mails_arrive_as_they_were_written(number: int) -> None:
    """Build, SMTP, foreign parser: no difference."""
    sent = mails(number)
    received = asyncio.run(through_smtp([build(**mail) for mail in sent]))
    parsed = parse_many(list(received), strict=True)
    broken = [mail for mail in parsed if isinstance(mail, ParseError)]
    got = [shown(mail) for mail in parsed if isinstance(mail, PyMail)]
    different = [(want, found) for want, found in zip(map(meant, sent), got, strict=True) if want != found]
    assert (len(received), broken, different) == (number, [], [])


LINES = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=300
)  # what may stand in a header: no surrogates, no control characters, no separators of lines


@given(LINES, LINES)
def test_any_subject_and_name_come_back_and_no_line_is_longer_than_76(subject: str, name: str) -> None:
    content = build(**MAIL | {"subject": subject, "to": [(name, "dau-moi@ca-hagiang.example")]})
    assert [line for line in content.split(b"\r\n") if len(line) > 76 or b"\n" in line] == []
    assert unfolded(content, "Subject") == subject


def unfolded(content: bytes, name: str) -> str:
    """A header decoded as RFC 2047 says, independently of the builder and of both parsers."""
    head = content.split(b"\r\n\r\n")[0].decode("ascii").replace("\r\n ", " ")
    line = next(line for line in head.split("\r\n") if line.startswith(f"{name}: "))
    value = line.removeprefix(f"{name}: ")
    if not value.startswith("=?"):
        return value
    words = [re.fullmatch(r"=\?utf-8\?b\?([A-Za-z0-9+/]+=*)\?=", word) for word in value.split(" ")]
    return "".join(b64decode(word[1], validate=True).decode() if word else "<broken>" for word in words)


def test_the_same_mail_is_the_same_bytes_and_another_id_gives_another_boundary() -> None:
    assert build(**MAIL) == build(**MAIL)
    mails = (build(**MAIL | {"message_id": message_id}) for message_id in ("1@v03.example", "2@v03.example"))
    assert len({mail.split(b"boundary=")[1][:40] for mail in mails}) == 2


def test_a_mail_says_that_it_is_automatic_where_to_answer_and_what_it_is_not() -> None:
    headers = parse_email(build(**MAIL, headers={"X-Auto-Response-Suppress": "All"})).headers
    assert headers["Date"] == ["Wed, 21 Feb 2024 07:30:00 +0700"]
    assert headers["Message-ID"] == ["<7f3a.1@v03.example>"]
    assert headers["Auto-Submitted"] == ["auto-generated"]
    assert headers["Reply-To"] == ["<v03@v03.example>"]
    assert headers["X-Auto-Response-Suppress"] == ["All"]
    assert not {"X-Mailer", "User-Agent", "Bcc"} & headers.keys()


def test_text_stands_before_html_so_that_readers_prefer_html() -> None:
    tree = parse_email_tree(build(**MAIL))
    assert tree.content_type == "multipart/alternative"
    assert [part.content_type for part in tree.children] == ["text/plain", "text/html"]


@pytest.mark.parametrize(
    "name",
    [
        "ke-hoach.pdf",
        "Kế hoạch số 762 (bản ký).docx",
        "a;b=c, d.txt",
        "báo cáo " * 30 + ".xlsx",
        "%41' x.txt",
    ],
)
def test_files_keep_their_names_and_bytes(name: str) -> None:
    files = [Attachment(name=name, media_type="application/pdf", content=bytes(range(256)) * 9)]
    content = build(
        **MAIL, attachments=[*files, Attachment(name="b.txt", media_type="text/plain", content=b"")]
    )
    mail = parse_email(content, strict=True)
    assert [(file.filename, file.content) for file in mail.attachments] == [
        (name, bytes(range(256)) * 9),
        ("b.txt", b""),
    ]
    assert mail.text_plain[0].replace("\r\n", "\n") == MAIL["text"]
    assert max(map(len, content.split(b"\r\n"))) <= 76


CALENDAR = "BEGIN:VCALENDAR\r\nSUMMARY:Tập huấn 📅\r\nEND:VCALENDAR\r\n".encode()


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL"])
@pytest.mark.parametrize(
    "files", [(), (Attachment(name="a.pdf", media_type="application/pdf", content=b"%PDF"),)]
)
def test_an_invitation_stands_beside_the_text_and_as_a_file(
    method: str, files: tuple[Attachment, ...]
) -> None:
    """The last alternative, with the method in its type, and once more for who saves files."""
    content = build(**MAIL, attachments=files, calendar=(method, CALENDAR))
    tree = parse_email_tree(content)
    assert tree.content_type == "multipart/mixed"
    alternative, *rest = tree.children
    assert [part.content_type for part in alternative.children] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    assert [part.content_type for part in rest] == [*(file.media_type for file in files), "application/ics"]
    mail = message_from_bytes(content, policy=policy.default)
    [part] = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    assert (part.get_param("method"), part.get_content_charset()) == (method, "utf-8")
    assert (part.get_content_disposition(), part.get_payload(decode=True)) == (None, CALENDAR)
    [*_, file] = mail.iter_attachments()
    assert (file.get_filename(), file.get_payload(decode=True)) == ("giay-moi.ics", CALENDAR)
    assert parse_email(content, strict=True).text_plain[0].replace("\r\n", "\n") == MAIL["text"]
    assert max(map(len, content.split(b"\r\n"))) <= 76


@pytest.mark.parametrize("method", ["", "request", "REQUEST; x=y", "REQUEST\r\nBcc: x@evil.example"])
def test_a_calendar_method_is_one_word(method: str) -> None:
    with pytest.raises(HeaderInjectionError, match="calendar method"):
        build(**MAIL, calendar=(method, CALENDAR))


def test_a_name_with_quotes_and_commas_is_one_name() -> None:
    for name in ('V03 "Reminder", room \\1', "a@b.example, c", "=?utf-8?q?x?="):
        assert read(build(**MAIL | {"to": [(name, "a@ca-hagiang.example")]}))["to"] == [
            (name, "a@ca-hagiang.example")
        ]


BREAKING = ["\r\nBcc: x@evil.example", "\nX: y", "\r", "\x00", "\x0b", "\x1b[2J", "\x7f", "\x85", "\u2028"]
BREAKING += ["\ud800"]  # half a character: cannot be written in UTF-8


@pytest.mark.parametrize("evil", BREAKING, ids=ascii)
@pytest.mark.parametrize(
    "field",
    ["message_id", "from_name", "from_address", "to", "to name", "cc", "cc name", "reply_to", "subject"],
)
def test_nothing_written_by_users_can_add_a_header(field: str, evil: str) -> None:
    boxed = {
        "to": {"to": [("", f"a@b.example{evil}")]},
        "to name": {"to": [(f"Hà{evil}", "a@b.example")]},
        "cc": {"cc": [("", f"a{evil}@b.example")]},
        "cc name": {"cc": [(f"A{evil}", "a@b.example")]},
    }
    with pytest.raises(HeaderInjectionError):
        build(**MAIL | boxed.get(field, {field: f"a@b.example{evil}"}))


@pytest.mark.parametrize("evil", BREAKING, ids=ascii)
def test_no_file_name_media_type_or_further_header_can_add_a_header(evil: str) -> None:
    for file in (("a" + evil, "text/plain"), ("a", "text/plain" + evil)):
        with pytest.raises(HeaderInjectionError):
            build(**MAIL, attachments=[Attachment(name=file[0], media_type=file[1], content=b"")])
    for headers in ({"X-A": "b" + evil}, {"X-A" + evil: "b"}):
        with pytest.raises(HeaderInjectionError):
            build(**MAIL, headers=headers)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a",
        "a@",
        "a b@c.example",
        "a@b.example, c@d.example",
        "<a@b.example>",
        "à@b.example",
        "a@huế.example",
    ],
)
def test_an_address_that_is_not_a_plain_ascii_one_is_refused(address: str) -> None:
    with pytest.raises(HeaderInjectionError, match="To address of a mail"):
        build(**MAIL | {"to": [("", address)]})


@pytest.mark.parametrize("name", ["", "../etc/passwd", "a/b.txt", "a\\b.txt", ".."])
def test_a_file_name_is_never_a_path(name: str) -> None:
    with pytest.raises(HeaderInjectionError, match="attachment name"):
        build(**MAIL, attachments=[Attachment(name=name, media_type="text/plain", content=b"")])


def test_headers_of_the_builder_are_not_written_twice() -> None:
    with pytest.raises(HeaderInjectionError, match="Subject"):
        build(**MAIL, headers={"Subject": "hai lần"})


def test_a_mail_without_recipient_or_with_a_date_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="address in To"):
        build(**MAIL | {"to": []})
    with pytest.raises(ValueError, match="time zone"):
        build(**MAIL | {"date": datetime(2024, 2, 21)})  # noqa: DTZ001 - the naive moment is the point
    assert b"Date: Wed, 21 Feb 2024 00:30:00 +0000" in build(**MAIL | {"date": MAIL["date"].astimezone(UTC)})


ANYTHING = st.text(max_size=40) | st.sampled_from(["a\r\nBcc: x@y.example", "a\nX: y", "\r\n\r\n<p>", "a\0b"])
HEADER_NAMES = {"Date", "Message-ID", "From", "Reply-To", "To", "Cc", "Subject", "Auto-Submitted", "X-A"} | {
    "MIME-Version",
    "Content-Type",
}


@given(st.dictionaries(st.sampled_from([*MAIL.keys() - {"date"}, "cc", "X-A", "file"]), ANYTHING, min_size=1))
def test_whatever_stands_in_every_field_the_mail_has_the_headers_that_were_meant(odd: dict[str, str]) -> None:
    """Subject, names, addresses, Reply-To, Message-ID, file names, further headers: refused, or one value."""
    boxes = {key: [(odd[key], "a@b.example")] for key in ("to", "cc") if key in odd}
    given = {key: odd[key] for key in odd if key in MAIL} | boxes
    file = Attachment(name=odd.get("file", "a.pdf"), media_type="application/pdf", content=b"")
    try:
        content = build(**MAIL | given, headers={"X-A": odd.get("X-A", "b")}, attachments=[file])
    except HeaderInjectionError:
        return
    read = message_from_bytes(content)
    assert sorted(read.keys()) == sorted(HEADER_NAMES - ({"Cc"} if "cc" not in odd else set()))
    assert [part.get_content_type() for part in read.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "application/pdf",
    ]
