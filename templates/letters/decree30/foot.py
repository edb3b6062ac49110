"""Annex I, sections II.7, II.9 and III.1: signature, addressee and distribution, annexes."""

import re
from collections.abc import Iterator

from .anatomy import ANNEX, Anatomy
from .looks import capitals, centred, quoted, sized, styled

SHORT = re.compile(r"(?P<short>[A-ZĐ]{1,3})\.")
SHORTS = ("TM", "Q", "KT", "TL", "TUQ")
ROMAN = re.compile(r"[IVXLC]+")


def ii_7_positions(paper: Anatomy) -> Iterator[str]:
    """Capitals, upright, bold, 13-14."""
    if not paper.positions:
        yield "thiếu chức vụ của người ký (chữ in hoa), đặt bên phải «Nơi nhận»"
    for line in paper.positions:
        yield from sized(line, least=13, most=14)
        yield from styled(line, bold=True)
        yield from centred(line)


def ii_7_abbreviations(paper: Anatomy) -> Iterator[str]:
    """TM., Q., KT., TL., TUQ., then a space and the position."""
    for line in paper.positions:
        found = SHORT.match(line.text)
        if found and (found["short"] not in SHORTS or not line.text[found.end() :].startswith(" ")):
            yield f"{quoted(line)}: ghi tắt TM., Q., KT., TL. hoặc TUQ., cách chữ rồi đến chức vụ"


def ii_7_goes_with_head(paper: Anatomy) -> Iterator[str]:
    """Who signs for the Minister signs a paper of the Ministry, and nobody else's."""
    if not paper.positions or not paper.bodies:
        return
    minister = any(line.text.endswith(("BỘ TRƯỞNG", "THỨ TRƯỞNG")) for line in paper.positions)
    ministry = paper.bodies[-1].text.upper().startswith("BỘ ")
    if minister and not ministry:
        body = quoted(paper.bodies[-1])
        yield f"ký thay, ký thừa lệnh Bộ trưởng thì cơ quan ban hành là Bộ, không phải {body}"
    if ministry and not minister:
        signed = quoted(paper.positions[0])
        yield f"văn bản của Bộ thì người ký là Bộ trưởng, KT. hoặc TL. Bộ trưởng, không phải {signed}"


def ii_7_signer(paper: Anatomy) -> Iterator[str]:
    """13-14, upright, bold; open until it is known."""
    if paper.signer is not None:
        yield from sized(paper.signer, least=13, most=14)
        yield from styled(paper.signer, bold=True)
        yield from centred(paper.signer)


def ii_9_addressed(paper: Anatomy) -> Iterator[str]:
    """Kính gửi: 13-14, upright; one on the line, several `- …;` below it."""
    if paper.addressed is None:
        if paper.is_letter:
            yield "công văn phải có «Kính gửi: …»"
        return
    for line in (paper.addressed, *paper.recipients):
        yield from sized(line, least=13, most=14)
        yield from styled(line, bold=False)
    if not paper.addressed.text.startswith("Kính gửi:"):
        yield f"{quoted(paper.addressed)}: sau «Kính gửi» có dấu hai chấm"
    yield from _recipients(paper)


def _recipients(paper: Anatomy) -> Iterator[str]:
    assert paper.addressed is not None
    alone = bool(paper.addressed.text.partition(":")[2].strip())
    if alone == bool(paper.recipients):
        yield "«Kính gửi» một nơi thì ghi cùng dòng; nhiều nơi thì mỗi nơi một dòng, đầu dòng có gạch ngang"
    for place, line in enumerate(paper.recipients, 1):
        end = "." if place == len(paper.recipients) else ";"
        if not line.text.endswith(end):
            yield f"{quoted(line)}: cuối mỗi nơi có dấu chấm phẩy, nơi cuối cùng có dấu chấm"


def ii_9_label(paper: Anatomy) -> Iterator[str]:
    """`Nơi nhận:` 12, bold italic."""
    if paper.label is None:
        yield "thiếu «Nơi nhận:»"
        return
    if paper.label.text != "Nơi nhận:":
        yield f"{quoted(paper.label)}: ghi «Nơi nhận:» trên một dòng riêng"
    yield from sized(paper.label, least=12, most=12)
    yield from styled(paper.label, bold=True, italic=True)


def ii_9_distribution(paper: Anatomy) -> Iterator[str]:
    """11, upright; `- …;` a line each, the last `- Lưu: VT, ….`"""
    for place, line in enumerate(paper.items, 1):
        yield from sized(line, least=11, most=11)
        yield from styled(line, bold=False)
        end = "." if place == len(paper.items) else ";"
        if not line.text.startswith("- ") or not line.text.endswith((end, "…")):
            yield f"{quoted(line)}: đầu dòng có gạch ngang, cuối dòng có dấu chấm phẩy, dòng cuối có dấu chấm"
    if not paper.items or not paper.items[-1].text.startswith("- Lưu: VT"):
        yield "dòng cuối của «Nơi nhận» phải là «- Lưu: VT, …»"


def iii_1_annex(paper: Anatomy) -> Iterator[str]:
    """`Phụ lục` 14 bold; several bear Roman numerals; each starts its own page numbers."""
    for line in paper.annexes:
        yield from sized(line, least=14, most=14)
        yield from (*styled(line, bold=True), *centred(line))
        number = (ANNEX.fullmatch(line.text) or {"number": None})["number"]
        if len(paper.annexes) > 1 and not (number and ROMAN.fullmatch(number)):
            yield f"{quoted(line)}: có từ hai phụ lục thì đánh số bằng chữ số La Mã"
        if line.section == 0 or paper.paper.parts[line.section].starts_at != 1:
            yield f"{quoted(line)}: phụ lục sang trang riêng, số trang đánh riêng từ 1"


def iii_1_annex_title(paper: Anatomy) -> Iterator[str]:
    """The annex's name in capitals, 13-14, upright, bold."""
    for line in paper.annexes:
        title = paper.after(line)
        if title is None or title.place is not None:
            yield f"dưới {quoted(line)} phải có tên phụ lục"
            continue
        yield from (*capitals(title), *sized(title, least=13, most=14))
        yield from (*styled(title, bold=True), *centred(title))


RULES = (
    *(ii_7_positions, ii_7_abbreviations, ii_7_goes_with_head, ii_7_signer, ii_9_addressed),
    *(ii_9_label, ii_9_distribution, iii_1_annex, iii_1_annex_title),
)
