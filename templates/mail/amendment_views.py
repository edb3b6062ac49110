"""What the notice about an amended plan shows to one unit."""

from typing import Any

from templates import words_vi as vi
from templates.amendment_words import act, change, field

from . import phrases
from .facts import AmendedFacts, ChangedLine, MovedLine, YearLine
from .views import frame, unit_groups


def amended(facts: AmendedFacts) -> dict[str, Any]:
    """What is new for the unit, what counts to another day, what ends, what reads otherwise."""
    groups, duties = unit_groups((facts.duties,), facts)
    return frame(facts) | {
        "recipients": (facts.duties.unit_name,),
        "about": about(facts),
        "intro": intro(facts),
        "group": groups[0],
        "moved": [_moved(one, facts) for one in facts.moved],
        "ended": facts.ended,
        "changed": [_changed(one) for one in facts.changed],
        "closing": CLOSING,
        "links": tuple((duty.number, duty.mailto) for duty in duties),
    }


CLOSING = (
    "Văn bản đơn vị đã gửi trước khi điều chỉnh vẫn được ghi nhận, không phải gửi lại. "
    "Nội dung khác của Kế hoạch không thay đổi."
)


def about(facts: AmendedFacts) -> str:
    """`01 việc mới, 02 việc đổi thời hạn`."""
    new = len(facts.duties.duties) + len(facts.duties.awaiting) + len(facts.duties.whole_year)
    told = (
        (new, "việc mới"),
        (len(facts.moved), "việc đổi thời hạn"),
        (len(facts.ended), "việc không còn phải thực hiện"),
        (len(facts.changed), "việc thay đổi nội dung"),
    )
    return ", ".join(f"{vi.count(number)} {what}" for number, what in told if number)


def intro(facts: AmendedFacts) -> str:
    """Which document changes which plan."""
    order = vi.capitalised(act(number=facts.number, issued_on=facts.issued_on))
    return (
        f"{order} điều chỉnh {phrases.plan(facts.duties)}. {phrases.named(facts.sender)} trân trọng thông "
        "báo những nội dung liên quan đến đơn vị để đồng chí tiện theo dõi, triển khai:"
    )


def _moved(one: MovedLine, facts: AmendedFacts) -> dict[str, Any]:
    now = phrases.deadline(one.duty, day=facts.day) if one.duty else one.line.deadline_words or NO_DAY
    was = one.was_words or NO_DAY
    if one.was_day is not None:
        was = f"{was} (hết ngày {vi.short_day(one.was_day)})"
    code = (("Mã theo dõi", one.duty.public_id),) if one.duty else ()
    return {"title": _title(one.line), "rows": (("Thời hạn mới", now), ("Thời hạn trước đây", was), *code)}


NO_DAY = "không nêu thời hạn"


def _changed(one: ChangedLine) -> dict[str, Any]:
    rows = tuple(
        (vi.capitalised(field(name)), change(name=name, old=old, new=new).partition(": ")[2])
        for name, old, new in one.fields
    )
    return {"title": _title(one.line), "rows": rows}


def _title(line: YearLine) -> str:
    return f"{vi.capitalised(line.title)} (mục {line.task_code})"
