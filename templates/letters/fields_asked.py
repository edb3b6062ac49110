"""What papers say that ask units to come or to report."""

from typing import Any

from models.words import Region
from templates import words_vi as vi
from templates.training_facts import TrainingFacts

from .facts import InvitationLetterFacts, ReviewLetterFacts
from .fields_shared import listed, plan
from .sign_table import printable


def invitation(facts: InvitationLetterFacts) -> dict[str, Any]:
    """Of a giấy mời."""
    one, whom = facts.training, _invited(facts)
    return {
        **plan(title=one.plan_title, number=one.plan_number, day=one.plan_issued_on),
        "kinh_gui": f"{whom} (danh sách kèm theo)",
        "ten_lop": vi.lowered(printable(one.title)),
        "doi_tuong": whom,
        "so_can_bo": vi.count(one.quota),
        "thoi_gian": f"từ {vi.hour(one.starts_at)} đến {vi.hour(one.ends_at)}, {_days(one)}",
        "dia_diem": printable(one.place).rstrip("."),
        "don_vi_dang_cai": printable(one.host_name),
        "luu_y": ". ".join(_lines(one.practical)),
        "han_cu_can_bo": vi.plain_day(one.nominate_by),
        "so_don_vi": vi.count(len(facts.units)),
        "cac_don_vi": [{"tt": str(n), "ten": printable(unit)} for n, unit in enumerate(facts.units, 1)],
    }


def _invited(facts: InvitationLetterFacts) -> str:
    region = facts.training.region
    where = region.value if region is Region.MINISTRY else f"miền {region.value}"
    departments = ", các đơn vị thuộc cơ quan Bộ" if facts.with_ministry else ""
    return f"Công an các đơn vị, địa phương khu vực {where}{departments}"


def _lines(text: str) -> list[str]:
    """What stands in several lines, without their stops."""
    return [line for line in (printable(one).rstrip("./;, ") for one in text.splitlines()) if line]


def _days(one: TrainingFacts) -> str:
    if one.first_day == one.last_day:
        return vi.full_day(one.first_day)
    days = vi.count((one.last_day - one.first_day).days + 1)
    return f"trong {days} ngày, từ {vi.full_day(one.first_day)} đến hết {vi.full_day(one.last_day)}"


def review(facts: ReviewLetterFacts) -> dict[str, Any]:
    """Of the request to report for an interim review."""
    recipients = [printable(one) for one in facts.recipients]
    alone = len(recipients) == 1
    place = f", tại {printable(facts.place)}" if facts.place else ""
    return {
        **plan(title=facts.plan_title, number=facts.plan_number, day=facts.plan_issued_on),
        "kinh_gui": recipients[0] if alone else "",
        "kinh_gui_gom": [] if alone else listed(recipients, last="."),
        "tai_lieu": printable(facts.document),
        "thoi_ky": vi.period(facts.first_year, facts.last_year),
        "thoi_han": printable(facts.deadline_words),
        "kem_theo": "Đề cương" + (", biểu số liệu" if facts.workbook else "") + " kèm theo",
        "gui_chung": printable(facts.combined_with),
        "hoi_nghi": f"{vi.full_day(facts.conference_on)}{place}" if facts.conference_on else "",
    }
