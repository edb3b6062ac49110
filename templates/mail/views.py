"""Facts turned into what a template shows: only strings, so that text and HTML say the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from templates import words_vi as vi

from . import links, phrases
from .facts import (
    AlarmFacts,
    AmendedFacts,
    BriefFacts,
    ChaseFacts,
    DraftFacts,
    DutyLine,
    LeadersFacts,
    LetterFacts,
    MailFacts,
    PlanIssuedFacts,
    ReceiptFacts,
    ReturnFacts,
    ReviewRequestFacts,
    Standing,
    UnitDuties,
    UnitsChangedFacts,
)

ToUnits = AmendedFacts | ChaseFacts | PlanIssuedFacts | ReviewRequestFacts | UnitsChangedFacts


@dataclass(frozen=True, kw_only=True, slots=True)
class DutyView:
    """One duty as it is shown."""

    number: int  # through the whole mail; the text version refers to its link by it
    title: str
    place: str  # mục II.1.1.b; of a task that is no item of the document mã KK-01
    status: str
    late: bool
    rows: tuple[tuple[str, str], ...]
    ask: str
    prepare: tuple[str, ...]
    mailto: str


def chase(facts: ChaseFacts) -> dict[str, Any]:
    """What the chasing mail shows."""
    groups, duties = unit_groups(facts.groups, facts)
    return frame(facts) | {
        "about": phrases.chase_subject(facts),
        "recipients": tuple(dict.fromkeys(group.unit_name for group in facts.groups)),
        "intro": phrases.chase_intro(facts),
        "groups": groups,
        "several": len(facts.groups) > 1,
        "confirm": tuple(phrases.recorded(one) for one in facts.confirm),
        "links": tuple((duty.number, duty.mailto) for duty in duties),
        "only_note": not duties,
    }


def plan_issued(facts: PlanIssuedFacts) -> dict[str, Any]:
    """What the announcement of a plan shows."""
    groups, duties = unit_groups((facts.duties,), facts)
    unit, sender = facts.duties.unit_name, facts.sender
    confirm = links.address_confirmed(address=facts.address, unit_name=unit, sender=sender)
    return frame(facts) | {
        "recipients": (unit,),
        "intro": phrases.announcement_intro(facts),
        "group": groups[0],
        "coordinates": facts.coordinates,
        "calendar": phrases.announced_calendar(facts),
        "address": facts.address,
        "recorded": phrases.contact_recorded(name=facts.contact_name, phone=facts.contact_phone),
        "confirm": confirm,
        "links": (*((duty.number, duty.mailto) for duty in duties), (len(duties) + 1, confirm)),
    }


def review_request(facts: ReviewRequestFacts) -> dict[str, Any]:
    """What the request to report for an interim review shows."""
    groups, duties = unit_groups((facts.duties,), facts)
    return frame(facts) | {
        "about": phrases.review_about(facts),
        "recipients": (facts.duties.unit_name,),
        "intro": phrases.review_intro(facts),
        "duty": groups[0]["duties"][0],
        "both": phrases.review_both(facts),
        "conference": phrases.conference(facts),
        "attachments": facts.attachments,
        "links": tuple((duty.number, duty.mailto) for duty in duties),
    }


def brief(facts: BriefFacts) -> dict[str, Any]:
    """What a coordinator's morning mail shows."""
    sections = tuple(section for section in facts.sections if section.lines)
    return frame(facts) | {
        "about": phrases.brief_about([section.title for section in sections if not section.aside]),
        "recipients": (f"Đồng chí {facts.to_name}",) if facts.to_name else (),
        "sections": sections,
        "ui_link": facts.ui_link,
    }


def leaders(facts: LeadersFacts) -> dict[str, Any]:
    """What the page to the focal unit's leaders shows."""
    return frame(facts) | {
        "page": facts,
        "recipients": (f"Lãnh đạo {facts.sender.unit_name}",),
        "intro": phrases.leaders_intro(facts),
        "units": tuple((unit.name, phrases.reminded(unit)) for unit in facts.units),
    }


def draft(facts: DraftFacts) -> dict[str, Any]:
    """What the mail that carries a drafted paper shows."""
    return frame(facts) | {"draft": facts, "recipients": (), "intro": phrases.draft_intro(facts)}


def alarm(facts: AlarmFacts) -> dict[str, Any]:
    """What the mail about a fault of the system shows."""
    return frame(facts) | {"alarm": facts, "recipients": ()}


def receipt(facts: ReceiptFacts) -> dict[str, Any]:
    """What a receipt shows."""
    return frame(facts) | {
        "about": phrases.receipt_about(facts),
        "recipients": (facts.unit_name,),
        "received": tuple(phrases.received(line) for line in facts.received),
        "accepted": tuple(phrases.received(line) for line in facts.accepted),
        "outdated": tuple(phrases.received(line) for line in facts.outdated),
        "short": facts.sender.short_name,
    }


def letter(facts: LetterFacts) -> dict[str, Any]:
    """What the mail shows that carries a signed letter."""
    return frame(facts) | {
        "recipients": (facts.unit_name,),
        "number": facts.number,
        "sentences": phrases.letter_sentences(facts),
    }


def sent_back(facts: ReturnFacts) -> dict[str, Any]:
    """What the mail about a returned document shows."""
    return frame(facts) | {
        "recipients": (facts.unit_name,),
        "number": facts.line.number,
        "intro": phrases.return_intro(facts),
        "rows": phrases.return_rows(facts),
    }


def frame(facts: MailFacts) -> dict[str, Any]:
    """What every mail shows."""
    return {
        "sender": facts.sender,
        "sender_named": phrases.named(facts.sender),
        "example": facts.example,
        "day": facts.day,
    }


def unit_groups(
    groups: Iterable[UnitDuties], facts: ToUnits
) -> tuple[tuple[dict[str, Any], ...], list[DutyView]]:
    """What each group shows, and its duties numbered through the whole mail."""
    shown: list[dict[str, Any]] = []
    all_duties: list[DutyView] = []
    for group in groups:
        first = len(all_duties) + 1
        duties = [_duty(duty, number, group, facts) for number, duty in enumerate(group.duties, first)]
        all_duties += duties
        shown.append(
            {
                "unit": group.unit_name,
                "plan": phrases.plan(group),
                "duties": duties,
                "awaiting": group.awaiting,
                "year": group.whole_year,
            }
        )
    return tuple(shown), all_duties


def _duty(duty: DutyLine, number: int, group: UnitDuties, facts: ToUnits) -> DutyView:
    return DutyView(
        number=number,
        title=vi.capitalised(duty.title),
        place=f"{'mã' if duty.added else 'mục'} {duty.task_code}",
        status=phrases.status(duty),
        late=duty.standing is not Standing.AHEAD,
        rows=phrases.rows(duty, sender=facts.sender, day=facts.day),
        ask=phrases.ask(duty, unit_name=group.unit_name, sender=facts.sender, day=facts.day),
        prepare=phrases.prepare(duty),
        mailto=links.already_sent(duty=duty, unit_name=group.unit_name, sender=facts.sender),
    )
