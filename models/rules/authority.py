"""In whose name a paper is signed: its head, its symbol and its signature belong together."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.words import Authority, LetterKind

NUMBER = re.compile(r"(?P<number>[1-9]\d+|0[1-9])/(?P<symbol>[^\s/]+)")
OFFICE = "P1"  # Phòng 1
KINDS: Mapping[LetterKind, tuple[str, str]] = {  # abbreviation in the symbol (Annex III); how it is called
    LetterKind.CHASING: ("", "công văn đôn đốc"),
    LetterKind.INVITATION: ("GM", "giấy mời"),
    LetterKind.MINISTRY_PAPER: ("BC", "Báo cáo lãnh đạo Bộ"),
    LetterKind.REVIEW_REQUEST: ("", "công văn đề nghị báo cáo sơ kết"),
    LetterKind.REPORT: ("BC", "báo cáo tổng hợp"),
    LetterKind.SUBMISSION: ("TTr", "tờ trình"),
}
ALLOWED: Mapping[LetterKind, tuple[Authority, ...]] = {
    LetterKind.CHASING: (Authority.FOCAL, Authority.BY_ORDER),
    LetterKind.INVITATION: (Authority.FOCAL, Authority.BY_ORDER),
    LetterKind.MINISTRY_PAPER: (Authority.FOCAL,),  # the focal unit's own paper, signed by its head
    LetterKind.REVIEW_REQUEST: (Authority.FOCAL, Authority.BY_ORDER),
    LetterKind.REPORT: (Authority.MINISTRY, Authority.FOCAL),
    LetterKind.SUBMISSION: (Authority.FOCAL,),
}
SIGNED: Mapping[Authority, str] = {
    Authority.FOCAL: "do đơn vị đầu mối ký",
    Authority.BY_ORDER: "ký thừa lệnh Bộ trưởng",
    Authority.MINISTRY: "của Bộ, do lãnh đạo Bộ ký",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class House:
    """Names and codes that heads, symbols and signatures are made of."""

    focal: str = "Cục Pháp chế và cải cách hành chính, tư pháp"
    focal_code: str = "V03"
    superior: str = "Bộ Công an"
    superior_code: str = "BCA"
    office: str = OFFICE  # that drafts


@dataclass(frozen=True, kw_only=True, slots=True)
class Head:
    """Which body stands over the paper, and under which."""

    parent: str  # empty: the issuing body has none above it in the head
    body: str


V03 = House()


def refuse_mix(*, kind: LetterKind, authority: Authority) -> str | None:
    """One sentence if papers of this kind are not signed in this name."""
    if authority in ALLOWED[kind]:
        return None
    ways = " hoặc ".join(SIGNED[one] for one in ALLOWED[kind])
    return f"Không soạn {KINDS[kind][1]} {SIGNED[authority]}; {KINDS[kind][1]} là văn bản {ways}."


def head(*, authority: Authority, house: House = V03) -> Head:
    """By order of the Minister and in the Ministry's name, the Ministry alone stands there."""
    if authority is Authority.FOCAL and house.superior:
        return Head(parent=house.superior, body=house.focal)
    return Head(parent="", body=house.superior or house.focal)


def symbol(*, kind: LetterKind, authority: Authority, house: House = V03) -> str:
    """`V03-P1`, `BCA-V03`, `BC-BCA-V03`: what stands after the slash."""
    focal = authority is Authority.FOCAL
    bodies = (house.focal_code, house.office) if focal else (house.superior_code, house.focal_code)
    return "-".join(part for part in (KINDS[kind][0], *bodies) if part)


def positions(*, authority: Authority, deputy: bool = False, house: House = V03) -> tuple[str, ...]:
    """The lines above the name; `deputy`: of the focal unit's head, or of the Minister."""
    if authority is Authority.MINISTRY:
        return ("KT. BỘ TRƯỞNG", "THỨ TRƯỞNG") if deputy else ("BỘ TRƯỞNG",)
    of_unit = f" {house.focal_code}" if authority is Authority.BY_ORDER else ""
    by_order = ("TL. BỘ TRƯỞNG",) if authority is Authority.BY_ORDER else ()
    own = (f"KT. CỤC TRƯỞNG{of_unit}", "PHÓ CỤC TRƯỞNG") if deputy else (f"CỤC TRƯỞNG{of_unit}",)
    return (*by_order, *own)


def refuse_signature(*, authority: Authority, lines: Sequence[str], house: House = V03) -> str | None:
    """One sentence if these lines do not stand over a signature in this name."""
    right = [positions(authority=authority, deputy=deputy, house=house) for deputy in (False, True)]
    if tuple(lines) in right:
        return None
    ways = " hoặc ".join(f"«{' / '.join(one)}»" for one in right)
    return f"Văn bản {SIGNED[authority]} ghi chức vụ {ways}, không ghi «{' / '.join(lines)}»."


def check_number(*, kind: LetterKind, authority: Authority, number: str, house: House = V03) -> str | None:
    """One sentence if the post room's number does not belong to a paper of this kind and authority."""
    if mix := refuse_mix(kind=kind, authority=authority):
        return mix
    right = symbol(kind=kind, authority=authority, house=house)
    found = NUMBER.fullmatch(number)
    if found is None:
        return _unreadable(number, right)
    if _is(found["symbol"], right, kind=kind, authority=authority):
        return None
    other = _whose(found["symbol"], kind, house)
    said = f" (đó là ký hiệu văn bản {SIGNED[other]})" if other else ""
    return (
        f"Ký hiệu «{found['symbol']}» không phải của {KINDS[kind][1]} {SIGNED[authority]}{said}; "
        f"ghi như {found['number']}/{right}."
    )


def _unreadable(number: str, right: str) -> str:
    digits = re.match(r"\s*(\d+)", number)
    shown = f"{int(digits[1]):02}" if digits and int(digits[1]) else "05"
    return (
        f"Số, ký hiệu «{number}» ghi chưa đúng: số nhỏ hơn 10 thêm chữ số 0 phía trước, giữa số và ký hiệu "
        f"có dấu gạch chéo, trong ký hiệu có gạch nối, không có dấu cách; ghi như {shown}/{right}."
    )


def _is(given: str, right: str, *, kind: LetterKind, authority: Authority) -> bool:
    """Whichever office of the focal unit drafted it.

    A letter's symbol must name that office; of other kinds Annex I of Nghị định 30/2020 asks for kind and
    body alone (GM-V03).
    """
    if authority is not Authority.FOCAL:
        return given == right
    stem, _, _ = right.rpartition("-")
    bare = bool(KINDS[kind][0]) and given == stem
    return bare or re.fullmatch(rf"{re.escape(stem)}-[A-ZĐ]+\d*", given) is not None


def _whose(given: str, kind: LetterKind, house: House) -> Authority | None:
    for one in Authority:
        if _is(given, symbol(kind=kind, authority=one, house=house), kind=kind, authority=one):
            return one
    return None
