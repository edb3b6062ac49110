"""What the mail to a unit that took the place of others shows."""

from typing import Any

from templates import words_vi as vi

from . import phrases
from .facts import UnitsChangedFacts
from .views import frame, unit_groups


def units_changed(facts: UnitsChangedFacts) -> dict[str, Any]:
    """The duties plan by plan, each with the units it comes from."""
    groups, duties = unit_groups(facts.groups, facts)
    return frame(facts) | {
        "about": f"{facts.unit_name}: {vi.count(len(duties))} việc có thời hạn tiếp tục thực hiện",
        "recipients": (facts.unit_name,),
        "intro": _intro(facts),
        "groups": groups,
        "links": tuple((duty.number, duty.mailto) for duty in duties),
    }


def _intro(facts: UnitsChangedFacts) -> str:
    basis = f"{vi.document(facts.document_number)} ngày {vi.plain_day(facts.document_issued_on)}"
    units = f" của {vi.joined(facts.predecessors)} trước đây" if facts.predecessors else ""
    return (
        f"Thực hiện {basis}, từ ngày {vi.plain_day(facts.from_day)} {facts.unit_name} tiếp nhận các nhiệm vụ "
        f"chưa hoàn thành{units}. {phrases.named(facts.sender)} trân trọng gửi đồng chí danh mục nhiệm vụ "
        "đơn vị còn phải thực hiện để tiện theo dõi; nhiệm vụ được giao cho nhiều đơn vị trước đây nay chỉ "
        "gửi một văn bản. Văn bản các đơn vị trước đây đã gửi vẫn được ghi nhận."
    )
