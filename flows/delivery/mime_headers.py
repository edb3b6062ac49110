"""The header lines of a mail: folded at 76 octets, ASCII, and never more lines than were meant.

RFC 5322 (structure), 2047 (encoded words), 2231 (file names).
"""

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import quote

_LINE = 76  # octets of a folded line
_WORD = 75  # octets of one encoded word, RFC 2047 section 2
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_PLAIN = re.compile(r"[!-~]+(?: [!-~]+)*")  # ASCII, single spaces inside only
_ADDRESS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9.-]{1,255}")
_MESSAGE_ID = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+@[A-Za-z0-9.-]+")
_HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*")
_METHOD = re.compile(r"[A-Z]{1,20}")
_FILE = re.compile(
    r"[A-Za-z0-9_-][A-Za-z0-9._ -]{0,48}[A-Za-z0-9_-]"
)  # readable by every mail program as it is
_DISPOSITION = "Content-Disposition: attachment;\r\n "
_OWN = frozenset(
    {"date", "message-id", "from", "sender", "reply-to", "to", "cc", "bcc", "subject", "return-path"}
    | {"auto-submitted", "mime-version", "content-type", "content-transfer-encoding", "content-disposition"}
)


class HeaderInjectionError(ValueError):
    """A header-bound field holds what could start another header or cannot stand in one; names the field."""


def message_id(value: str) -> str:
    """`Message-ID`; the value comes without angle brackets."""
    return f"Message-ID: <{_checked(_MESSAGE_ID, value, field='Message-ID')}>"


def media_type(value: str) -> str:
    """`Content-Type` of a file, without parameters."""
    return f"Content-Type: {_checked(_MEDIA_TYPE, value, field='an attachment media type')}"


def calendar_type(method: str) -> str:
    """`Content-Type` of an iCalendar part; the method is that of its content (RFC 6047)."""
    checked = _checked(_METHOD, method, field="a calendar method")
    return f"Content-Type: text/calendar; charset=utf-8; method={checked}"


def _refuse(field: str, why: str) -> HeaderInjectionError:
    return HeaderInjectionError(f"{field} of a mail {why}")


def _safe(value: str, *, field: str) -> str:
    found = _CONTROL.search(value)
    if found:
        raise _refuse(field, f"holds the control character U+{ord(found[0]):04X}: {value[:60]!r}")
    return value


def _checked(pattern: re.Pattern[str], value: str, *, field: str) -> str:
    if not pattern.fullmatch(value):
        raise _refuse(field, f"is not of the right form: {value[:60]!r}")
    return value


def _words(text: str, *, used: int) -> Iterator[str]:
    """Encoded words cut between characters; `used` octets of the first line are taken."""
    raw = text.encode()
    start = 0
    while start < len(raw):
        room = min(_WORD, _LINE - used) - len("=?utf-8?b??=")
        end = min(len(raw), start + room // 4 * 3)
        while end < len(raw) and raw[end] & 0xC0 == 0x80:  # inside a character
            end -= 1
        yield f"=?utf-8?b?{b64encode(raw[start:end]).decode('ascii')}?="
        start, used = end, 1


def text(name: str, value: str) -> str:
    """An unstructured header: ASCII as it is where that is safe and fits a line, else encoded words."""
    used = len(name) + 2
    _safe(value, field=name)
    if not value or (_PLAIN.fullmatch(value) and "=?" not in value and used + len(value) <= _LINE):
        return f"{name}: {value}"
    return f"{name}: " + "\r\n ".join(_words(value, used=used))


def mailboxes(name: str, boxes: Sequence[tuple[str, str]]) -> str:
    """An address header; each box is a display name, possibly empty, and an ASCII address."""
    if not boxes:
        raise ValueError(f"a mail needs an address in {name}")
    shown = [_mailbox(name, *box, used=len(name) + 2 if at == 0 else 1) for at, box in enumerate(boxes)]
    return f"{name}: " + ",\r\n ".join(shown)


def _mailbox(field: str, name: str, address: str, *, used: int) -> str:
    spec = f"<{_checked(_ADDRESS, address, field=f'{field} address')}>"
    if not name:
        return spec
    phrase = _phrase(_safe(name, field=f"{field} name"), used=used)
    last = phrase.rpartition("\n")[2]
    taken = len(last) if "\n" in phrase else used + len(last)
    return f"{phrase} {spec}" if taken + 1 + len(spec) < _LINE else f"{phrase}\r\n {spec}"


def _phrase(name: str, *, used: int) -> str:
    """A display name: quoted where ASCII, else encoded words."""
    if _PLAIN.fullmatch(name) and "=?" not in name and len(name) <= 40:
        return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return "\r\n ".join(_words(name, used=used))


def further(headers: Mapping[str, str]) -> Iterator[str]:
    """Further headers: ASCII, folded between words, none that the builder writes itself."""
    for name, value in headers.items():
        if name.lower() in _OWN:
            raise _refuse(name[:60], "is written by the builder itself")
        _checked(_HEADER_NAME, name, field="a header name")
        words = _checked(_PLAIN, _safe(value, field=name), field=name).split(" ")
        yield f"{name}: " + _folded(words, used=len(name) + 2)


def _folded(words: Iterable[str], *, used: int) -> str:
    lines = [""]
    for word in words:
        if lines[-1] and used + len(lines[-1]) + 1 + len(word) > _LINE:
            lines.append(word)
            used = 1
        else:
            lines[-1] += f" {word}" if lines[-1] else word
    return "\r\n ".join(lines)


def file_name(name: str) -> str:
    """`Content-Disposition` of a file; a folder in the name is refused like a control character."""
    if not name or "/" in name or "\\" in name or name in {".", ".."}:
        raise _refuse("an attachment name", f"is not a plain file name: {name[:60]!r}")
    _safe(name, field="an attachment name")
    if _FILE.fullmatch(name):
        return f'{_DISPOSITION}filename="{name}"'
    pieces = _pieces(name)
    if len(pieces) == 1:
        return f"{_DISPOSITION}filename*=utf-8''{pieces[0]}"
    pieces[0] = f"utf-8''{pieces[0]}"
    return _DISPOSITION + ";\r\n ".join(f"filename*{at}*={piece}" for at, piece in enumerate(pieces))


def _pieces(name: str, *, limit: int = 50) -> list[str]:
    """The percent-encoded name, cut between characters."""
    pieces = [""]
    for unit in (quote(character, safe="") for character in name):
        if len(pieces[-1]) + len(unit) > limit:
            pieces.append("")
        pieces[-1] += unit
    return pieces
