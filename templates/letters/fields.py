"""Facts as the fields that stand in templates; their names are what a clerk reads in Word."""

from datetime import date
from typing import Any

from models.words import LetterKind
from templates import words_vi as vi

from .facts import FrameFacts, HeadFacts, InvitationLetterFacts, LateFacts, LetterFacts, ReviewLetterFacts
from .fields_asked import invitation, review
from .fields_late import late
from .fields_shared import Fields, listed
from .sheet import SAMPLE
from .sign_table import printable
from .widths import balanced

HEAD_ROOM, HEAD_SIZE = 70.0, 13.0  # of the left half of the head
OPEN = "…"


def fields_of(facts: LetterFacts, *, kind: LetterKind) -> Fields:
    """Everything that a template of this kind may name."""
    match facts:
        case LateFacts():
            own = late(facts, paper=kind is LetterKind.MINISTRY_PAPER)
        case InvitationLetterFacts():
            own = invitation(facts)
        case ReviewLetterFacts():
            own = review(facts)
    return {**_frame(facts, named=_named(kind)), **own}


def official_day(day: date | None, *, place: str = "") -> str:
    """`Hà Nội, ngày 05 tháng 02 năm 2024`; dots for what is not known."""
    if day is None:
        return f"{place or OPEN}, ngày {OPEN} tháng {OPEN} năm {OPEN}"
    return f"{place or OPEN}, {vi.long_day(day).partition(', ')[2]}"


def _named(kind: LetterKind) -> str:
    return {LetterKind.INVITATION: "Giấy mời", LetterKind.MINISTRY_PAPER: "Báo cáo"}.get(kind, "Công văn")


def _frame(facts: LetterFacts, *, named: str) -> dict[str, Any]:
    frame = facts.frame or FrameFacts(head=HeadFacts(parent=facts.superior, body=facts.sender_name))
    head, signature = frame.head, frame.signature
    number = f"{printable(head.number) or f'{OPEN}/{head.symbol or OPEN}'}"
    body = printable(head.body)
    day = official_day(frame.day).partition(", ")[2]
    return {
        "du_lieu_mau": SAMPLE if facts.example else "",
        "co_quan_chu_quan": _broken(head.parent),
        "co_quan_ban_hanh": _broken(body),
        "so_ky_hieu": number,
        "dia_danh_ngay": official_day(frame.day, place=printable(frame.place)),
        "chuc_vu": [printable(one).upper() for one in signature.positions],
        "nguoi_ky": printable(f"{signature.rank} {signature.name}"),
        "noi_nhan": listed(frame.distribution, last="."),
        "van_ban_kem_theo": f"{named} số {number} {day} của {body}",
        "don_vi_soan": printable(facts.sender_name),
        "don_vi_soan_tat": printable(facts.sender_short),
        "lien_he": _contact(facts),
    }


def _broken(name: str) -> str:
    return "\n".join(balanced(printable(name).upper(), room=HEAD_ROOM, points=HEAD_SIZE))


def _contact(facts: LetterFacts) -> str:
    phone = printable(facts.phone)
    return f"cán bộ đầu mối {printable(facts.sender_short)}" + (f", điện thoại {phone}" if phone else "")
