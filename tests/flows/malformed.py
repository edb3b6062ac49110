"""Files that must not come in (issue M3, shown by 4): each with the sentence it gets."""

import struct
import warnings
import zipfile
from collections.abc import Callable
from functools import cache
from io import BytesIO
from random import Random

from tests.fakes.workbooks import (
    PARTS,
    Formula,
    changed,
    filled,
    package,
    packed,
    unpacked,
    with_member,
)

OOXML = "application/vnd.openxmlformats-officedocument"
DOCX = f"{OOXML}.wordprocessingml.document.main+xml"
XLSX = f"{OOXML}.spreadsheetml.sheet.main+xml"
MACRO_XLSX = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n....IEND\xaeB`\x82"
JPG = b"\xff\xd8\xff\xe0....\xff\xd9"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
TAKEN = ".pdf, .docx, .xlsx, .odt, .ods, .png, .jpg"
MB = 1_000_000

Spoil = Callable[[bytes], bytes]


def small_docx(**more: bytes) -> bytes:
    """A docx that is fit."""
    return packed({**package(DOCX), "word/document.xml": b"<document/>", **more})


def opened(kind: str, manifest: bytes = b"<manifest/>") -> bytes:
    """An OpenDocument package."""
    mimetype = f"application/vnd.oasis.opendocument.{kind}".encode()
    return packed({"mimetype": mimetype, "META-INF/manifest.xml": manifest, "content.xml": b"<c/>"})


@cache
def bomb() -> bytes:
    """A thousand times as large once it is unpacked."""
    return packed({**package(DOCX), "word/document.xml": b"0" * 40 * MB})


def lying_bomb() -> bytes:
    """The same, which claims to unpack to ten bytes."""
    content = bytearray(bomb())
    at = content.rfind(b"PK\x01\x02")  # the last member in the list
    struct.pack_into("<L", content, at + 24, 10)
    return bytes(content)


def many_members() -> bytes:
    """Thousands of empty members: the list alone would fill the memory if there were more."""
    return packed(dict.fromkeys((f"word/{number:0250}" for number in range(4_000)), b"") | package(DOCX))


def twice() -> bytes:
    """Two members of one name: programs differ in which they read."""

    def again(archive: zipfile.ZipFile) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            archive.writestr("word/document.xml", b"<other/>")

    return packed({**package(DOCX), "word/document.xml": b"<document/>"}, more=again)


def locked_zip() -> bytes:
    """Its members need a password, as the flags say."""
    content = bytearray(small_docx())
    for mark, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = content.find(mark)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(mark, at + 4)
    return bytes(content)


def lzma_zip() -> bytes:
    """A method that may ask for gigabytes to unpack."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("[Content_Types].xml", package(DOCX)["[Content_Types].xml"])
    return out.getvalue()


DAMAGED = "tệp hỏng hoặc không trọn vẹn; đề nghị mở bằng Word, Excel hoặc LibreOffice rồi lưu lại."
LOCKED = "tệp có đặt mật khẩu; đề nghị bỏ mật khẩu rồi lưu lại."
ODD = "bên trong có tên tệp chỉ ra ngoài hoặc trùng nhau; đề nghị mở bằng Word, Excel rồi lưu lại."
BOMB = "nội dung bên trong quá lớn so với tệp; đề nghị chép phần cần gửi sang một tệp mới."
MACRO = "tệp có macro; đề nghị lưu lại thành tệp thường (.docx, .xlsx) không có macro."
ARCHIVE = f"là tệp nén; đề nghị giải nén rồi chép từng tệp bên trong ({TAKEN})."
OTHER = f"không nhận loại tệp này; chỉ nhận các tệp {TAKEN}."
PROGRAM = f"là chương trình, không phải văn bản; chỉ nhận các tệp {TAKEN}."
OLD = "tệp theo định dạng cũ (.doc, .xls, .ppt); đề nghị lưu lại thành .docx, .xlsx hoặc .pdf."


def wrong_name(kind: str) -> str:
    """The content is another kind than the name says."""
    return (
        f"nội dung là tệp {kind} nhưng tên tệp không có đuôi này; "
        f"đề nghị đổi lại tên cho đúng, hoặc lưu lại tệp đúng loại ({TAKEN})."
    )


# Name of the file, its bytes, the sentence after the name.
FILES: tuple[tuple[str, Callable[[], bytes], str], ...] = (
    ("thu.txt", lambda: b"xin chao", OTHER),
    ("van-ban.pdf", lambda: b"van ban", OTHER),
    ("bao-cao.docx", lambda: PDF, wrong_name(".pdf")),
    ("bao-cao.pdf", small_docx, wrong_name(".docx")),
    ("anh.pdf", lambda: PNG, wrong_name(".png")),
    ("bao-cao.jpg.exe", lambda: JPG, wrong_name(".jpg")),
    ("khong-duoi", lambda: PDF, wrong_name(".pdf")),
    ("bao-cao.exe", lambda: b"MZ\x90\0", PROGRAM),
    ("bao-cao-2.pdf", lambda: b"\x7fELF\2\1\1", PROGRAM),
    ("chay.docx", lambda: b"#!/bin/sh\n", PROGRAM),
    ("tep.zip", lambda: packed({"a.pdf": PDF}), ARCHIVE),
    ("tep.docx", lambda: packed({"a.pdf": PDF}), ARCHIVE),
    ("tep.rar", lambda: b"Rar!\x1a\7\1\0", ARCHIVE),
    ("tep.7z", lambda: b"7z\xbc\xaf\x27\x1c", ARCHIVE),
    ("tep.gz", lambda: b"\x1f\x8b\x08\0", ARCHIVE),
    ("tep.tar", lambda: b"a" * 257 + b"ustar\x0000", ARCHIVE),
    ("so-lieu.xls", lambda: OLE, OLD),
    ("so-lieu.xlsx", lambda: OLE + "EncryptedPackage".encode("utf-16-le"), LOCKED),
    ("macro.docx", lambda: small_docx(**{"word/vbaProject.bin": b"x"}), MACRO),
    ("macro.xlsx", lambda: packed(package(MACRO_XLSX)), MACRO),
    ("macro.xlsm", lambda: packed(package(MACRO_XLSX)), MACRO),
    ("macro-cu.xlsx", lambda: packed({**package(XLSX), "xl/macrosheets/sheet1.xml": b"<x/>"}), MACRO),
    ("macro.ods", lambda: packed({**unpacked(opened("spreadsheet")), "Basic/a.xml": b"<x/>"}), MACRO),
    ("khoa.docx", locked_zip, LOCKED),
    ("khoa.odt", lambda: opened("text", b"<manifest:encryption-data/>"), LOCKED),
    ("khoa.pdf", lambda: PDF.replace(b"trailer <<>>", b"trailer <</Encrypt 5 0 R>>"), LOCKED),
    ("bom.docx", bomb, BOMB),
    ("bom-giau.docx", lying_bomb, BOMB),
    ("nhieu.docx", many_members, BOMB),
    ("lzma.docx", lzma_zip, DAMAGED),
    ("len-tren.docx", lambda: small_docx(**{"../../etc/passwd": b"x"}), ODD),
    ("tuyet-doi.docx", lambda: small_docx(**{"/etc/passwd": b"x"}), ODD),
    ("o-dia.docx", lambda: small_docx(**{"C:\\x": b"x"}), ODD),
    ("trung.docx", twice, ODD),
    ("chuong-trinh.docx", lambda: small_docx(**{"word/embeddings/a.bin": b"MZ\x90\0"}),
     "bên trong có chương trình; đề nghị bỏ đi rồi lưu lại."),
    ("cat.docx", lambda: small_docx()[:-30], DAMAGED),
    ("cat.pdf", lambda: PDF[:-8], "tệp .pdf không trọn vẹn; đề nghị chép lại tệp."),
    ("rong.pdf", lambda: b"", "tệp rỗng; đề nghị chép lại tệp."),
    ("to.pdf", lambda: PDF + b" " * 50 * MB,
     "tệp lớn 50 MB, quá 25 MB; đề nghị giảm dung lượng (giảm độ phân giải ảnh, tách thành nhiều tệp) "
     "rồi chép lại."),
)  # fmt: skip

OURS = "đề nghị dùng đúng biểu đã gửi kèm thư nhắc, điền vào các ô nền vàng rồi gửi lại"
UNREADABLE = f"không đọc được như biểu số liệu do hệ thống soạn; {OURS}"
FIGURES_PART, END = PARTS["Số liệu"], "</sheetData>"


def entering(place: str, value: object) -> Spoil:
    """A cell with a wrong value in a workbook that is right otherwise."""
    return lambda content: filled(content, {place: value})


def swollen() -> bytes:
    """21 MB that pack fifty to one: no bomb, but no workbook of ours either."""
    random = Random(762)
    return b"".join(random.randbytes(256) + bytes(15_000) for _ in range(1_400))


def in_part(part: str, old: str, new: str) -> Spoil:
    """One text replaced in one member of the package."""
    return lambda content: changed(content, part=part, old=old, new=new)


# What is done to a good workbook (code in A, 2024 in D, the mark in E; lines from 7 on), what is said.
WORKBOOKS: tuple[tuple[str, Spoil, tuple[str, ...]], ...] = (
    ("công thức", entering("Số liệu!D7", Formula("1+1")),
     ("Số liệu!D7: ô có công thức; đề nghị nhập số hoặc chữ, không dùng công thức",)),
    ("công thức trong minh chứng", entering("Nhiệm vụ cả năm!D7", Formula('HYPERLINK("http://x")')),
     ("Nhiệm vụ cả năm!D7: ô có công thức; đề nghị nhập số hoặc chữ, không dùng công thức",)),
    ("chữ trong ô số", entering("Số liệu!D7", "khoảng 12"),
     ("Số liệu!D7: “khoảng 12” không phải là số; đề nghị nhập số, không kèm chữ",)),
    ("số ghi bằng chữ", entering("Số liệu!D7", "12"),
     ("Số liệu!D7: “12” không phải là số; đề nghị nhập số, không kèm chữ",)),
    ("số âm", entering("Số liệu!D8", -3), ("Số liệu!D8: -3 là số âm; đề nghị nhập số từ 0 trở lên",)),
    ("số lẻ ở chỉ tiêu đếm", entering("Số liệu!D7", 2.5),
     ("Số liệu!D7: 2.5 có số lẻ; chỉ tiêu này đếm bằng số nguyên",)),
    ("số quá lớn", entering("Số liệu!D7", 1e15),
     ("Số liệu!D7: 1e+15 quá lớn; đề nghị kiểm tra lại số và đơn vị tính",)),
    ("dấu ước lạ", entering("Số liệu!E7", "có lẽ"),
     ("Số liệu!E7: “có lẽ” không dùng được; chọn “Ước” hoặc để trống",)),
    ("năm khác", entering("Số liệu!D6", "Năm 2023"),
     ("Số liệu!D6: tiêu đề là “Năm 2023”, cần là “Năm 2024”",)),
    ("mã lạ", entering("Số liệu!A7", "cuoc-moi"),
     ("Số liệu!A7: không có chỉ tiêu mã “cuoc-moi”; đề nghị giữ nguyên các dòng của biểu",
      f"Số liệu: thiếu dòng của chỉ tiêu “cuoc”; {OURS}")),
    ("mã hai lần", entering("Số liệu!A8", "cuoc"),
     ("Số liệu!A8: chỉ tiêu “cuoc” ghi hai lần; đề nghị giữ lại một dòng",
      f"Số liệu: thiếu dòng của chỉ tiêu “mo-hinh”; {OURS}")),
    ("kết quả lạ", entering("Nhiệm vụ cả năm!C7", "xong"),
     ("Nhiệm vụ cả năm!C7: “xong” không dùng được; chọn một trong: Đã hoàn thành, Đang thực hiện, "
      "Chưa thực hiện",)),
    ("minh chứng không kết quả", entering("Nhiệm vụ cả năm!C7", ""),
     ("Nhiệm vụ cả năm!C7: có minh chứng nhưng chưa chọn kết quả; đề nghị chọn kết quả",)),
    ("minh chứng dài", entering("Nhiệm vụ cả năm!D7", "a" * 1001),
     ("Nhiệm vụ cả năm!D7: nội dung dài 1001 ký tự, quá 1000 ký tự; đề nghị ghi ngắn gọn lại",)),
    ("nhiệm vụ lạ", entering("Nhiệm vụ cả năm!A7", "IX.9"),
     ("Nhiệm vụ cả năm!A7: không có nhiệm vụ mã “IX.9”; đề nghị giữ nguyên các dòng của biểu",)),
    ("hai chỗ sai", lambda content: filled(content, {"Số liệu!D7": -1, "Nhiệm vụ cả năm!C7": "rồi"}),
     ("Số liệu!D7: -1 là số âm; đề nghị nhập số từ 0 trở lên",
      "Nhiệm vụ cả năm!C7: “rồi” không dùng được; chọn một trong: Đã hoàn thành, Đang thực hiện, "
      "Chưa thực hiện")),
    ("chưa điền", lambda content: filled(content, {"Số liệu!D7": "", "Số liệu!D8": "", "Số liệu!D9": ""}),
     ("trang “Số liệu” chưa có số nào; đề nghị điền rồi gửi lại",)),
    ("thiếu trang số liệu", in_part("xl/workbook.xml", "Số liệu", "Trang 2"),
     (f"thiếu trang “Số liệu”; {OURS}",)),
    ("không có nhãn", in_part("xl/workbook.xml", "dondoc", "khac"), (UNREADABLE,)),
    ("mẫu cũ", entering("dondoc!A1", "0"), (f"biểu theo mẫu cũ hoặc mẫu khác (mẫu 0, cần mẫu 1); {OURS}",)),
    ("kế hoạch khác", entering("dondoc!A2", "2019"),
     ("là biểu của kế hoạch 2019; văn bản này báo cáo kế hoạch 2024",)),
    ("đơn vị khác", entering("dondoc!A3", "CA04"),
     ("là biểu của đơn vị khác (mã CA04); cần biểu của Công an tỉnh CA02",)),
    ("ba năm", entering("dondoc!A5", "2022,2023,2024"),
     ("là biểu năm 2022, 2023, 2024; văn bản này cần biểu năm 2024",)),
    ("năm không phải số", entering("dondoc!A5", "hai nghìn"), (UNREADABLE,)),
    ("ô rất xa", in_part(FIGURES_PART, END, f'<row r="1048576"><c r="XFD1048576"/></row>{END}'),
     (UNREADABLE,)),
    ("DTD", in_part(FIGURES_PART, "<worksheet", '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet'),
     (UNREADABLE,)),
    ("XML hỏng", in_part(FIGURES_PART, END, "<sheetData>"), (UNREADABLE,)),
    ("quá nhiều ô", in_part(FIGURES_PART, END, '<row r="99">' + "<c/>" * 60_000 + f"</row>{END}"),
     (UNREADABLE,)),
    ("phình to", lambda content: with_member(content, "xl/media/a.bin", swollen()),
     (UNREADABLE,)),
)  # fmt: skip
