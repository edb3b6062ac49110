"""What a file that came in really is, read from its bytes; what is refused, and why, in one sentence."""

import os
import re
import stat
import unicodedata
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from flows.work.refusals import RefusedError
from flows.work.texts import MOST_NAME, refuse_odd_line

from .packages import OOXML, package_kind

MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".docx": f"application/{OOXML}.wordprocessingml.document",
    ".xlsx": f"application/{OOXML}.spreadsheetml.sheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".png": "image/png",
    ".jpg": "image/jpeg",
}
TAKEN = ", ".join(MEDIA_TYPES)
ALSO_WRITTEN = {".jpeg": ".jpg"}
PROGRAMS = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
ARCHIVES = (
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"MSCF",
    b"\x28\xb5\x2f\xfd",
    b"!<arch>",
)
OLE, ZIP = b"\xd0\xcf\x11\xe0", b"PK"
LOCKED_PDF = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
LOCKED_OLE = "EncryptedPackage".encode("utf-16-le")


class UnfitFileError(RefusedError):
    """A file is not taken; the sentence names it and says what would be right."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """A file whose content is what its name says."""

    name: str  # as the sender called it: data, never a path
    suffix: str
    content: bytes

    @property
    def media_type(self) -> str:
        """As mails and the table call it."""
        return MEDIA_TYPES[self.suffix]

    @property
    def sha256(self) -> str:
        """What tells it from every other file."""
        return sha256(self.content).hexdigest()


def check_file(path: Path, *, largest_mb: int) -> Checked:
    """The file at `path`, which must be no link; raises UnfitFileError."""
    return check_content(_read(path, largest_mb), name=path.name, largest_mb=largest_mb)


def check_content(content: bytes, *, name: str, largest_mb: int) -> Checked:
    """The same of bytes that are here already."""
    name = unicodedata.normalize("NFC", name)
    refuse_odd_line(name, field="Tên tệp", most=MOST_NAME)
    _refuse_size(name, len(content), largest_mb)
    kind, written = _kind(name, content), _suffix(name)
    if written != kind:
        raise UnfitFileError(
            f"{name}: nội dung là tệp {kind} nhưng tên tệp không có đuôi này; "
            f"đề nghị đổi lại tên cho đúng, hoặc lưu lại tệp đúng loại ({TAKEN})."
        )
    return Checked(name=name, suffix=kind, content=content)


def _read(path: Path, largest_mb: int) -> bytes:
    """No link is followed and nothing but a plain file is opened, whatever takes its place meanwhile."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        raise UnfitFileError(
            f"{path.name}: không mở được tệp (không có, là liên kết, hoặc không có quyền đọc); "
            "đề nghị chép lại chính tệp này."
        ) from None
    with os.fdopen(handle, "rb") as file:
        facts = os.fstat(handle)
        if not stat.S_ISREG(facts.st_mode):
            raise UnfitFileError(f"{path.name}: không phải là tệp thường; đề nghị chép lại chính tệp này.")
        _refuse_size(path.name, facts.st_size, largest_mb)
        content = file.read(facts.st_size + 1)
    if len(content) != facts.st_size:
        raise UnfitFileError(f"{path.name}: tệp đang được chép dở; đề nghị chờ chép xong rồi làm lại.")
    return content


def _refuse_size(name: str, size: int, largest_mb: int) -> None:
    if not size:
        raise UnfitFileError(f"{name}: tệp rỗng; đề nghị chép lại tệp.")
    if size > largest_mb * 1_000_000:
        raise UnfitFileError(
            f"{name}: tệp lớn {size / 1_000_000:.0f} MB, quá {largest_mb} MB; đề nghị giảm dung lượng "
            "(giảm độ phân giải ảnh, tách thành nhiều tệp) rồi chép lại."
        )


def _suffix(name: str) -> str:
    suffix = Path(name).suffix.lower()
    return ALSO_WRITTEN.get(suffix, suffix)


def _kind(name: str, content: bytes) -> str:
    """The suffix that the content deserves."""
    if content.startswith(PROGRAMS):
        raise UnfitFileError(f"{name}: là chương trình, không phải văn bản; chỉ nhận các tệp {TAKEN}.")
    if content.startswith(ARCHIVES) or content[257:262] == b"ustar":
        raise _archive(name)
    if content.startswith(OLE):
        raise _old(name, content)
    if content.startswith(ZIP):
        return _package(name, content)
    return _plain(name, content)


def _archive(name: str) -> UnfitFileError:
    return UnfitFileError(f"{name}: là tệp nén; đề nghị giải nén rồi chép từng tệp bên trong ({TAKEN}).")


def _old(name: str, content: bytes) -> UnfitFileError:
    if LOCKED_OLE in content:
        return UnfitFileError(f"{name}: tệp có đặt mật khẩu; đề nghị bỏ mật khẩu rồi lưu lại.")
    return UnfitFileError(
        f"{name}: tệp theo định dạng cũ (.doc, .xls, .ppt); đề nghị lưu lại thành .docx, .xlsx hoặc .pdf."
    )


def _package(name: str, content: bytes) -> str:
    kind = package_kind(content)
    if kind in MEDIA_TYPES:
        return kind
    raise _archive(name) if not kind else UnfitFileError(f"{name}: {kind}")


def _plain(name: str, content: bytes) -> str:
    """Formats that are no packages, each whole to its end."""
    for head, suffix, tail in (
        (b"%PDF-", ".pdf", b"%%EOF"),
        (b"\x89PNG\r\n\x1a\n", ".png", b"IEND"),
        (b"\xff\xd8\xff", ".jpg", b"\xff\xd9"),
    ):
        if content.startswith(head):
            if tail not in content[-2048:]:
                raise UnfitFileError(f"{name}: tệp {suffix} không trọn vẹn; đề nghị chép lại tệp.")
            if suffix == ".pdf" and LOCKED_PDF.search(content):
                raise UnfitFileError(f"{name}: tệp có đặt mật khẩu; đề nghị bỏ mật khẩu rồi lưu lại.")
            return suffix
    raise UnfitFileError(f"{name}: không nhận loại tệp này; chỉ nhận các tệp {TAKEN}.")
