"""Files that are zip packages inside (docx, xlsx, odt, ods): looked through piece by piece."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

OOXML = "vnd.openxmlformats-officedocument"
MOST_LISTED = 1_000_000  # bytes of the list of members: thousands of them
MOST_UNPACKED = 100_000_000
MOST_RATIO, FREE = 100, 10_000_000  # a package that grows hundredfold is made to fill the memory
PIECE = 1 << 16
KEPT = 1_000_000  # bytes of the members that say what the package is
END, END_64 = b"PK\x05\x06", b"PK\x06\x07"
TELLING = TYPES, MIMETYPE, MANIFEST = "[content_types].xml", "mimetype", "meta-inf/manifest.xml"
MAIN_PARTS = {b"wordprocessingml.document.main+xml": ".docx", b"spreadsheetml.sheet.main+xml": ".xlsx"}
MACROS = ("vbaproject", "vbadata", "macrosheets/", "basic/", "scripts/")
PROGRAMS = (b"MZ", b"\x7fELF")

DAMAGED = "tệp hỏng hoặc không trọn vẹn; đề nghị mở bằng Word, Excel hoặc LibreOffice rồi lưu lại."
LOCKED = "tệp có đặt mật khẩu; đề nghị bỏ mật khẩu rồi lưu lại."
BOMB = "nội dung bên trong quá lớn so với tệp; đề nghị chép phần cần gửi sang một tệp mới."
ODD_NAME = "bên trong có tên tệp chỉ ra ngoài hoặc trùng nhau; đề nghị mở bằng Word, Excel rồi lưu lại."
OTHER = "không nhận loại tệp này; đề nghị lưu lại thành .docx, .xlsx, .odt, .ods hoặc .pdf."
MACRO = "tệp có macro; đề nghị lưu lại thành tệp thường (.docx, .xlsx) không có macro."
PROGRAM = "bên trong có chương trình; đề nghị bỏ đi rồi lưu lại."


class _UnfitError(Exception):
    """Carries the sentence."""


def package_kind(content: bytes) -> str:
    """`.docx`, `.xlsx`, `.odt`, `.ods`; empty for another archive; else the sentence that refuses it."""
    try:
        if _list_size(content) > MOST_LISTED:
            raise _UnfitError(BOMB)
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _kind(archive, len(content))
    except _UnfitError as unfit:
        return str(unfit)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        return DAMAGED


def _list_size(content: bytes) -> int:
    """Bytes of the list of members, before it is read into memory; more than allowed if it is hidden."""
    at = content.rfind(END, -(1 << 16) - 22)
    if at < 0 or len(content) < at + 22:
        raise zipfile.BadZipFile
    if content[max(at - 20, 0) :].startswith(END_64):
        return MOST_LISTED + 1
    return int(struct.unpack_from("<L", content, at + 12)[0])


def _kind(archive: zipfile.ZipFile, packed: int) -> str:
    entries = archive.infolist()
    _refuse_names([entry.orig_filename for entry in entries])
    if any(entry.flag_bits & 1 for entry in entries):
        raise _UnfitError(LOCKED)
    told = _look_through(archive, entries, packed)
    if b"encryption-data" in told.get(MANIFEST, b""):
        raise _UnfitError(LOCKED)
    if told and (_has_macros(entries) or b"macroenabled" in told.get(TYPES, b"").lower()):
        raise _UnfitError(MACRO)
    return _told_kind(told)


def _refuse_names(names: list[str]) -> None:
    for name in names:
        parts = name.replace("\\", "/").split("/")
        if ".." in parts or not parts[0] or ":" in parts[0] or "\0" in name:
            raise _UnfitError(ODD_NAME)
    if len({name.casefold() for name in names}) != len(names):
        raise _UnfitError(ODD_NAME)


def _look_through(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], packed: int) -> dict[str, bytes]:
    """Every member to its end, whatever sizes the package claims; those that tell what it is are kept."""
    total, told = 0, {}
    for entry in entries:
        kept = b""
        for number, piece in enumerate(pieces(archive, entry)):
            total += len(piece)
            if total > min(MOST_UNPACKED, max(FREE, MOST_RATIO * packed)):
                raise _UnfitError(BOMB)
            if number == 0 and piece.startswith(PROGRAMS):
                raise _UnfitError(PROGRAM)
            if len(kept) < KEPT and entry.filename.lower() in TELLING:
                kept += piece
        if kept:
            told[entry.filename.lower()] = kept
    return told


def pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """One member, unpacked piece by piece, to its real end."""
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise NotImplementedError  # others may ask for gigabytes of memory
    entry.file_size = 2 * MOST_UNPACKED  # else reading stops at the size that the file claims
    with archive.open(entry) as member:
        while piece := member.read(PIECE):
            yield piece


def _told_kind(told: dict[str, bytes]) -> str:
    """Empty for an archive that is no document at all."""
    for mark, kind in MAIN_PARTS.items():
        if mark in told.get(TYPES, b""):
            return kind
    opened = told.get(MIMETYPE, b"").strip().removeprefix(b"application/vnd.oasis.opendocument.")
    kind = {b"text": ".odt", b"spreadsheet": ".ods"}.get(opened, "")
    if told and not kind:
        raise _UnfitError(OTHER)
    return kind


def _has_macros(entries: list[zipfile.ZipInfo]) -> bool:
    return any(mark in entry.filename.lower() for entry in entries for mark in MACROS)
