"""What papers about late units say of them."""

from typing import Any

from templates import words_vi as vi

from .facts import LateFacts, LateUnit
from .fields_shared import Fields, plan
from .sign_table import printable

NAMED = 40  # units in the running text of a one-page paper
CHASED = "Thủ trưởng các đơn vị, Giám đốc Công an các địa phương (theo Phụ lục)"


def late(facts: LateFacts, *, paper: bool) -> dict[str, Any]:
    """`paper`: for the Ministry's leaders instead of the late units."""
    moment = f"{facts.as_of.hour:02} giờ {facts.as_of.minute:02} ngày {vi.plain_day(facts.as_of.date())}"
    return {
        **plan(title=facts.plan_title, number=facts.plan_number, day=facts.plan_issued_on),
        "kinh_gui": "Lãnh đạo Bộ" if paper else _chased(facts),
        "tai_lieu": printable(facts.document),
        "thoi_han": printable(facts.deadline_words),
        "thoi_diem": moment,
        "da_nhan": vi.number(facts.received),
        "phai_gui": vi.number(facts.expected),
        "con_lai": _missing(facts),
        "lan": facts.number,
        "han_moi": vi.plain_day(facts.new_date),
        "tinh_hinh_don_vi": _of_one(facts),
        "ten_cac_don_vi": _names(facts),
        "so_luot_nhac": vi.number(sum(unit.reminded for unit in facts.units)),
        "cac_don_vi": [] if facts.separate else _rows(facts),
        "so_don_vi": vi.count(len(facts.units)),
    }


def _chased(facts: LateFacts) -> str:
    if not facts.separate:
        return CHASED
    name = printable(facts.units[0].name)
    return f"{'Giám đốc' if name.startswith('Công an') else 'Thủ trưởng'} {name}"


def _missing(facts: LateFacts) -> str:
    returned = sum(unit.returned for unit in facts.units)
    missing = len(facts.units) - returned
    said = [f"{vi.count(missing)} đơn vị chưa gửi"] if missing else []
    said += [f"{vi.count(returned)} đơn vị gửi chưa đúng yêu cầu"] if returned else []
    return f"còn {', '.join(said)}" if said else "các đơn vị đã gửi đủ"


def _of_one(facts: LateFacts) -> str:
    """How the addressed unit stands; of a letter to many, nothing."""
    if not facts.separate:
        return ""
    [unit] = facts.units
    name = printable(unit.name)
    if unit.returned:
        return f"văn bản của {name} chưa đúng yêu cầu, đã được đề nghị bổ sung, hoàn thiện"
    return f"chưa nhận được văn bản của {name}"


def _names(facts: LateFacts) -> str:
    names = [printable(unit.name) for unit in facts.units]
    more = len(names) - NAMED
    return "; ".join(names[:NAMED]) + (f" và {vi.count(more)} đơn vị khác" if more > 0 else "")


def _rows(facts: LateFacts) -> list[Fields]:
    return [
        {
            "tt": str(number),
            "ten": printable(unit.name),
            "tinh_hinh": "Gửi chưa đúng yêu cầu" if unit.returned else "Chưa gửi",
            "da_nhac": _reminded(unit),
        }
        for number, unit in enumerate(facts.units, 1)
    ]


def _reminded(unit: LateUnit) -> str:
    if not unit.reminded:
        return "Chưa nhắc"
    last = f" ({vi.plain_day(unit.last_reminder)})" if unit.last_reminder else ""
    return f"{unit.reminded} lần{last}"
